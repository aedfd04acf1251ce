"""The slides of a theme: its factors' bands or means above, those they are compared with in a table below; and the answers to items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from must.reports.content import Axis, Chapter, Factor, ItemShares, Picture, Row, Whose
from must.reports.slides_charts import Scale, bands_chart, items_chart, means_chart, shades, shares_chart
from must.reports.slides_deck import LEAD, TEXT, Box, Deck, Layout, Page
from must.reports.slides_text import Paragraph, Run, cut, height, lead, lines, said
from must.reports.wording import Wording

MOST: Final = 4
"""Factors that a slide has room for, with their table."""

_LEFT, _TOP, _WIDTH, _NAMES = 0.6, 2.2, 12.13, 3.9
_UNDER_LEAD: Final = 1.75
_FOOT: Final = 6.85
_LINE: Final = 0.39  # inches of a row in the table
_OPTIONS: Final = 0.6  # inches for the options' names over a chart of items
_DRAWN: Final = (0, 0.9, 1.6, 2.1, 2.4)  # inches for so many bars


def add_chapter(deck: Deck, chapter: Chapter, wording: Wording) -> None:
    """The slides of one theme; none where nothing of it is shown. Factors with a mean stand together, others by themselves."""
    shown = [factor for factor in chapter.factors if factor.shown]
    hidden = [factor for factor in chapter.factors if not factor.shown]
    scored = [factor for factor in shown if factor.bands_picture or factor.means_picture]
    counted = [factor for factor in shown if factor not in scored and factor.axis is not None]
    most = MOST - 1 if hidden else MOST
    for first in range(0, len(scored), most):
        _scored(deck, chapter.title, scored[first : first + most], hidden if first + most >= len(scored) else [], wording)
    if counted:
        _counted(deck, chapter.title, counted, [] if scored else hidden, wording)
    for factor in shown:
        if factor.axis is None and factor.items:
            notes = [factor.meaning, *factor.sentences]
            add_items(deck, factor.name, factor.sentences[0] if factor.sentences else factor.meaning, factor, wording, notes=notes)


def _scored(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    t = wording.t
    banded = [factor for factor in factors if factor.bands_picture]
    kind = "bands" if banded else "means"
    notes = [t(f"slides.notes.{kind}"), t("slides.notes.table"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [lead(t(f"slides.theme.{kind}"))]}, notes)
    room = _FOOT - _UNDER_LEAD - 0.45 - _LINE * (len(factors) + 1 + len(hidden))
    foot = _bands(page, title, banded, wording) if banded else _means(page, title, factors, wording, min(room, 3.4))
    foot = _table(page, title, factors, foot + 0.25, wording, kind=kind)
    _rest(page, factors, hidden, foot + 0.2, wording)


def _counted(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    """Topics of which it counts how many they concern, and neither an average nor what is favourable."""
    t = wording.t
    notes = [t("slides.notes.shares"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [lead(t("slides.theme.shares"))]}, notes)
    told = " ".join(f"{factor.name}: {' '.join(factor.sentences)}" for factor in factors)
    shares = tuple(_share(factor.rows[0]) for factor in factors)
    label = factors[0].rows[0].label
    percent = wording.percent(0).replace("0", '0"', 1) + '"'
    picture = Picture(t("slides.picture.shares", title=title), told)
    drawn = shares_chart([factor.name for factor in factors], label, shares, picture, percent=percent, left=_NAMES / _WIDTH)
    room = _DRAWN[min(len(factors), MOST)]
    page.chart(drawn, Box(_LEFT, _TOP, _WIDTH, room))
    foot = _table(page, title, factors, _TOP + room + 0.25, wording, kind="shares")
    _rest(page, factors, hidden, foot + 0.2, wording)


def add_items(deck: Deck, title: str, under: str, factor: Factor, wording: Wording, *, notes: Sequence[str]) -> None:
    """The answers to a factor's items, with its questions for the dialogue beside them. under: what stands below the title."""
    t = wording.t
    heading = Paragraph((Run(t("slides.point.questions"), 18, bold=True),), heading=True)
    asked = [heading, *(said(question, 18) for question in factor.questions)] if factor.questions else []
    how = t("slides.notes.follow_up" if factor.axis is None else "slides.notes.items")
    page = deck.add(Layout.QUESTIONS, title, {LEAD: [lead(under)], TEXT: asked}, [how, *notes])
    top, width = 2.05, 7.85 if asked else _WIDTH
    alike = [list(items) for _, items in groupby(sorted(factor.items, key=_options), key=_options)]
    each = min(0.95, (_FOOT - top - _OPTIONS * len(alike)) / len(factor.items))
    for number, items in enumerate(alike):
        _option_names(page, Box(_LEFT, top, width if number else _WIDTH, _OPTIONS - 0.1), items[0])
        told = Picture(t("slides.picture.items", name=factor.name), " ".join(f"{item.text} {item.picture.description}" for item in items))
        box = Box(_LEFT, top + _OPTIONS, width, each * len(items))
        page.chart(items_chart(items, told, left=0.46 if asked else 0.36), box)
        top = box.y + box.height + 0.1


