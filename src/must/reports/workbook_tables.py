"""The workbook's sheets as data: tidy tables with one observation a row, made from a report's content alone.

A figure that isn't there is None, and an empty cell: never a nought that an average could count. A factor of which the result isn't shown
has one row without figures, with the one neutral sentence as its note, and no answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from must.reports.content import Band, Chapter, Factor, Report, Row
from must.reports.wording import Wording

Value = str | int | float | None

_EXACT: Final = re.compile(r"[0-9]{1,3}([,\u00a0][0-9]{3})*|[0-9]+")
"""A number of people that isn't a band: its thousands are set apart by the one or the other mark."""


class Kind(StrEnum):
    """What a column's cells are, and so how they are written."""

    TEXT = "text"
    WHOLE = "whole"
    PERCENT = "percent"
    MEAN = "mean"
    TENTH = "tenth"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. key: of its heading and meaning in the language files. width: in signs. values: key of what its cells are, in the language
    files, where the kind alone doesn't say it."""

    key: str
    kind: Kind
    width: int
    values: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that fills a sheet. key: of its name. strong: positions of the rows that the eye should find first.

    Raises ValueError for no rows, or a row that doesn't fit the columns.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    strong: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"the sheet {self.key} needs rows of {len(self.columns)} cells")


def _text(key: str, width: int) -> Column:
    return Column(key, Kind.TEXT, width)


_THEME: Final = _text("theme", 30)
_FACTOR: Final = _text("factor", 34)
_FACTOR_ID: Final = _text("factor_id", 30)
_UNIT: Final = _text("unit_code", 14)

POINTS: Final = (Column("order", Kind.WHOLE, 6), _text("side", 24), _FACTOR, _text("sentence", 52), _text("why", 48), _FACTOR_ID, _UNIT)
FIGURES: Final = (
    _THEME,
    _FACTOR,
    _text("whose", 40),
    *(Column(key, Kind.MEAN, 17) for key in ("mean", "low", "high")),
    *(Column(key, Kind.PERCENT, 17) for key in ("challenge", "middle", "favourable")),
    Column("people", Kind.WHOLE, 16, values="people"),
    _text("note", 27),
    _FACTOR_ID,
    _UNIT,
)
ANSWERS: Final = (
    _THEME,
    _FACTOR,
    _text("item", 74),
    Column("place", Kind.WHOLE, 8),
    _text("option", 30),
    _text("band", 19),
    Column("share", Kind.PERCENT, 10),
    _text("item_id", 32),
    _FACTOR_ID,
    _UNIT,
)
ASSOCIATIONS: Final = (
    _text("complaint", 24),
    _FACTOR,
    *(Column(key, Kind.TENTH, 17) for key in ("coefficient", "low", "high")),
    _text("strength", 25),
    _text("direction", 25),
    _text("sentence", 60),
    _text("complaint_id", 18),
    _FACTOR_ID,
)
QUESTIONS: Final = (_THEME, _FACTOR, _text("question", 84), _FACTOR_ID)
FACTORS: Final = (
    _THEME,
    _FACTOR,
    _text("tags", 36),
    _text("meaning", 60),
    *(Column(key, Kind.WHOLE, 9) for key in ("scale_low", "scale_high")),
    *(Column(key, Kind.LIMIT, 19) for key in ("challenge_limit", "favourable_limit")),
    _text("direction", 25),
    _FACTOR_ID,
)
CODEBOOK: Final = (_text("sheet", 16), _text("column", 30), _text("meaning", 84), _text("values", 36))


def sheets_of(report: Report, wording: Wording) -> tuple[Sheet, ...]:
    """The tables that a report has, in the order of the sheets. A table without rows isn't there; no table, no codebook."""
    tables = {
        "points": (POINTS, _points),
        "figures": (FIGURES, _figures),
        "answers": (ANSWERS, _answers),
        "associations": (ASSOCIATIONS, _associations),
        "questions": (QUESTIONS, _questions),
        "factors": (FACTORS, _factors),
    }
    filled = ((key, columns, tuple(rows_of(report, wording))) for key, (columns, rows_of) in tables.items())
    own = frozenset(_own(report))
    found = [Sheet(key, columns, rows, own if key == "figures" else frozenset()) for key, columns, rows in filled if rows]
    if found:
        found.append(Sheet("codebook", CODEBOOK, tuple(_codebook(found, wording))))
    return tuple(found)


