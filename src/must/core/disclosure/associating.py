"""The associations of a round: each complaint beside each work factor, over the whole enterprise (P12).

**What is estimated.** For a pair of a complaint and a factor, the regression of the complaint's score on the factor's, both standardised
over those who answered all items of both (`clustered`). Nothing else is held constant, and nothing is said of causes. Factors are the
ordinary scales of work, risks and protective ones. What work leads to (outcomes) is no factor; sensitive topics are none either, since so
few people stand on one side of them that a coefficient would be about those few.

**What it takes.** Two kinds of conditions, kept apart. Whether a pair is looked at depends on who answered and on the answers about work
alone. So a pair that isn't there says nothing about anybody's health. What depends on the answers about health decides on all pairs of
the round at once: everything, or nothing. So it says one yes or no about all of it, and what isn't said is never why.

Looked at are complaints that at least `ordinary.full` of those invited didn't answer for (R6), in pairs of `health.associations` people, in
cells that are worth `health.cells` equally large ones (n² / Σ n², Kish's effective number: one cell that dominates would be what the
coefficient is about, and leaves the interval too narrow), with `health.each_side` people off the factor's most common score and nobody so
far from the rest that the coefficient hangs on them, if no person's answers weigh too much in what the coefficients together tell. These
conditions mostly take 150 to 200 people. What must then be left in doubt of the answers about health: see `association_doubt`.

**The intervals hold together**: the chance that any of them, of all pairs looked at, lies beside the truth is at most `health.error` per
cent (Bonferroni). Each has the confidence 1 − error / pairs. Holm's procedure would find no fewer, but has no intervals that readers could
compare; a joint distribution of all pairs would have to be estimated from the answers, which is one more figure made of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, copysign, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.common.topics import TopicClass
from must.core.disclosure.association_doubt import Known, reach, swing, varied
from must.core.disclosure.associations import STEPS, Association
from must.core.disclosure.clustered import Sums, slope_of
from must.core.disclosure.rules import HealthRule, Rules
from must.core.instrument.model import Direction, Instrument, Topic
from must.core.scoring.answers import Answers
from must.core.scoring.scales import answered_all, scored_among, sums

Whole = NDArray[np.int64]

_WIDTH: Final = 8
"""Standard deviations of a complaint's scores from one end of the scale to the other: seldom more, so that what one person could have
answered seldom moves a pair that is looked at too far, which would withhold all of them."""


def associate(instrument: Instrument, answers: Answers, cell: Whole, invited: int, rules: Rules) -> tuple[Association, ...]:
    """By complaint, then factor, in the order of asking; none where nothing may be said.

    answers: through `apply_routing`. cell: where each respondent is, int64 [respondents]. invited: to the enterprise.
    """
    scores = list(_scores(instrument, answers))
    complaints = [score for score in scores if score.topic.topic_class is TopicClass.HEALTH]
    factors = [score for score in scores if score.is_factor]
    looked_at = [look for complaint in complaints if (look := _look(complaint, factors, cell, invited, rules))]
    if not all(look.leaves_doubt(rules.health) for look in looked_at):
        return ()
    pairs = [pair for look in looked_at for pair in look.pairs]
    return tuple(_association(pair, rules.health.error / 100 / len(pairs)) for pair in pairs)


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
        both: NDArray[np.bool_] = self.complaint.who & self.factor.who
        return both

    @cached_property
    def sums(self) -> Sums:
        """x is the factor, y the complaint."""
        return Sums.of(self.cell[self.who], self.factor.total[self.who], self.complaint.total[self.who])

    @property
    def weights(self) -> NDArray[np.float64]:
        """How each respondent's complaint counts in the coefficient: the factor's deviation from its mean, nothing for those outside."""
        scores = np.where(self.who, self.factor.total, 0)
        return np.where(self.who, scores - scores.sum() / np.count_nonzero(self.who), 0.0)

    @property
    def swing(self) -> float:
        """See `association_doubt.swing`."""
        return swing(self.factor.total[self.who], self.complaint.total[self.who], self.complaint.possible)


@dataclass(frozen=True, eq=False)
class _Look:
    """A complaint beside all factors that it is looked at with. known: what their coefficients tell together."""

    complaint: _Score
    pairs: tuple[_Pair, ...]
    known: Known

    def leaves_doubt(self, rule: HealthRule) -> bool:
        """Whether all coefficients leave everybody's health in doubt."""
        scores = self.complaint.total
        return (
            all(varied(scores[pair.who], rule.each_side) for pair in self.pairs)
            and 100 * self.known.share(scores[self.complaint.who]) <= rule.explained
            and all(pair.swing <= 1 / STEPS for pair in self.pairs)
        )


def _look(complaint: _Score, factors: Sequence[_Score], cell: Whole, invited: int, rules: Rules) -> _Look | None:
    """None where nothing may be looked at. Nothing here depends on what was answered about health, only on who answered."""
    pairs = tuple(pair for factor in factors if _is_broad(pair := _Pair(complaint, factor, cell), rules.health))
    if not pairs or np.count_nonzero(complaint.who) > invited - rules.ordinary.full:
        return None
    known = Known.of(np.column_stack([pair.weights for pair in pairs])[complaint.who])
    return _Look(complaint, pairs, known) if 100 * known.heaviest <= rules.health.explained else None


def _is_broad(pair: _Pair, rule: HealthRule) -> bool:
    return (
        bool(np.count_nonzero(pair.who) >= rule.associations)
        and pair.sums.cells >= rule.cells
        and varied(pair.factor.total[pair.who], rule.each_side)
        and _WIDTH * reach(pair.factor.total[pair.who]) <= 1 / STEPS
        and bool(np.all(pair.sums.left_out.spread_of_x > 0))
    )


def _association(pair: _Pair, alpha: float) -> Association:
    """The figures as they are published: the coefficient to the nearest tenth, the interval to the tenths outside it."""
    slope = slope_of(pair.sums)
    margin = slope.margin(alpha)
    nearest = copysign(floor(STEPS * abs(slope.coefficient) + 0.5), slope.coefficient)
    return Association(
        complaint=pair.complaint.topic.id,
        factor=pair.factor.topic.id,
        coefficient=int(nearest) / STEPS,
        low=max(-STEPS, floor(STEPS * (slope.coefficient - margin))) / STEPS,
        high=min(STEPS, ceil(STEPS * (slope.coefficient + margin))) / STEPS,
    )
