"""The slides of a theme: its factors' bands or means above, those they are compared with in a table below; and the answers to items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from must.reports.content import Axis, Chapter, Factor, ItemShares, Picture, Row, Whose
from must.reports.slides_charts import Scale, bands_chart, items_chart, means_chart, shares_chart
from must.reports.slides_deck import LEAD, TEXT, Box, Deck, Layout, Page
from must.reports.slides_text import Paragraph, Run, cut, height, said
from must.reports.wording import Wording

MOST: Final = 4
"""Factors that a slide has room for, with their table."""

_LEFT, _TOP, _WIDTH, _NAMES = 0.6, 2.2, 12.13, 3.9
_FOOT: Final = 6.85
_DRAWN: Final = (0, 0.75, 1.35, 1.9, 2.3)  # inches for so many bars


def add_chapter(deck: Deck, chapter: Chapter, wording: Wording) -> None:
    """The slides of one theme; none where nothing of it is shown. Factors with a mean stand together, others by themselves."""
    shown = [factor for factor in chapter.factors if factor.shown]
    hidden = [factor for factor in chapter.factors if not factor.shown]
    scored = [factor for factor in shown if factor.bands_picture or factor.means_picture]
    counted = [factor for factor in shown if factor not in scored and factor.axis is not None]
    most = MOST - 1 if hidden else MOST
    for portion in (scored[first : first + most] for first in range(0, len(scored), most)):
        _scored(deck, chapter.title, portion, hidden, wording)
    if counted:
        _counted(deck, chapter.title, counted, hidden, wording)
    for factor in shown:
        if factor.axis is None and factor.items:
            notes = [wording.t("slides.notes.follow_up"), factor.meaning, *factor.sentences]
            add_items(deck, factor.name, factor.sentences[0] if factor.sentences else factor.meaning, factor, wording, notes=notes)


def _scored(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    t = wording.t
    banded = [factor for factor in factors if factor.bands_picture]
    kind = "bands" if banded else "means"
    notes = [t(f"slides.notes.{kind}"), t("slides.notes.table"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [said(t(f"slides.theme.{kind}"))]}, notes)
    foot = _bands(page, title, banded, wording) if banded else _means(page, title, factors, wording)
    foot = _table(page, title, factors, foot + 0.25, wording, corner=t(f"slides.table.{kind}"))
    _rest(page, factors, hidden, foot + 0.2, wording)


def _counted(deck: Deck, title: str, factors: Sequence[Factor], hidden: Sequence[Factor], wording: Wording) -> None:
    """Topics of which it counts how many they concern, and neither an average nor what is favourable."""
    t = wording.t
    notes = [t("slides.notes.shares"), *_noted(factors, wording)]
    page = deck.add(Layout.FIGURES, title, {LEAD: [said(t("slides.theme.shares"))]}, notes)
    told = " ".join(f"{factor.name}: {' '.join(factor.sentences)}" for factor in factors)
    shares = tuple(_share(factor.rows[0]) for factor in factors)
    label = factors[0].rows[0].label
    percent = wording.percent(0).replace("0", '0"', 1) + '"'
    picture = Picture(t("slides.picture.shares", title=title), told)
    drawn = shares_chart([factor.name for factor in factors], label, shares, picture, percent=percent, left=_NAMES / _WIDTH)
    room = _DRAWN[min(len(factors), MOST)]
    page.chart(drawn, Box(_LEFT, _TOP, _WIDTH, room))
    foot = _table(page, title, factors, _TOP + room + 0.25, wording, corner=t("slides.table.shares"), means=False)
    _rest(page, factors, hidden, foot + 0.2, wording)


def add_items(deck: Deck, title: str, lead: str, factor: Factor, wording: Wording, *, notes: Sequence[str]) -> None:
    """The answers to a factor's items, with its questions for the dialogue beside them."""
    t = wording.t
    asked = [said(question, 18) for question in factor.questions]
    heading = Paragraph((Run(t("slides.point.questions"), 18, bold=True),), heading=True)
    how = [] if factor.axis is None else [t("slides.notes.items")]
    placed = {LEAD: [said(lead)], TEXT: [heading, *asked] if asked else []}
    page = deck.add(Layout.QUESTIONS, title, placed, [*how, *notes])
    box = Box(_LEFT, 1.8, 7.85 if asked else _WIDTH, _FOOT - 1.8)
    alike = [list(items) for _, items in groupby(sorted(factor.items, key=_options), key=_options)]
    each = (box.height - 0.15 * (len(alike) - 1)) / len(factor.items)
    for items in alike:
        room = min(each * len(items), 0.45 + 0.95 * len(items))
        told = Picture(t("slides.picture.items", name=factor.name), " ".join(f"{item.text} {item.picture.description}" for item in items))
        page.chart(items_chart(items, told, left=0.46 if asked else 0.36, top=0.42 / room), Box(box.x, box.y, box.width, room))
        box = Box(box.x, box.y + room + 0.15, box.width, box.height)


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


