"""The proof over all forms can fail: what is planted in a report, in whichever form and corner, is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import pypdf
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from pypdf.annotations import FreeText

from must.core.common.languages import Language
from must.reports.content import Factor, Report, Row, Whose
from must.reports.describe import report_of
from must.reports.forms import Beside, Form, rendered
from tests.reports.hiding import held
from tests.reports.looked_for import NEUTRAL, Read, allowed, numbers_too_many, reasons, said_of_hidden, traces, unspeakable, wrong_numbers
from tests.reports.opened import OPENERS, Opened

UNIT, HIDDEN, SHOWN = "11", "availability", "workload"
CANARY = "97"
"""Of the section's people, per cent who answered the same on a topic that is hidden for that."""


def opened(form: Form, data: bytes) -> Read:
    return Read(UNIT, form, Language.NB, OPENERS[form](data), allowed())


def with_factor(report: Report, name: str, change: Callable[[Factor], Factor]) -> Report:
    chapters = tuple(
        replace(chapter, factors=tuple(change(factor) if factor.id == name else factor for factor in chapter.factors))
        for chapter in report.chapters
    )
    return replace(report, chapters=chapters)


def made(form: Form, change: Callable[[Report], Report] = lambda report: report) -> Read:
    """A report that is made of changed content."""
    source = held().source(Language.NB)
    return opened(form, bytes_of(form, change(report_of(source, UNIT))))


def bytes_of(form: Form, report: Report | None = None) -> bytes:
    source = held().source(Language.NB)
    return rendered(form, report or report_of(source, UNIT), source.wording, Beside([(Language.NB, "report.html")], {}, None))


@pytest.fixture(scope="module")
def clean() -> Mapping[Form, bytes]:
    return {form: bytes_of(form) for form in Form}


@pytest.mark.parametrize("form", Form)
def test_a_report_as_it_is_has_nothing_to_find(clean: Mapping[Form, bytes], form: Form) -> None:
    read = opened(form, clean[form])
    for check in (numbers_too_many, said_of_hidden, wrong_numbers, unspeakable, reasons, traces):
        assert check(read) == set(), check.__name__


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("form", Form)
def test_figures_of_a_hidden_result_are_found_in_every_form(form: Form) -> None:
    def leak(report: Report) -> Report:
        shown = next(factor for chapter in report.chapters for factor in chapter.factors if factor.id == SHOWN)
        own = Row(Whose.OWN, "Denne enheten", 4.0, (int(CANARY), 3, 0), "38", share=int(CANARY))
        return with_factor(report, HIDDEN, lambda factor: replace(shown, id=HIDDEN, name=factor.name, rows=(own,), items=(), tables=()))

    read = made(form, leak)
    assert CANARY in {str(number) for number in numbers_too_many(read)}
    assert said_of_hidden(read)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("form", Form)
def test_another_units_figures_are_found_in_every_form(form: Form) -> None:
    """Figures that the enterprise has of another topic stand where this topic's should."""

    def leak(report: Report) -> Report:
        return with_factor(report, SHOWN, lambda factor: replace(factor, sentences=(f"Arbeidsmengde: {CANARY} % av dem.",)))

    read = made(form, leak)
    if form is not Form.XLSX:  # has the figures, and no sentence on them
        assert CANARY in {str(number) for number in wrong_numbers(read)}


@pytest.mark.promise("P11")
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("topic", ["bullying", "pain"])
def test_a_topic_that_isnt_the_units_to_know_is_found_in_every_form(form: Form, topic: str) -> None:
    named = {"bullying": "Mobbing", "pain": "Smerter"}[topic]

    def leak(report: Report) -> Report:
        return with_factor(report, HIDDEN, lambda factor: replace(factor, id=topic, name=named))

    assert named in unspeakable(made(form, leak))


@pytest.mark.promise("P09")
@pytest.mark.parametrize("form", Form)
def test_a_reason_is_found_in_every_form(form: Form) -> None:
    def leak(report: Report) -> Report:
        return replace(report, about=(*report.about, f"{NEUTRAL[Language.NB]} Her svarte for få."))

    assert reasons(made(form, leak)) == {"for få"}


