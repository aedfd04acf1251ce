"""The smallest group of people that a system of published sums gives away.

Whoever has sums over sets of people can add and subtract them, each as often as they like. A set of people is *recoverable* when some
combination of the sums counts each of them once and everybody else not at all: z = Aᵀy with z ∈ {0, 1}. Finding the smallest such set is a
mixed-integer programme; when it is infeasible, there is none, which is the certificate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.disclosure.attacker.solver import Programme, Row

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]

_WIDEST: Final = 1000.0
"""How often a sum may be added at least; more where there are more sums. Sums over two families of disjoint sets (two trees; a tree and a
breakdown) never need more than there are sums: along a chain of sets that overlap each changes the next by one at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Published sums over groups of people who can't be told apart (columns).

    people: how many are in each column, int64 [columns]. rows: for each published sum the columns that it is over.
    """

    people: Whole
    rows: Sequence[Sequence[int]]


def sums_of_families(people: Whole, family: Whole) -> Sums:
    """Sums of families of disjoint sets: int64 people [places], and family int64 [places × families], the number of the place's set in each
    family; below 0 where it is in none.

    The shown cells of one tree are such a family, once each is lessened by the shown cells right below it: that adds and subtracts
    whole sums, so whatever can be had from the new sums can be had from the old ones, and back; and it keeps them short in deep trees.
    """
    kinds, column = np.unique(family, axis=0, return_inverse=True)
    merged = np.bincount(column.ravel(), weights=people, minlength=len(kinds)).astype(np.int64)
    rows: list[list[int]] = []
    for which in range(family.shape[1]):
        sets: dict[int, list[int]] = {}
        for number, owner in enumerate(kinds[:, which].tolist()):
            if owner >= 0:
                sets.setdefault(owner, []).append(number)
        rows.extend(sets.values())
    return Sums(people=merged, rows=rows)


def small_groups(sums: Sums, k: int) -> list[tuple[int, ...]]:
    """Recoverable sets of 1 … k − 1 people, as columns with people, no two with a column in common; the smallest first.

    An empty list is a proof that there is no such set: the programme has no solution. Otherwise none is smaller than the first.
    Columns without people count as unknown to nobody: they may be in or out.
    """
    inhabited = _merged(sums)
    alone = {row[0] for row in inhabited.rows if len(row) == 1}
    groups: list[tuple[int, ...]] = [(one,) for one in sorted(alone) if inhabited.people[one] < k]
    for columns, rows in _connected(inhabited):
        groups.extend(_groups_within(inhabited, columns, rows, k, without=alone))
    groups.sort(key=lambda group: int(inhabited.people[list(group)].sum()))
    return [tuple(sorted(one for column in group for one in inhabited.origin[column])) for group in groups]


def _groups_within(sums: _Merged, columns: list[int], rows: list[int], k: int, *, without: set[int]) -> Iterator[tuple[int, ...]]:
    """The small groups of some columns and the rows over them, one after the other, each as small as any that is left.

    without: columns that are recoverable by themselves. No smaller set can hide behind one of them: a set that holds it isn't smaller.
    """
    number = {column: position for position, column in enumerate(columns)}
    people = sums.people[columns]
    within = [[number[column] for column in sums.rows[row]] for row in rows]
    possible = (people < k) & ~np.isin(columns, list(without))
    while group := _smallest(people, within, k, possible):
        possible[list(group)] = False
        yield tuple(columns[one] for one in group)


def _connected(sums: _Merged) -> Iterator[tuple[list[int], list[int]]]:
    """Columns and rows in components that share no person. What is recoverable in all is recoverable in each by itself."""
    component = list(range(len(sums.people)))

    def first(column: int) -> int:
        while component[column] != column:
            component[column] = component[component[column]]
            column = component[column]
        return column

    for row in sums.rows:
        for column in row:
            component[first(column)] = first(row[0])
    columns: dict[int, list[int]] = {}
    rows: dict[int, list[int]] = {}
    for column in range(len(component)):
        columns.setdefault(first(column), []).append(column)
    for number, row in enumerate(sums.rows):
        rows.setdefault(first(row[0]), []).append(number)
    yield from ((together, rows[of]) for of, together in columns.items())


@dataclass(frozen=True, slots=True, eq=False)
class _Merged:
    """Sums without empty columns, identical columns made one. origin: the columns that each was made of."""

    people: Whole
    rows: list[list[int]]
    origin: list[list[int]]


def _merged(sums: Sums) -> _Merged:
    """Columns that are in the same sums are in every combination of them the same number of times: nothing is lost by making them one.

    A column that is in no sum is in no combination, and goes.
    """
    within: dict[int, list[int]] = {}
    for number, row in enumerate(sums.rows):
        for column in row:
            if sums.people[column]:
                within.setdefault(column, []).append(number)
    origin: dict[tuple[int, ...], list[int]] = {}
    for column, numbers in within.items():
        origin.setdefault(tuple(numbers), []).append(column)
    rows: dict[int, list[int]] = {}
    for new, together in enumerate(origin):
        for number in together:
            rows.setdefault(number, []).append(new)
    people = np.array([sums.people[columns].sum() for columns in origin.values()], dtype=np.int64)
    return _Merged(people=people, rows=list(rows.values()), origin=list(origin.values()))


def _smallest(people: Whole, rows: Sequence[Sequence[int]], k: int, possible: Marks) -> tuple[int, ...]:
    """The possible columns that make the smallest recoverable set of 1 … k − 1 people; empty where there is none."""
    if not possible.any():
        return ()
    columns, size = len(people), len(people) + len(rows)
    widest = max(_WIDEST, float(len(rows)))
    lower = np.concatenate([np.zeros(columns), np.full(size - columns, -widest)])
    upper = np.concatenate([possible.astype(np.float64), np.full(size - columns, widest)])
    few = Row(range(columns), people.tolist(), 1, k - 1)
    costs = np.concatenate([people.astype(np.float64), np.zeros(size - columns)])
    found = Programme(lower, upper, [few, *_combinations(columns, rows)], whole=np.arange(size) < columns).minimise(costs)
    return () if found is None else tuple(np.flatnonzero(found.variables[:columns] > 0.5).tolist())


def _combinations(columns: int, rows: Sequence[Sequence[int]]) -> Iterator[Row]:
    """z = Aᵀy, a row for each column."""
    within: list[list[int]] = [[] for _ in range(columns)]
    for number, row in enumerate(rows):
        for column in row:
            within[column].append(columns + number)
    for column, sets in enumerate(within):
        yield Row([column, *sets], [1.0, *[-1.0] * len(sets)], 0, 0)
