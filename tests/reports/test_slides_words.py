"""What is read on slides and around them: titles, notes, what charts are to those who don't see them; and nothing of who made the file."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import chain, pairwise
from zipfile import ZipFile

import pytest
from lxml import etree
from pptx.presentation import Presentation as Deck

from must.core.common.languages import Language
from must.reports.content import Report
from must.reports.slides import slides_of
from must.reports.slides_xml import TAGS, plain
from must.reports.wording import Wording
from must.ui.texts import texts
from tests.reports.decks import CHART, CODES, FULL, MAIN, MEANS, charts, deck_of, factors, graphics, triples, words


def opened(report: Report) -> Deck:
    return deck_of(slides_of, report, Wording(texts(report.language), 1))


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
@pytest.mark.parametrize("code", CODES)
def test_every_slide_has_notes_for_whoever_presents_it(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    told = [slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "" for slide in opened(report(code, language)).slides]
    t = texts(language)
    assert all(told)
    assert told[:2] == [t("slides.notes.cover"), t("slides.notes.who")]
    assert t("slides.notes.steps") in told


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


@pytest.mark.promise("P08")
def test_the_summary_has_one_sentence_for_each_thing_to_talk_about(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    slide = next(slide for slide in opened(one).slides if slide.shapes.title.text == texts(Language.NB)("report.points.title"))
    said = [shape.text_frame.paragraphs for shape in slide.shapes if shape.has_text_frame and len(shape.text_frame.paragraphs) == 2]
    assert [paragraphs[1].text for paragraphs in said] == [point.sentence for point in one.points]
    notes = slide.notes_slide.notes_text_frame.text
    assert all(point.why in notes for point in one.points)
    assert all(point.name in paragraphs[0].text for point, paragraphs in zip(one.points, said, strict=True))


def test_the_summary_comes_before_the_themes_then_the_steps_and_how_to_read_last(report) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    t = texts(Language.NB)
    titles = [slide.shapes.title.text for slide in opened(one).slides]
    order = [t("report.points.title"), *(chapter.title for chapter in one.chapters), t("report.steps.title"), t("report.reading.title")]
    found = [titles.index(title) for title in order]
    assert titles[0] == one.name
    assert all(before < after for before, after in pairwise(found))


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


@pytest.mark.parametrize("code", CODES)
def test_every_word_says_its_language(report, code: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    deck = opened(report(code, language))
    for slide in deck.slides:
        for root in (slide.element, *([slide.notes_slide.element] if slide.has_notes_slide else [])):
            runs = list(chain(root.iter(f"{MAIN}r"), root.iter(f"{MAIN}fld")))
            assert {run.find(f"{MAIN}rPr").get("lang") for run in runs} <= {TAGS[language]}
    assert {shape.chart._chartSpace.find(f"{CHART}lang").get("val") for _, shape in charts(deck)} <= {TAGS[language]}
    assert deck.core_properties.language == TAGS[language]


def test_layouts_are_named_in_the_slides_language(report, language: Language) -> None:  # type: ignore[no-untyped-def]
    names = [layout.name for layout in opened(report(FULL, language)).slide_layouts]
    assert names == [texts(language)(f"slides.layout.{key}") for key in ("cover", "text", "figures", "questions")]


@pytest.mark.promise("P09")
def test_the_same_report_gives_the_same_bytes_and_no_time(report) -> None:  # type: ignore[no-untyped-def]
    one = report("0")
    made = slides_of(one, Wording(texts(one.language), 1))
    assert made == slides_of(one, Wording(texts(one.language), 1))
    with ZipFile(BytesIO(made)) as archive:
        books = [ZipFile(BytesIO(archive.read(name))) for name in archive.namelist() if name.endswith(".xlsx")]
        assert books
        assert {entry.date_time for pack in (archive, *books) for entry in pack.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.promise("P09")
def test_the_file_names_nobody_and_no_place(report) -> None:  # type: ignore[no-untyped-def]
    with ZipFile(BytesIO(slides_of(report("0"), Wording(texts(Language.NB), 1)))) as archive:
        names = archive.namelist()
        core = etree.fromstring(archive.read("docProps/core.xml"))
        everything = b"".join(archive.read(name) for name in names if name.endswith((".xml", ".rels"))).decode()
    said = {etree.QName(entry).localname: entry.text for entry in core}
    assert set(said) == {"title", "language", "created", "modified"}
    assert said["created"] == said["modified"] == "2000-01-01T00:00:00Z"
    assert not [name for name in names if re.search("comment|author|thumbnail|printer|custom|app.xml", name, re.I)]
    assert not re.search(r'[">](?:[A-Za-z]:\\|/(?:home|tmp|usr|var|root)/)', everything)
    assert "python" not in everything.lower()


@pytest.mark.parametrize(("text", "shown"), [("a\x00b", "a\ufffdb"), ("a\nb\tc\rd", "a b c d"), ("\ud800", "\ufffd"), ("Á ☃ 𝄞", "Á ☃ 𝄞")])
def test_characters_that_xml_cannot_hold_are_seen_where_they_were(text: str, shown: str) -> None:
    assert plain(text) == shown