# Corners of files ----------------------------------------------------------------------------------------------------------------------


Plant = Callable[[bytes], bytes]
CORE = r"docProps/core\.xml"


def in_html(old: str, new: str) -> Plant:
    def plant(data: bytes) -> bytes:
        text = data.decode()
        assert old in text
        return text.replace(old, new, 1).encode()

    return plant


def in_zip(name: str, change: Plant, *, when: datetime | None = None) -> Plant:
    """Change the first part whose name matches."""

    def plant(data: bytes) -> bytes:
        out, wanted = BytesIO(), re.compile(name)
        with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
            first = next(entry.filename for entry in old.infolist() if wanted.fullmatch(entry.filename))
            for entry in old.infolist():
                part, time = old.read(entry), entry.date_time
                if entry.filename == first:
                    part, time = change(part), time if when is None else when.timetuple()[:6]
                new.writestr(ZipInfo(entry.filename, time), part)
        return out.getvalue()

    return plant


def swapped(old: str, new: str) -> Plant:
    def change(part: bytes) -> bytes:
        changed = re.sub(old.encode(), new.encode(), part, count=1)
        assert changed != part
        return changed

    return change


def in_book(change: Callable[[openpyxl.Workbook], None]) -> Plant:
    def plant(data: bytes) -> bytes:
        book, out = openpyxl.load_workbook(BytesIO(data)), BytesIO()
        change(book)
        book.save(out)
        return out.getvalue()

    return plant


def hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Kladd")
    sheet.append(["svar", int(CANARY)])
    sheet.sheet_state = "veryHidden"


def commented(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A1"].comment = Comment(CANARY, "")


def named(book: openpyxl.Workbook) -> None:
    book.defined_names["kladd"] = DefinedName("kladd", attr_text=f"{CANARY}+0")


def computed(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["H40"] = f"={CANARY}+0"


def footed(book: openpyxl.Workbook) -> None:
    book.worksheets[0].oddFooter.left.text = CANARY


def described(book: openpyxl.Workbook) -> None:
    book.properties.description = CANARY


def authored(book: openpyxl.Workbook) -> None:
    book.properties.creator = "Kari Nordmann"


def in_pdf(change: Callable[[pypdf.PdfWriter], None]) -> Plant:
    def plant(data: bytes) -> bytes:
        writer, out = pypdf.PdfWriter(clone_from=BytesIO(data)), BytesIO()
        change(writer)
        writer.write(out)
        return out.getvalue()

    return plant


def annotated(writer: pypdf.PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text=CANARY, rect=(0, 0, 9, 9)))


def attached(writer: pypdf.PdfWriter) -> None:
    writer.add_attachment("data.csv", CANARY.encode())


def bookmarked(writer: pypdf.PdfWriter) -> None:
    writer.add_outline_item(title=CANARY, page_number=0)


CORNERS: Mapping[tuple[Form, str], Plant] = {
    (Form.HTML, "attribute"): in_html("<article ", f'<article data-share="{CANARY}" '),
    (Form.HTML, "comment"): in_html("<article ", f"<!-- {CANARY} --><article "),
    (Form.HTML, "data in a script"): in_html("</main>", f'<script type="application/json">[{CANARY}]</script></main>'),
    (Form.HTML, "words of a picture"): in_html("<svg ", f'<svg aria-description="{CANARY}" '),
    (Form.HTML, "hidden element"): in_html("</main>", f"<p hidden>{CANARY}</p></main>"),
    (Form.PDF, "property"): in_pdf(lambda writer: writer.add_metadata({"/Subject": CANARY})),
    (Form.PDF, "attachment"): in_pdf(attached),
    (Form.PDF, "annotation"): in_pdf(annotated),
    (Form.PDF, "bookmark"): in_pdf(bookmarked),
    (Form.PPTX, "notes"): in_zip(r"ppt/notesSlides/notesSlide\d+\.xml", swapped(r"</a:t>", f" {CANARY}</a:t>")),
    (Form.PPTX, "figure behind a chart"): in_zip(r"ppt/charts/chart\d+\.xml", swapped(r"<c:v>\d+</c:v>", f"<c:v>{CANARY}</c:v>")),
    (Form.PPTX, "alternative text"): in_zip(r"ppt/slides/slide3\.xml", swapped(r' descr="', f' descr="{CANARY} ')),
    (Form.PPTX, "property"): in_zip(CORE, swapped("</dc:title>", f"</dc:title><dc:subject>{CANARY}</dc:subject>")),
    (Form.PPTX, "hidden sheet behind a chart"): in_zip(r"ppt/embeddings/.*\.xlsx", in_book(hidden_sheet)),
    (Form.XLSX, "hidden sheet"): in_book(hidden_sheet),
    (Form.XLSX, "comment"): in_book(commented),
    (Form.XLSX, "name"): in_book(named),
    (Form.XLSX, "formula"): in_book(computed),
    (Form.XLSX, "footer"): in_book(footed),
    (Form.XLSX, "property"): in_book(described),
    (Form.XLSX, "string of no cell"): in_zip(r"xl/sharedStrings\.xml", swapped("</sst>", f"<si><t>{CANARY}</t></si></sst>")),
}


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("form", "corner"), CORNERS)
def test_a_figure_is_found_in_every_corner_of_a_file(clean: Mapping[Form, bytes], form: Form, corner: str) -> None:
    planted = CORNERS[form, corner](clean[form])
    assert CANARY in {str(number) for number in numbers_too_many(opened(form, planted))}


