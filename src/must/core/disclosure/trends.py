"""Development from one round to another (R9, P13): two shown figures of the same unit beside each other, their difference, nothing finer.

A development can tell no more than the two publications do, which the audit takes as known to everybody. What makes it *mean* something is
that the same is compared: the same unit as a whole, the same items, the same version of the questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from must.core.common.refusals import Fault, Refusal
from must.core.common.words import tidy
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Publication, PublishedUnit, State
from must.core.disclosure.rules import Rules
from must.core.disclosure.shown import Difference, check_made_by, check_made_with, scored_items, whole_cells
from must.core.instrument.model import Instrument
from must.core.organisation.unit_map import UnitMap

_MANY_FIGURES: Final = 15
"""Figures of an enterprise, means and shares, that two surveys don't have in common by chance, however little changed between them."""


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

    counterparts: code of a unit or rest in the later publication → in the earlier one, for those that are the same. in_doubt: codes that a
    unit has in both without being known to be the same unit. topics: those whose score is made of the same items in both.
    """

    earlier: Publication
    later: Publication
    counterparts: Mapping[str, str]
    in_doubt: tuple[str, ...]
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

    unit_map: which unit was which. Of units that it doesn't name, those are the same that have the same code and name and stand under the
    same unit, however the name is typed. The code alone says nothing: where a staff file has no codes, units are numbered in each round
    anew. Nor does it where the map says that another unit was the one that had it.

    Rests are the same when they hold the same units; a publication doesn't name those that were merged into one, so the map has to. A
    topic whose score is made of other items (another form) is left out, and so are follow-up sets and breakdowns; so is everything that
    was hidden or isn't there in either round, without a word on which.

    Raises Refusal when a publication is not one of the instrument or shows what its rules never give, both are of the same round or the
    earlier one is not the earlier, they are of different enterprises, or the map names a code that no unit has. A publication of answers
    collected elsewhere needn't have a date and has no round: then that the earlier one is the earlier is the caller's to know. That it is
    of other answers isn't: where both show the same of the enterprise, they are refused.
    """
    for publication in (earlier, later):
        check_made_with(instrument, publication)
        check_made_by(Rules.of(instrument.rules), publication)
    _check_order(earlier, later)
    origin = _origins(earlier, later, unit_map)
    _check_answers(earlier, later)
    comparable = (topic.id for topic in instrument.topics.values() if scored_items(topic, earlier) == scored_items(topic, later))
    return Trend(
        earlier=earlier,
        later=later,
        counterparts=_counterparts(earlier, later, origin),
        in_doubt=tuple(code for code in _standing(later) if code in _standing(earlier) and code not in {*origin, *origin.values()}),
        topics=frozenset(comparable),
    )


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


def _check_answers(earlier: Publication, later: Publication) -> None:
    """Raises Refusal where one can tell that both are of the same answers. Two rounds are known apart by their codes, but a survey that has
    none may be given beside itself, whatever is said of its date and however its units are divided.

    They are where they were made from the same, or say the same of the enterprise wherever both show a figure, and there are many: a few
    may agree by chance. How many answered is left aside: how exactly that may be said depends on how the units are divided.
    """
    if None not in {earlier.round, later.round}:
        return
    inputs, one, other = earlier.certificate.inputs, _of_enterprise(earlier), _of_enterprise(later)
    common = one.keys() & other.keys()
    telling = [figure for figure in common if figure.share is None or 0 < one[figure] < 100]
    alike = len(telling) >= _MANY_FIGURES and all(one[figure] == other[figure] for figure in common)
    if alike or (inputs is not None and inputs == later.certificate.inputs):
        raise Refusal(Fault("trend.same_answers"))


class _Figure(NamedTuple):
    """Which figure of an enterprise it is. share: which of the shares of an item, or of the bands of a topic; None for the mean."""

    topic: str
    item: str | None = None
    share: int | None = None


def _of_enterprise(publication: Publication) -> Mapping[_Figure, float]:
    """The means and shares that it shows of the enterprise as a whole, whose code may have changed."""
    root = publication.units[0].code
    found = dict[_Figure, float]()
    for cell in whole_cells(publication):
        if cell.unit == root and cell.state is State.SHOWN:
            if cell.mean is not None:
                found[_Figure(cell.topic)] = cell.mean
            for item, shares in ((None, cell.bands or ()), *(cell.items or {}).items()):
                found |= {_Figure(cell.topic, item, index): share for index, share in enumerate(shares)}
    return found


def _counterparts(earlier: Publication, later: Publication, origin: Mapping[str, str]) -> Mapping[str, str]:
    """Later code → earlier code of the units and rests that are the same."""
    there = {_identity(unit, {code: code for code in _unit_codes(earlier)}): unit.code for unit in earlier.units}
    matches = ((unit.code, there.get(_identity(unit, origin))) for unit in later.units)
    return {code: match for code, match in matches if match is not None}


def _origins(earlier: Publication, later: Publication, unit_map: UnitMap | None) -> Mapping[str, str]:
    """Later unit code → its code in the earlier round, also of merged units that the map names. Codes of new units aren't in it.

    Raises Refusal for a map with codes that no unit has, and for another enterprise.
    """
    if unit_map is not None:
        unit_map.check_codes(_unit_codes(later), _unit_codes(earlier))
    previous = {} if unit_map is None else unit_map.previous
    taken, then = frozenset(previous.values()), _standing(earlier)
    origin = dict(previous)
    for unit in later.units:  # a unit comes after the one that it stands under
        if unit.code in then and unit.code not in previous and unit.code not in taken and _is_same(then[unit.code], unit, origin):
            origin[unit.code] = unit.code
    _check_enterprise(earlier.units[0], later.units[0], origin)
    return origin


def _is_same(earlier: PublishedUnit, later: PublishedUnit, origin: Mapping[str, str]) -> bool:
    """Whether two units of one code are the same: by name, and by the unit above, since many have a "Stab" each."""
    above = None if later.parent is None else origin.get(later.parent)
    return later.kind is NodeKind.UNIT and _name(earlier) == _name(later) and above == earlier.parent


def _name(unit: PublishedUnit) -> str:
    return tidy(unit.name).casefold()


def _check_enterprise(earlier: PublishedUnit, later: PublishedUnit, origin: Mapping[str, str]) -> None:
    """Raises Refusal unless both are the same enterprise. The code alone would compare any two: many an enterprise has the code 1."""
    if origin.get(later.code) != earlier.code:
        details = {"later": f"{later.name} ({later.code})", "earlier": f"{earlier.name} ({earlier.code})"}
        raise Refusal(Fault("trend.other_enterprise", details=details))


def _standing(publication: Publication) -> Mapping[str, PublishedUnit]:
    """Its units by code, without those that were merged, whose names it doesn't have."""
    return {unit.code: unit for unit in publication.units if unit.kind is NodeKind.UNIT}


def _unit_codes(publication: Publication) -> frozenset[str]:
    """Every unit of the enterprise, also those that were merged into a rest."""
    return frozenset(_standing(publication)).union(*(unit.members for unit in publication.units))


def _identity(unit: PublishedUnit, origin: Mapping[str, str]) -> tuple[NodeKind, frozenset[str | None]]:
    """What makes two entries the same, in earlier codes: a unit's code, all but a few of whose people it counts; a rest's members.

    A code without an origin is None, which is no earlier code.
    """
    codes = unit.members if unit.kind is NodeKind.REST else (unit.code,)
    return unit.kind, frozenset(origin.get(code) for code in codes)
