"""A report as slides for a meeting: the summary first, then what to talk about with its questions, then a slide for each theme.

One slide says one thing, so that it can be read from the back of the room: the summary's factors have their questions and answers on slides
of their own, the others have their figures beside each other under their theme. What is said about a slide stands in its notes: how to read
it, what the figures say, and the questions for the dialogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from must.reports.content import Associations, Complaint, Factor, Holds, Picture, Report, Side, Strength, TalkingPoint
from must.reports.slides_charts import bands_chart, coefficients_chart
from must.reports.slides_deck import LEAD, TEXT, TITLE, Box, Deck, Layout
from must.reports.slides_text import Paragraph, Run, cut, height, said, size_for
from must.reports.slides_themes import add_chapter, add_items, band_names, band_words, questions_noted
from must.reports.wording import Wording

_BODY: Final = Box(0.6, 1.75, 12.13, 4.9)
_MOST_ASSOCIATIONS: Final = 9


def slides_of(report: Report, wording: Wording) -> bytes:
    """The report as a PowerPoint file. The same report always gives the same bytes."""
    t = wording.t
    deck = Deck(
        report.title,
        f"{cut(report.name, 80)} · {t('common.survey')}",
        report.language,
        [t(f"slides.layout.{one.name.lower()}") for one in Layout],
    )
    factors = {factor.id: factor for chapter in report.chapters for factor in chapter.factors}
    _cover(deck, report, wording)
    _who(deck, report, wording)
    if report.points:
        _points(deck, report.points, wording)
    _bulleted(deck, t("report.reading.title"), report.reading)
    for point in report.points:
        _point(deck, point, factors[point.factor], wording)
    for chapter in report.chapters:
        add_chapter(deck, chapter, wording)
    if report.associations is not None:
        _associations(deck, report.associations, wording)
    _hidden(deck, report, wording)
    _bulleted(deck, t("slides.steps.title"), report.steps)
    return deck.packed()


def _cover(deck: Deck, report: Report, wording: Wording) -> None:
    t, name = wording.t, cut(report.name)
    above = " › ".join("…" if one is None else one for one in report.path)
    lines = [line for line in (cut(above, 160), report.period, t("report.kicker")) if line]
    size = size_for([name], 11.2, 2.2, (44, 36, 30, 26, 22))
    deck.add(
        Layout.COVER,
        name,
        {TITLE: [said(name, size)], LEAD: [said(t("common.survey"))], TEXT: [said(line) for line in lines]},
    )


def _who(deck: Deck, report: Report, wording: Wording) -> None:
    """What the report covers, and who answered."""
    room = 4.9 - 1.3 * -(-len(report.who) // 3)
    size = size_for(report.about, 11.8, room, (20, 18, 16))
    page = deck.add(Layout.TEXT, wording.t("report.who.title"), {TEXT: [said(line, size) for line in report.about]})
    used = min(height(report.about, size, 11.8), room) + 0.3
    page.resize(TEXT, Box(_BODY.x, _BODY.y, _BODY.width, used))
    for index, (label, value) in enumerate(report.who):
        row, column = divmod(index, 3)
        box = Box(_BODY.x + 4.1 * column, _BODY.y + used + 0.25 + 1.3 * row, 3.8, 1.15)
        hidden = value == wording.t("report.hidden")
        page.text(
            label, box, [said(label, 16, colour="tx2"), said(cut(value, 90), 18 if hidden or len(value) > 40 else 24, bold=not hidden)]
        )


_SIDES: Final = {Side.CHALLENGE: "accent2", Side.MIDDLE: "accent4", Side.STRENGTH: "accent6"}


def _points(deck: Deck, points: Sequence[TalkingPoint], wording: Wording) -> None:
    """Three to five things to talk about: a sentence each, and its bar beside it where all of them have one."""
    t = wording.t
    rows = [(point.name, own.bands) for point in points if (own := point.rows[0]).bands is not None]
    banded = len(rows) == len(points)
    notes = [t("slides.notes.points"), *(f"{point.name}. {point.sentence}" for point in points)]
    page = deck.add(Layout.FIGURES, t("report.points.title"), {LEAD: [said(t("slides.points.lead"))]}, notes)
    top, step = 2.15, min(4.6 / len(points), 1.3)
    for index, point in enumerate(points):
        y = top + index * step
        page.mark(Box(0.6, y + 0.08, 0.07, step - 0.22), _SIDES[point.side])
        page.text(point.name, Box(0.85, y, 7.4 if banded else 11.6, step - 0.06), _point_words(point, wording), anchor="ctr")
    if banded:
        band_names(page, Box(8.6, top - 0.33, 4.13, 0.3), wording)
        told = " ".join(point.picture.description for point in points)
        chart = bands_chart(rows, band_words(wording), Picture(t("slides.picture.points"), told), left=0, named=False)
        page.chart(chart, Box(8.6, top, 4.13, step * len(points)))


def _point_words(point: TalkingPoint, wording: Wording) -> tuple[Paragraph, ...]:
    side = wording.t(f"report.side.{point.side}")
    return (Paragraph((Run(cut(point.name, 80), 20, bold=True), Run(f"  {side}", 16, colour="tx2"))), said(point.sentence, 18))


def _point(deck: Deck, point: TalkingPoint, factor: Factor, wording: Wording) -> None:
    """The answers behind one thing to talk about, and what to ask about it."""
    title = wording.t("slides.point.title", name=factor.name)
    notes = [factor.meaning, *factor.sentences, *questions_noted([factor], wording)]
    if factor.items:
        add_items(deck, title, point.sentence, factor, wording, notes=notes)
    elif factor.questions:
        asked = [said(question) for question in factor.questions]
        heading = Paragraph((Run(wording.t("slides.point.questions"), 20, bold=True),), heading=True)
        deck.add(Layout.TEXT, title, {TEXT: [Paragraph((Run(point.sentence, 20),), heading=True), heading, *asked]}, notes)


def _associations(deck: Deck, found: Associations, wording: Wording) -> None:
    _bulleted(deck, found.title, found.reading)
    ends = [abs(end) for complaint in found.complaints for one in complaint.associations for end in (one.low, one.high)]
    reach = -(-max(ends, default=0) * 10 // 1) / 10
    for complaint in found.complaints:
        _complaint(deck, complaint, reach, wording)


def _complaint(deck: Deck, complaint: Complaint, reach: float, wording: Wording) -> None:
    """The clear associations of one complaint, the strongest first."""
    clear = [one for one in complaint.associations if one.strength is Strength.CLEAR]
    notes = [wording.t("slides.notes.coefficients"), *(one.sentence for one in clear)]
    page = deck.add(Layout.FIGURES, complaint.name, {LEAD: [said(complaint.summary)]}, notes)
    if drawn := clear[:_MOST_ASSOCIATIONS]:
        page.chart(
            coefficients_chart(complaint.name, drawn, complaint.picture, reach, 0.36),
            Box(0.6, 2.1, 12.13, min(4.7, 0.9 + 0.55 * len(drawn))),
        )


def _hidden(deck: Deck, report: Report, wording: Wording) -> None:
    """Themes of which nothing is shown: the one neutral sentence, and their factors' names."""
    unseen = [chapter for chapter in report.chapters if not any(factor.shown for factor in chapter.factors)]
    if unseen and report.holds is not Holds.NOTHING:
        names = [said(factor.name) for chapter in unseen for factor in chapter.factors]
        sentence = Paragraph((Run(wording.t("report.hidden"), 20),), heading=True)
        deck.add(Layout.TEXT, wording.t("slides.hidden.title"), {TEXT: [sentence, *names]})


def _bulleted(deck: Deck, title: str, texts: Sequence[str]) -> None:
    """Sentences as they come, on as many slides as they need."""
    for some in _portions(texts):
        size = size_for(some, 11.8, _BODY.height, (20, 18))
        deck.add(Layout.TEXT, title, {TEXT: [said(text, size) for text in some]})


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    """As many of them as have room on a slide, and so on."""
    some: list[str] = []
    for text in texts:
        if some and height([*some, text], 18, 11.8) > _BODY.height:
            yield some
            some = []
        some.append(text)
    if some:
        yield some
