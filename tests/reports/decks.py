"""Reports as decks of slides, and what stands in them: for the tests of slides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from must.reports.content import Alike, Association, Associations, Complaint, Factor, Picture, Report, Row, Strength, Table, Whose
from must.reports.wording import Wording

FULL, SOME_HIDDEN, MEANS, NOTHING = "006", "002", "003", "005"
CODES = ("0", "001", FULL, SOME_HIDDEN, MEANS, NOTHING)
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
Triple = tuple[str, str, float]
"""Category, series, figure."""


@cache
def deck_of(render: Callable[[Report, Wording], bytes], report: Report, wording: Wording) -> Deck:
    """What `render` makes of a report. The files of tests name what they prove something of; the deck is made once for all of them."""
    return Presentation(BytesIO(render(report, wording)))


def graphics(slide: Slide) -> list[BaseShape]:
    return [shape for shape in slide.shapes if shape.has_chart or shape.has_table]


def charts(deck: Deck) -> Iterator[tuple[Slide, BaseShape]]:
    return ((slide, shape) for slide in deck.slides for shape in slide.shapes if shape.has_chart)


def triples(shape: BaseShape) -> set[Triple]:
    """Category, series, figure: all that a chart draws."""
    plot = shape.chart.plots[0]
    return {
        (category, series.name, value)
        for series in plot.series
        for category, value in zip(plot.categories, series.values, strict=True)
        if value is not None
    }


def words(deck: Deck) -> str:
    """All that is written on the slides, in their notes, tables and charts, and told to those who don't see them."""
    said = []
    for slide in deck.slides:
        for root in (slide.element, slide.notes_slide.element if slide.has_notes_slide else None):
            if root is not None:
                said += [text.text or "" for text in root.iter(f"{MAIN}t")]
                said += [value for name in ("descr", "title", "name") for value in root.xpath(f"//@{name}")]
        for shape in slide.shapes:
            if shape.has_chart:
                said += [text.text or "" for text in shape.chart._chartSpace.iter(f"{CHART}v")]
    return "\n".join(said)


def factors(report: Report) -> Iterator[Factor]:
    return (factor for chapter in report.chapters for factor in chapter.factors)


ROWS = (
    Row(Whose.OWN, "Denne enheten", 3.4, (22, 40, 38), "60–69", 22, (3.2, 3.6)),
    Row(Whose.PREVIOUS, "Forrige gang", 3.1, (31, 40, 29), None, 31),
    Row(Whose.PARENT, "Nivået over", 3.7, (19, 40, 41), None, 19),
    Row(Whose.ENTERPRISE, "Hele virksomheten", 3.6, (18, 40, 42), None, 18),
    Row(Whose.OTHERS, "Andre virksomheter", 3.5, None, None, 21),
)


def with_rows(report: Report, rows: Sequence[Row]) -> Report:
    """The report with these figures for each of its factors."""
    chapters = tuple(
        replace(chapter, factors=tuple(replace(factor, rows=tuple(rows)) for factor in chapter.factors if factor.shown))
        for chapter in report.chapters
    )
    return replace(report, chapters=chapters)


def asking(report: Report, items: int) -> Report:
    """The report with so many items in each factor that has any."""
    chapters = tuple(
        replace(
            chapter,
            factors=tuple(
                replace(factor, items=tuple(replace(factor.items[0], id=f"i{number}") for number in range(items)))
                if factor.items
                else factor
                for factor in chapter.factors
            ),
        )
        for chapter in report.chapters
    )
    return replace(report, chapters=chapters)


def mixed(report: Report) -> Report:
    """The report of means with a theme of a risk factor and two protective ones."""
    (risk,) = [factor for factor in factors(report) if factor.id == "workload"]
    protective = next(factor for factor in factors(report) if factor.shown and factor.axis and not factor.axis.high_is_challenge)
    alike = protective, risk, replace(protective, id="another", name="En til")
    return replace(report, chapters=(replace(report.chapters[0], factors=alike),))


def association(number: int, value: float, low: float, high: float) -> Association:
    strength = Strength.CLEAR if low * high > 0 else Strength.NONE
    return Association(f"f{number}", f"Faktor {number}", value, low, high, strength, True, f"S {number}.")


def associated(report: Report, *alike: Alike) -> Report:
    """The enterprise's report with a complaint that some factors are looked at beside."""
    told = Picture("Plager: sammenhenger", "Alle fem")
    complaint = Complaint("pain", "Plager i nakken", alike or ALIKE, told, Table("Tabell", ("Faktor",), ()))
    return replace(report, associations=Associations("Helse og arbeid", ("Det er sammenhenger, ikke årsaker.",), (complaint,)))


ALIKE = (
    Alike("Mer plaget", "Faktor 0 og Faktor 2", (association(0, 0.4, 0.3, 0.5), association(2, 0.2, 0.1, 0.3))),
    Alike("Mindre plaget", "Faktor 1", (association(1, -0.3, -0.4, -0.2),)),
    Alike("Ingen klar sammenheng", "Faktor 3", (association(3, 0.1, 0.0, 0.2),)),
)