WHO = "<dc:creator>Kari Nordmann</dc:creator>"
WHEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TRACES: Mapping[tuple[Form, str], tuple[Plant, str]] = {
    (Form.HTML, "path"): (in_html("</main>", f"<!-- {Path.cwd()}/report.html --></main>"), str(Path.cwd())),
    (Form.PDF, "author"): (in_pdf(lambda writer: writer.add_metadata({"/Author": "Kari Nordmann"})), "Kari"),
    (Form.PDF, "time"): (in_pdf(lambda writer: writer.add_metadata({"/CreationDate": f"D:{WHEN:%Y%m%d%H%M%S}"})), "20261102"),
    (Form.PPTX, "author"): (in_zip(CORE, swapped("</dc:title>", f"</dc:title>{WHO}")), "Kari"),
    (Form.PPTX, "author of a workbook behind a chart"): (in_zip(r"ppt/embeddings/.*\.xlsx", in_book(authored)), "Kari"),
    (Form.PPTX, "time of a part"): (in_zip(r"ppt/presentation\.xml", lambda part: part, when=WHEN), "2026-11-02T09:30:00"),
    (Form.PPTX, "path"): (in_zip(r"ppt/slides/slide2\.xml", swapped("</a:t>", " file:///c/kari.png</a:t>")), "file://"),
    (Form.XLSX, "time"): (in_zip(CORE, swapped("1980-01-01T", "2026-11-02T")), "2026-11-02"),
    (Form.XLSX, "author"): (in_zip(CORE, swapped(r"<dc:creator ?/>|<dc:creator></dc:creator>", WHO)), "Kari"),
}


@pytest.mark.parametrize(("form", "trace"), TRACES)
def test_a_trace_of_person_machine_or_time_is_found(clean: Mapping[Form, bytes], form: Form, trace: str) -> None:
    plant, expected = TRACES[form, trace]
    assert [found for found in traces(opened(form, plant(clean[form]))) if expected in found]


def test_a_report_that_says_why_near_a_hidden_result_is_found_by_its_own_words() -> None:
    lines = ("Tilgjengelighet", "Om andre venter å nå deg når du har fri.", "Omtrent ni av ti svarte det samme.")
    assert said_of_hidden(Read(UNIT, Form.PDF, Language.NB, Opened(lines), allowed())) == {"Omtrent ni av ti svarte det samme."}
