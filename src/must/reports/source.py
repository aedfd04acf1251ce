"""What reports are made of, looked up once: a publication, the instrument that it speaks of, and a language's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from must.core.common.languages import Language
from must.core.disclosure.averages import Averages
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Detail, Publication, PublishedUnit, State
from must.core.disclosure.rules import Rules
from must.core.disclosure.trends import Trend
from must.core.disclosure.uncertainty import interval_of_mean
from must.core.instrument.model import Instrument
from must.reports.content import Holds, Whose
from must.reports.wording import Wording
from must.ui.texts import Texts, texts

_HOLDS_MORE: Final = (Holds.NOTHING, Holds.MEANS, Holds.FULL)
"""From the least that a report can hold to the most."""


@dataclass(frozen=True)
class Source:
    """All that a report can be made of. There is no way from here to an answer.

    trend: the publication beside an earlier one, if any. averages: the average enterprise of a year, if any.
    Raises ValueError when the publication was made with another instrument, and for a trend of another publication.
    """

    publication: Publication
    instrument: Instrument
    language: Language
    trend: Trend | None = None
    averages: Averages | None = None

    def __post_init__(self) -> None:
        if self.publication.instrument != self.instrument.id:
            raise ValueError(f"the publication speaks of {self.publication.instrument}, not of {self.instrument.id}")
        if self.trend is not None and self.trend.later != self.publication:
            raise ValueError("the trend leads to another publication")

    @cached_property
    def t(self) -> Texts:
        return texts(self.language)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.t, self.rules.rounding.mean)

    @cached_property
    def rules(self) -> Rules:
        return Rules.of(self.instrument.rules)

    @cached_property
    def units(self) -> Mapping[str, PublishedUnit]:
        return {unit.code: unit for unit in self.publication.units}

    @cached_property
    def root(self) -> PublishedUnit:
        return self.publication.units[0]

    @cached_property
    def inner(self) -> frozenset[str]:
        """Codes of the units that have others below them."""
        return frozenset(unit.parent for unit in self.publication.units if unit.parent is not None)

    @cached_property
    def cells(self) -> Mapping[str, Mapping[str, Cell]]:
        """Unit → topic → cell."""
        found: dict[str, dict[str, Cell]] = {unit.code: {} for unit in self.publication.units}
        for cell in self.publication.cells:
            if cell.breakdown is None:
                found[cell.unit][cell.topic] = cell
        return found

    @cached_property
    def rates(self) -> Mapping[str, str]:
        """Unit → band of its response rate, where it is shown."""
        return _rates(self.publication)

    def previous_rate(self, code: str) -> str | None:
        """The band of the response rate that the same unit had in the earlier round, where it is shown."""
        earlier = None if self.trend is None else self.trend.counterparts.get(code)
        return None if earlier is None else self._previous_rates.get(earlier)

    @cached_property
    def _previous_rates(self) -> Mapping[str, str]:
        """Unit of the earlier round → band of its response rate."""
        return {} if self.trend is None else _rates(self.trend.earlier)

    @cached_property
    def _spans(self) -> Mapping[str, range]:
        """Unit or rest → the positions in the publication of itself and all below it."""
        place = {unit.code: position for position, unit in enumerate(self.publication.units)}
        end = [position + 1 for position in range(len(place))]
        for position in range(len(end) - 1, 0, -1):
            above = place[str(self.publication.units[position].parent)]
            end[above] = max(end[above], end[position])
        return {code: range(position, end[position]) for code, position in place.items()}

    @cached_property
    def _home(self) -> Mapping[str, str]:
        """Unit code → where its people count who are in none of the units below it, as far as there are any."""
        return {member: unit.code for unit in self.publication.units for member in unit.members}

    @cached_property
    def interval(self) -> Callable[[str, str, bool], tuple[float, float] | None]:
        """Of a unit's mean of a topic, in this publication or in the earlier one: worked out once, since an enterprise's own stands beside
        every unit's. Raises KeyError for a cell that isn't there."""
        return cache(self._interval)

    def _interval(self, unit: str, topic: str, earlier: bool) -> tuple[float, float] | None:
        if earlier and self.trend is not None:
            cell, publication = self.trend.cell(unit, topic), self.trend.earlier
        else:
            cell, publication = self.cells[unit][topic], self.publication
        return None if cell is None else interval_of_mean(cell, self.instrument.topics[topic], publication, self.rules)

    def leaves_out(self, unit: PublishedUnit) -> bool:
        """Whether a few of a unit's people count outside it (R0)."""
        return not self._counts(unit, unit.code)

    def takes_in(self, unit: PublishedUnit) -> bool:
        """Whether a few people of units that aren't part of this one count here (R0): those of the enterprise, and who moved up to it."""
        return unit.parent is not None and self._counts(unit, self.root.code)

    def _counts(self, unit: PublishedUnit, code: str) -> bool:
        """Whether those of a unit who are in none of the units below it count in this one."""
        return self._spans[self._home.get(code, code)].start in self._spans[unit.code]

    def name_of(self, unit: PublishedUnit) -> str:
        """A unit's name; a rest is called after the unit that its people belong to."""
        return self.t("report.unit.rest", name=unit.name) if unit.kind is NodeKind.REST else unit.name

    def holds(self, code: str) -> Holds:
        """What there is to show of a unit."""
        details = {cell.detail for cell in self.cells[code].values() if cell.state is State.SHOWN}
        return Holds.FULL if Detail.FULL in details else Holds.MEANS if details else Holds.NOTHING

    def shown(self, code: str) -> int:
        """How many topics a unit's report shows."""
        return sum(cell.state is State.SHOWN for cell in self.cells[code].values())

    def shows_more(self, unit: PublishedUnit) -> PublishedUnit | None:
        """The nearest unit above that shows more topics; None where there is none."""
        least, above = self.shown(unit.code), unit.parent
        while above is not None and self.shown(above) <= least:
            above = self.units[above].parent
        return None if above is None else self.units[above]

    def read_with(self, unit: PublishedUnit) -> PublishedUnit | None:
        """The nearest unit above whose report holds more; None where there is none."""
        more = _HOLDS_MORE[_HOLDS_MORE.index(self.holds(unit.code)) + 1 :]
        above = self._nearest[more[0]][unit.code] if more else None
        return None if above is None else self.units[above]

    @cached_property
    def _nearest(self) -> Mapping[Holds, Mapping[str, str | None]]:
        """What a report may hold → unit → the nearest unit, from itself upwards, whose report holds so much."""
        found: dict[Holds, dict[str, str | None]] = {least: {} for least in _HOLDS_MORE}
        for unit in self.publication.units:  # in pre-order: what is above comes first
            held = _HOLDS_MORE.index(self.holds(unit.code))
            for place, nearest in enumerate(found.values()):
                nearest[unit.code] = unit.code if held >= place else None if unit.parent is None else nearest[unit.parent]
        return found

    def compared(self, unit: PublishedUnit) -> Iterator[tuple[Whose, PublishedUnit]]:
        """The units whose figures stand beside a unit's own."""
        if unit.parent is None:
            return
        if unit.parent != self.root.code:
            yield Whose.PARENT, self.units[unit.parent]
        yield Whose.ENTERPRISE, self.root


def _rates(publication: Publication) -> Mapping[str, str]:
    return {entry.unit: entry.band for entry in publication.participation if entry.band is not None}
