"""Staff files of every kind that is taken: Excel workbooks, and delimited text."""

from __future__ import annotations

from functools import partial

from must.collection.adapters.workbooks import read_workbook
from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.foreign import is_zip
from must.core.common.table import Table
from must.core.organisation.staff_file import ReadTable


def reader(sheet: str | None = None) -> ReadTable:
    """What reads a staff file. sheet: the sheet of a workbook that has several."""
    return partial(_read, sheet=sheet)


def _read(content: bytes, faults: FaultList, *, sheet: str | None) -> Table:
    if is_zip(content):
        return read_workbook(content, faults, name=sheet)
    if sheet is not None:
        faults.refuse("file.no_such_sheet", sheet=sheet, sheets="–")
    return read_table(content, faults)
