"""The slides of a theme: its factors' bands or means above, those they are compared with in a table below; and the answers to items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from must.reports.content import Chapter, Factor, ItemShares, Picture, Whose
from must.reports.slides_charts import (
    ENDS,
    MARKS,
    PLAIN_MILD,
    Means,
    bands_chart,
    drawn_beside,
    items_chart,
    means_chart,
    means_scale,
    shades,
    shares_chart,
)
from must.reports.slides_deck import LEAD, TEXT, Box, Deck, Layout, Page
from must.reports.slides_tables import LINE, LONGEST_NAME, NAMES, WIDTH, FigureTable, compared_in, name_of, row_height, share_of
from must.reports.slides_text import Paragraph, Run, cut, height, lead, lines, said
from must.reports.wording import Wording

_LEFT, _TOP, _WIDTH = 0.6, 2.2, WIDTH
_UNDER_LEAD: Final = 1.85
_FOOT: Final = 6.85
_GAP: Final = 0.2
_LEAST_BAR: Final = 0.5
_LEAST_COMPARED: Final = 0.45
_LEGEND: Final = 0.3  # inches
_SIGNS: Final = {
    "circle": "\N{BLACK CIRCLE}",
    "diamond": "\N{BLACK DIAMOND}",
    "square": "\N{BLACK SQUARE}",
    "triangle": "\N{BLACK UP-POINTING TRIANGLE}",
}
"""The charts' marks, as signs among words."""

_ASKED: Final = Box(8.75, 2.75, 3.98, 4.0)
"""Where the layout has a factor's questions."""
_BELOW: Final = 0.14  # inches that a paragraph keeps free below it: the last one needs none

_OPTIONS: Final = 0.6  # inches for the options' names over a chart of items


def add_chapter(deck: Deck, chapter: Chapter, wording: Wording) -> None:
    """The slides of one theme; none where nothing of it is shown. Factors with a mean stand together, others by themselves."""
    shown = [factor for factor in chapter.factors if factor.shown]
    hidden = [factor for factor in chapter.factors if not factor.shown]
    scored = [factor for factor in shown if factor.bands_picture or factor.means_picture]
    counted = [factor for factor in shown if factor not in scored and factor.axis is not None]
    portions = list(_portions(scored, hidden, wording))
    for portion in portions:
        _scored(deck, chapter.title, portion, hidden if portion is portions[-1] else [], wording)
    if counted:
        _counted(deck, chapter.title, counted, [] if scored else hidden, wording)
    for factor in shown:
        if factor.axis is None and factor.items:
            notes = [factor.meaning, *factor.sentences]
            add_items(deck, factor.name, factor.sentences[0] if factor.sentences else factor.meaning, factor, wording, notes=notes)


