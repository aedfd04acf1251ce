"""What slides draw and set beside each other: charts with their workbooks, tables, associations; and nothing that a report hides."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from zipfile import ZipFile

import openpyxl
import pytest
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from must.core.common.languages import Language
from must.core.instrument.model import Instrument
from must.reports.content import Alike, Associations, Holds, Report, Row
from must.reports.slides import slides_of
from must.reports.slides_charts import MARKS
from must.reports.wording import Wording
from must.ui.texts import texts
from tests.reports.decks import (
    ALIKE,
    CHART,
    CODES,
    FULL,
    MEANS,
    NOTHING,
    ROWS,
    SOME_HIDDEN,
    Triple,
    asking,
    associated,
    association,
    charts,
    deck_of,
    factors,
    graphics,
    mixed,
    triples,
    with_rows,
    words,
)


def opened(report: Report) -> Deck:
    return deck_of(slides_of, report, Wording(texts(report.language), 1))


def expected(report: Report) -> set[Triple]:
    """Every figure that a chart of this report may draw, where it may."""
    t = texts(report.language)
    names = [t(f"report.band.{band}") for band in ("challenge", "middle", "favourable")]
    found: set[Triple] = set()
    for factor in factors(report):
        if factor.bands_picture:
            found |= {(factor.name, name, share) for name, share in zip(names, factor.rows[0].bands or (), strict=True)}
        elif factor.means_picture:
            found |= {(factor.name, row.label, row.mean) for row in factor.rows if row.mean is not None}
        elif factor.shown and factor.axis is not None:
            found |= {(factor.name, factor.rows[0].label, factor.rows[0].share or 0)}
        found |= {(item.text, part.label, part.share) for item in factor.items for part in item.parts}
    return found


def compared(report: Report, factor: str) -> set[Triple]:
    """The bands of a factor's own row and those it is compared with, as a chart by itself may draw them."""
    names = [texts(report.language)(f"report.band.{band}") for band in ("challenge", "middle", "favourable")]
    rows = next(one.rows for one in factors(report) if one.id == factor)
    return {(row.label, name, share) for row in rows for name, share in zip(names, row.bands or (), strict=bool(row.bands))}


