"""What a breakdown may show, slowly and readably: every set of people that can be recovered by rational arithmetic, every interval by a
linear programme with a variable for each atom's answers. It is the oracle of `test_breakdowns`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import highspy
import numpy as np

from must.core.disclosure.rules import Rules
from must.core.disclosure.visibility import Visibility
from must.core.organisation.tree import UnitTree

Atom = tuple[str, int]
"""A cell of the grid and a value; 0 where the item was not answered."""

Answer = tuple[int, ...]
"""What somebody answered the items of a scale, none of them reversed."""


@dataclass(frozen=True)
class Topic:
    """One scale: its answers by atom, and what each node shows. challenge: the least sum of answers that is a challenge; favourable: the
    greatest that is favourable. lowest, highest: values of every item."""

    tree: UnitTree
    visible: Mapping[str, Visibility]
    answers: Mapping[Atom, Sequence[Answer]]
    values: int
    items: int
    lowest: int
    highest: int
    challenge: float
    favourable: float

    @property
    def atoms(self) -> list[Atom]:
        """Those with people."""
        return [atom for atom, given in self.answers.items() if given]

    def below(self, node: str) -> set[str]:
        return {code for code in self.tree.units if node in self.line(code)}

    def line(self, code: str) -> list[str]:
        """The node and all above it."""
        found: list[str] = []
        step: str | None = code
        while step is not None:
            found.append(step)
            step = self.tree.units[step].parent
        return found

    def shown(self, *states: Visibility) -> list[set[Atom]]:
        """The sets of atoms of the shown nodes, and of the values of the breakdown."""
        nodes = [self.below(node) for node, state in self.visible.items() if state in states]
        return [{atom for atom in self.atoms if atom[0] in node} for node in nodes] + self.by_value()

    def by_value(self) -> list[set[Atom]]:
        return [{atom for atom in self.atoms if atom[1] == value} for value in range(1, self.values + 1)]

    def people(self, atoms: set[Atom]) -> list[Answer]:
        return [answer for atom in atoms for answer in self.answers[atom]]


def may_show(topic: Topic, rules: Rules) -> bool:
    """Whether the breakdown may be shown beside the tree. On the edge of R5 it may say either."""
    if topic.visible[topic.tree.root.code] is not Visibility.FULL:
        return False
    groups, everybody = topic.by_value(), len(topic.people(set(topic.atoms)))
    if any(len(topic.people(group)) < rules.ordinary.full for group in groups) or everybody == rules.ordinary.full * len(groups):
        return False
    full, mean = topic.shown(Visibility.FULL), topic.shown(Visibility.FULL, Visibility.MEAN)
    return (
        all(_safe(topic, group, rules.ordinary.full, rules, everything=True) for group in recoverable(topic.atoms, full))
        and all(_safe(topic, group, rules.ordinary.mean, rules, everything=False) for group in recoverable(topic.atoms, mean))
        and narrowest(topic, rules) >= 0
    )


def recoverable(atoms: Sequence[Atom], rows: Sequence[set[Atom]]) -> list[set[Atom]]:
    """Every set of atoms whose indicator is a linear combination of the rows': of all sets those at right angles to the null space."""
    null_space = _null_space([[Fraction(atom in row) for atom in atoms] for row in rows], len(atoms))
    flags = (np.arange(1, 2 ** len(atoms))[:, np.newaxis] >> np.arange(len(atoms))) & 1
    fits = flags[~np.any(flags @ null_space.T, axis=1)] if len(null_space) else flags
    return [{atom for atom, inside in zip(atoms, line, strict=True) if inside} for line in fits.tolist()]


