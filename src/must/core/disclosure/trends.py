"""Development from one round to another (R9, P13): two shown figures of the same unit beside each other, their difference, nothing finer.

A development can tell no more than the two publications do, which the audit takes as known to everybody. What makes it *mean* something is
that the same is compared: the same unit as a whole, the same items, the same version of the questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Publication, PublishedUnit
from must.core.disclosure.shown import Difference, check_made_with, scored_items, whole_cells
from must.core.instrument.model import Instrument
from must.core.organisation.unit_map import UnitMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one topic's score changed in one unit or rest.

    unit, earlier_unit: its code in the later and in the earlier publication. difference: later minus earlier.
    """

    unit: str
    earlier_unit: str
    topic: str
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class Trend:
    """An earlier round beside a later one; `compare` makes it.

    counterparts: code of a unit or rest in the later publication → in the earlier one, for those that are the same. topics: those whose
    score is made of the same items in both.
    """

    earlier: Publication
    later: Publication
    counterparts: Mapping[str, str]
    topics: frozenset[str]

    def cell(self, unit: str, topic: str) -> Cell | None:
        """The earlier round's cell of what is `unit` in the later one; None unless both rounds show a mean of it that can be compared."""
        pair = self._pair(unit, topic)
        return pair and pair[1]

    def difference(self, unit: str, topic: str) -> Difference | None:
        """The later round's shown figures minus the earlier one's; None where `cell` is."""
        return Difference.of(*(self._pair(unit, topic) or (None, None)))

    def _pair(self, unit: str, topic: str) -> tuple[Cell, Cell] | None:
        """The later and the earlier cell, where both show a mean."""
        later, earlier = self._after.get((unit, topic)), self._before.get((self.counterparts.get(unit, ""), topic))
        return None if later is None or earlier is None else (later, earlier)

    @cached_property
    def _before(self) -> Mapping[tuple[str, str], Cell]:
        return self._with_mean(self.earlier)

    @cached_property
    def _after(self) -> Mapping[tuple[str, str], Cell]:
        return self._with_mean(self.later)

    def _with_mean(self, publication: Publication) -> Mapping[tuple[str, str], Cell]:
        """By unit and topic. Hidden cells have no mean, and sets of follow-ups no score."""
        cells = (cell for cell in whole_cells(publication) if cell.topic in self.topics and cell.mean is not None)
        return {(cell.unit, cell.topic): cell for cell in cells}


def compare(earlier: Publication, later: Publication, instrument: Instrument, *, unit_map: UnitMap | None = None) -> Trend:
    """Two rounds of an enterprise beside each other.

    unit_map: after a reorganisation, which unit was which. A code that it doesn't name keeps its meaning, unless the map says that another
    unit was the one that had it: then it is the code of a new unit.

    Rests are the same when they hold the same units. A topic whose score is made of other items (another form) is left out, and so are
    follow-up sets and breakdowns; so is everything that was hidden or isn't there in either round, without a word on which.

    Raises Refusal when a publication is not one of the instrument, both are of the same round or the earlier one is not the earlier, they
    are of different enterprises, or the map names a code that no unit has. A publication of answers collected elsewhere needn't have a date
    and has no round: then that the earlier one is the earlier, and another, is the caller's to know.
    """
    for publication in (earlier, later):
        check_made_with(instrument, publication)
    _check_order(earlier, later)
    counterparts = _counterparts(earlier, later, unit_map)
    comparable = (topic.id for topic in instrument.topics.values() if scored_items(topic, earlier) == scored_items(topic, later))
    return Trend(earlier=earlier, later=later, counterparts=counterparts, topics=frozenset(comparable))


def changes(earlier: Publication, later: Publication, instrument: Instrument, *, unit_map: UnitMap | None = None) -> tuple[Change, ...]:
    """All that changed between two rounds, in the order of the later publication's cells: everything that `compare` can say, for the
    attacker to look at."""
    return tuple(_changes(compare(earlier, later, instrument, unit_map=unit_map)))


def _changes(trend: Trend) -> Iterator[Change]:
    for cell in whole_cells(trend.later):
        if (difference := trend.difference(cell.unit, cell.topic)) is not None:
            yield Change(unit=cell.unit, earlier_unit=trend.counterparts[cell.unit], topic=cell.topic, difference=difference)


def _check_order(earlier: Publication, later: Publication) -> None:
    if later.round is not None and later.round == earlier.round:
        raise Refusal(Fault("trend.same_round", details={"round": later.round}))
    if later.closed is not None and earlier.closed is not None and earlier.closed >= later.closed:
        details = {"earlier": earlier.closed.isoformat(), "later": later.closed.isoformat()}
        raise Refusal(Fault("trend.not_earlier", details=details))


def _counterparts(earlier: Publication, later: Publication, unit_map: UnitMap | None) -> Mapping[str, str]:
    """Later code → earlier code of the units and rests that are the same."""
    known_later, known_earlier = _unit_codes(later), _unit_codes(earlier)
    if unit_map is not None:
        unit_map.check_codes(known_later, known_earlier)
    previous = {} if unit_map is None else unit_map.previous
    origin = _origins(known_later, previous)
    _check_enterprise(earlier.units[0], later.units[0], origin, told=later.units[0].code in previous)
    there = {_identity(unit, {code: code for code in known_earlier}): unit.code for unit in earlier.units}
    matches = ((unit.code, there.get(_identity(unit, origin))) for unit in later.units)
    return {code: match for code, match in matches if match is not None}


def _check_enterprise(earlier: PublishedUnit, later: PublishedUnit, origin: Mapping[str, str], *, told: bool) -> None:
    """Raises Refusal unless the map tells that both are the same enterprise, or neither its code nor its name has changed.

    The code alone would compare any two: many an enterprise has the code 1.
    """
    if origin.get(later.code) != earlier.code or not (told or later.name.casefold() == earlier.name.casefold()):
        details = {"later": f"{later.name} ({later.code})", "earlier": f"{earlier.name} ({earlier.code})"}
        raise Refusal(Fault("trend.other_enterprise", details=details))


def _origins(codes: frozenset[str], previous: Mapping[str, str]) -> Mapping[str, str]:
    """Later unit code → its code in the earlier round, merged units too. Codes of new units aren't in it."""
    taken = frozenset(previous.values())
    return {code: code for code in codes if code not in taken} | dict(previous)


def _unit_codes(publication: Publication) -> frozenset[str]:
    """Every unit of the enterprise, also those that were merged into a rest."""
    standing = {unit.code for unit in publication.units if unit.kind is NodeKind.UNIT}
    return frozenset(standing.union(*(unit.members for unit in publication.units)))


def _identity(unit: PublishedUnit, origin: Mapping[str, str]) -> tuple[NodeKind, frozenset[str | None]]:
    """What makes two entries the same, in earlier codes: a unit's code, all but a few of whose people it counts; a rest's members.

    A code without an origin is None, which is no earlier code.
    """
    codes = unit.members if unit.kind is NodeKind.REST else (unit.code,)
    return unit.kind, frozenset(origin.get(code) for code in codes)
