"""The units of a publication as the attacker sees them: who is below whom, and where each person counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Publication
from must.core.organisation.tree import UnitTree

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

NOWHERE = -1
"""The number of no entry."""


@dataclass(frozen=True, eq=False)
class PublishedTree:
    """The entries (units and rests) in the publication's order, parents before children.

    parent: the number of the entry above, int64 [entries]; `NOWHERE` for the enterprise.
    home: place (a unit's code, or a rest's) → the number of the entry that covers those directly there.
    """

    codes: tuple[str, ...]
    parent: Whole
    home: Mapping[str, int]

    @classmethod
    def of(cls, publication: Publication) -> PublishedTree:
        codes = tuple(unit.code for unit in publication.units)
        number = {code: position for position, code in enumerate(codes)}
        parent = [NOWHERE if unit.parent is None else number[unit.parent] for unit in publication.units]
        inner = set(parent)
        home = {member: position for position, unit in enumerate(publication.units) for member in unit.members}
        for position, code in enumerate(codes):
            if position not in inner:
                home.setdefault(code, position)
        return cls(codes=codes, parent=np.array(parent, dtype=np.int64), home=home)

    def homes(self, places: Iterable[str]) -> Whole:
        """The entry of each place, int64 [places]; `NOWHERE` for a place that the publication doesn't have."""
        return np.array([self.home.get(place, NOWHERE) for place in places], dtype=np.int64)

    def below(self, direct: Whole, *, cut: Marks | None = None) -> Whole:
        """Sums over each entry and all below it: int64 [entries], or [entries × anything], as `direct` is.

        cut: bool [entries]; what is in and below such an entry isn't carried on to those above it.
        """
        total = direct.copy()
        for position in range(len(self.codes) - 1, 0, -1):
            if cut is None or not cut[position]:
                total[self.parent[position]] += total[position]
        return total

    def nearest(self, shown: Marks) -> Whole:
        """The nearest shown entry, itself or above, of each entry: int64 [entries]; `NOWHERE` where there is none."""
        found = np.where(shown, np.arange(len(self.codes)), NOWHERE)
        for position in range(1, len(self.codes)):
            if found[position] == NOWHERE:
                found[position] = found[self.parent[position]]
        return found

    def leaves(self) -> Marks:
        """Which entries have none below them: bool [entries]."""
        leaf = np.ones(len(self.codes), dtype=np.bool_)
        leaf[self.parent[1:]] = False
        return leaf


def check_units(publication: Publication, units: UnitTree) -> None:
    """Raises Refusal (`attack.other_units`) when the publication isn't of the unit file: other codes, or others above them."""
    parents = {unit.code: unit.parent for unit in publication.units if unit.kind is NodeKind.UNIT}
    homes = {member for unit in publication.units for member in unit.members}
    strange = (parents.keys() | homes) ^ units.units.keys()
    strange |= {unit.code for unit in units.units.values() if unit.invited and unit.code not in homes}
    strange |= {unit.code for unit in units.units.values() if unit.code in parents and parents[unit.code] != unit.parent}
    if strange:
        raise Refusal(Fault("attack.other_units", details={"unit": min(strange)}))
