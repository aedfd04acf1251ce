"""The printed report: that it is PDF/UA-1 in our own typeface, says what the report says and no more, and is always the same file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import typst
from pypdf.generic import DictionaryObject, IndirectObject

from must.core.common.languages import Language
from must.core.instrument.loader import load_instrument
from must.reports import pdf
from must.reports.content import Band, Chapter, Factor, Holds, ItemShares, Part, Picture, Report, Whose
from must.reports.describe import report_of
from must.reports.pdf import PdfWarning, pdf_of, printable
from must.reports.pdf_lines import lines
from must.reports.pdf_pictures import Pictures, marks_of
from must.reports.pdf_sheet import LONGEST_LINE, shortened
from must.reports.wording import Wording
from must.ui.texts import texts

from .example import example_source

ENTERPRISE, FULL, MEANS, HIDDEN = "0", "002", "003", "005"


@cache
def report(code: str, language: Language = Language.NB) -> Report:
    """With an earlier round, averages of other enterprises, and associations at the enterprise."""
    return report_of(example_source(language), code)


def made(told: Report) -> bytes:
    return pdf_of(told, Wording(texts(told.language), 1))


@cache
def opened(code: str, language: Language = Language.NB) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(made(report(code, language))))


def words(reader: pypdf.PdfReader) -> str:
    """All words on the pages, however the lines break. Figures in Norwegian have spaces that don't break."""
    return squeezed(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def catalogue(reader: pypdf.PdfReader) -> DictionaryObject:
    root = reader.trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    return root


def elements(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """The structure that screen readers follow, in order."""
    waiting: list[object] = [catalogue(reader)["/StructTreeRoot"].get_object()["/K"]]
    while waiting:
        one = waiting.pop(0)
        found = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(found, list):
            waiting[:0] = list(found)
        elif isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            waiting.insert(0, found.get("/K", []))


def factors(told: Report) -> list[Factor]:
    return [factor for chapter in told.chapters for factor in chapter.factors]


def pictures(told: Report) -> list[Picture]:
    """Every picture that a report has, in order."""
    drawn = [point.picture for point in told.points]
    for factor in factors(told):
        drawn += [one for one in (factor.bands_picture, factor.means_picture) if one is not None]
        drawn += [item.picture for item in factor.items]
    return drawn + [complaint.picture for complaint in (told.associations.complaints if told.associations else ())]


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS, HIDDEN])
def test_every_kind_of_report_is_accessible_in_every_language(code: str, language: Language) -> None:
    reader = opened(code, language)
    root = catalogue(reader)
    assert root["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == report(code, language).title


@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS, HIDDEN])
def test_the_file_tells_of_no_author_day_or_machine(code: str) -> None:
    reader = opened(code)
    assert set(reader.metadata or {}) == {"/Title", "/Creator"}
    whole = made(report(code)) + catalogue(reader)["/Metadata"].get_object().get_data()
    assert not re.search(rb"D:\d{4}|\d{4}-\d\d-\d\dT|dc:creator|CreateDate|ModifyDate", whole)
    assert str(Path(pdf.__file__).parent).encode() not in whole


def test_only_our_own_typeface_is_in_it_and_it_is_in_it() -> None:
    fonts = [font for page in opened(ENTERPRISE).pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts}
    assert names == {"Inter-Regular", "Inter-SemiBold"}
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys()


@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS])
def test_every_picture_has_its_words_for_those_who_dont_see_it(code: str, language: Language) -> None:
    figures = [element for element in elements(opened(code, language)) if element["/S"] == "/Figure"]
    told = [f"{picture.title}. {picture.description}" for picture in pictures(report(code, language))]
    assert [squeezed(str(figure["/Alt"])) for figure in figures] == [squeezed(one) for one in told]
    assert len(told) > 3