def _option_names(page: Page, box: Box, item: ItemShares) -> None:
    """What the parts of the bars below are, in their order. Words of the slide and not the chart's own legend: that breaks into columns,
    in another way in every program, and then its order can't be read."""
    pairs = zip(item.parts, shades(item.parts), strict=True)
    runs = [run for part, (fill, _) in pairs for run in (Run("\N{BLACK SQUARE} ", 14, colour=fill), Run(f"{part.label}    ", 14))]
    page.text("Options", box, [Paragraph(tuple(runs))], anchor="b")


def band_names(page: Page, box: Box, wording: Wording) -> None:
    """The names of the three bands over their bars: to the left, in the middle, to the right."""
    for key, colour, align in (("challenge", "accent2", "l"), ("middle", "tx2", "ctr"), ("favourable", "accent6", "r")):
        name = wording.t(f"report.band.{key}")
        page.text(name, box, [said(name, 14, bold=True, colour=colour, align=align)], anchor="b")


def band_words(wording: Wording) -> tuple[str, ...]:
    """The names of the three bands."""
    return tuple(wording.t(f"report.band.{band}") for band in ("challenge", "middle", "favourable"))


def questions_noted(factors: Sequence[Factor], wording: Wording) -> Iterator[str]:
    """The questions of some factors, for the notes."""
    for factor in factors:
        if factor.questions:
            yield wording.t("slides.notes.questions", name=factor.name)
            yield from (f"– {question}" for question in factor.questions)


def _options(item: ItemShares) -> tuple[tuple[str, str], ...]:
    """What items need in common to stand in one chart."""
    return tuple((part.label, part.band or "") for part in item.parts)


def _bands(page: Page, title: str, factors: Sequence[Factor], wording: Wording) -> float:
    """The chart of the bands with their names above; where it ends."""
    band_names(page, Box(_LEFT + _NAMES, _TOP - 0.33, _WIDTH - _NAMES, 0.3), wording)
    rows = [(factor.name, own) for factor in factors if (own := factor.rows[0].bands) is not None]
    told = " ".join(f"{factor.name}. {factor.bands_picture.description}" for factor in factors if factor.bands_picture)
    picture = Picture(wording.t("slides.picture.bands", title=title), told)
    page.chart(bands_chart(rows, band_words(wording), picture, left=_NAMES / _WIDTH), Box(_LEFT, _TOP, _WIDTH, _DRAWN[len(rows)]))
    return _TOP + _DRAWN[len(rows)]


def _means(page: Page, title: str, factors: Sequence[Factor], wording: Wording, room: float) -> float:
    """The chart of the means, as high as there is room; where it ends."""
    told = " ".join(f"{factor.name}. {factor.means_picture.description}" for factor in factors if factor.means_picture)
    axes = [factor.axis for factor in factors if factor.axis is not None]
    scale = Scale(min(axis.low for axis in axes), max(axis.high for axis in axes), 1)
    rows = [{row.whose: row for row in factor.rows} for factor in factors]
    series = [(whose, label, tuple(of[whose].mean if whose in of else None for of in rows)) for whose, label in _compared(factors)]
    picture = Picture(wording.t("slides.picture.means", title=title), told)
    page.chart(
        means_chart([_named(factor, wording, means=True) for factor in factors], series, scale, picture),
        Box(_LEFT, _UNDER_LEAD, _WIDTH, room),
    )
    return _UNDER_LEAD + room


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


