"""The unit file of `must report`: one row a unit, `code,parent,name,invited` in any order. The root's parent is empty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.table import Row, find_columns
from must.core.common.words import hidden_sign, name_fault, tidy
from must.core.organisation.tree import Unit, UnitTree, find_tree_faults

COLUMNS: Final = ("code", "parent", "name", "invited")
LONGEST_CODE: Final = 100
"""Signs."""

_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_FOLLOWS_FROM_LOST_ROWS: Final = frozenset({"tree.unknown_parent", "tree.no_root"})


def unit_code(cell: str) -> str:
    """A unit code as the unit file and the answer file compare it: trimmed and in Unicode's composed form, nothing else."""
    return unicodedata.normalize("NFC", cell.strip())


def read_units(content: bytes, *, file: str) -> UnitTree:
    """Read a unit file. Raises Refusal with every fault (codes `file.*`, `units.*` and `tree.*`)."""
    faults = FaultList(file)
    table = read_table(content, faults)
    columns = find_columns(table, COLUMNS, faults, unknown="units.unknown_column", missing="units.missing_column")
    units: list[Unit] = []
    rows: list[int] = []
    for row in table.rows(faults):
        unit = _unit(row, columns, faults)
        if unit is not None:
            units.append(unit)
            rows.append(row.number)
    _note_tree_faults(units, rows, faults, lost_rows=len(units) < len(table))
    faults.refuse_if_any()
    return UnitTree(units)


def _unit(row: Row, columns: Mapping[str, int], faults: FaultList) -> Unit | None:
    """The unit of a row; None where it has no usable code. A name or number that is wrong is noted and stood in for, so that the
    tree can still be looked at."""
    cells = {name: row.cells[index] for name, index in columns.items()}
    code, parent, name = unit_code(cells["code"]), unit_code(cells["parent"]), tidy(cells["name"])
    if fault := name_fault(cells["name"]):
        faults.add(fault[0], row=row.number, column="name", **fault[1])
    elif not name:
        faults.add("units.no_name", row=row.number, column="name")
    invited = cells["invited"].strip()
    if not _WHOLE_NUMBER.fullmatch(invited):
        faults.add("units.bad_invited", row=row.number, column="invited")
        invited = "0"
    if not (_is_code(cells["code"], row, "code", faults) and (not parent or _is_code(cells["parent"], row, "parent", faults))):
        return None
    return Unit(code, parent or None, name or code, int(invited))


def _is_code(cell: str, row: Row, column: str, faults: FaultList) -> bool:
    code = unit_code(cell)
    if not code:
        faults.add("units.no_code", row=row.number, column=column)
    elif sign := hidden_sign(cell):
        faults.add("file.hidden_sign", row=row.number, column=column, sign=sign)
    elif len(code) > LONGEST_CODE:
        faults.add("file.long_cell", row=row.number, column=column, length=len(code), longest=LONGEST_CODE)
    else:
        return True
    return False


def _note_tree_faults(units: list[Unit], rows: list[int], faults: FaultList, *, lost_rows: bool) -> None:
    """Note how the units don't hang together. Where rows couldn't be read, a missing parent or root may be one of those."""
    for fault in find_tree_faults(units):
        if not (lost_rows and fault.code in _FOLLOWS_FROM_LOST_ROWS):
            row = None if fault.position is None else rows[fault.position]
            faults.add(fault.code, row=row, column=fault.at, **fault.details)