@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS, HIDDEN])
def test_headings_are_in_order_and_tables_have_headings(code: str) -> None:
    kinds = [str(element["/S"]) for element in elements(opened(code))]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert kinds.count("/Title") == 1
    assert all(level <= before + 1 for before, level in zip([0, *levels], levels, strict=False))
    assert kinds.count("/Table") == kinds.count("/THead")
    assert bool(kinds.count("/TH")) == bool([table for factor in factors(report(code)) for table in factor.tables])


def test_bookmarks_lead_to_each_theme_and_factor() -> None:
    reader = opened(ENTERPRISE)
    titles: list[str] = []

    def gather(entries: list[object]) -> None:
        for entry in entries:
            gather(entry) if isinstance(entry, list) else titles.append(str(entry.title))  # type: ignore[attr-defined]

    gather(list(reader.outline))
    told = report(ENTERPRISE)
    assert {*(chapter.title for chapter in told.chapters), *(factor.name for factor in factors(told))} <= set(titles)


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS, HIDDEN])
def test_it_says_all_that_the_report_says(code: str, language: Language) -> None:
    told, found = report(code, language), words(opened(code, language))
    said = [told.name, *told.about, *told.steps, *told.reading, *(part for pair in (*told.who, *told.source) for part in pair)]
    said += [part for point in told.points for part in (point.name, point.sentence, point.why)]
    for factor in factors(told):
        said += [factor.name, factor.meaning, *factor.tags, *factor.sentences, *factor.questions]
        said += [
            part for table in factor.tables for part in (table.caption, *table.head, *(figure for row in table.rows for figure in row))
        ]
        said += [item.text for item in factor.items]
    if told.associations is not None:
        said += [*told.associations.reading, *(some.sentence for complaint in told.associations.complaints for some in complaint.alike)]
    assert not [part for part in said if squeezed(part) not in found]
    assert told.period is None or squeezed(told.period) in found


