"""R5 for every hidden cell of a topic, and with a breakdown for every atom and every small union of a place's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from must.core.disclosure.attacker.bounds import Known, feasible_interval
from must.core.disclosure.attacker.findings import Finding, Leak, Level
from must.core.disclosure.attacker.published_tree import Marks
from must.core.disclosure.attacker.tallies import Counted, Scored, Whole
from must.core.disclosure.attacker.views import View
from must.core.disclosure.publication import State
from must.core.disclosure.rules import Rules

_FIRST, _GROWTH = 1, 8
_SLACK = 1e-6
"""Relative error of the solver that is forgiven: far below what one answer weighs."""


def find_narrow(view: View, rules: Rules) -> Iterator[Finding]:
    """Hidden cells with anybody in them whose mean can be told more closely than R5 allows."""
    if view.counts.scored is None:
        return
    intervals = _Intervals(view, view.counts.scored, rules.interval.span)
    below = view.below.by_place.n
    hidden = [entry for entry, cell in view.cells.items() if cell.state is State.HIDDEN and below[entry]]
    for entry in hidden:
        yield from intervals.check(entry, intervals.unknown[entry], int(below[entry]))
    if intervals.broken_down:
        shown, everybody, k = view.shown(Level.MEAN), intervals.direct.sum(axis=0), rules.ordinary.full
        for entry, people in enumerate(intervals.direct):
            for some in _unseen(people, shown=bool(shown[entry])):
                whole_group = np.count_nonzero(some) == 1 and np.any((some == everybody)[:-1] & (some[:-1] > 0))
                if (np.count_nonzero(some) == 1 and not whole_group) or some.sum() < k:
                    yield from intervals.check(entry, some, int(some.sum()))
        for entry in np.flatnonzero(shown).tolist():  # whom nothing tells apart may be in several cells
            for some in _unseen(intervals.unknown[entry], shown=True):
                if some.sum() < k:
                    yield from intervals.check(entry, some, int(some.sum()))


def _unseen(people: Whole, *, shown: bool) -> Iterator[Whole]:
    """Those of some people who gave some of the answers; not all of them, where their figures are shown: int64 [groups], like `people`."""
    present = np.flatnonzero(people).tolist()
    for size in range(1, len(present) + (not shown)):
        for chosen in combinations(present, size):
            yield np.where(np.isin(np.arange(len(people)), chosen), people, 0)


@dataclass(frozen=True, eq=False)
class _Parts:
    """People with the same nearest entries that show them and, with a breakdown, in the same group: nobody can tell them apart.

    mean, full: the number of that entry, for means and for everything, int64 [parts]. group: int64 [parts]. counts: rows are parts.
    """

    mean: Whole
    full: Whole
    group: Whole
    counts: Counted


class _Intervals:
    """Feasible intervals of one topic.

    direct: the people directly at an entry; unknown: those at or below it who are in no shown cell below it. int64 [entries × groups].
    """

    def __init__(self, view: View, scored: Scored, span: int) -> None:
        self.view, self.scored, self.span = view, scored, span
        self.broken_down = view.families(Level.FULL).shape[1] > 1
        self.groups = int(view.atoms.group.max(initial=0)) + 1 if self.broken_down else 1
        self._known: dict[tuple[int, ...], float] = {}

    @property
    def _group(self) -> Whole:
        return self.view.atoms.group if self.broken_down else np.zeros_like(self.view.atoms.group)

    @cached_property
    def direct(self) -> Whole:
        atoms, counts = self.view.atoms, self.view.counts.by_place
        people = np.zeros((len(self.view.tree.codes), self.groups), dtype=np.int64)
        np.add.at(people, (atoms.home, self._group), counts.n)
        return people

    @cached_property
    def unknown(self) -> Whole:
        return self.view.tree.below(self.direct, cut=self.view.shown(Level.MEAN))

    @cached_property
    def parts(self) -> _Parts:
        home = self.view.atoms.home
        owners = np.column_stack([self.view.owner[Level.MEAN][home], self.view.owner[Level.FULL][home], self._group])
        kinds, part = np.unique(owners, axis=0, return_inverse=True)
        counts = self.view.counts.by_place.grouped(part.ravel(), len(kinds))
        return _Parts(mean=kinds[:, 0], full=kinds[:, 1], group=kinds[:, 2], counts=counts)

    def check(self, entry: int, target: Whole, people: int) -> Iterator[Finding]:
        """target: int64 [groups], how many of the entry's people are in no shown cell below it; only their sum is unknown."""
        scale = people * (self.scored.most - self.scored.least)
        width = self._width(int(self.view.owner[Level.MEAN][entry]), target, enough=self.span * scale / 100)
        if 100 * width < self.span * scale * (1 - _SLACK):
            numbers = {"people": people, "span": int(100 * width / scale + _SLACK), "least": self.span}
            yield Finding(leak=Leak.INTERVAL, unit=self.view.tree.codes[entry], topic=self.view.counts.topic.id, numbers=numbers)

    def _width(self, owner: int, target: Whole, *, enough: float) -> float:
        """How far apart the ends of the interval of the target's sum are; once it is `enough`, it may be wider.

        First the answers of all but the target's part are held at the truth: the interval that is left lies within the feasible one. Only
        where it is too narrow are more parts set free, in the end all of them.
        """
        if not target.any():
            return 0.0
        if owner < 0:  # no sum that anything is known of holds these people
            return float(target.sum()) * (self.scored.most - self.scored.least)
        key = (owner, *target.tolist())
        if key not in self._known or self._known[key] < enough:
            self._known[key] = self._widen(owner, target, enough)
        return self._known[key]

    def _widen(self, owner: int, target: Whole, enough: float) -> float:
        order, free, width = self._others(owner), _FIRST, 0.0
        while True:
            width = self._free(np.flatnonzero(np.isin(self.parts.mean, order[:free])), owner, target)
            if width >= enough or free >= len(order):
                return width
            free *= _GROWTH

    def _others(self, owner: int) -> Whole:
        """The owners of the parts that the target's can be exchanged with: its own, then the others, the largest first."""
        parts = self.parts
        area = parts.full[parts.mean == owner][0]
        near: Marks = (parts.mean >= 0) if self.broken_down else (parts.full == area) & (area >= 0)
        near |= parts.mean == owner
        people = np.bincount(parts.mean[near], weights=parts.counts.n[near])
        owners = np.flatnonzero(people)
        return np.array(sorted(owners.tolist(), key=lambda one: (one != owner, -people[one], one)), dtype=np.int64)

    def _free(self, free: Whole, owner: int, target: Whole) -> float:
        """The width when the parts `free` are unknown. The target is cut out of its part, as blocks of its own behind the others."""
        parts = self.parts
        cut = np.flatnonzero((parts.mean == owner) & (target[parts.group] > 0))
        n = parts.counts.n.copy()
        n[cut] -= target[parts.group[cut]]
        rows = np.concatenate([free, cut])
        packed = parts.counts.packed()[rows]
        packed[:, 0] = np.concatenate([n[free], target[parts.group[cut]]])
        packed[len(free) :, 1:] = 0  # what is known of a set holds for both pieces together; it stands with the first
        families = [np.zeros((len(rows), 0), dtype=np.int64)]
        if self.broken_down:
            families = [parts.group[rows, np.newaxis]]
        known = Known(
            items=self.scored.items,
            blocks=parts.counts.unpacked(packed),
            full=np.column_stack([parts.full[rows], *families]),
            mean=parts.mean[rows, np.newaxis],
        )
        least, most = feasible_interval(known, range(len(free), len(rows)))
        return most - least
