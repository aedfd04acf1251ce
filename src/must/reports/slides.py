"""A report as slides for a meeting: the summary first, then what to talk about with its questions, a slide for each theme, the next steps.
How to read the figures comes last, for when somebody asks: a meeting shouldn't begin with it, and each picture's notes say it too.

One slide says one thing, so that it can be read from the back of the room: the summary's factors have their questions and answers on slides
of their own, the others have their figures beside each other under their theme. What is said about a slide stands in its notes, and every
slide has some: how to read it, what the figures say, and the questions for the dialogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Final

from must.reports.content import Association, Associations, Complaint, Factor, Holds, Picture, Report, Side, Strength, TalkingPoint
from must.reports.slides_charts import Scale, bands_chart, coefficients_chart
from must.reports.slides_deck import LEAD, TEXT, TITLE, Box, Deck, Layout, Page
from must.reports.slides_text import Paragraph, Run, cut, height, lead, lines, said, size_for
from must.reports.slides_themes import add_chapter, add_items, band_names, band_words, questions_noted
from must.reports.wording import Wording

_BODY: Final = Box(0.6, 1.75, 12.13, 5.1)
_COVER_WIDTH: Final = 9.0  # inches that the cover's title fills of its 11.2: it is bold, and its words are long
_MOST_ASSOCIATIONS: Final = 9
_AXIS: Final = 0.4  # inches under a chart for the numbers of its axis


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
    for point in report.points:
        _point(deck, point, factors[point.factor], wording)
    for chapter in report.chapters:
        add_chapter(deck, chapter, wording)
    if report.associations is not None:
        _associations(deck, report.associations, wording)
    _hidden(deck, report, wording)
    _bulleted(deck, t("report.steps.title"), report.steps, t("slides.notes.steps"))
    elsewhere = {t(f"report.reading.{key}") for key in _not_drawn(list(factors.values()))}
    reading = [sentence for sentence in report.reading if sentence not in elsewhere]
    _bulleted(deck, t("report.reading.title"), reading, t("slides.notes.reading"))
    return deck.packed()


def _not_drawn(factors: Sequence[Factor]) -> Iterator[str]:
    """What the report's words on reading say of pictures that these slides don't have: intervals, which stand in the notes, and dots or
    bars, as no factor has any."""
    yield "interval"
    if not any(factor.means_picture and not factor.bands_picture for factor in factors):
        yield "means"
    if not any(factor.bands_picture for factor in factors):
        yield "sides"


def _cover(deck: Deck, report: Report, wording: Wording) -> None:
    """Which unit's report this is, of which enterprise, and from when."""
    t, name = wording.t, cut(report.name)
    above = " › ".join("…" if one is None else one for one in report.path)
    below = [said(line) for line in (cut(above, 140), report.period) if line]
    size = size_for([name], _COVER_WIDTH, 2.2, (44, 36, 30, 26, 22))
    kicker = said(f"{t('report.kicker')} · {t('common.survey')}")
    page = deck.add(Layout.COVER, name, {TITLE: [said(name, size)], LEAD: [kicker], TEXT: below}, [t("slides.notes.cover")])
    if below:
        page.resize(TEXT, Box(_BODY.x, 3.15 + lines(name, size, _COVER_WIDTH) * size * 1.2 / 72, 11.2, 1.6))


