"""What the printed report says, as plain data for the typst template: all words ready to be set, in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from must.reports.content import Associations, Band, Chapter, Factor, ItemShares, Report, Side, Table, TalkingPoint
from must.reports.pdf_lines import lines
from must.reports.pdf_pictures import Data, Pictures, marks_of
from must.reports.wording import Wording

LONGEST_LINE: Final = 90
"""Characters of a name that the margin of a page has room for."""

# The template's measures: millimetres, and type in points.
PAGE_WIDTH: Final = 174.0
TABLE_TYPE: Final = 7.5
TABLE_INSET: Final = 1.6
ITEM_TYPE: Final = 8.5
ITEM_WIDTH: Final = 64.0
FEW_COLUMNS: Final = 4

_NAME_SIZES: Final = ((40, 26), (90, 20), (140, 16))
"""Longest name, and the size in points that its title then has."""
_SMALLEST_NAME: Final = 13

_POINT_SHADES: Final = {Side.CHALLENGE: "challenge", Side.MIDDLE: "quiet", Side.STRENGTH: "favourable"}

_WORDS: Final = {
    "points": "report.points.title",
    "points-lead": "report.points.lead",
    "steps": "report.steps.title",
    "reading": "report.reading.title",
    "contents": "report.contents",
    "questions": "report.questions",
    "items": "report.items.title",
    "tables": "report.pdf.tables",
}


def sheet_of(report: Report, wording: Wording) -> Data:
    """The whole of a report."""
    t, pictures = wording.t, Pictures(report, wording)
    targets = _targets(report)
    hidden = t("report.hidden")
    return {
        "lang": str(report.language),
        "title": report.title,
        "kicker": " · ".join(filter(None, (t("report.kicker"), report.period))),
        "name": report.name,
        "name-size": next((size for most, size in _NAME_SIZES if len(report.name) <= most), _SMALLEST_NAME),
        "path": " › ".join(name or "…" for name in report.path),
        "header": shortened(report.name),
        "period": report.period or "",
        "footer": shortened(report.enterprise),
        "page": t("report.pdf.page", page="{page}", pages="{pages}"),
        "about": report.about,
        "who": [{"label": label, "words": words, "hidden": words == hidden} for label, words in report.who],
        "points": [_point(point, targets[point.factor], wording, pictures) for point in report.points],
        "sides": [t(f"report.band.{band}") for band in (Band.CHALLENGE, Band.FAVOURABLE)],
        "marks": marks_of(report.points),
        "steps": report.steps,
        "reading": report.reading,
        "chapters": [_chapter(chapter, targets, pictures) for chapter in report.chapters],
        "associations": None if report.associations is None else _associations(report.associations, pictures),
        "tables": list(_tables(report)),
        "source": [{"label": label, "words": words} for label, words in report.source],
        "words": {name: t(key) for name, key in _WORDS.items()},
    }


def shortened(name: str) -> str:
    """A name that fits on one line."""
    return name if len(name) <= LONGEST_LINE else f"{name[: LONGEST_LINE - 1].rstrip()}…"


def _point(point: TalkingPoint, target: str, wording: Wording, pictures: Pictures) -> Data:
    return {
        "target": target,
        "shade": _POINT_SHADES[point.side],
        "side": wording.t(f"report.side.{point.side}"),
        "name": point.name,
        "sentence": point.sentence,
        "why": point.why,
        **pictures.point(point),
    }


def _chapter(chapter: Chapter, targets: Mapping[str, str], pictures: Pictures) -> Data:
    return {"title": chapter.title, "factors": [_factor(factor, targets[factor.id], pictures) for factor in chapter.factors]}


def _factor(factor: Factor, target: str, pictures: Pictures) -> Data:
    return {
        "target": target,
        "name": factor.name,
        "tags": " · ".join(factor.tags),
        "meaning": factor.meaning,
        "says": factor.sentences if factor.shown else (),
        "hidden": "" if factor.shown else factor.sentences[0],
        "questions": factor.questions,
        "panel": pictures.panel(factor),
        "items": list(_items(factor.items, pictures)),
    }


def _items(items: Iterable[ItemShares], pictures: Pictures) -> Iterator[Data]:
    """The items with their pictures; the ends of the scale stand over the first one and wherever they change."""
    over = None
    for item in items:
        yield {
            "text": item.text,
            "lines": lines(item.text, ITEM_TYPE, ITEM_WIDTH),
            "ends": item.ends if item.ends != over else None,
            **pictures.answers(item),
        }
        over = item.ends


def _associations(associations: Associations, pictures: Pictures) -> Data:
    drawn = pictures.associations(associations)
    return {
        "title": associations.title,
        "reading": associations.reading,
        "complaints": [
            {"name": complaint.name, "alike": [{"words": some.words, "names": some.names} for some in complaint.alike], **picture}
            for complaint, picture in zip(associations.complaints, drawn, strict=True)
        ],
    }


def _tables(report: Report) -> Iterator[Data]:
    """All tables, chapter by chapter; those that have their columns in common as one, each under its caption."""
    for chapter in report.chapters:
        tables = [table for factor in chapter.factors for table in factor.tables]
        if tables:
            yield {"title": chapter.title, "tables": list(_merged(tables))}
    if report.associations is not None and report.associations.complaints:
        yield {"title": report.associations.title, "tables": list(_merged(complaint.table for complaint in report.associations.complaints))}


def _merged(tables: Iterable[Table]) -> Iterator[Data]:
    found: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        found.setdefault(table.head, []).append(table)
    for head, alike in found.items():
        widths = _widths(len(head))
        parts = [
            {
                "caption": table.caption,
                "caption-lines": lines(table.caption, TABLE_TYPE, PAGE_WIDTH - TABLE_INSET, bold=True),
                "rows": table.rows,
                "lines": [_lines(row, widths) for row in table.rows],
            }
            for table in alike
        ]
        yield {"head": head, "lines": _lines(head, widths, bold=True), "widths": widths, "parts": parts}


def _widths(columns: int) -> tuple[float, ...]:
    """Millimetres of a table's columns: the first has what the others leave, and the last of many may hold a number in words."""
    figures = (30.0,) * (columns - 1) if columns <= FEW_COLUMNS else (min(18.9, 94.5 / (columns - 2)),) * (columns - 2) + (23.0,)
    return (PAGE_WIDTH - sum(figures), *figures)


def _lines(row: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> int:
    return max(lines(cell, TABLE_TYPE, width - TABLE_INSET, bold=bold) for cell, width in zip(row, widths, strict=True))


def _targets(report: Report) -> Mapping[str, str]:
    """Factor → the name of the place that links to it lead to."""
    ids = [factor.id for chapter in report.chapters for factor in chapter.factors]
    return {factor: f"factor-{number}" for number, factor in enumerate(ids, start=1)}
