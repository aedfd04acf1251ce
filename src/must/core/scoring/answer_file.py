"""The answer file of `must report`: one row a respondent, a column `unit`, and a column for each item that was asked.

A cell holds the value of the option chosen, or nothing. A fault never repeats what a cell holds.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from operator import getitem
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.table import Row, Table
from must.core.instrument.model import Instrument, Item
from must.core.organisation.tree import UnitTree
from must.core.organisation.unit_file import unit_code
from must.core.scoring.answers import MISSING, Answers

UNIT: Final = "unit"
"""Heading of the column that says where a respondent works."""

_PROGRESS_EVERY: Final = 10_000
"""Rows."""

_CellValues = Mapping[str, int]
"""What a column's cells mean: option values as written, and nothing for `MISSING`; for the unit column the units' places."""


def read_answers(
    content: bytes, *, file: str, instrument: Instrument, tree: UnitTree, progress: Callable[[int], None] | None = None
) -> Answers:
    """Read an answer file. A row in which nothing is answered is no answer and is left out.

    progress: told now and then how many rows have been read.
    Raises Refusal with every fault (codes `file.*` and `answers.*`).
    """
    faults = FaultList(file)
    table = read_table(content, faults)
    if UNIT not in table.headings and any(map(str.isdecimal, table.headings)):  # the first row is an answer, which no fault may repeat
        FaultList(file).refuse("file.no_heading", row=table.heading_row)
    places = {code: place for place, code in enumerate(tree.units)}
    meanings = _meanings(table, instrument, places, faults)
    numbers, cells = _read_rows(table, meanings, faults, progress)
    unit_column = table.headings.index(UNIT)
    unit = cells[:, unit_column].astype(np.int64)
    values = np.delete(cells, unit_column, axis=1).astype(np.int16)
    answered = (values != MISSING).any(axis=1)
    numbers, unit, values = numbers[answered], unit[answered], values[answered]
    _check_counts(numbers, unit, tree, faults)
    faults.refuse_if_any()
    items = tuple(heading for heading in table.headings if heading != UNIT)
    return Answers(items=items, values=values, units=tuple(tree.units), unit=unit)


def _meanings(table: Table, instrument: Instrument, places: Mapping[str, int], faults: FaultList) -> list[_CellValues]:
    """What each column's cells mean. Raises Refusal where there are no units or no items."""
    meanings: list[_CellValues] = []
    for index, heading in enumerate(table.headings):
        if heading == UNIT:
            meanings.append(places)
        elif heading in instrument.items:
            meanings.append(_item_values(instrument.items[heading]))
        else:
            meanings.append(defaultdict(lambda: MISSING))  # so that the other columns can still be looked at
            if heading:
                faults.add("answers.unknown_item", row=table.heading_row, column=table.column(index), instrument=instrument.id)
    if UNIT not in table.headings:
        faults.refuse("answers.no_unit_column", row=table.heading_row)
    if len(table.headings) == 1:
        faults.refuse("answers.no_items", row=table.heading_row)
    return meanings


def _item_values(item: Item) -> _CellValues:
    return {"": MISSING} | {str(value): value for value in item.offered}


def _read_rows(
    table: Table, meanings: list[_CellValues], faults: FaultList, progress: Callable[[int], None] | None
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Row numbers, and what the cells mean [rows × columns]. Rows with a fault are noted and left out."""
    numbers = array("q")
    cells = array("i")
    for row in table.rows(faults):
        try:
            meant = list(map(getitem, meanings, row.cells))
        except KeyError:
            meant = _look_closely(table, row, meanings, faults)
            if len(meant) < len(row.cells):
                continue
        cells.extend(meant)
        numbers.append(row.number)
        if progress and len(numbers) % _PROGRESS_EVERY == 0:
            progress(len(numbers))
    if progress:
        progress(len(numbers))
    width = len(table.headings)
    return np.frombuffer(numbers, dtype=np.int64), np.frombuffer(cells, dtype=np.int32).reshape(-1, width)


def _look_closely(table: Table, row: Row, meanings: list[_CellValues], faults: FaultList) -> list[int]:
    """What a row means once spaces around its cells are disregarded. Faulty cells are noted and left out."""
    meant = []
    for column, cell, meaning in zip(table.headings, row.cells, meanings, strict=True):
        try:
            meant.append(meaning[unit_code(cell)])
        except KeyError:
            _note_cell(row.number, column, cell, meaning, faults)
    return meant


def _note_cell(row: int, column: str, cell: str, meaning: _CellValues, faults: FaultList) -> None:
    if column != UNIT:
        faults.add("answers.not_an_option", row=row, column=column, allowed=", ".join(filter(None, meaning)))
    elif cell.strip():
        faults.add("answers.unknown_unit", row=row, column=column)
    else:
        faults.add("answers.no_unit", row=row, column=column)


def _check_counts(numbers: NDArray[np.int64], unit: NDArray[np.int64], tree: UnitTree, faults: FaultList) -> None:
    """Note every unit with more answers than people, at the first row that is too much."""
    counts = np.bincount(unit, minlength=len(tree.units)).tolist()
    for place, (of, answers) in enumerate(zip(tree.units.values(), counts, strict=True)):
        if answers > of.invited:
            row = int(numbers[unit == place][of.invited])
            faults.add("answers.more_than_invited", row=row, column=UNIT, unit=of.code, answers=answers, invited=of.invited)