@pytest.mark.promise("P08", "P09", "P10")
@pytest.mark.parametrize("code", CODES)
def test_charts_draw_the_reports_own_figures_and_no_others(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    one = report(code, language)
    drawn = set().union(*(triples(shape) for _, shape in charts(opened(one)))) if one.chapters else set()
    allowed = expected(one)
    assert drawn <= allowed.union(*(compared(one, point.factor) for point in one.points))
    shown = [factor for factor in factors(one) if factor.shown]
    summary = {point.factor for point in one.points}
    items = {item.text for factor in shown for item in factor.items}
    on_slides = {item.text for factor in shown if factor.id in summary or factor.axis is None for item in factor.items}
    assert {name for name, _, _ in allowed} - {name for name, _, _ in drawn} <= items - on_slides


@pytest.mark.promise("P08", "P09")
def test_what_a_factor_is_compared_with_is_drawn_below_its_answers(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    """Its own bar first; on the slides of a few questions, where there is room."""
    one = report(FULL, language)
    slides = {slide.shapes.title.text: slide for slide in opened(one).slides}
    title, labels = texts(language), {row.label for factor in factors(one) for row in factor.rows}
    found = 0
    for point in one.points:
        shapes = [shape for shape in slides[title("slides.point.title", name=point.name)].shapes if shape.has_chart]
        for shape in (shape for shape in shapes if set(shape.chart.plots[0].categories) <= labels):
            assert triples(shape) == compared(one, point.factor)
            assert shape.chart.plots[0].categories[0] == point.rows[0].label
            assert shape.top > max(other.top + other.height for other in shapes if other is not shape)
            found += 1
    assert found > 0


@pytest.mark.promise("P08", "P13")
def test_a_factor_of_many_questions_has_a_table_of_what_it_is_compared_with(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    """Bars have no room below the answers to four questions."""
    one, t = asking(with_rows(report(FULL, language), ROWS), 4), texts(language)
    slides = {slide.shapes.title.text: slide for slide in opened(one).slides}
    points = [(point.name, next(factor for factor in factors(one) if factor.id == point.factor)) for point in one.points]
    banded = [(name, factor) for name, factor in points if factor.bands_picture and factor.items]
    assert banded
    for name, factor in banded:
        slide = slides[t("slides.point.title", name=name)]
        assert [len(shape.chart.plots[0].categories) for shape in slide.shapes if shape.has_chart] == [4]
        (shape,) = (shape for shape in slide.shapes if shape.has_table)
        head, own = ([cell.text for cell in row.cells] for row in shape.table.rows)
        assert head[1:] == [row.label for row in ROWS]
        wording = Wording(t, 1)
        assert own[1:] == [f"{wording.percent(row.share or 0)} · {wording.mean(row.mean or 0)}" for row in ROWS]
        told = shape._element.nvGraphicFramePr.cNvPr
        assert told.get("title") == t("slides.picture.table", title=factor.name)
        assert all(f"{label} {figures}" in told.get("descr") for label, figures in zip(head[1:], own[1:], strict=True))
        assert t("slides.notes.table") in slide.notes_slide.notes_text_frame.text


def test_without_room_or_anything_to_compare_with_a_factors_slide_has_its_answers_alone(report) -> None:  # type: ignore[no-untyped-def]
    for one in (asking(with_rows(report(FULL), ROWS), 8), asking(with_rows(report(FULL), ROWS[:1]), 4)):
        titles = {texts(Language.NB)("slides.point.title", name=point.name) for point in one.points}
        slides = [slide for slide in opened(one).slides if slide.shapes.title.text in titles]
        assert slides
        for slide in slides:
            assert not [shape for shape in slide.shapes if shape.has_table]
            assert texts(Language.NB)("slides.notes.table") not in slide.notes_slide.notes_text_frame.text


@pytest.mark.promise("P09")
@pytest.mark.parametrize("code", CODES[:-1])
def test_a_charts_workbook_holds_what_the_chart_draws_and_nothing_else(report, code: str) -> None:  # type: ignore[no-untyped-def]
    for _, shape in charts(opened(report(code))):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        assert not [name for name in ZipFile(BytesIO(blob)).namelist() if "docProps" in name]
        book = openpyxl.load_workbook(BytesIO(blob))
        assert len(book.worksheets) == 1
        head, *rows = book.active.iter_rows(values_only=True)
        assert head[0] is None
        found = {(row[0], name, value) for row in rows for name, value in zip(head[1:], row[1:], strict=True) if value is not None}
        assert found == triples(shape)


def test_a_chart_points_to_the_cells_that_its_figures_stand_in(report) -> None:  # type: ignore[no-untyped-def]
    for _, shape in charts(opened(report("0"))):
        sheet = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)).active
        for reference in shape.chart._chartSpace.iter(f"{CHART}f"):
            name, cells = str(reference.text).split("!")
            assert name == sheet.title
            found = sheet[cells.replace("$", "")]
            values = [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]
            drawn = [value.text for value in reference.getparent().iter(f"{CHART}v")]
            assert [str(value) for value in values if value is not None] == drawn


def test_items_stand_in_the_order_of_asking_whatever_their_options(report) -> None:  # type: ignore[no-untyped-def]
    """Those with the same options in one chart; the chart of whichever comes first is first."""
    one = report(FULL)
    plain, turned = next(
        (items[0], replace(items[0], id="turned", text="Snudd", parts=items[0].parts[::-1]))
        for point in one.points
        if (items := next(factor.items for factor in factors(one) if factor.id == point.factor))
    )
    assert turned.parts[0].label != plain.parts[0].label
    for first, other in ((plain, turned), (turned, plain)):
        items = (first, other, replace(first, id="last", text="Til slutt"))
        mixed = tuple(replace(part, factors=tuple(replace(two, items=items) for two in part.factors)) for part in one.chapters)
        slides = opened(replace(one, chapters=mixed)).slides
        drawn = [[list(shape.chart.plots[0].categories) for shape in slide.shapes if shape.has_chart] for slide in slides]
        assert [[first.text, "Til slutt"], [other.text]] in [charts[:2] for charts in drawn]


@pytest.mark.promise("P08")
def test_what_is_favourable_is_at_the_top_of_every_chart_of_means(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    """A risk factor with a high mean must not look like a good one; the axis itself says which end is which."""
    one, t = mixed(report(MEANS, language)), texts(language)
    challenge, favourable = t("report.band.challenge"), t("report.band.favourable")
    found = {}
    for _, shape in charts(opened(one)):
        (axis,) = shape.chart._chartSpace.iter(f"{CHART}valAx")
        (names,) = shape.chart._chartSpace.iter(f"{CHART}catAx")
        orientation, crosses = axis.find(f".//{CHART}orientation").get("val"), names.find(f"{CHART}crosses").get("val")
        found[tuple(shape.chart.plots[0].categories)] = orientation, crosses, axis.find(f"{CHART}numFmt").get("formatCode")
    plain, risk, another = (factor.name for factor in one.chapters[0].factors)
    assert found == {
        (plain, another): ("minMax", "min", f'[=1]"{challenge} "0;[=5]"{favourable} "0;0'),
        (risk,): ("maxMin", "max", f'[=1]"{favourable} "0;[=5]"{challenge} "0;0'),
    }


def test_charts_of_means_beside_each_other_have_one_legend(report) -> None:  # type: ignore[no-untyped-def]
    deck = opened(mixed(report(MEANS)))
    (legend,) = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.name == "Legend"]
    drawn = {name for _, shape in charts(deck) for _, name, _ in triples(shape)}
    assert {part.strip(" ●◆■▲") for part in legend.split("    ") if part} == drawn
    assert not any(shape.chart.has_legend for _, shape in charts(deck))


def table_rows(deck: Deck) -> list[list[str]]:
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert all(table.first_row and table.first_col for table in tables)
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


@pytest.mark.promise("P13")
def test_the_table_sets_the_unit_beside_all_it_is_compared_with(report) -> None:  # type: ignore[no-untyped-def]
    rows = table_rows(opened(with_rows(report(FULL), ROWS)))
    assert rows[0][1:] == [row.label for row in ROWS]
    assert rows[1][1:] == [f"{share}\u00a0% · {mean}" for share, mean in ((22, "3,4"), (31, "3,1"), (19, "3,7"), (18, "3,6"), (21, "3,5"))]


@pytest.mark.parametrize("whose", [others for size in range(4) for others in combinations(ROWS[1:], size)])
def test_any_set_of_comparisons_can_be_shown(report, whose: tuple[Row, ...]) -> None:  # type: ignore[no-untyped-def]
    deck = opened(with_rows(report(MEANS), [replace(row, bands=None, share=None) for row in (ROWS[0], *whose)]))
    assert table_rows(deck)[0][1:] == [row.label for row in (ROWS[0], *whose)]
    drawn = set().union(*(triples(shape) for _, shape in charts(deck)))
    beside = next((row.label for other in MARKS for row in whose if row.whose is other), None)
    assert {name for _, name, _ in drawn} == {"Denne enheten", beside or "Denne enheten"}


def test_the_uncertainty_of_a_mean_stands_in_the_notes(report) -> None:  # type: ignore[no-untyped-def]
    assert "3,4 (3,2–3,6)" in words(opened(with_rows(report(FULL), ROWS)))


@pytest.mark.promise("P09", "P10")
def test_a_unit_with_means_shows_no_share_anywhere(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    deck = opened(report(MEANS, language))
    assert "%" not in words(deck)
    assert {shape.chart.plots[0].__class__.__name__ for _, shape in charts(deck)} == {"LinePlot"}


@pytest.mark.promise("P09", "P10")
def test_means_are_compared_with_means_alone(report) -> None:  # type: ignore[no-untyped-def]
    rows = table_rows(opened(with_rows(report(MEANS), ROWS)))
    assert rows[1][1:] == ["3,4", "3,1", "3,7", "3,6", "3,5"]


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("code", "topic"), [(SOME_HIDDEN, "availability"), (MEANS, "support"), (MEANS, "availability")])
def test_a_hidden_result_is_the_neutral_sentence(report, code: str, topic: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    one = report(code, language)
    name = next(factor.name for factor in factors(one) if factor.id == topic)
    told = [
        text
        for slide in opened(one).slides
        for shape in slide.shapes
        if shape.has_text_frame and name in shape.text_frame.text
        for text in [shape.text_frame.text]
    ]
    assert len(told) == 1
    assert texts(language)("report.hidden") in told[0]
    assert all(name not in str(triples(shape)) for _, shape in charts(opened(one)))


@pytest.mark.promise("P10")
def test_a_report_with_nothing_to_show_is_three_slides_without_a_figure(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    one = report(NOTHING, language)
    assert one.holds is Holds.NOTHING
    deck = opened(one)
    assert len(deck.slides) == 3
    assert texts(language)("report.hidden") in words(deck)
    assert one.read_with is not None
    assert one.read_with.name in words(deck)
    assert not [shape for slide in deck.slides for shape in graphics(slide)]


@pytest.mark.promise("P11", "P12")
@pytest.mark.parametrize("code", CODES[1:])
def test_no_word_of_a_sensitive_topic_or_health_reaches_a_unit(report, instrument: Instrument, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    said = words(opened(report(code, language))).lower()
    kept = [topic for topic in instrument.topics.values() if topic.topic_class in {"sensitive", "health"}]
    assert kept
    assert not [topic.id for topic in kept if topic.name[language].lower() in said]
    assert instrument.topics["bullying"].name[language] in words(opened(report("0", language)))


def complaint_slides(report: Report) -> list[Slide]:
    return [slide for slide in opened(report).slides if slide.shapes.title.text.startswith("Plager i nakken")]


def drawn_of(slide: Slide) -> list[str]:
    """The factors of the slide's chart, from above."""
    (shape,) = (shape for shape in slide.shapes if shape.has_chart)
    return list(shape.chart.plots[0].categories)


@pytest.mark.promise("P12")
def test_clear_associations_are_drawn_with_their_intervals(report) -> None:  # type: ignore[no-untyped-def]
    (slide,) = complaint_slides(associated(report("0")))
    assert "Mer plaget: Faktor 0 og Faktor 2. Mindre plaget: Faktor 1." in [shape.text_frame.text for shape in slide.placeholders]
    (shape,) = (shape for shape in slide.shapes if shape.has_chart)
    assert triples(shape) == {
        ("Faktor 0", "Plager i nakken", 0.4),
        ("Faktor 2", "Plager i nakken", 0.2),
        ("Faktor 1", "Plager i nakken", -0.3),
    }
    bars = shape.chart._chartSpace.find(f".//{CHART}errBars")
    reach = [[float(value.text) for value in bars.find(f"{CHART}{side}").iter(f"{CHART}v")] for side in ("minus", "plus")]
    assert reach == [pytest.approx([0.1, 0.1, 0.1]), pytest.approx([0.1, 0.1, 0.1])]
    axis = shape.chart.value_axis
    assert axis.minimum_scale <= -0.4, "the lowest end of an interval"
    assert axis.maximum_scale >= 0.5
    said = words(opened(associated(report("0"))))
    assert "0,4 (fra 0,3 til 0,5)" in said
    assert "−0,3 (fra −0,4 til −0,2)" in said
    assert "Det er sammenhenger, ikke årsaker." in said
    assert texts(Language.NB)("slides.notes.coefficients") in said
    assert "Ingen klar sammenheng: Faktor 3." in slide.notes_slide.notes_text_frame.text


@pytest.mark.promise("P12")
@pytest.mark.parametrize(("more", "less", "sizes"), [(8, 1, [9]), (9, 1, [9, 1]), (3, 10, [3, 5, 5]), (22, 0, [8, 8, 6])])
def test_every_clear_association_is_on_a_slide(report, more: int, less: int, sizes: list[int]) -> None:  # type: ignore[no-untyped-def]
    found = tuple(association(number, 0.3, 0.2, 0.4) for number in range(more + less))
    alike = Alike("Mer plaget", "Noen", found[:more]), Alike("Mindre plaget", "Andre", found[more:])
    slides = complaint_slides(associated(report("0"), *(some for some in alike if some.associations)))
    assert [len(drawn_of(slide)) for slide in slides] == sizes
    assert [name for slide in slides for name in drawn_of(slide)] == [one.name for one in found]


@pytest.mark.promise("P12")
def test_long_sentences_have_a_slide_for_each_way(report) -> None:  # type: ignore[no-untyped-def]
    alike = [replace(some, names="Et langt navn, " * 12) for some in ALIKE]
    slides = complaint_slides(associated(report("0"), *alike))
    assert [drawn_of(slide) for slide in slides] == [["Faktor 0", "Faktor 2"], ["Faktor 1"]]
    for slide, said in zip(slides, ("Mer plaget:", "Mindre plaget:"), strict=True):
        assert said in [shape.text_frame.text for shape in slide.placeholders]


@pytest.mark.promise("P12")
def test_where_no_association_is_clear_a_slide_says_so(report) -> None:  # type: ignore[no-untyped-def]
    unclear = Alike("Ingen har en klar sammenheng", "", (association(0, 0.1, 0.0, 0.2),))
    (slide,) = complaint_slides(associated(report("0"), unclear))
    assert "Ingen har en klar sammenheng." in [shape.text_frame.text for shape in slide.placeholders]
    assert not [shape for shape in slide.shapes if shape.has_chart]


def test_a_health_chapter_without_anything_to_say_is_its_one_sentence(report) -> None:  # type: ignore[no-untyped-def]
    hidden = texts(Language.NB)("report.hidden")
    deck = opened(replace(report("0"), associations=Associations("Helse", (hidden,), ())))
    slide = next(slide for slide in deck.slides if slide.shapes.title.text == "Helse")
    assert [shape.text_frame.text for shape in slide.placeholders][1] == hidden