def test_each_page_says_which_of_how_many_it_is_and_whose() -> None:
    pages = [squeezed(page.extract_text()) for page in opened(FULL).pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Side{number}av{len(pages)}" in page
        assert squeezed(report(FULL).name) in page


def test_a_report_without_figures_is_one_page() -> None:
    assert report(HIDDEN).holds is Holds.NOTHING
    assert len(opened(HIDDEN).pages) == 1


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("code", [FULL, MEANS])
def test_a_hidden_factor_is_its_name_and_the_neutral_sentence(code: str) -> None:
    told = report(code)
    hidden = [factor for factor in factors(told) if not factor.shown]
    shown = replace(told, chapters=(Chapter("one", "Tema", tuple(hidden)),), points=(), associations=None)
    reader = pypdf.PdfReader(BytesIO(made(shown)))
    assert hidden
    assert not [element for element in elements(reader) if element["/S"] in {"/Figure", "/Table"}]
    assert words(reader).count(squeezed("Resultatet vises ikke.")) >= len(hidden)


@pytest.mark.promise("P10")
def test_a_report_of_means_has_no_share() -> None:
    assert report(MEANS).holds is Holds.MEANS
    own = [factor for factor in factors(report(MEANS)) if factor.shown]
    assert own
    for factor in own:
        panel = Pictures(report(MEANS), Wording(texts(Language.NB), 1)).panel(factor)
        assert panel is None or panel["bands-alt"] is None


def test_the_same_report_is_the_same_file() -> None:
    first = made(report(FULL))
    pdf._fonts.cache_clear()
    made(report(ENTERPRISE))
    assert made(report(FULL)) == first


def test_threads_make_reports_side_by_side() -> None:
    reports = [replace(report(FULL), name=f"Enhet {number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(made, reports))
    assert together == [made(one) for one in reports]


def test_the_first_page_says_whose_its_small_pictures_are(language: Language) -> None:
    """The second bar is named at its place, marks below them all; over them stand the words of the two sides."""
    first, t = squeezed(opened(FULL, language).pages[0].extract_text()), texts(language)
    sides = squeezed(t("report.band.challenge") + t("report.band.favourable"))
    compared = [row for point in report(FULL, language).points for row in point.rows[1:] if row.bands is not None]
    assert sides in first
    assert compared
    assert all(squeezed(row.label) in first for row in compared)
    marked = report(MEANS, language)
    first = squeezed(opened(MEANS, language).pages[0].extract_text())
    assert sides in first
    assert [row["whose"] for row in marks_of(marked.points)] == [Whose.OWN, Whose.ENTERPRISE]
    assert squeezed("".join(row["label"] for row in marks_of(marked.points))) in first
    assert marks_of(report(FULL, language).points) == [], "bars have no marks"


def test_no_style_holds_a_report_s_own_words() -> None:
    """Else nothing that typst has set for one report serves the next, and each takes a third longer."""
    template = (pdf.TEMPLATES / "report.typ").read_text("utf-8")
    styles = re.findall(r"^#(?:set|show)\b.*?(?=^(?:#|//|\n))", f"{template}\n", flags=re.MULTILINE | re.DOTALL)
    *everywhere, last = [style.strip() for style in styles]
    assert len(everywhere) > 15
    assert {word for style in everywhere for word in re.findall(r"\breport\.[\w.-]+", style)} == {"report.lang"}
    assert last == "#set document(title: report.title, author: (), date: none)"
    assert template.endswith(f"{last}\n")


HOSTILE = ('#eval("1+1")', "*ikke fet*", "= Overskrift", "$x^2$", "@kilde <merke>", "\\ \" ' ` ~ // /* */", '{"a": 1}', "#", "]")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_wherever_it_stands(name: str) -> None:
    told = replace(report(HIDDEN), name=name, title=name, enterprise=name, path=(name, None), about=(name,))
    assert words(pypdf.PdfReader(BytesIO(made(told)))).count(squeezed(name)) == 4


def test_letters_that_the_typeface_lacks_are_boxes_and_the_report_says_so() -> None:
    told = replace(report(HIDDEN), name="Avdeling 🦊 قسم 部", title="Avdeling 🦊")
    reader = pypdf.PdfReader(BytesIO(made(told)))
    assert squeezed("Avdeling □ □□□ □") in words(reader)
    assert squeezed("□ står for et tegn") in words(reader)
    code = squeezed(f"kode {told.code}")
    assert all(code in squeezed(page.extract_text()) for page in reader.pages)
    assert code not in words(opened(HIDDEN))
    assert reader.metadata is not None
    assert reader.metadata.title == "Avdeling 🦊"
    assert "□" not in words(opened(HIDDEN))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Guovdageainnu suohkan – Čáŋŋadat, đ ŧ š ž", "Guovdageainnu suohkan – Čáŋŋadat, đ ŧ š ž"),
        ("Департамент Ελλάδα Đặng", "Департамент Ελλάδα Đặng"),
        ("A\N{COMBINING RING ABOVE}s", "Ås"),
        ("▒", "□"),
        ("hjerte \N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}", "hjerte □"),
        ("lyd\x07", "lyd"),
        ("x" * 70, "\u200b".join(("x" * 30, "x" * 30, "x" * 10))),
    ],
)
def test_a_text_is_printed_in_letters_that_the_typeface_has(text: str, printed: str) -> None:
    assert printable(text) == printed


def test_a_very_long_name_stays_on_its_page() -> None:
    for name in ("Avdeling for " + "samhandling og " * 12, "Samhandlings" * 17):
        told = replace(report(FULL), name=name.strip(), enterprise=name.strip())
        reader = pypdf.PdfReader(BytesIO(made(told)))
        assert squeezed(name) in re.sub("[-\u00ad]", "", squeezed(reader.pages[0].extract_text()))
        assert squeezed(shortened(name.strip())) in squeezed(reader.pages[1].extract_text())
        assert len(reader.pages) == len(opened(FULL).pages)
    assert len(shortened("x" * 200)) == LONGEST_LINE


MEASURED = """
#set text(font: "Inter", features: ("tnum",), hyphenate: false, top-edge: 1em, bottom-edge: "baseline")
#set par(leading: 0em)
#context [#metadata(json(bytes(sys.inputs.cells)).map(((said, size, width, bold)) => (
  measure(block(width: width * 1mm, text(size: size * 1pt, weight: if bold { 600 } else { 400 }, said))).height / (size * 1pt)
))) <lines>]
"""


def test_a_row_has_room_for_its_lines(tmp_path: Path) -> None:
    instrument = load_instrument("must-2026")
    texts_ = {item.text[language] for item in instrument.items.values() for language in Language}
    texts_ |= {option.text[language] for item in instrument.items.values() for option in item.responses.options for language in Language}
    cells = [(said, size, width, bold) for said in sorted(texts_) for size, width in ((8.5, 64.0), (7.5, 17.3)) for bold in (False, True)]
    (tmp_path / "measured.typ").write_text(MEASURED, "utf-8")
    found = typst.query(
        str(tmp_path / "measured.typ"),
        "<lines>",
        field="value",
        one=True,
        font_paths=[pdf.FONTS],
        ignore_system_fonts=True,
        sys_inputs={"cells": json.dumps(cells)},
    )
    needed = [round(count) for count in json.loads(found)]
    worked_out = [lines(said, size, width, bold=bold) for said, size, width, bold in cells]
    assert len(needed) > 500
    assert not [cell for cell, count, room in zip(cells, needed, worked_out, strict=True) if room < count]
    assert sum(worked_out) < 1.1 * sum(needed)


def test_a_warning_of_the_typesetter_stops_the_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    letters = pdf._letters()
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    monkeypatch.setattr(pdf, "_letters", lambda: letters)
    pdf._fonts.cache_clear()
    try:
        with pytest.raises(PdfWarning, match="unknown font family: inter"):
            made(report(HIDDEN))
    finally:
        pdf._fonts.cache_clear()


def test_what_has_no_bands_has_no_bar() -> None:
    """The average enterprise has a share with a potential challenge: where its bar would begin hangs on shares that nobody has."""
    told = report(ENTERPRISE)
    drawn = Pictures(told, Wording(texts(Language.NB), 1))
    panels = [panel for factor in factors(told) if (panel := drawn.panel(factor)) is not None]
    others = [row for panel in panels for row in panel["rows"] if row["whose"] == Whose.OTHERS]
    assert others
    assert not [row for row in others if row["parts"] or row["low"] or row["high"]]


def test_bars_hang_around_the_middle_and_shades_grow_towards_the_ends() -> None:
    parts = tuple(Part(str(share), share, band) for share, band in zip((10, 20, 30, 25, 15), _FIVE, strict=True))
    factor = replace(factors(report(ENTERPRISE))[0], items=(ItemShares("one", "Spørsmål", parts, Picture("a", "b")),))
    told = replace(report(ENTERPRISE), chapters=(Chapter("one", "Tema", (factor,)),))
    drawn = Pictures(told, Wording(texts(Language.NB), 1)).answers(factor.items[0])
    shades = [part["shade"] for part in drawn["parts"]]
    assert shades == ["challenge", "challenge-mild", "neutral", "favourable-mild", "favourable"]
    middle = drawn["parts"][2]
    assert middle["start"] + middle["width"] / 2 == pytest.approx(drawn["middle"], abs=1e-3)
    assert [part["said"] for part in drawn["parts"]] == ["10", "20", "30", "25", "15"]


_FIVE = (Band.CHALLENGE, Band.CHALLENGE, Band.MIDDLE, Band.FAVOURABLE, Band.FAVOURABLE)


def test_an_instrument_with_many_topics_and_long_ones_is_set_too() -> None:
    told = report(ENTERPRISE)
    factor = next(factor for factor in factors(told) if len(factor.items) > 1)
    many = tuple(replace(factor, id=f"{factor.id}-{number}", items=factor.items * (8 if number == 3 else 1)) for number in range(60))
    reader = pypdf.PdfReader(BytesIO(made(replace(told, points=(), chapters=(Chapter("one", "Tema", many),)))))
    assert words(reader).count(squeezed(factor.meaning)) == 60
