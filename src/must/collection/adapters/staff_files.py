"""Staff files of every kind that is taken: Excel workbooks, and delimited text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.foreign import is_zip
from must.core.common.table import Table
from must.core.organisation.columns import NO_CORRECTIONS, ColumnTaken, Corrections
from must.core.organisation.staff_file import StaffFile, read_staff_file


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a staff file.

    corrections: what its columns are, where headings don't say. sheet: the sheet of a workbook that has several. told: told what each
    column is taken for, before anything is refused or stored.
    """

    corrections: Corrections = NO_CORRECTIONS
    sheet: str | None = None
    told: Callable[[Sequence[ColumnTaken]], None] | None = None

    def read(self, content: bytes, *, file: str, enterprise: str) -> StaffFile:
        """Raises Refusal with every fault."""
        return read_staff_file(content, file=file, enterprise=enterprise, read=self._table, corrections=self.corrections, told=self.told)

    def _table(self, content: bytes, faults: FaultList) -> Table:
        if is_zip(content):
            from must.collection.adapters.workbooks import read_workbook  # noqa: PLC0415 (web and mailer never read one: no openpyxl there)

            return read_workbook(content, faults, name=self.sheet)
        if self.sheet is not None:
            faults.refuse("file.no_such_sheet", sheet=self.sheet, sheets="–")
        return read_table(content, faults)


PLAINLY = Reading()
"""By headings alone."""
