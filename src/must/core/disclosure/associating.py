"""The associations of a round: each complaint beside each work factor, over the whole enterprise (P12).

**What is estimated.** For a pair of a complaint and a factor, the regression of the complaint's score on the factor's among people of the
same cell of the grid, both standardised by how they vary there (`clustered`), over those who answered all items of both and aren't alone
in their cell. Units' means on factors are published, so coefficients over all people would be equations in units' mean complaints, and
twenty of them nearly tell those (ADR 21). Nothing else is held constant, and nothing is said of causes. Factors
are the ordinary scales of work, risks and protective ones, that the enterprise shows in full: an association with one that is hidden would
say of what hid it that enough people answered, and not nearly all alike (R7). What work leads to (outcomes) is no factor; sensitive topics
are none either, since so few people stand on one side of them that a coefficient would be about those few.

**What it takes.** Two kinds of conditions, kept apart. Whether a pair is looked at depends on who answered and on the answers about work
alone, as the masks of ordinary topics do. So a pair that isn't there says nothing about anybody's health. What depends on the answers about
health decides on all pairs of the round at once: everything, or nothing. So it says one yes or no about all of it, and what isn't said is
never why.

Looked at are complaints that at least `ordinary.full` of those invited didn't answer for (R6), in pairs of `health.associations` people, in
cells that are worth `health.cells` equally large ones (Kish's effective number: one cell that dominates would be what the coefficient is
about, and leaves the interval too narrow), with `health.each_side` people off the factor's most common score in their cell and nobody so
far from the rest of it that the coefficient hangs on them, if no cell's people weigh too much in what the coefficients together tell. These
conditions mostly take 150 to 200 people. What must then be left in doubt of the answers about health: see `association_doubt`.

**The intervals hold together**: the chance that any of them, of all pairs looked at, lies beside the truth is at most `health.error` per
cent. They are all as wide, to the tenth above what the least certain of them needs (`clustered.margin_of`). An end of its own for every
pair would be as many figures again, made of everybody's answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, copysign, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.common.topics import TopicClass
from must.core.disclosure.association_doubt import Known, condensed, reach, swing, varied
from must.core.disclosure.associations import STEPS, Association
from must.core.disclosure.clustered import Sums, margin_of, slope_of, within
from must.core.disclosure.rules import HealthRule, Rules
from must.core.instrument.model import Direction, Instrument, Topic
from must.core.scoring.answers import Answers
from must.core.scoring.scales import answered_all, scored_among, sums

Whole = NDArray[np.int64]

_WIDTH: Final = 8
"""Standard deviations of a complaint's scores from one end of the scale to the other: seldom more, so that what one person could have
answered seldom moves a pair that is looked at too far, which would withhold all of them."""


def associate(
    instrument: Instrument, answers: Answers, cell: Whole, *, invited: int, shown: Collection[str], rules: Rules
) -> tuple[Association, ...]:
    """By complaint, then factor, in the order of asking; none where nothing may be said.

    answers: through `apply_routing`. cell: where each respondent is, int64 [respondents]. invited: to the enterprise.
    shown: ids of the topics that the enterprise shows in full; no other is a factor.
    """
    scores = list(_scores(instrument, answers))
    complaints = [score for score in scores if score.topic.topic_class is TopicClass.HEALTH]
    factors = [score for score in scores if score.is_factor and score.topic.id in shown]
    looked_at = [look for complaint in complaints if (look := _look(complaint, factors, cell, invited, rules))]
    if not all(look.leaves_doubt(rules.health) for look in looked_at):
        return ()
    slopes = [(pair, slope_of(pair.sums)) for look in looked_at for pair in look.pairs]
    if not slopes:
        return ()
    margin = STEPS * margin_of([slope for _, slope in slopes], rules.health.error / 100)
    tenths = ceil(margin + 0.5)  # half a step for the coefficients' rounding
    return tuple(pair.association(slope.coefficient, tenths) for pair, slope in slopes)


@dataclass(frozen=True, eq=False)
class _Score:
    """A topic's score. who: who answered all its items, bool [respondents]. total: the sum of the scored ones, int64 [respondents].
    possible: the sums that there can be."""

    topic: Topic
    who: NDArray[np.bool_]
    total: Whole
    possible: range

    @property
    def is_factor(self) -> bool:
        return self.topic.topic_class is TopicClass.ORDINARY and self.topic.direction in (Direction.RISK, Direction.PROTECTIVE)


def _scores(instrument: Instrument, answers: Answers) -> Iterator[_Score]:
    for topic in instrument.topics.values():
        asked = tuple(item for item in topic.items if item.id in answers.items)
        if asked and topic.direction is not None:
            items = scored_among(topic, asked)
            lowest, highest = (sum(item.responses.values[end] for item in items) for end in (0, -1))
            yield _Score(topic, answered_all(answers, asked), sums(answers, items), range(lowest, highest + 1))


@dataclass(frozen=True, eq=False)
class _Pair:
    """A complaint and a factor. cell: of each respondent of the round, int64 [respondents]."""

    complaint: _Score
    factor: _Score
    cell: Whole

    @cached_property
    def who(self) -> NDArray[np.bool_]:
        """Who answered both, and isn't the only one in their cell who did."""
        both = self.complaint.who & self.factor.who
        people = np.bincount(self.cell[both], minlength=int(self.cell.max(initial=0)) + 1)
        together: NDArray[np.bool_] = both & (people[self.cell] > 1)
        return together

    @cached_property
    def cells(self) -> Whole:
        return self.cell[self.who]

    @cached_property
    def factors(self) -> Whole:
        return self.factor.total[self.who]

    @cached_property
    def complaints(self) -> Whole:
        return self.complaint.total[self.who]

    @cached_property
    def sums(self) -> Sums:
        """x is the factor, y the complaint."""
        return Sums.of(self.cells, self.factors, self.complaints)

    @property
    def weights(self) -> NDArray[np.float64]:
        """How each respondent's complaint counts in the coefficient: the factor's deviation from the cell's mean, or nothing."""
        found = np.zeros(len(self.cell))
        found[self.who] = within(self.cells, self.factors)
        return found

    @property
    def swing(self) -> float:
        """See `association_doubt.swing`."""
        return swing(self.cells, self.factors, self.complaints, self.complaint.possible)

    def association(self, exact: float, margin: int) -> Association:
        """The figures as they are published: the coefficient to the nearest tenth, the interval so many tenths to either side."""
        nearest = int(copysign(floor(STEPS * abs(exact) + 0.5), exact))
        return Association(
            complaint=self.complaint.topic.id,
            factor=self.factor.topic.id,
            coefficient=nearest / STEPS,
            low=max(-STEPS, nearest - margin) / STEPS,
            high=min(STEPS, nearest + margin) / STEPS,
        )


