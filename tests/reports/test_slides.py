"""The slides as PowerPoint and those who listen to it get them: charts, their workbooks, tables, notes, words, and what they don't hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import chain, combinations, pairwise
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Instrument
from must.reports.content import Alike, Association, Associations, Complaint, Factor, Holds, Picture, Report, Row, Strength, Table, Whose
from must.reports.describe import report_of
from must.reports.palette import LIGHT
from must.reports.slides import slides_of
from must.reports.slides_charts import MARKS, SHADES, Chart, Kind, Series
from must.reports.slides_text import cut
from must.reports.slides_xml import TAGS, plain
from must.reports.source import Source
from must.reports.wording import Wording
from must.ui.texts import texts

FULL, SOME_HIDDEN, MEANS, NOTHING = "006", "002", "003", "005"
CODES = ("0", "001", FULL, SOME_HIDDEN, MEANS, NOTHING)
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
Triple = tuple[str, str, float]


@pytest.fixture(scope="module")
def report(publication: Publication, instrument: Instrument):  # type: ignore[no-untyped-def]
    @cache
    def made(code: str, language: Language = Language.NB) -> Report:
        return report_of(Source(publication, instrument, language), code)

    return made


@cache
def packed(report: Report) -> bytes:
    return slides_of(report, Wording(texts(report.language)))


@cache
def opened(report: Report) -> Deck:
    return Presentation(BytesIO(packed(report)))


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


def expected(report: Report) -> set[Triple]:
    """Every figure that a chart of this report may draw, where it may."""
    t = texts(report.language)
    names = [t(f"report.band.{band}") for band in ("challenge", "middle", "favourable")]
    found: set[Triple] = set()
    for factor in factors(report):
        low = factor.axis is not None and factor.axis.high_is_challenge
        named = t("slides.factor.low_is_favourable", name=factor.name) if low else factor.name
        if factor.bands_picture:
            found |= {(factor.name, name, share) for name, share in zip(names, factor.rows[0].bands or (), strict=True)}
        elif factor.means_picture:
            found |= {(named, row.label, row.mean) for row in factor.rows if row.mean is not None}
        elif factor.shown and factor.axis is not None:
            found |= {(factor.name, factor.rows[0].label, factor.rows[0].share or 0)}
        found |= {(item.text, part.label, part.share) for item in factor.items for part in item.parts}
    return found


@pytest.mark.promise("P08", "P09", "P10")
@pytest.mark.parametrize("code", CODES)
def test_charts_draw_the_reports_own_figures_and_no_others(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    one = report(code, language)
    drawn = set().union(*(triples(shape) for _, shape in charts(opened(one)))) if one.chapters else set()
    allowed = expected(one)
    assert drawn <= allowed
    shown = [factor for factor in factors(one) if factor.shown]
    summary = {point.factor for point in one.points}
    items = {item.text for factor in shown for item in factor.items}
    on_slides = {item.text for factor in shown if factor.id in summary or factor.axis is None for item in factor.items}
    assert {name for name, _, _ in allowed} - {name for name, _, _ in drawn} <= items - on_slides


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


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", CODES)
def test_every_slide_has_a_title_of_its_own(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    titles = [slide.shapes.title.text for slide in opened(report(code, language)).slides]
    assert all(title.strip() for title in titles)
    assert len(set(titles)) == len(titles)


def test_a_unit_that_is_called_like_a_theme_has_a_title_of_its_own_too(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    namesake = replace(one, name=one.chapters[0].title)
    titles = [slide.shapes.title.text for slide in opened(namesake).slides]
    assert one.chapters[0].title in titles
    assert f"{one.chapters[0].title} (2)" in titles


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", CODES)
def test_a_slide_is_read_from_its_title_to_its_foot(report, code: str) -> None:  # type: ignore[no-untyped-def]
    cover, *others = opened(report(code)).slides
    for slide in (cover, *others):
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
        assert len({shape.shape_id for shape in slide.shapes}) == len(slide.shapes)
    for number, slide in enumerate(others, start=2):
        *_, foot, page = slide.shapes
        assert foot.text_frame.text == f"{report(code).name} · {texts(Language.NB)('common.survey')}"
        assert page.text_frame._txBody.find(f".//{MAIN}t").text == str(number)


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", CODES)
def test_charts_and_tables_are_told_to_those_who_do_not_see_them(report, code: str) -> None:  # type: ignore[no-untyped-def]
    one = report(code)
    for slide in opened(one).slides:
        for shape in graphics(slide):
            told = shape._element.nvGraphicFramePr.cNvPr
            assert told.get("descr", "").strip()
            assert told.get("title", "").strip() == shape.name
    for _, shape in charts(opened(one)):
        told = shape._element.nvGraphicFramePr.cNvPr.get("descr")
        for _, _, value in triples(shape):
            assert re.search(rf"(?<![\d,]){f'{value:g}'.replace('.', ',')}(?![\d,])", told)


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", CODES)
def test_each_chart_has_notes_on_how_to_read_it(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    t = texts(language)
    how = {t(f"slides.notes.{key}") for key in ("points", "bands", "means", "shares", "items", "follow_up", "coefficients")}
    for slide, _ in charts(opened(report(code, language))):
        notes = slide.notes_slide.notes_text_frame.paragraphs
        assert notes[0].text in how


@pytest.mark.promise("P08")
def test_the_summarys_factors_have_their_questions_on_the_slide_and_the_others_in_the_notes(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    deck = opened(one)
    summary = {point.factor for point in one.points}
    on_slides = "\n".join(text.text or "" for slide in deck.slides for text in slide.element.iter(f"{MAIN}t"))
    in_notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)
    asked = [(factor.id, question) for factor in factors(one) for question in factor.questions]
    assert asked
    for factor, question in asked:
        assert question in in_notes
        assert (question in on_slides) == (factor in summary)


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
        assert [[first.text, "Til slutt"], [other.text]] in drawn


def table_rows(deck: Deck) -> list[list[str]]:
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert all(table.first_row and table.first_col for table in tables)
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


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


@pytest.mark.promise("P08")
def test_the_summary_has_one_sentence_for_each_thing_to_talk_about(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    slide = next(slide for slide in opened(one).slides if slide.shapes.title.text == texts(Language.NB)("report.points.title"))
    said = [shape.text_frame.paragraphs for shape in slide.shapes if shape.has_text_frame and len(shape.text_frame.paragraphs) == 2]
    assert [paragraphs[1].text for paragraphs in said] == [point.sentence for point in one.points]
    notes = slide.notes_slide.notes_text_frame.text
    assert all(point.why in notes for point in one.points)
    assert all(point.name in paragraphs[0].text for point, paragraphs in zip(one.points, said, strict=True))


def test_how_to_read_speaks_of_what_the_slides_have(report) -> None:  # type: ignore[no-untyped-def]
    t = texts(Language.NB)
    for code, elsewhere in ((FULL, "means"), (FULL, "interval"), (MEANS, "sides")):
        assert t(f"report.reading.{elsewhere}") in report(code).reading
        assert t(f"report.reading.{elsewhere}") not in words(opened(report(code)))


def test_how_to_read_speaks_of_dots_where_some_factors_have_them(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    first, *others = one.chapters
    means = replace(first, factors=tuple(replace(factor, bands_picture=None) for factor in first.factors))
    said = words(opened(replace(one, chapters=(means, *others))))
    assert all(texts(Language.NB)(f"report.reading.{key}") in said for key in ("means", "sides"))


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


@pytest.mark.parametrize("code", CODES)
def test_every_word_says_its_language(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    deck = opened(report(code, language))
    for slide in deck.slides:
        for root in (slide.element, *([slide.notes_slide.element] if slide.has_notes_slide else [])):
            runs = list(chain(root.iter(f"{MAIN}r"), root.iter(f"{MAIN}fld")))
            assert {run.find(f"{MAIN}rPr").get("lang") for run in runs} <= {TAGS[language]}
    assert {shape.chart._chartSpace.find(f"{CHART}lang").get("val") for _, shape in charts(deck)} <= {TAGS[language]}
    assert deck.core_properties.language == TAGS[language]


@pytest.mark.promise("P09")
def test_the_same_report_gives_the_same_bytes_and_no_time(report) -> None:  # type: ignore[no-untyped-def]
    one = report("0")
    made = packed(one)
    assert made == slides_of(one, Wording(texts(one.language)))
    with ZipFile(BytesIO(made)) as archive:
        books = [ZipFile(BytesIO(archive.read(name))) for name in archive.namelist() if name.endswith(".xlsx")]
        assert books
        assert {entry.date_time for pack in (archive, *books) for entry in pack.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.promise("P09")
def test_the_file_names_nobody_and_no_place(report) -> None:  # type: ignore[no-untyped-def]
    with ZipFile(BytesIO(packed(report("0")))) as archive:
        names = archive.namelist()
        core = etree.fromstring(archive.read("docProps/core.xml"))
        everything = b"".join(archive.read(name) for name in names if name.endswith((".xml", ".rels"))).decode()
    said = {etree.QName(entry).localname: entry.text for entry in core}
    assert set(said) == {"title", "language", "created", "modified"}
    assert said["created"] == said["modified"] == "2000-01-01T00:00:00Z"
    assert not [name for name in names if re.search("comment|author|thumbnail|printer|custom|app.xml", name, re.I)]
    assert not re.search(r'[">](?:[A-Za-z]:\\|/(?:home|tmp|usr|var|root)/)', everything)
    assert "python" not in everything.lower()


HOSTILE = ("<&>\"' </a:t>", "Åse & Sønn\x0b\x1f\x00 \ufffe", "navn\nover\tto\r\nlinjer", "{{ 7 * 7 }} {name} %s", "x" * 5000, "ord " * 2000)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_text_and_has_room(report, name: str) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    first, *others = one.chapters
    renamed = replace(first, title=name, factors=tuple(replace(factor, name=name) for factor in first.factors))
    deck = opened(replace(one, name=name, title=name, enterprise=name, path=(name, None, name), chapters=(renamed, *others)))
    assert deck.slides[0].shapes.title.text == plain(cut(name))
    assert all(len(slide.shapes.title.text) <= 310 for slide in deck.slides)
    assert {shape.chart.plots[0].categories[0] for _, shape in charts(deck)}
    assert not [place for slide in deck.slides for place in places(slide) if not inside(place)]


def places(slide: Slide) -> list[tuple[int, int, int, int]]:
    return [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]


def inside(place: tuple[int, int, int, int]) -> bool:
    left, top, right, foot = place
    return left >= 0 and top >= 0 and right <= 12_192_000 and foot <= 6_858_000


def crowded(report: Report) -> Report:
    """A theme as full as it gets: nine factors, long names, all comparisons, five items and as many questions."""
    factor = next(factors(with_rows(report, ROWS)))
    items = tuple(replace(factor.items[0], id=f"i{number}") for number in range(5))
    long = "Et navn på en faktor som er så langt at det tar mer enn én linje"
    many = tuple(replace(factor, id=f"{factor.id}{number or ''}", name=f"{long} {number}", items=items) for number in range(9))
    return replace(report, chapters=(replace(report.chapters[0], factors=many),))


def test_nothing_lies_over_anything_else_or_beyond_the_edge(report) -> None:  # type: ignore[no-untyped-def]
    crowd = crowded(report(FULL))
    for one in (*map(report, CODES), with_rows(report(FULL), ROWS), with_rows(report(MEANS), ROWS), associated(report("0")), crowd):
        points = [point for point in one.points if any(point.factor == factor.id for factor in factors(one))]
        for slide in opened(replace(one, points=tuple(points))).slides:
            assert all(map(inside, places(slide)))
            frames = [place for shape, place in zip(slide.shapes, places(slide), strict=True) if shape in graphics(slide)]
            rest = [place for shape, place in zip(slide.shapes, places(slide), strict=True) if shape.is_placeholder]
            assert all(shape.height / len(shape.chart.plots[0].categories) > 400_000 for shape in slide.shapes if shape.has_chart)
            for one_place, other in chain(combinations(frames, 2), ((frame, place) for frame in frames for place in rest)):
                assert apart(one_place, other), slide.shapes.title.text


def apart(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def theme(deck: Deck) -> dict[str, str]:
    part = deck.slide_master.part.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme")
    scheme = etree.fromstring(part.blob).find(f".//{MAIN}clrScheme")
    return {etree.QName(entry).localname: f"#{entry[0].get('val').lower()}" for entry in scheme}


def test_the_theme_has_the_reports_colours_and_words_can_be_read_on_them(report) -> None:  # type: ignore[no-untyped-def]
    colours = theme(opened(report(FULL)))
    ours = ("accent", "challenge", "challenge-mild", "neutral", "favourable-mild", "favourable")
    assert [colours[f"accent{number}"] for number in range(1, 7)] == [LIGHT[name] for name in ours]
    named = {"bg1": "lt1", "tx1": "dk1", "tx2": "dk2"}
    assert (colours["lt1"], colours["dk1"], colours["dk2"]) == (LIGHT["paper"], LIGHT["ink"], LIGHT["quiet"])
    assert all(contrast(colours[fill], colours[named[ink]]) >= 4.5 for fill, ink in SHADES.values())
    assert all(contrast(colours[words], colours["lt1"]) >= 4.5 for words in ("dk1", "dk2", "accent1", "accent2", "accent6"))


def test_type_is_large_enough_for_the_back_of_the_room(report) -> None:  # type: ignore[no-untyped-def]
    for one in (*map(report, CODES), crowded(report(FULL))):
        deck = opened(replace(one, points=tuple(point for point in one.points if any(point.factor == found.id for found in factors(one)))))
        sizes = [int(size) for slide in deck.slides for size in slide.element.xpath("//a:rPr/@sz")]
        sizes += [int(size) for _, shape in charts(deck) for size in shape.chart._chartSpace.xpath("//a:defRPr/@sz")]
        assert min(sizes) >= 1400


def test_layouts_are_named_in_the_slides_language(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    names = [layout.name for layout in opened(report(FULL, language)).slide_layouts]
    assert names == [texts(language)(f"slides.layout.{key}") for key in ("cover", "text", "figures", "questions")]


def test_the_summary_comes_before_the_themes_and_the_steps_last(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    t = texts(Language.NB)
    titles = [slide.shapes.title.text for slide in opened(one).slides]
    order = [t("report.points.title"), t("report.reading.title"), *(chapter.title for chapter in one.chapters), t("report.steps.title")]
    found = [titles.index(title) for title in order]
    assert titles[0] == one.name
    assert all(before < after for before, after in pairwise(found))


def test_a_series_has_as_many_figures_as_there_are_categories() -> None:
    with pytest.raises(ValueError, match="as many figures"):
        Chart(Kind.BARS, ("a", "b"), (Series("x", (1.0,), "tx1"),), Picture("p", "d"), (0, 0, 1, 1))


@pytest.mark.parametrize(("text", "shown"), [("a\x00b", "a\ufffdb"), ("a\nb\tc\rd", "a b c d"), ("\ud800", "\ufffd"), ("Á ☃ 𝄞", "Á ☃ 𝄞")])
def test_characters_that_xml_cannot_hold_are_seen_where_they_were(text: str, shown: str) -> None:
    assert plain(text) == shown