_Cells = Iterator[tuple[Value, ...]]


def _all(report: Report) -> Iterator[tuple[Chapter, Factor]]:
    return ((chapter, factor) for chapter in report.chapters for factor in chapter.factors)


def _points(report: Report, wording: Wording) -> _Cells:
    for order, point in enumerate(report.points, start=1):
        side = wording.t(f"report.side.{point.side}")
        yield order, side, point.name, point.sentence, point.why, point.factor, report.code


def _figures(report: Report, wording: Wording) -> _Cells:
    for chapter, factor in _all(report):
        named, ids = (chapter.title, factor.name), (factor.id, report.code)
        note = _note(factor, wording)
        if not factor.shown:
            yield *named, *(None,) * 8, note, *ids
        for row in factor.rows:
            yield *named, row.label, *_mean(factor, row), *_shares(factor, row), _people(row), note, *ids


def _own(report: Report) -> Iterator[int]:
    """The positions of the unit's own rows among the figures, where others stand below them."""
    position = 0
    for _, factor in _all(report):
        if len(factor.rows) > 1:
            yield position
        position += max(1, len(factor.rows))


def _note(factor: Factor, wording: Wording) -> str | None:
    """What a reader of the row must know: that the result isn't shown, whom it is about, or of whom the share is."""
    if factor.axis is None:
        return " ".join(factor.sentences)
    return wording.t("report.column.experienced") if _only_experienced(factor) else None


def _only_experienced(factor: Factor) -> bool:
    """A sensitive topic: what counts is the share that it concerns. It has figures of which no picture is drawn."""
    return factor.shown and factor.rows[0].bands is not None and factor.bands_picture is None


def _mean(factor: Factor, row: Row) -> tuple[Value, Value, Value]:
    if factor.means_picture is None:
        return None, None, None
    return row.mean, *(row.interval or (None, None))


def _shares(factor: Factor, row: Row) -> tuple[Value, Value, Value]:
    if row.bands is None or _only_experienced(factor):
        return row.share, None, None
    return row.bands


def _people(row: Row) -> Value:
    """An exact number as a number, without what sets its thousands apart; a band as its words."""
    if row.people is None or _EXACT.fullmatch(row.people) is None:
        return row.people
    return int("".join(filter(str.isdecimal, row.people)))


def _answers(report: Report, wording: Wording) -> _Cells:
    bands = {band: wording.t(f"report.band.{band}") for band in Band}
    for chapter, factor in _all(report):
        named, grouped = (chapter.title, factor.name), not _only_experienced(factor)
        for item in factor.items:
            for place, part in enumerate(item.parts, start=1):
                band = bands[part.band] if grouped and part.band is not None else None
                yield *named, item.text, place, part.label, band, part.share, item.id, factor.id, report.code


def _associations(report: Report, wording: Wording) -> _Cells:
    for complaint in report.associations.complaints if report.associations else ():
        for one in complaint.associations:
            words = wording.t(f"workbook.strength.{one.strength}"), _direction(wording, one.more_is_worse), one.sentence
            yield complaint.name, one.name, one.coefficient, one.low, one.high, *words, complaint.id, one.factor


def _questions(report: Report, _: Wording) -> _Cells:
    for chapter, factor in _all(report):
        for question in factor.questions:
            yield chapter.title, factor.name, question, factor.id


def _factors(report: Report, wording: Wording) -> _Cells:
    for chapter, factor in _all(report):
        yield chapter.title, factor.name, "; ".join(factor.tags), factor.meaning, *_scale(factor, wording), factor.id


def _scale(factor: Factor, wording: Wording) -> tuple[Value, ...]:
    axis = factor.axis
    if axis is None:
        return (None,) * 5
    return axis.low, axis.high, axis.challenge, axis.favourable, _direction(wording, axis.high_is_challenge)


def _direction(wording: Wording, high_is_challenge: bool) -> str:
    return wording.t("workbook.direction.high" if high_is_challenge else "workbook.direction.low")


def _codebook(sheets: Sequence[Sheet], wording: Wording) -> _Cells:
    for sheet in sheets:
        for column in sheet.columns:
            values = f"mean.{wording.decimals}" if column.kind is Kind.MEAN else column.values or column.kind
            told = (f"column.{column.key}", f"meaning.{column.key}", f"values.{values}")
            yield wording.t(f"workbook.sheet.{sheet.key}"), *(wording.t(f"workbook.{key}") for key in told)
