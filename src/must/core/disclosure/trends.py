"""Development from one round to another (R9, P13): differences of two shown figures of the same unit, and nothing finer.

A change can tell no more than the two publications do, which the audit takes as known to everybody. What makes it *mean* something is that
the same is compared: the same unit as a whole, the same items, the same questionnaire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Publication, PublishedUnit
from must.core.disclosure.shown import Difference, check_made_with, scored_items, whole_cells
from must.core.instrument.model import Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one topic's score changed in one unit or rest.

    unit, earlier_unit: its code in the later and in the earlier publication. difference: later minus earlier.
    """

    unit: str
    earlier_unit: str
    topic: str
    difference: Difference


def changes(
    earlier: Publication, later: Publication, instrument: Instrument, *, unit_map: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """What changed between two rounds of an enterprise, in the order of the later publication's cells.

    unit_map: after a reorganisation, later unit code → earlier unit code, whole units only; a code that isn't in it keeps its meaning.

    There is a change only where both publications show the mean, and of the challenge only where both show that. Rests are compared when
    they hold the same units. A topic whose score is made of other items (another form) is left out, and so are follow-up sets and
    breakdowns; so is everything that was hidden or isn't there in either round, without a word on which.

    Raises Refusal when a publication is not one of the instrument, both are of the same round or of different enterprises (no way from
    the one root to the other), a code of the map is in neither publication, or two later units would come from one earlier unit.
    A publication has no date, and none of answers collected elsewhere has a round: that the earlier one is the earlier, and another round,
    is the caller's to know.
    """
    for publication in (earlier, later):
        check_made_with(instrument, publication)
    if later.round is not None and later.round == earlier.round:
        raise Refusal(Fault("trend.same_round", details={"round": later.round}))
    counterparts = _counterparts(earlier, later, unit_map or {})
    comparable = {topic.id for topic in instrument.topics.values() if scored_items(topic, earlier) == scored_items(topic, later)}
    before = {(cell.unit, cell.topic): cell for cell in whole_cells(earlier) if cell.topic in comparable}
    found = []
    for cell in whole_cells(later):
        place = counterparts.get(cell.unit, ""), cell.topic
        if (difference := Difference.of(cell, before.get(place))) is not None:
            found.append(Change(unit=cell.unit, earlier_unit=place[0], topic=cell.topic, difference=difference))
    return tuple(found)


def _counterparts(earlier: Publication, later: Publication, unit_map: Mapping[str, str]) -> Mapping[str, str]:
    """Later code → earlier code of the units and rests that are the same."""
    origin = _origins(earlier, later, unit_map)
    root, earlier_root = later.units[0].code, earlier.units[0].code
    if origin[root] != earlier_root:
        raise Refusal(Fault("trend.other_enterprise", details={"later": root, "earlier": earlier_root}))
    there = {_identity(unit, {}): unit.code for unit in earlier.units}
    matches = ((unit.code, there.get(_identity(unit, origin))) for unit in later.units)
    return {code: match for code, match in matches if match is not None}


def _origins(earlier: Publication, later: Publication, unit_map: Mapping[str, str]) -> Mapping[str, str]:
    """Later unit code → its code in the earlier round, for every unit of the later one, merged ones too."""
    known_later, known_earlier = _unit_codes(later), _unit_codes(earlier)
    faults = [Fault("trend.unknown_later_unit", details={"unit": code}) for code in sorted(unit_map.keys() - known_later)]
    faults += [Fault("trend.unknown_earlier_unit", details={"unit": code}) for code in sorted(set(unit_map.values()) - known_earlier)]
    origin = {code: unit_map.get(code, code) for code in known_later}
    faults += [Fault("trend.unit_twice", details={"unit": code}) for code, times in sorted(Counter(origin.values()).items()) if times > 1]
    if faults:
        raise Refusal(faults)
    return origin


def _unit_codes(publication: Publication) -> frozenset[str]:
    """Every unit of the enterprise, also those that were merged into a rest."""
    standing = {unit.code for unit in publication.units if unit.kind is NodeKind.UNIT}
    return frozenset(standing.union(*(unit.members for unit in publication.units)))


def _identity(unit: PublishedUnit, origin: Mapping[str, str]) -> tuple[NodeKind, frozenset[str]]:
    """What makes two entries the same, in earlier codes: a unit's code, all but a few of whose people it counts; a rest's members."""
    codes = unit.members if unit.kind is NodeKind.REST else (unit.code,)
    return unit.kind, frozenset(origin.get(code, code) for code in codes)