def _table(page: Page, title: str, factors: Sequence[Factor], top: float, wording: Wording, *, kind: str) -> float:
    """Each factor's figures beside those it is compared with; where the table ends."""
    columns, compared = _COLUMNS[kind], _compared(factors)
    width = min(2.4, (_WIDTH - _NAMES) / len(compared))
    labels = [cut(label, 40) for _, label in compared]
    head = [said(text, 14, bold=index == 1, colour="tx2") for index, text in enumerate([wording.t(columns.corner), *labels])]
    rows = [(_row_height(labels, 14, width - 0.2), head)]
    told = []
    for factor in factors:
        name = _named(factor, wording, means=columns.means)
        of = {row.whose: _figures(row, columns, wording) for row in factor.rows}
        cells = [said(of.get(whose, ""), 16, bold=whose is Whose.OWN) for whose, _ in compared]
        rows.append((_row_height([name], 16, _NAMES - 0.2), [said(name, 16), *cells]))
        told.append(f"{factor.name}: " + "; ".join(f"{label} {of[whose]}" for whose, label in compared if of.get(whose)) + ".")
    box = Box(_LEFT, top, _NAMES + width * len(compared), sum(height for height, _ in rows))
    page.table(Picture(wording.t("slides.picture.table", title=title), " ".join(told)), box, rows, (_NAMES, *[width] * len(compared)))
    return top + box.height


def _row_height(texts: Sequence[str], size: int, width: float) -> float:
    """Inches of a table's row whose widest words are these."""
    return _LINE + 0.25 * (max(lines(text, size, width) for text in texts) - 1)


def _rest(page: Page, factors: Sequence[Factor], hidden: Sequence[Factor], top: float, wording: Wording) -> None:
    """What factors mean, where there is room for it, and the neutral sentence for those of the theme that aren't shown."""
    quiet = [said(f"{factor.name}: {wording.t('report.hidden')}", 16, colour="tx2") for factor in hidden]
    meanings = [Paragraph((Run(f"{factor.name}. ", 16, bold=True), Run(factor.meaning, 16))) for factor in factors]
    room = _FOOT - top - 0.32 * len(quiet)
    fits = height((f"{factor.name}. {factor.meaning}" for factor in factors), 16, _WIDTH) < room
    if words := [*(meanings if fits else []), *quiet]:
        page.text("Text", Box(_LEFT, top, _WIDTH, _FOOT - top), words)


def _noted(factors: Sequence[Factor], wording: Wording) -> Iterator[str]:
    """What is said about factors beside their figures."""
    for factor in factors:
        own = factor.rows[0]
        yield f"{factor.name}. {factor.meaning} {' '.join(factor.sentences)}"
        if own.mean is not None and own.interval is not None:
            yield wording.t("slides.notes.interval", mean=wording.mean(own.mean), interval=wording.interval(own.interval))
    yield from questions_noted(factors, wording)


def _compared(factors: Sequence[Factor]) -> list[tuple[Whose, str]]:
    """Whose figures any of the factors has, and what they are called, in the order of content."""
    labels = {row.whose: row.label for factor in factors for row in factor.rows}
    return [(whose, labels[whose]) for whose in Whose if whose in labels]


def _named(factor: Factor, wording: Wording, *, means: bool) -> str:
    """A factor's name; beside an average, the end of the scale that is the good one has to be said where it is the low one."""
    low: Axis | None = factor.axis if means and factor.axis is not None and factor.axis.high_is_challenge else None
    return cut(factor.name if low is None else wording.t("slides.factor.low_is_favourable", name=factor.name), 120)


def _figures(row: Row, columns: _Columns, wording: Wording) -> str:
    """A share and a mean in one cell, as far as they are there."""
    share = _share(row) if columns.shares else None
    mean = row.mean if columns.means else None
    return " · ".join([*([] if share is None else [wording.percent(share)]), *([] if mean is None else [wording.mean(mean)])])


def _share(row: Row) -> int | None:
    """Per cent with a potential challenge."""
    return row.share if row.share is not None or row.bands is None else row.bands[0]
