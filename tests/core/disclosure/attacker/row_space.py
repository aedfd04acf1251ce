"""Recoverable sets by rational arithmetic, without solver and without bounds: what the attacker's `groups` is compared with. Slow: it tries
every set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from must.core.disclosure.attacker.groups import Sums


def recoverable_sets(sums: Sums) -> Iterator[frozenset[int]]:
    """Every recoverable set of columns that have people, not the empty one. Columns without people may be in or out."""
    columns = [number for number, count in enumerate(sums.people.tolist()) if count]
    basis = _basis([[Fraction(column in row) for column in columns] for row in sums.rows])
    for size in range(1, len(columns) + 1):
        for chosen in combinations(range(len(columns)), size):
            if _in_span([Fraction(number in chosen) for number in range(len(columns))], basis):
                yield frozenset(columns[number] for number in chosen)


def smallest_recoverable(sums: Sums) -> int | None:
    """People in the smallest recoverable set that isn't empty; None where there is none."""
    return min((int(sums.people[list(found)].sum()) for found in recoverable_sets(sums)), default=None)


def _in_span(vector: Sequence[Fraction], basis: Sequence[tuple[int, Sequence[Fraction]]]) -> bool:
    """Whether a vector is a combination of an echelon basis."""
    return not any(_reduced(vector, basis))


def _basis(rows: Sequence[Sequence[Fraction]]) -> list[tuple[int, Sequence[Fraction]]]:
    """The rows in echelon form, each with the place of its leading one."""
    basis: list[tuple[int, Sequence[Fraction]]] = []
    for row in rows:
        rest = _reduced(row, basis)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is not None:
            basis.append((lead, [value / rest[lead] for value in rest]))
    return basis


def _reduced(vector: Sequence[Fraction], basis: Sequence[tuple[int, Sequence[Fraction]]]) -> Sequence[Fraction]:
    """The vector less the multiples of the basis that clear its leading places, one after the other."""
    for lead, row in basis:
        times = vector[lead]
        if times:
            vector = [value - times * one for value, one in zip(vector, row, strict=True)]
    return vector