def _null_space(matrix: list[list[Fraction]], columns: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    pivots: list[int] = []
    rows = [list(row) for row in matrix]
    for column in range(columns):
        found = next((row for row in range(len(pivots), len(rows)) if rows[row][column]), None)
        if found is None:
            continue
        here = len(pivots)
        rows[here], rows[found] = rows[found], rows[here]
        rows[here] = [entry / rows[here][column] for entry in rows[here]]
        for row in range(len(rows)):
            if row != here:
                rows[row] = [entry - rows[row][column] * pivot for entry, pivot in zip(rows[row], rows[here], strict=True)]
        pivots.append(column)
    vectors = []
    for free in (column for column in range(columns) if column not in pivots):
        vector = [Fraction(column == free) for column in range(columns)]
        for row, pivot in enumerate(pivots):
            vector[pivot] = -rows[row][free]
        scale = np.lcm.reduce([entry.denominator for entry in vector])
        vectors.append([int(entry * scale) for entry in vector])
    return np.array(vectors, dtype=np.int64)


def _safe(topic: Topic, group: set[Atom], least: int, rules: Rules, *, everything: bool) -> bool:
    """R3 and R4."""
    people = topic.people(group)
    return len(people) >= least and (_doubtful(topic, people, rules) if everything else _doubtful_mean(topic, people, rules))


def _doubtful(topic: Topic, people: list[Answer], rules: Rules) -> bool:
    rule, n = rules.attribute, len(people)
    bands = [2 if sum(each) >= topic.challenge else 0 if sum(each) <= topic.favourable else 1 for each in people]
    for distribution in ([each[item] for each in people] for item in range(topic.items)):
        largest = max(distribution.count(value) for value in distribution)
        if 100 * largest > rule.category_share * n or n - largest < rule.differing:
            return False
    largest, challenged = max(bands.count(band) for band in bands), bands.count(2)
    if 100 * largest > rule.category_share * n or n - largest < rule.differing:
        return False
    return challenged >= rule.each_side and n - challenged >= rule.each_side


def _doubtful_mean(topic: Topic, people: list[Answer], rules: Rules) -> bool:
    rule, n = rules.attribute, len(people)
    scores = [sum(each) for each in people]
    margin = rule.mean_margin * topic.items
    inside = sum(scores) - n * topic.items * topic.lowest > margin and n * topic.items * topic.highest - sum(scores) > margin
    return inside and n - max(scores.count(score) for score in scores) >= rule.differing


def narrowest(topic: Topic, rules: Rules) -> float:
    """By how much the least interval is wider than it must be, in sums of answers; below 0 where one is too narrow (R5)."""
    spans = [(width_of(topic, group), size) for group, size in _unseen(topic, rules)]
    needed = rules.interval.span / 100 * topic.items * (topic.highest - topic.lowest)
    return min((width - needed * size for width, size in spans), default=float("inf"))


def _unseen(topic: Topic, rules: Rules) -> Iterator[tuple[set[Atom], int]]:
    """Hidden nodes; atoms, and unions of fewer than k people of a cell's atoms or of a part's; each with its people."""
    visible = (Visibility.FULL, Visibility.MEAN)
    parts: dict[str, set[Atom]] = {}
    for atom in topic.atoms:
        owner = next(node for node in topic.line(atom[0]) if topic.visible[node] in visible)
        parts.setdefault(owner, set()).add(atom)
    for node, state in topic.visible.items():
        atoms = {atom for atom in topic.atoms if atom[0] in topic.below(node)}
        if state not in visible and atoms:
            yield atoms, len(topic.people(atoms))
    for cell in {cell for cell, _ in topic.atoms}:
        yield from _small(topic, {atom for atom in topic.atoms if atom[0] == cell}, rules)
    for part in parts.values():
        if len({cell for cell, _ in part}) > 1:
            yield from ((group, size) for group, size in _small(topic, part, rules) if size < rules.ordinary.full)


def _small(topic: Topic, whole: set[Atom], rules: Rules) -> Iterator[tuple[set[Atom], int]]:
    values = sorted({value for _, value in whole})
    for count in range(1, len(values)):
        for chosen in combinations(values, count):
            group = {atom for atom in whole if atom[1] in chosen}
            size = len(topic.people(group))
            if (size < rules.ordinary.full or count == 1) and group not in topic.by_value():
                yield group, size


def width_of(topic: Topic, target: set[Atom]) -> float:
    """How far apart the ends of the interval of the target's sum of answers are."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    options = range(topic.lowest, topic.highest + 1)
    chosen = {
        (atom, item, option): solver.addVariable(0, len(topic.answers[atom]))
        for atom in topic.atoms
        for item in range(topic.items)
        for option in options
    }
    for atom in topic.atoms:
        for item in range(topic.items):
            solver.addConstr(sum(chosen[atom, item, option] for option in options) == len(topic.answers[atom]))
    for group in topic.shown(Visibility.FULL):
        for item in range(topic.items):
            for option in options if group else ():
                count = sum(answer[item] == option for answer in topic.people(group))
                solver.addConstr(sum(chosen[atom, item, option] for atom in group) == count)
    for group in topic.shown(Visibility.MEAN):
        total = sum(sum(answer) for answer in topic.people(group))
        if group:
            solver.addConstr(
                sum(option * chosen[atom, item, option] for atom in group for item in range(topic.items) for option in options) == total
            )
    aim = sum(option * chosen[atom, item, option] for atom in target for item in range(topic.items) for option in options)
    solver.minimize(aim)
    least = solver.getObjectiveValue()
    solver.maximize(aim)
    return float(solver.getObjectiveValue() - least)
