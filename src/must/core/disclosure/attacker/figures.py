"""Whether a publication's figures are what the answers give, rounded as the rules say (R11), of cells and classes as allowed (R0, R1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.attacker.published_tree import PublishedTree, Whole
from must.core.disclosure.attacker.tallies import Counted
from must.core.disclosure.attacker.turnout import number_range
from must.core.disclosure.attacker.views import View
from must.core.disclosure.publication import Cell, Detail, State
from must.core.disclosure.rules import Rules


def find_small_cells(tree: PublishedTree, invited: Whole, rules: Rules) -> Iterator[Finding]:
    """R0: cells of too few invited people. An enterprise that is too small for any is one, which shows nothing."""
    for cell in np.flatnonzero(tree.leaves() & (invited > 0) & (invited < rules.grid.minimum_invited)).tolist():
        if cell:
            yield Finding(leak=Leak.SMALL_CELL, unit=tree.codes[cell], numbers={"invited": int(invited[cell])})


def find_wrong_classes(view: View) -> Iterator[Finding]:
    """R1: cells that give a topic another class than the questionnaire does, or show the mean alone of a sensitive one."""
    topic_class = view.counts.topic.topic_class
    for cell in (*view.cells.values(), *view.groups.values()):
        if cell.topic_class is not topic_class or (topic_class is TopicClass.SENSITIVE and cell.detail is Detail.MEAN):
            yield Finding(leak=Leak.WRONG_CLASS, unit=cell.unit, topic=cell.topic, numbers={"class": topic_class.value})


def find_wrong_figures(view: View, rules: Rules) -> Iterator[Finding]:
    """Shown figures that the answers don't give."""
    truth = _Truth.of(view, view.below.by_place, rules)
    for entry, cell in view.cells.items():
        if cell.state is State.SHOWN and not truth.fits(entry, cell):
            yield Finding(leak=Leak.WRONG_FIGURE, unit=cell.unit, topic=cell.topic)
    if view.groups:
        by_group = view.counts.by_place.grouped(view.atoms.group, len(view.atoms.values) + 1)
        truth = _Truth.of(view, by_group, rules)
        for group, cell in view.groups.items():
            if cell.state is State.SHOWN and not truth.fits(group, cell):
                yield Finding(leak=Leak.WRONG_FIGURE, unit=cell.unit, topic=cell.topic, numbers={"value": view.atoms.values[group]})


def rounded(part: Whole, whole: Whole) -> Whole:
    """part / whole to the nearest whole number, a half upwards; 0 / 0 is 0."""
    whole = np.maximum(whole, 1)
    return (part + part + whole) // (whole + whole)


@dataclass(frozen=True, slots=True, eq=False)
class _Truth:
    """What cells would show in full. Rows are entries or groups; None for a follow-up set."""

    n: list[int]
    mean: list[float] | None
    bands: list[tuple[int, ...]] | None
    items: dict[str, list[tuple[int, ...]]]
    rules: Rules

    @classmethod
    def of(cls, view: View, counted: Counted, rules: Rules) -> _Truth:
        unit = 10**rules.rounding.mean
        scored = view.counts.scored
        mean = rounded(counted.total * unit, counted.n * len(scored.items)) if scored else None
        return cls(
            n=counted.n.tolist(),
            mean=None if mean is None else [number / unit for number in mean.tolist()],
            bands=_shares(view.counts.bands(counted), counted.n) if scored else None,
            items={item: _shares(options, counted.n) for item, options in counted.options.items()},
            rules=rules,
        )

    def fits(self, row: int, cell: Cell) -> bool:
        """Whether a shown cell says this."""
        if self.n[row] == 0 or cell.mean != (self.mean[row] if self.mean else None):
            return False
        if cell.detail is Detail.MEAN:
            return True
        items = {item: shares[row] for item, shares in self.items.items()}
        return self._counts(row, cell) and cell.bands == (self.bands[row] if self.bands else None) and cell.items == items

    def _counts(self, row: int, cell: Cell) -> bool:
        if cell.n is not None:
            return cell.n == self.n[row]
        first, last = number_range(str(cell.n_band))
        return first <= self.n[row] and (last is None or self.n[row] <= last)


def _shares(counts: Whole, n: Whole) -> list[tuple[int, ...]]:
    return [tuple(row) for row in rounded(100 * counts, n[:, np.newaxis]).tolist()]