def _means(page: Page, title: str, factors: Sequence[Factor], wording: Wording) -> float:
    """The chart of the means; where it ends."""
    told = " ".join(f"{factor.name}. {factor.means_picture.description}" for factor in factors if factor.means_picture)
    axes = [factor.axis for factor in factors if factor.axis is not None]
    scale = Scale(min(axis.low for axis in axes), max(axis.high for axis in axes), 1)
    rows = [{row.whose: row for row in factor.rows} for factor in factors]
    series = [(whose, label, tuple(of[whose].mean if whose in of else None for of in rows)) for whose, label in _compared(factors)]
    picture = Picture(wording.t("slides.picture.means", title=title), told)
    room = 4.45 - 0.4 * len(factors)
    page.chart(means_chart([_named(factor, wording) for factor in factors], series, scale, picture), Box(_LEFT, 1.7, _WIDTH, room))
    return 1.7 + room


def _table(page: Page, title: str, factors: Sequence[Factor], top: float, wording: Wording, *, corner: str, means: bool = True) -> float:
    """Each factor's figures beside those it is compared with; where the table ends. means: with the averages."""
    compared = _compared(factors)
    head = [said(corner, 14, colour="tx2"), *(said(cut(label, 40), 14, bold=whose is Whose.OWN, colour="tx2") for whose, label in compared)]
    rows = [head]
    told = []
    for factor in factors:
        of = {row.whose: _figures(row, wording, means=means) for row in factor.rows}
        rows.append(
            [
                said(_named(factor, wording, means=means), 16),
                *(said(of.get(whose, ""), 16, bold=whose is Whose.OWN) for whose, _ in compared),
            ]
        )
        told.append(f"{factor.name}: " + "; ".join(f"{label} {of[whose]}" for whose, label in compared if of.get(whose)) + ".")
    width = min(2.4, (_WIDTH - _NAMES) / len(compared))
    box = Box(_LEFT, top, _NAMES + width * len(compared), 0.39 * len(rows))
    page.table(Picture(wording.t("slides.picture.table", title=title), " ".join(told)), box, rows, (_NAMES, *[width] * len(compared)))
    return top + box.height


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
        yield f"{factor.name}. {factor.meaning} {' '.join(factor.sentences)}"
    yield from questions_noted(factors, wording)


def _compared(factors: Sequence[Factor]) -> list[tuple[Whose, str]]:
    """Whose figures any of the factors has, and what they are called, in the order of content."""
    labels = {row.whose: row.label for factor in factors for row in factor.rows}
    return [(whose, labels[whose]) for whose in Whose if whose in labels]


def _named(factor: Factor, wording: Wording, *, means: bool = True) -> str:
    """A factor's name; beside an average, the end of the scale that is the good one has to be said where it is the low one."""
    low: Axis | None = factor.axis if means and factor.axis is not None and factor.axis.high_is_challenge else None
    return cut(factor.name if low is None else wording.t("slides.factor.low_is_favourable", name=factor.name), 120)


def _figures(row: Row, wording: Wording, *, means: bool) -> str:
    """A share and a mean in one cell, as far as they are there."""
    share, mean = _share(row), row.mean if means else None
    said_share = [] if share is None else [wording.percent(share)]
    return " · ".join([*said_share, *([] if mean is None else [wording.mean(mean)])])


def _share(row: Row) -> int | None:
    """Per cent with a potential challenge."""
    return row.share if row.share is not None or row.bands is None else row.bands[0]