def _who(deck: Deck, report: Report, wording: Wording) -> None:
    """What the report covers, and who answered."""
    columns = 2 if len(report.who) in {2, 4} else 3
    wide = _BODY.width / columns
    room = _BODY.height - 1.3 * -(-len(report.who) // columns)
    size = size_for(report.about, 11.8, room, (20, 18, 16))
    about = [said(line, size) for line in report.about]
    page = deck.add(Layout.TEXT, wording.t("report.who.title"), {TEXT: about}, [wording.t("slides.notes.who")])
    used = min(height(report.about, size, 11.8), room) + 0.3
    page.resize(TEXT, Box(_BODY.x, _BODY.y, _BODY.width, used))
    for index, (label, value) in enumerate(report.who):
        row, column = divmod(index, columns)
        box = Box(_BODY.x + wide * column, _BODY.y + used + 0.25 + 1.3 * row, wide - 0.3, 1.15)
        page.text(label, box, [said(label, 16, colour="tx2"), _fact(value, hidden=value == wording.t("report.hidden"))])


def _fact(value: str, *, hidden: bool) -> Paragraph:
    return said(value, 18) if hidden else said(cut(value, 90), 24 if len(value) <= 40 else 18, bold=True)


_SIDES: Final = {Side.CHALLENGE: "accent2", Side.MIDDLE: "accent4", Side.STRENGTH: "accent6"}


def _points(deck: Deck, points: Sequence[TalkingPoint], wording: Wording) -> None:
    """Three to five things to talk about: a sentence each, and its bar beside it where all of them have one."""
    t = wording.t
    rows = [(point.name, own.bands) for point in points if (own := point.rows[0]).bands is not None]
    banded = len(rows) == len(points)
    notes = [t("slides.notes.points"), *(f"{point.name}. {point.sentence} {point.why}" for point in points)]
    page = deck.add(Layout.FIGURES, t("report.points.title"), {LEAD: [said(t("slides.points.lead"))]}, notes)
    top, step = 1.95, min(4.9 / len(points), 1.3)
    for index, point in enumerate(points):
        y = top + index * step
        page.mark(Box(0.6, y + 0.08, 0.07, step - 0.22), _SIDES[point.side])
        page.text(point.name, Box(0.85, y, 7.55 if banded else 11.6, step - 0.06), _point_words(point, wording), anchor="ctr")
    if banded:
        band_names(page, Box(8.6, top - 0.33, 4.13, 0.3), wording, ends_only=True)
        told = " ".join(f"{point.name}. {point.picture.description}" for point in points)
        chart = bands_chart(rows, band_words(wording), Picture(t("slides.picture.points"), told), left=0, named=False)
        page.chart(chart, Box(8.6, top, 4.13, step * len(points)))


def _point_words(point: TalkingPoint, wording: Wording) -> tuple[Paragraph, ...]:
    side = wording.t(f"report.side.{point.side}")
    return (
        Paragraph((Run(cut(point.name, 80), 20, bold=True), Run(f"  {side}", 16, colour="tx2"))),
        said(point.sentence, 18),
    )


def _point(deck: Deck, point: TalkingPoint, factor: Factor, wording: Wording) -> None:
    """The answers behind one thing to talk about, and what to ask about it."""
    title = wording.t("slides.point.title", name=factor.name)
    said_of = f"{point.sentence} {point.why}"
    notes = [factor.meaning, *factor.sentences, *questions_noted([factor], wording)]
    if factor.items:
        add_items(deck, title, said_of, factor, wording, notes=notes)
    elif factor.questions:
        asked = [said(question) for question in factor.questions]
        heading = Paragraph((Run(wording.t("report.questions"), 20, bold=True),), heading=True)
        deck.add(Layout.TEXT, title, {TEXT: [Paragraph((Run(said_of, 20),), heading=True), heading, *asked]}, notes)


def _associations(deck: Deck, found: Associations, wording: Wording) -> None:
    _bulleted(deck, found.title, found.reading, wording.t("slides.notes.associations" if found.complaints else "slides.notes.hidden"))
    clear = [one for complaint in found.complaints for one in complaint.associations if one.strength is Strength.CLEAR]
    scale = _scale([0.0, *(end for one in clear for end in (one.low, one.high))])
    for complaint in found.complaints:
        _complaint(deck, complaint, scale, wording)


def _scale(ends: Sequence[float]) -> Scale:
    """An axis that reaches all the ends of intervals, with room for its numbers."""
    step = 1 if max(ends) - min(ends) <= 1 else 2
    low, high = floor(10 * min(ends) / step), ceil(10 * max(ends) / step)
    return Scale(low * step / 10, high * step / 10, step / 10, "0.0")


def _complaint(deck: Deck, complaint: Complaint, scale: Scale, wording: Wording) -> None:
    """The clear associations of one complaint: on one slide with their sentences where there is room, else those with more of it and those
    with less apart. Where none is clear, that alone."""
    t = wording.t
    for leads, drawn in _shown(complaint):
        notes = [t("slides.notes.coefficients"), *(one.sentence for one in drawn), complaint.summary]
        page = deck.add(Layout.FIGURES, complaint.name, {LEAD: [lead(leads)]}, notes)
        if drawn:
            _coefficients(page, complaint, drawn, scale, wording)


def _shown(complaint: Complaint) -> Iterator[tuple[str, Sequence[Association]]]:
    """What each slide of a complaint says under its title, and the associations that it draws."""
    clear = [some for some in complaint.alike if some.associations[0].strength is Strength.CLEAR]
    together = [one for some in clear for one in some.associations]
    told = " ".join(some.sentence for some in clear) or complaint.summary
    if len(together) <= _MOST_ASSOCIATIONS and lines(told, 18, _BODY.width) <= 2:
        yield told, together
    else:
        for some in clear:
            yield from ((f"{some.words}:", drawn) for drawn in _slidefuls(some.associations))


def _slidefuls(associations: Sequence[Association]) -> Iterator[Sequence[Association]]:
    """As few portions as have room on a slide each, alike in size."""
    slides = ceil(len(associations) / _MOST_ASSOCIATIONS)
    size = ceil(len(associations) / slides)
    return (associations[start : start + size] for start in range(0, len(associations), size))


def _coefficients(page: Page, complaint: Complaint, drawn: Sequence[Association], scale: Scale, wording: Wording) -> None:
    """Bars with their intervals, and their figures to the right."""
    figures = [{key: wording.coefficient(getattr(one, key)) for key in ("coefficient", "low", "high")} for one in drawn]
    told = " ".join(wording.t("report.health.picture_row", name=one.name, **said_of) for one, said_of in zip(drawn, figures, strict=True))
    step = min(4.1 / len(drawn), 0.75)
    box = Box(_BODY.x, 2.15, 9.6, step * len(drawn) + _AXIS)
    picture = replace(complaint.picture, description=told)
    page.chart(coefficients_chart(complaint.name, drawn, picture, scale, left=0.42, foot=_AXIS / box.height), box)
    for index, (one, said_of) in enumerate(zip(drawn, figures, strict=True)):
        beside = Box(10.35, box.y + index * step, 2.4, step)
        page.text(one.name, beside, [said(wording.t("slides.complaint.figures", **said_of), 14)], anchor="ctr")


def _hidden(deck: Deck, report: Report, wording: Wording) -> None:
    """Themes of which nothing is shown: the one neutral sentence, and their factors' names."""
    unseen = [chapter for chapter in report.chapters if not any(factor.shown for factor in chapter.factors)]
    if unseen and report.holds is not Holds.NOTHING:
        names = [said(factor.name) for chapter in unseen for factor in chapter.factors]
        sentence = Paragraph((Run(wording.t("report.hidden"), 20),), heading=True)
        deck.add(Layout.TEXT, wording.t("slides.hidden.title"), {TEXT: [sentence, *names]}, [wording.t("slides.notes.hidden")])


def _bulleted(deck: Deck, title: str, texts: Sequence[str], note: str) -> None:
    """Sentences as they come, on as many slides as they need."""
    for some in _portions(texts):
        size = size_for(some, 11.8, _BODY.height, (20, 18))
        deck.add(Layout.TEXT, title, {TEXT: [said(text, size) for text in some]}, [note])


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Evenly, on as few slides as there is room for."""
    slides = max(1, -int(-height(texts, 18, 11.8) // _BODY.height))
    each = -(-len(texts) // slides)
    return (texts[first : first + each] for first in range(0, len(texts), each)) if each else iter(())
