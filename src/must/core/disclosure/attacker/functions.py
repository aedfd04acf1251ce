"""R9 and R1 across: what functions of publications return, beside what the publications show.

The functions come in as arguments, since the attacker shares no code with them: it knows only the shape of what they return. What they say
is attacked in one way: nothing may be said of a figure that isn't shown, and of shown figures nothing but the difference or the average of
their rounded values, which everybody can work out anyway.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Protocol, TypeVar

from must.core.common.refusals import Refusal
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.attacker.turnout import number_range
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument, Topic


class Difference(Protocol):
    """Of two shown means, and of two shares with a challenge in percentage points."""

    @property
    def mean(self) -> Decimal: ...
    @property
    def challenge(self) -> int | None: ...


class Change(Protocol):
    """How a topic changed in a unit from one publication to another."""

    @property
    def unit(self) -> str: ...
    @property
    def earlier_unit(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def difference(self) -> Difference: ...


class Average(Protocol):
    """A topic at the average enterprise."""

    @property
    def topic(self) -> str: ...
    @property
    def enterprises(self) -> int: ...
    @property
    def mean(self) -> Decimal: ...
    @property
    def challenge(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """Those that MUST offers.

    changes: from an earlier publication to a later one. across: all of a year.
    """

    changes: Callable[[Publication, Publication, Instrument], Sequence[Change]]
    across: Callable[[Iterable[Publication], Instrument], Sequence[Average]]


T = TypeVar("T")

Cells = Mapping[tuple[str, str], Cell]
"""By unit and topic; without breakdowns."""


def find_said(
    publication: Publication, others: Sequence[Publication], functions: Functions, *, instrument: Instrument, rules: Rules
) -> Iterator[Finding]:
    """What the functions say of a publication with others, and may not. A function that refuses says nothing."""
    for other in others:
        for earlier, later in ((other, publication), (publication, other)):
            before, after = _cells(earlier), _cells(later)
            for change in _unless_refused(partial(functions.changes, earlier, later, instrument)):
                pair = after.get((change.unit, change.topic)), before.get((change.earlier_unit, change.topic))
                if not _is_difference(change.difference, *pair):
                    yield _finding("a change", change.unit, change.topic)
    everybody = (publication, *others)
    for average in _unless_refused(partial(functions.across, everybody, instrument)):
        if not _is_average(average, everybody, instrument, rules):
            yield Finding(leak=Leak.ACROSS, topic=average.topic)


def _unless_refused(ask: Callable[[], Sequence[T]]) -> Sequence[T]:
    try:
        return ask()
    except Refusal:
        return ()


def _cells(publication: Publication) -> Cells:
    return {(cell.unit, cell.topic): cell for cell in publication.cells if cell.breakdown is None}


def _finding(function: str, unit: str, topic: str) -> Finding:
    return Finding(leak=Leak.FUNCTION, unit=unit, topic=topic, numbers={"function": function})


def _is_difference(said: Difference, cell: Cell | None, other: Cell | None) -> bool:
    """Whether it is that of two shown means and, if it says so, of two shown shares."""
    if cell is None or other is None or cell.mean is None or other.mean is None:
        return False
    both = None if cell.challenge is None or other.challenge is None else cell.challenge - other.challenge
    return said.mean == Decimal(str(cell.mean)) - Decimal(str(other.mean)) and said.challenge in (None, both)


def _is_average(said: Average, publications: Sequence[Publication], instrument: Instrument, rules: Rules) -> bool:
    """Whether it is the average of the enterprises that may be in it, and they may have one (R1)."""
    topic = instrument.topics[said.topic]
    roots = [cell for each in publications if (cell := _whole(each, topic)) is not None]
    if len(roots) != said.enterprises or not _many_and_none_dominates([_size(cell) for cell in roots], rules):
        return False
    means, shares = [Fraction(str(cell.mean)) for cell in roots], [Fraction(cell.challenge or 0) for cell in roots]
    scale = topic.scored_items[0].responses.values
    if _tells_one(means, scale[0], scale[-1], rules) or _tells_one(shares, 0, 100, rules):
        return False
    return said.mean == _average(means, rules.rounding.mean) and said.challenge == _average(shares, 0)


def _whole(publication: Publication, topic: Topic) -> Cell | None:
    """The enterprise's cell, where it shows everything of the whole scale, and how many people it is of at most."""
    cell = _cells(publication).get((publication.units[0].code, topic.id))
    if cell is None or cell.state is State.HIDDEN or cell.detail is Detail.MEAN or cell.mean is None:
        return None
    return cell if {item.id for item in topic.scored_items} <= set(publication.asked) and _size(cell)[1] < math.inf else None


def _size(cell: Cell) -> tuple[int, float]:
    """The fewest and the most people that a cell shown in full can be of."""
    if cell.n is not None:
        return cell.n, cell.n
    least, most = number_range(str(cell.n_band))
    return least, math.inf if most is None else most


def _many_and_none_dominates(sizes: Sequence[tuple[int, float]], rules: Rules) -> bool:
    """A size: the fewest and the most people of an enterprise."""
    fewest = sum(least for least, _ in sizes)
    dominates = any(100 * most > rules.across.share * (fewest - least + most) for least, most in sizes)
    return len(sizes) >= rules.across.enterprises and fewest >= rules.across.people and not dominates


def _tells_one(figures: Sequence[Fraction], lowest: int, highest: int, rules: Rules) -> bool:
    """Whether an enterprise that takes its own figure off the sum can place another's within less than R5's part of the scale."""
    others = len(figures) - 2  # beside one's own and the one that is guessed
    for own in figures:
        left = sum(figures) - own
        least, most = max(Fraction(lowest), left - others * highest), min(Fraction(highest), left - others * lowest)
        if 100 * (most - least) < rules.interval.span * (highest - lowest):
            return True
    return False


def _average(figures: Sequence[Fraction], decimals: int) -> Decimal:
    """Half up."""
    shifted = sum(figures, Fraction()) / len(figures) * 10**decimals
    return Decimal(math.floor(shifted + Fraction(1, 2))).scaleb(-decimals)
