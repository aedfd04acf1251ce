"""The workbook's first sheet as data: whom the report covers, how to read it, what the other sheets hold, and where it is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from must.reports.content import Report
from must.reports.wording import Wording
from must.reports.workbook_tables import Sheet

_OF_PICTURES: Final = ("sides", "bands", "means", "interval")
"""How to read pictures, which a workbook has none of."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the first sheet. label: empty where the words stand for themselves. sheet: key of the sheet that the label leads to."""

    label: str
    words: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[Line, ...]


def sections_of(report: Report, wording: Wording, sheets: Sequence[Sheet]) -> tuple[Section, ...]:
    """The sections that have something to say. sheets: the tables that follow."""
    t = wording.t
    found = (
        Section(t("workbook.readme.covers"), tuple(_covers(report, wording))),
        Section(t("report.who.title"), tuple(Line(*who) for who in report.who)),
        Section(t("workbook.readme.sheets"), tuple(_leads_to(sheet, wording) for sheet in sheets)),
        Section(t("report.reading.title"), tuple(_reading(report, wording, bool(sheets)))),
        Section(t("report.steps.title"), tuple(Line("", step) for step in report.steps)),
        *_associations(report),
        Section(t("report.source.title"), tuple(Line(*source) for source in report.source)),
    )
    return tuple(section for section in found if section.lines)


def _covers(report: Report, wording: Wording) -> Iterator[Line]:
    t = wording.t
    yield Line(t("workbook.readme.unit"), report.name)
    yield Line(t("workbook.readme.code"), report.code)
    if report.path:
        above = (t("report.path.left_out") if name is None else name for name in report.path)
        yield Line(t("report.path"), " › ".join(above))
    if report.period is not None:
        yield Line(t("workbook.readme.period"), report.period)
    yield from (Line("", about) for about in report.about)


def _leads_to(sheet: Sheet, wording: Wording) -> Line:
    return Line(wording.t(f"workbook.sheet.{sheet.key}"), wording.t(f"workbook.about.{sheet.key}"), sheet.key)


def _reading(report: Report, wording: Wording, has_tables: bool) -> Iterator[Line]:
    drawn = {wording.t(f"report.reading.{key}") for key in _OF_PICTURES}
    yield from (Line("", reading) for reading in report.reading if reading not in drawn)
    if has_tables:
        yield from (Line("", wording.t(f"workbook.readme.{key}")) for key in ("limits", "empty", "figures"))


def _associations(report: Report) -> Iterator[Section]:
    if report.associations is not None:
        reading = (Line("", words) for words in report.associations.reading)
        told = (Line(complaint.name, complaint.summary) for complaint in report.associations.complaints)
        yield Section(report.associations.title, (*reading, *told))
