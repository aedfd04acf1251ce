"""A unit beside its parent and the enterprise: what one publication shows of each, looked up, and differences of shown figures.

There is no "rest of the enterprise": the whole minus a unit would be a new set of people, which no audit has looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Publication
from must.core.disclosure.shown import Difference, whole_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A topic's cells, hidden ones too, as they stand in the publication.

    own: the unit's. parent, enterprise: those of the unit above it and of the enterprise; the same cell right below the enterprise; None
    for the enterprise itself. Raises ValueError when they are of different topics.
    """

    own: Cell
    parent: Cell | None
    enterprise: Cell | None

    def __post_init__(self) -> None:
        if any(cell is not None and cell.topic != self.own.topic for cell in (self.parent, self.enterprise)):
            raise ValueError("cells beside each other are of one topic")

    @property
    def from_parent(self) -> Difference | None:
        """The unit's figures minus its parent's; None unless both are shown."""
        return Difference.of(self.own, self.parent)

    @property
    def from_enterprise(self) -> Difference | None:
        """The unit's figures minus the enterprise's; None unless both are shown."""
        return Difference.of(self.own, self.enterprise)


def beside(publication: Publication, unit: str) -> tuple[Beside, ...]:
    """Each topic that the unit has a cell of, in the publication's order, beside the same topic above.

    Topics that only the enterprise has (P11) are not there for other units. Raises Refusal for what is no unit of the publication: a rest,
    a merged unit, an unknown code.
    """
    parents = {entry.code: entry.parent for entry in publication.units if entry.kind is NodeKind.UNIT}
    if unit not in parents:
        raise Refusal(Fault("comparison.unknown_unit", details={"unit": unit}))
    above = parents[unit]
    own = _cells_of(publication, unit)
    of_parent = {} if above is None else _cells_of(publication, above)
    of_enterprise = {} if above is None else _cells_of(publication, publication.units[0].code)
    return tuple(Beside(own=cell, parent=of_parent.get(topic), enterprise=of_enterprise.get(topic)) for topic, cell in own.items())


def _cells_of(publication: Publication, unit: str) -> Mapping[str, Cell]:
    """Topic → the cell of the unit as a whole."""
    return {cell.topic: cell for cell in whole_cells(publication) if cell.unit == unit}