def _portions(factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> Iterator[list[Factor]]:
    """As many factors as a slide has room for: a bar each, and a row each in the table."""
    room = _FOOT - _TOP - _GAP - 2 * LINE - (LINE if hidden else 0)
    some: list[Factor] = []
    for factor in factors:
        some.append(factor)
        if sum(_LEAST_BAR + row_height([name_of(one, wording)], 16, NAMES - 0.2) for one in some) > room:
            yield some[:-1]
            some = [factor]
    if some:
        yield some


def _scored(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    t = wording.t
    banded = [factor for factor in factors if factor.bands_picture]
    kind = "bands" if banded else "means"
    notes = [t(f"slides.notes.{kind}"), t("slides.notes.table"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [lead(t(f"slides.theme.{kind}"))]}, notes)
    table = FigureTable.of(factors, kind, wording)
    room = _FOOT - _GAP - table.height - (LINE + _GAP if hidden else 0)
    foot = _bands(page, title, banded, wording, room - _TOP) if banded else _means(page, title, factors, wording, room - _UNDER_LEAD)
    foot = _place(page, title, table, foot + _GAP, wording)
    _rest(page, factors, hidden, foot + _GAP, wording)


def _counted(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    """Topics of which it counts how many they concern, and neither an average nor what is favourable."""
    t = wording.t
    notes = [t("slides.notes.shares"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [lead(t("slides.theme.shares"))]}, notes)
    told = " ".join(f"{factor.name}: {' '.join(factor.sentences)}" for factor in factors)
    shares = tuple(share_of(factor.rows[0]) for factor in factors)
    label = factors[0].rows[0].label
    percent = wording.percent(0).replace("0", '0"', 1) + '"'
    picture = Picture(t("slides.picture.shares", title=title), told)
    drawn = shares_chart(
        [cut(factor.name, LONGEST_NAME) for factor in factors], label, shares, picture, percent=percent, left=NAMES / _WIDTH
    )
    room = _most_drawn(len(factors))
    page.chart(drawn, Box(_LEFT, _TOP, _WIDTH, room))
    foot = _place(page, title, FigureTable.of(factors, "shares", wording), _TOP + room + _GAP, wording)
    _rest(page, factors, hidden, foot + _GAP, wording)


def add_items(deck: Deck, title: str, under: str, factor: Factor, wording: Wording, *, notes: Sequence[str]) -> None:
    """The answers to a factor's items, with its questions for the dialogue beside them. Below them, what it is compared with: as bars where
    there is room for them, else as a table, which needs less. under: what stands below the title."""
    t = wording.t
    heading = Paragraph((Run(t("report.questions"), 18, bold=True),), heading=True)
    asked = [heading, *(said(question, 18) for question in factor.questions)] if factor.questions else []
    top, width = 2.05, 7.85 if asked else _WIDTH
    alike = _alike(factor.items)
    left = 0.46 if asked else 0.36
    room, compared = _FOOT - top - (_OPTIONS + 0.1) * len(alike), _room_to_compare(factor)
    least = max(_LEAST_BAR, 0.15 + 0.24 * max(lines(item.text, 14, left * width) for item in factor.items))
    beside = compared if compared and least * len(factor.items) + compared <= room else 0
    table = None if beside or not compared else _table_below(factor, room - least * len(factor.items), wording)
    beside = table.height if table else beside
    how = [t("slides.notes.follow_up" if factor.axis is None else "slides.notes.items"), *([t("slides.notes.table")] if table else [])]
    page = deck.add(Layout.QUESTIONS, title, {LEAD: [lead(under)], TEXT: asked}, [*how, *notes])
    each = min(0.95, (room - beside) / len(factor.items))
    for number, items in enumerate(alike):
        _option_names(page, Box(_LEFT, top, width if number else _WIDTH, _OPTIONS - 0.1), items[0])
        told = Picture(t("slides.picture.items", name=factor.name), " ".join(f"{item.text} {item.picture.description}" for item in items))
        box = Box(_LEFT, top + _OPTIONS, width, each * len(items))
        page.chart(items_chart(items, told, left=left), box)
        top = box.foot + 0.1
    if table:
        if asked:
            page.resize(TEXT, replace(_ASKED, height=_FOOT - table.height - _ASKED.y))
        _place(page, factor.name, table, _FOOT - table.height, wording)
    elif beside:
        _compared(page, factor, Box(_LEFT, top + _GAP, width, beside - _GAP), wording, left=left)


def _table_below(factor: Factor, room: float, wording: Wording) -> FigureTable | None:
    """The table of a factor beside those it is compared with, where the answers leave room for it and the questions end above it."""
    table = FigureTable.of([factor], "bands", wording)
    asked = height([wording.t("report.questions"), *factor.questions], 18, _ASKED.width - 0.4) if factor.questions else 0
    return table if table.height <= room and asked <= _FOOT - table.height - _ASKED.y + _BELOW else None


def _room_to_compare(factor: Factor) -> float:
    """Inches that the bands of a factor's rows take below its answers; 0 where there is nothing to compare."""
    rows = [row for row in factor.rows if row.bands is not None]
    return _GAP + _LEGEND + _LEAST_COMPARED * len(rows) if factor.bands_picture and len(rows) > 1 else 0


def _compared(page: Page, factor: Factor, room: Box, wording: Wording, *, left: float) -> None:
    """The bands of a factor's rows, its own first, below what they are and the names of the bands."""
    rows = [(row.label, row.bands) for row in factor.rows if row.bands is not None]
    told = factor.bands_picture or Picture(factor.name, "")
    head = Box(room.x, room.y, left * room.width, _LEGEND)
    page.text("Heading", head, [said(wording.t("report.figure.bands"), 14, colour="tx2")], anchor="b")
    band_names(page, Box(room.x + head.width, room.y, room.width - head.width, _LEGEND), wording, ends_only=True)
    page.chart(bands_chart(rows, band_words(wording), told, left=left), Box(room.x, head.foot, room.width, room.height - _LEGEND))


def _option_names(page: Page, box: Box, item: ItemShares) -> None:
    """What the parts of the bars below are, in their order. Words of the slide and not the chart's own legend: that breaks into columns,
    in another way in every program, and then its order can't be read."""
    pairs = zip(item.parts, shades(item.parts), strict=True)
    runs = [run for part, (fill, _) in pairs for run in (Run("\N{BLACK SQUARE} ", 14, colour=fill), Run(f"{part.label}    ", 14))]
    page.text("Options", box, [Paragraph(tuple(runs))], anchor="b")


def band_names(page: Page, box: Box, wording: Wording, *, ends_only: bool = False) -> None:
    """The names of the three bands over their bars: to the left, in the middle, to the right. ends_only: where three have no room."""
    looks = (("accent2", "l"), ("tx2", "ctr"), ("accent6", "r"))
    for name, (colour, align) in list(zip(band_words(wording), looks, strict=True))[:: 2 if ends_only else 1]:
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


def _alike(items: Sequence[ItemShares]) -> list[list[ItemShares]]:
    """Items that can stand in one chart, since they have the same options in the same bands; in the order of asking, as everywhere else."""
    found: dict[tuple[tuple[str, str], ...], list[ItemShares]] = {}
    for item in items:
        found.setdefault(tuple((part.label, part.band or "") for part in item.parts), []).append(item)
    return list(found.values())


def _bands(page: Page, title: str, factors: Sequence[Factor], wording: Wording, room: float) -> float:
    """The chart of the bands with their names above, as high as it needs or there is room for; where it ends."""
    band_names(page, Box(_LEFT + NAMES, _TOP - 0.33, _WIDTH - NAMES, 0.3), wording)
    rows = [(cut(factor.name, LONGEST_NAME), own) for factor in factors if (own := factor.rows[0].bands) is not None]
    told = " ".join(f"{factor.name}. {factor.bands_picture.description}" for factor in factors if factor.bands_picture)
    picture = Picture(wording.t("slides.picture.bands", title=title), told)
    box = Box(_LEFT, _TOP, _WIDTH, min(room, _most_drawn(len(rows))))
    page.chart(bands_chart(rows, band_words(wording), picture, left=NAMES / _WIDTH), box)
    return box.foot


def _means(page: Page, title: str, factors: Sequence[Factor], wording: Wording, room: float) -> float:
    """The charts of the means, as high as there is room; where they end. What is favourable is at the top, as it is to the right elsewhere:
    factors of which little is favourable have a chart of their own."""
    sides = [[factor for factor in factors if factor.axis and factor.axis.high_is_challenge is high] for high in (True, False)]
    sides = sorted(filter(None, sides), key=lambda side: factors.index(side[0]))
    box = Box(_LEFT, _UNDER_LEAD, _WIDTH, min(room, 3.4))
    compared = compared_in(factors)
    if len(sides) == 1:
        _means_of(page, title, factors, _series(factors, compared), box, wording=wording)
        return box.foot
    _whose(page, Box(_LEFT, box.y, _WIDTH, _LEGEND), _series(factors, compared))
    for side, place in zip(sides, _beside(box, len(sides[0]) / len(factors)), strict=True):
        named = wording.listed([factor.name for factor in side])
        _means_of(page, named, side, _series(side, compared), place, wording=wording, alone=False)
    return box.foot


def _beside(box: Box, part: float) -> tuple[Box, Box]:
    """Two boxes below a legend. part: of the dots' room that the first one gets; the axes need as much of either."""
    top, height = box.y + _LEGEND, box.height - _LEGEND
    first = ENDS + part * (box.width - _GAP - 2 * ENDS)
    return Box(box.x, top, first, height), Box(box.x + first + _GAP, top, box.width - first - _GAP, height)


def _whose(page: Page, box: Box, series: Mapping[Whose, Means]) -> None:
    """Whose means the marks of charts beside each other are: a legend for both."""
    signs = [("circle", "tx1", Whose.OWN), *((MARKS[whose], PLAIN_MILD, whose) for whose in drawn_beside(series))]
    runs = [run for sign, fill, whose in signs for run in (Run(f"{_SIGNS[sign]} ", 14, colour=fill), Run(f"{series[whose][0]}    ", 14))]
    page.text("Legend", box, [Paragraph(tuple(runs))], anchor="ctr")


def _series(factors: Sequence[Factor], compared: Sequence[tuple[Whose, str]]) -> dict[Whose, Means]:
    """A mean for each factor, of each of those that the slide sets beside each other."""
    rows = [{row.whose: row for row in factor.rows} for factor in factors]
    return {whose: (label, tuple(of[whose].mean if whose in of else None for of in rows)) for whose, label in compared}


def _means_of(
    page: Page, title: str, factors: Sequence[Factor], series: Mapping[Whose, Means], box: Box, *, wording: Wording, alone: bool = True
) -> None:
    """A chart of the means of factors that have the same end as their favourable one."""
    told = " ".join(f"{factor.name}. {factor.means_picture.description}" for factor in factors if factor.means_picture)
    challenge, _, favourable = band_words(wording)
    scale = means_scale([factor.axis for factor in factors if factor.axis is not None], (challenge, favourable))
    picture = Picture(wording.t("slides.picture.means", title=title), told)
    names = [cut(factor.name, LONGEST_NAME) for factor in factors]
    pattern = wording.means_format
    page.chart(means_chart(names, series, scale, picture, width=box.width, height=box.height, pattern=pattern, alone=alone), box)


def _place(page: Page, title: str, table: FigureTable, top: float, wording: Wording) -> float:
    """Put a table on its slide; where it ends."""
    box = Box(_LEFT, top, sum(table.widths), table.height)
    page.table(Picture(wording.t("slides.picture.table", title=title), table.told), box, table.rows, table.widths)
    return box.foot


def _most_drawn(bars: int) -> float:
    """Inches that bars have where there is room: thick ones for a few."""
    return min(0.35 + 0.6 * bars, 0.8 * bars)


def _rest(page: Page, factors: Sequence[Factor], hidden: Sequence[Factor], top: float, wording: Wording) -> None:
    """What factors mean, where there is room for it, and the neutral sentence for those of the theme that aren't shown."""
    names = wording.listed([cut(factor.name, LONGEST_NAME) for factor in hidden]) if hidden else ""
    quiet = [said(f"{names}: {wording.t('report.hidden')}", 16, colour="tx2")] if hidden else []
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