@dataclass(frozen=True, eq=False)
class _Look:
    """A complaint beside all factors that it is looked at with. known: what their coefficients tell together."""

    complaint: _Score
    pairs: tuple[_Pair, ...]
    known: Known

    def leaves_doubt(self, rule: HealthRule) -> bool:
        """Whether all coefficients leave everybody's health in doubt."""
        return (
            all(varied(pair.cells, pair.complaints, rule.each_side) for pair in self.pairs)
            and all(100 * condensed(pair.sums.yy) <= rule.explained for pair in self.pairs)
            and 100 * self.known.share(self.complaint.total[self.complaint.who]) <= rule.explained
            and all(pair.swing <= 1 / STEPS for pair in self.pairs)
        )


def _look(complaint: _Score, factors: Sequence[_Score], cell: Whole, invited: int, rules: Rules) -> _Look | None:
    """None where nothing may be looked at. Nothing here depends on what was answered about health, only on who answered."""
    pairs = tuple(pair for factor in factors if _is_broad(pair := _Pair(complaint, factor, cell), rules.health))
    if not pairs or np.count_nonzero(complaint.who) > invited - rules.ordinary.full:
        return None
    known = Known.of(cell[complaint.who], np.column_stack([pair.weights for pair in pairs])[complaint.who])
    return _Look(complaint, pairs, known) if 100 * known.heaviest <= rules.health.explained else None


def _is_broad(pair: _Pair, rule: HealthRule) -> bool:
    return (
        bool(np.count_nonzero(pair.who) >= rule.associations)
        and pair.sums.cells >= rule.cells
        and varied(pair.cells, pair.factors, rule.each_side)
        and _WIDTH * reach(pair.cells, pair.factors) <= 1 / STEPS
        and bool(np.all(pair.sums.without[0] > 0))
    )
