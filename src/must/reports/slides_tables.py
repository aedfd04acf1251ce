"""The tables of the slides: a unit's figures beside those it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from must.reports.content import Factor, Row, Whose
from must.reports.slides_text import Paragraph, cut, lines, said
from must.reports.wording import Wording

LINE: Final = 0.39
"""Inches of a row with one line of words."""

WIDTH: Final = 12.13
"""Inches between a slide's margins."""

NAMES: Final = 3.9
"""Inches of the factors' names: as wide as beside a chart's bars, so that the figures begin where the bars do."""

LONGEST_NAME: Final = 64
"""Characters of a factor's name that a chart or a table has room for."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a table says: the heading of its rows, and which figures its cells have."""

    corner: str
    shares: bool
    means: bool


_COLUMNS: Final = {
    "bands": _Columns("slides.table.bands", shares=True, means=True),
    "means": _Columns("slides.table.means", shares=False, means=True),
    "shares": _Columns("slides.table.shares", shares=True, means=False),
}


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Each factor's figures beside those it is compared with. rows: height and cells of each, the head first. told: the same in words."""

    rows: tuple[tuple[float, tuple[Paragraph, ...]], ...]
    widths: tuple[float, ...]
    told: str

    @property
    def height(self) -> float:
        """Inches."""
        return sum(height for height, _ in self.rows)

    @classmethod
    def of(cls, factors: Sequence[Factor], kind: str, wording: Wording) -> FigureTable:
        """The table of factors of which a slide shows their bands, means or shares. Raises KeyError for another kind."""
        columns, compared = _COLUMNS[kind], compared_in(factors)
        width = min(2.4, (WIDTH - NAMES) / len(compared))
        labels = [cut(label, 40) for _, label in compared]
        heads = (said(text, 14, bold=index == 1, colour="tx2") for index, text in enumerate([wording.t(columns.corner), *labels]))
        rows = [(row_height(labels, 14, width - 0.2), tuple(heads))]
        told = []
        for factor in factors:
            name = name_of(factor, wording, means=columns.means)
            of = {row.whose: _figures(row, columns, wording) for row in factor.rows}
            cells = (said(of.get(whose, ""), 16, bold=whose is Whose.OWN) for whose, _ in compared)
            rows.append((row_height([name], 16, NAMES - 0.2), (said(name, 16), *cells)))
            told.append(f"{factor.name}: " + "; ".join(f"{label} {of[whose]}" for whose, label in compared if of.get(whose)) + ".")
        return cls(tuple(rows), (NAMES, *[width] * len(compared)), " ".join(told))


def row_height(texts: Sequence[str], size: int, width: float) -> float:
    """Inches of a table's row whose widest words are these."""
    return LINE + 0.25 * (max(lines(text, size, width) for text in texts) - 1)


def compared_in(factors: Sequence[Factor]) -> list[tuple[Whose, str]]:
    """Whose figures any of the factors has, and what they are called, in the order of content."""
    labels = {row.whose: row.label for factor in factors for row in factor.rows}
    return [(whose, labels[whose]) for whose in Whose if whose in labels]


def name_of(factor: Factor, wording: Wording, *, means: bool = True) -> str:
    """A factor's name; beside an average, the end of the scale that is the good one has to be said where it is the low one."""
    name = cut(factor.name, LONGEST_NAME)
    if means and factor.axis is not None and factor.axis.high_is_challenge:
        return wording.t("slides.factor.low_is_favourable", name=name)
    return name


def _figures(row: Row, columns: _Columns, wording: Wording) -> str:
    """A share and a mean in one cell, as far as they are there."""
    share = share_of(row) if columns.shares else None
    mean = row.mean if columns.means else None
    return " · ".join([*([] if share is None else [wording.percent(share)]), *([] if mean is None else [wording.mean(mean)])])


def share_of(row: Row) -> int | None:
    """Per cent with a potential challenge."""
    return row.share if row.share is not None or row.bands is None else row.bands[0]
