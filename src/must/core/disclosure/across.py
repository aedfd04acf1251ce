"""Figures across enterprises: the average enterprise, which an enterprise compares itself with (R1 across, R11, P31).

A figure is the mean of the enterprises' *published* figures: each enterprise counts once, whatever its size. So no number of people enters
it, none can be worked out of it, and no large enterprise dominates it. It says how it is at the average enterprise, not how the average
employee has it.

**What is protected.** Persons, always: only shown, rounded cells of whole enterprises are used, so that even somebody who worked out one
enterprise's figure would know no more than its publication says. Single enterprises, whose publications need not be known: no figure exists
unless

- at least `across.enterprises` of them and at least `across.people` people are in it, and none has more than `across.share` per cent of the
  people, even if it has the most and all others the fewest that their published bands allow. An open band such as `1000–` allows any
  number, so an enterprise with one isn't in the figure;
- somebody who knows the exact average and one enterprise's own figure, which is what every enterprise knows, is left in doubt about each
  of the others: its mean, and its share with a challenge, could lie anywhere in `interval.span` per cent of the scale (as in R5).

**What isn't.** The figures of an enterprise whose fellows all tell theirs, or whose publications are out anyway, as those of state bodies
may be. What follows from its mean and its share taken together. And two averages over sets that differ by one enterprise tell that
enterprise's figure: therefore everything of a year goes in at once, no parameter leaves anybody out, there is no average of "the others",
and **whoever publishes averages does so once a year**, after its last round has closed. `averages` holds publications to the one year that
they closed in. A function can't remember what was published; that is for whoever keeps it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.publication import Publication
from must.core.disclosure.rules import SMALLEST_GROUP, Rules
from must.core.disclosure.shown import bounds, check_made_with, decimal, people, scored_items, whole_cells
from must.core.instrument.model import Instrument, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossFigure:
    """A topic at the average enterprise. enterprises: how many are in it. mean: of the score. challenge: whole per cent.

    Raises ValueError for fewer enterprises than any rules allow.
    """

    topic: str
    enterprises: int
    mean: Decimal
    challenge: int

    def __post_init__(self) -> None:
        if self.enterprises < SMALLEST_GROUP:
            raise ValueError("a figure across enterprises needs several of them")


def across(publications: Iterable[Publication], instrument: Instrument) -> tuple[AcrossFigure, ...]:
    """The average enterprise of a year, by topic in the instrument's order. The order of the publications doesn't matter.

    publications: all of the year, one of each enterprise. For each topic those count that show it in full for the whole enterprise, with
    a number of people that has an upper end, and whose score is made of all the topic's scored items; mean and challenge are of the same
    enterprises. A topic for which a rule says no is left out, and nothing says which rule.

    Raises Refusal when a publication is not one of the instrument, and for two of one round or one enterprise (by the enterprise's name,
    which is all that a publication says of it).
    """
    everybody = tuple(publications)
    for publication in everybody:
        check_made_with(instrument, publication)
    _check_once(everybody)
    rules = Rules.of(instrument.rules)
    brought = [_contributions(publication, instrument) for publication in everybody]
    figures = (_figure(topic, [of[topic.id] for of in brought if topic.id in of], rules) for topic in instrument.topics.values())
    return tuple(figure for figure in figures if figure is not None)


@dataclass(frozen=True, slots=True)
class _Contribution:
    """An enterprise's shown figures of a topic, and the fewest and most people that they can be of."""

    mean: Fraction
    challenge: Fraction
    fewest: int
    most: int


def _check_once(publications: Sequence[Publication]) -> None:
    names: set[str] = set()
    rounds: set[str] = set()
    for publication in publications:
        name = publication.units[0].name
        if name.casefold() in names or publication.round in rounds:
            raise Refusal(Fault("across.twice", details={"enterprise": name}))
        names.add(name.casefold())
        if publication.round is not None:
            rounds.add(publication.round)


def _contributions(publication: Publication, instrument: Instrument) -> Mapping[str, _Contribution]:
    """Topic → what the enterprise brings to its figure. Raises Refusal for a number's band that is none."""
    root = publication.units[0].code
    return {
        cell.topic: _Contribution(Fraction(decimal(cell.mean)), Fraction(cell.challenge), fewest, most)
        for cell in whole_cells(publication)
        if cell.unit == root and cell.mean is not None and cell.challenge is not None  # neither hidden, nor the mean alone
        if scored_items(topic := instrument.topics[cell.topic], publication) == topic.scored_items
        for fewest, most in [people(cell)]
        if most is not None
    }


def _figure(topic: Topic, of: Sequence[_Contribution], rules: Rules) -> AcrossFigure | None:
    """None where a rule says no."""
    means, challenges = [one.mean for one in of], [one.challenge for one in of]
    if not (_many_enough(of, rules) and _none_dominates(of, rules)):
        return None
    if not (_leaves_doubt(means, *bounds(topic.scored_items), rules) and _leaves_doubt(challenges, 0, 100, rules)):
        return None
    return AcrossFigure(
        topic=topic.id, enterprises=len(of), mean=_average(means, rules.rounding.mean), challenge=int(_average(challenges, 0))
    )


def _many_enough(of: Sequence[_Contribution], rules: Rules) -> bool:
    return len(of) >= rules.across.enterprises and sum(one.fewest for one in of) >= rules.across.people


def _none_dominates(of: Sequence[_Contribution], rules: Rules) -> bool:
    """Whether nobody can have more than its share of the people: its most against the others' fewest."""
    fewest = sum(one.fewest for one in of)
    return all(100 * one.most <= rules.across.share * (fewest - one.fewest + one.most) for one in of)


def _leaves_doubt(figures: Sequence[Fraction], lowest: int, highest: int, rules: Rules) -> bool:
    """Whether one who knows the average and any one figure can place no other figure within less than the span.

    Who takes one figure off the sum of m knows that the other m − 1 ≥ 2 add up to t. Each of those may lie as far above `lowest` as they do
    together, t − (m − 1)·lowest, and as far below `highest` as they do together, but no further than the scale is long.
    """
    others = len(figures) - 1
    total = sum(figures)
    least = Fraction(rules.interval.span * (highest - lowest), 100)
    # Taking off the greatest leaves the least room above `lowest`, taking off the smallest the least below `highest`.
    return min(total - max(figures) - others * lowest, others * highest - (total - min(figures))) >= least


def _average(figures: Sequence[Fraction], decimals: int) -> Decimal:
    """Their mean, a half upwards."""
    step = 10**decimals
    whole = math.floor(sum(figures) / len(figures) * step + Fraction(1, 2))
    return Decimal(whole).scaleb(-decimals)
