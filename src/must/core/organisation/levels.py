"""Whether the columns that were taken for levels of units can be levels at all, and in that order.

A heading may say what a column isn't. Levels that nest the wrong way make every section an enterprise of its own, and a level where nearly
everybody has a value of their own tells of persons, whatever it is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from must.core.common.fault_list import FaultList
from must.core.common.table import Row, Table
from must.core.common.words import tidy
from must.core.organisation.columns import Columns
from must.core.organisation.headings import unit_words

RANKS: Final = {
    "divisjon": 1,
    "avdeling": 2,
    "avd": 2,
    "department": 2,
    "dept": 2,
    "seksjon": 3,
    "section": 3,
    "faggruppe": 4,
    "team": 4,
}
"""How units of these names stand nearly everywhere, the outermost first. A "division" is above departments, or a part of one."""
FEWEST_TO_TELL: Final = 20
"""Filled cells; of fewer, a share says little."""
MOST_DIFFERENT: Final = 0.5
"""The largest share of different values that a level of units, or of their codes, has."""
FEWEST_OUTER: Final = 3
"""Outer units with at least two people in inner ones; each of two may well have no unit but "Økonomi"."""
SINGLE_SHARE: Final = 0.9
"""Where at least so many outer units have one inner unit, while inner units have several outer ones, the two stand the wrong way round."""


def check_levels(table: Table, rows: Sequence[Row], columns: Columns, *, ordered_by_hand: bool, faults: FaultList) -> None:
    """Note levels in the wrong order, unless somebody has said which order they have.

    Raises Refusal for a level of persons: the faults of its cells would repeat what stands there.
    """
    if not ordered_by_hand:
        _note_reversed(table, rows, columns.levels, faults)
    persons = [index for index in (*columns.levels, *columns.codes.values()) if _is_of_persons(rows, index)]
    for index in persons:
        faults.add("staff.level_of_persons", row=table.heading_row, column=table.place(index))
    if persons:
        faults.refuse_if_any()


def _is_of_persons(rows: Iterable[Row], index: int) -> bool:
    filled = [name for row in rows if (name := tidy(row.cells[index]).casefold())]
    return len(filled) >= FEWEST_TO_TELL and len(set(filled)) > MOST_DIFFERENT * len(filled)


def _note_reversed(table: Table, rows: Sequence[Row], levels: Sequence[int], faults: FaultList) -> None:
    for outer, inner in pairwise(levels):
        if _headed_backwards(table.headings[outer], table.headings[inner]) or _nests_backwards(rows, outer, inner):
            faults.add(
                "staff.levels_reversed",
                row=table.heading_row,
                column=table.place(inner),
                outer=table.place(outer),
                inner=table.place(inner),
            )


def _headed_backwards(outer: str, inner: str) -> bool:
    """Whether the numbers of two headings, or else their words, say that they stand the wrong way round."""
    words = [unit_words(heading).words for heading in (outer, inner)]
    numbers = [[int(word) for word in found if word.isdecimal()] for found in words]
    ranks = [[RANKS[word] for word in found if word in RANKS] for found in words]
    return any(len(first) == len(second) == 1 and first > second for first, second in (numbers, ranks))


def _nests_backwards(rows: Iterable[Row], outer: int, inner: int) -> bool:
    """Whether nearly every outer unit has a single inner one, and there are fewer inner than outer ones."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        above, under = tidy(row.cells[outer]), tidy(row.cells[inner])
        if above and under:
            below[above].append(under)
    telling = [set(units) for units in below.values() if len(units) > 1]
    single = sum(len(units) == 1 for units in telling)
    return len(telling) >= FEWEST_OUTER and single >= SINGLE_SHARE * len(telling) and len(set().union(*telling)) < len(telling)
