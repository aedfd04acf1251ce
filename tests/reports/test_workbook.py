"""The workbook: what its sheets hold, that text stays text, and that the same report is always the same file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Instrument
from must.reports.content import Alike, Association, Associations, Complaint, Factor, Holds, Picture, Report, Strength, Table, Whose
from must.reports.describe import report_of
from must.reports.source import Source
from must.reports.wording import Wording
from must.reports.workbook import workbook_of
from must.reports.workbook_tables import FIGURES, Column, Kind, Sheet, sheets_of
from must.ui.texts import texts

ENTERPRISE, FULL, MEANS, HIDDEN = "0", "002", "003", "005"
NEUTRAL = {"nb": "Resultatet vises ikke.", "nn": "Resultatet blir ikkje vist.", "en": "This result is not shown."}
Rows = list[dict[str, object]]


def opened(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook_of(report, Wording(texts(report.language), 1))))


def rows(sheet: Worksheet) -> Rows:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def factors(report: Report) -> dict[str, Factor]:
    return {factor.id: factor for chapter in report.chapters for factor in chapter.factors}


def rewritten(report: Report, **changes: Mapping[str, object]) -> Report:
    """The report with some of its factors changed. changes: factor → fields."""
    chapters = tuple(
        replace(chapter, factors=tuple(replace(factor, **changes.get(factor.id, {})) for factor in chapter.factors))  # type: ignore[arg-type]
        for chapter in report.chapters
    )
    return replace(report, chapters=chapters)


def healthy(report: Report) -> Report:
    """The report with associations."""
    one = Association("workload", "Arbeidsmengde", 0.3, 0.1, 0.5, Strength.CLEAR, more_is_worse=True, sentence="Følger hverandre.")
    words = Picture("", ""), Table("", (), ())
    complaint = Complaint("headache", "Hodepine", (Alike("Følger hodepine", "Arbeidsmengde", (one,)),), *words)
    return replace(report, associations=Associations("Helseplager", ("Sammenheng er ikke årsak.",), (complaint,)))


@pytest.mark.promise("P08")
def test_every_row_of_every_factor_is_a_row_of_figures(source: Source) -> None:
    report = report_of(source, FULL)
    found = rows(opened(report)["Tall"])
    workload = [row for row in found if row["Faktor-id"] == "workload"]
    assert [(row["Hvem"], row["Gjennomsnitt"], row["Mulig utfordring, prosent"], row["Gunstig, prosent"]) for row in workload] == [
        ("Denne enheten", 3.8, 71, 18),
        ("Nivået over", 3.7, 69, 22),
        ("Hele virksomheten", 3.4, 57, 27),
    ]
    assert [row["Antall svar"] for row in workload] == ["15 eller flere", "30 eller flere", 412], "exact: a number; a band: its words"
    assert len(found) == sum(max(1, len(factor.rows)) for factor in factors(report).values())
    assert {row["Enhetskode"] for row in found} == {"002"}, "so that sheets of several units can be put together"


@pytest.mark.parametrize(("people", "cell"), [(7, 7), (1234, 1234), (1234567, 1234567), ("5–9", "5–9"), ("15–", None), (None, None)])
def test_an_exact_number_of_people_can_be_added_up(source: Source, language: Language, people: int | str | None, cell: object) -> None:
    told = Wording(texts(language), 1)
    exact = people if isinstance(people, int) else None
    words = told.people(exact, people if isinstance(people, str) else None)
    report = report_of(source, FULL)
    own = replace(factors(report)["workload"].rows[0], people=words)
    workload = [row for row in rows(opened(rewritten(report, workload={"rows": (own,)}))["Tall"]) if row["Faktor-id"] == "workload"]
    assert workload[0]["Antall svar"] == (words if people == "15–" else cell)
    codebook = [row["Verdier"] for row in rows(opened(report)["Kodebok"]) if row["Kolonne"] == "Antall svar"]
    assert codebook == [texts(Language.NB)("workbook.values.people")]


@pytest.mark.promise("P08")
def test_an_interval_and_a_share_stand_where_the_report_has_them(source: Source) -> None:
    report = report_of(source, FULL)
    own = replace(factors(report)["workload"].rows[0], interval=(3.4, 4.2))
    others = replace(own, whose=Whose.OTHERS, label="Andre virksomheter", bands=None, people=None, share=44, interval=None)
    workload = [row for row in rows(opened(rewritten(report, workload={"rows": (own, others)}))["Tall"]) if row["Faktor-id"] == "workload"]
    assert [(row["Usikkerhet fra"], row["Usikkerhet til"]) for row in workload] == [(3.4, 4.2), (None, None)]
    assert (workload[1]["Mulig utfordring, prosent"], workload[1]["Midten, prosent"], workload[1]["Antall svar"]) == (44, None, None)


@pytest.mark.promise("P08")
def test_every_option_of_every_item_is_a_row_of_answers(source: Source) -> None:
    report = report_of(source, FULL)
    found = rows(opened(report)["Svar"])
    told = [(part.label, part.share) for factor in factors(report).values() for item in factor.items for part in item.parts]
    assert [(row["Svaralternativ"], row["Prosent"]) for row in found] == told
    assert [row["Plass"] for row in found[:5]] == [1, 2, 3, 4, 5]
    assert {row["Gruppe"] for row in found} == {"Mulig utfordring", "Midten", "Gunstig"}


@pytest.mark.promise("P09", "P10")
def test_a_hidden_result_is_empty_cells_and_the_neutral_sentence_never_a_nought(
    publication: Publication, instrument: Instrument, language: Language
) -> None:
    book = opened(report_of(Source(publication, instrument, language), FULL))
    t = texts(language)
    key = t("workbook.column.factor_id")
    figures = [row for row in rows(book[t("workbook.sheet.figures")]) if row[key] == "availability"]
    assert len(figures) == 1
    filled = {name: value for name, value in figures[0].items() if value is not None}
    assert filled.pop(t("workbook.column.note")) == NEUTRAL[language]
    assert set(filled) == {t(f"workbook.column.{column}") for column in ("theme", "factor", "factor_id", "unit_code")}
    assert not [row for row in rows(book[t("workbook.sheet.answers")]) if row[key] == "availability"]
    scales = next(row for row in rows(book[t("workbook.sheet.factors")]) if row[key] == "availability")
    assert not [value for value in scales.values() if isinstance(value, int | float)]


@pytest.mark.promise("P10")
def test_a_report_of_means_holds_means_alone(source: Source) -> None:
    report = report_of(source, MEANS)
    assert report.holds is Holds.MEANS
    book = opened(report)
    assert "Svar" not in book.sheetnames
    for row in rows(book["Tall"]):
        assert [row[name] for name in row if "prosent" in name] == [None, None, None]


@pytest.mark.promise("P09")
def test_a_report_of_nothing_is_the_first_sheet_alone(source: Source) -> None:
    book = opened(report_of(source, HIDDEN))
    assert book.sheetnames == ["Les meg"]
    words = [cell for row in book["Les meg"].iter_rows(values_only=True) for cell in row if cell]
    assert words.count("Resultatet vises ikke.") >= 1
    assert set(report_of(source, HIDDEN).about) <= set(words)


@pytest.mark.promise("P11")
def test_a_sensitive_topic_is_the_share_it_concerns_without_an_average(source: Source) -> None:
    found = {str(row["Faktor-id"]): row for row in rows(opened(report_of(source, ENTERPRISE))["Tall"])}
    bullying = found["bullying"]
    assert (bullying["Mulig utfordring, prosent"], bullying["Gjennomsnitt"], bullying["Gunstig, prosent"]) == (12, None, None)
    assert bullying["Merknad"] == "Har opplevd dette, prosent"
    assert "Disse spørsmålene gikk bare til dem" in str(found["bullying_source"]["Merknad"])
    answers = [row for row in rows(opened(report_of(source, ENTERPRISE))["Svar"]) if row["Faktor-id"] == "bullying"]
    assert {row["Gruppe"] for row in answers} == {None}


@pytest.mark.promise("P12")
def test_associations_are_a_table_of_coefficients_and_their_words(source: Source) -> None:
    report = healthy(report_of(source, ENTERPRISE))
    book = opened(report)
    (row,) = rows(book["Sammenhenger"])
    assert (row["Helseplage"], row["Faktor"], row["Koeffisient"], row["Usikkerhet fra"], row["Usikkerhet til"]) == (
        "Hodepine",
        "Arbeidsmengde",
        0.3,
        0.1,
        0.5,
    )
    assert (row["Hvor klar"], row["Retning"]) == ("Klar sammenheng", "Høye verdier er en mulig utfordring")
    words = [cell for line in book["Les meg"].iter_rows(values_only=True) for cell in line]
    assert {"Sammenheng er ikke årsak.", "Følger hodepine: Arbeidsmengde."} <= set(words)
    assert "Sammenhenger" not in opened(report_of(source, ENTERPRISE)).sheetnames


def test_associations_of_which_nothing_may_be_said_leave_their_sentence_and_no_table(source: Source) -> None:
    nothing = replace(report_of(source, ENTERPRISE), associations=Associations("Helseplager", ("Resultatet vises ikke.",), ()))
    book = opened(nothing)
    assert "Sammenhenger" not in book.sheetnames
    assert "Helseplager" in [cell.value for cell in book["Les meg"]["A"]]


def test_what_to_talk_about_stands_in_the_reports_order(source: Source) -> None:
    report = rewritten(report_of(source, FULL), workload={"questions": ("Hva tar mest tid?", "Hva kan vente?")})
    book = opened(replace(report, steps=("Les den sammen.",), period="3.–21. november 2026"))
    points = rows(book["Oppsummering"])
    assert [(row["Nr."], row["Faktor"], row["Hva tallene sier"], row["Hvorfor det er tatt med"]) for row in points] == [
        (number, point.name, point.sentence, point.why) for number, point in enumerate(report.points, start=1)
    ]
    asked = [row["Spørsmål å snakke om"] for row in rows(book["Til samtalen"]) if row["Faktor-id"] == "workload"]
    assert asked == ["Hva tar mest tid?", "Hva kan vente?"]
    words = [cell for row in book["Les meg"].iter_rows(values_only=True) for cell in row]
    assert {"Les den sammen.", "3.–21. november 2026", *(words for _, words in report.who)} <= set(words)


def test_the_codebook_explains_every_column_of_every_sheet(publication: Publication, instrument: Instrument, language: Language) -> None:
    source = Source(publication, instrument, language)
    report = rewritten(healthy(report_of(source, ENTERPRISE)), workload={"questions": ("?",)})
    book, t = opened(report), texts(language)
    sheets = [t(f"workbook.sheet.{key}") for key in ("points", "figures", "answers", "associations", "questions", "factors")]
    assert book.sheetnames == [t("workbook.sheet.readme"), *sheets, t("workbook.sheet.codebook")]
    head = list(rows(book[t("workbook.sheet.codebook")])[0])
    told = [(row[head[0]], row[head[1]]) for row in rows(book[t("workbook.sheet.codebook")]) if row[head[2]] and row[head[3]]]
    assert told == [(name, cell.value) for name in sheets for cell in book[name][1]]


def every_sheet(source: Source) -> Iterator[tuple[str, Worksheet]]:
    for code in (ENTERPRISE, FULL, MEANS):
        book = opened(healthy(report_of(source, code)))
        yield from ((name, book[name]) for name in book.sheetnames[1:])


def test_each_table_is_a_named_one_that_fills_its_sheet(source: Source) -> None:
    for name, sheet in every_sheet(source):
        (table,) = sheet.tables.values()
        assert re.fullmatch(r"[^\W\d]\w*", table.name)
        assert table.ref == sheet.dimensions
        assert table.autoFilter.ref == table.ref
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
        assert len({cell.value for cell in sheet[1]}) == sheet.max_column, name
        assert not [row for row in sheet.iter_rows(values_only=True) if not any(row)]
        assert sheet.freeze_panes == "A2"


def test_every_sheet_prints_on_pages_with_its_headings(source: Source) -> None:
    for _, sheet in every_sheet(source):
        assert sheet.page_setup.orientation == "landscape"
        width, height = sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight
        assert (width, height, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, 0, True)
        assert sheet.print_title_rows == "$1:$1"
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"


def test_numbers_are_numbers_with_the_decimals_of_the_publication(source: Source) -> None:
    sheet = opened(report_of(source, FULL))["Tall"]
    formats = {sheet.cell(1, cell.column).value: cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row}
    assert (formats["Gjennomsnitt"], formats["Mulig utfordring, prosent"], formats["Antall svar"]) == ("0.0", "0", "0")


HOSTILE = (
    "=HYPERLINK(1)",
    "@SUM(1)",
    "+1",
    "-1",
    "https://must.example",
    "internal:'Tall'!A1",
    "&P&D&F",
    "&P &N &G",
    "&[Picture]",
    "_x0041_",
    "12",
    "Å & <b>",
)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_and_never_a_formula_a_link_or_a_field(publication: Publication, instrument: Instrument, name: str) -> None:
    units = tuple(replace(unit, name=name) if unit.code in {"0", FULL} else unit for unit in publication.units)
    report = report_of(Source(replace(publication, units=units), instrument, Language.NB), FULL)
    data = workbook_of(report, Wording(texts(Language.NB), 1))
    book = openpyxl.load_workbook(BytesIO(data))
    found = [cell for row in book["Les meg"].iter_rows() for cell in row if cell.value is not None and name in str(cell.value)]
    assert found
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert name in {cell.value for cell in found}
    quoted = {cell.quotePrefix for cell in found if str(cell.value).startswith(("=", "+", "-", "@"))}
    assert quoted <= {True}
    with ZipFile(BytesIO(data)) as file:
        assert not [part for part in file.namelist() if "externalLink" in part]
        assert 'TargetMode="External"' not in "".join(file.read(part).decode() for part in file.namelist())
        header = re.search("<oddHeader>(.*?)</oddHeader>", file.read("xl/worksheets/sheet1.xml").decode())
    assert header
    assert set(re.findall("&amp;.", header[1].replace("&amp;&amp;", ""))) == {"&amp;L", "&amp;R", "&amp;A"}
    assert escape(name.replace("&", "&&"), quote=False) in header[1].replace("\N{ZERO WIDTH SPACE}", "")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("sign", ["&", "&G", "\U0001f3d4"])
def test_a_very_long_name_fits_into_the_header_of_the_page(publication: Publication, instrument: Instrument, sign: str) -> None:
    units = tuple(replace(unit, name=sign * 200) for unit in publication.units)
    book = opened(report_of(Source(replace(publication, units=units), instrument, Language.NB), FULL))
    assert len(book["Tall"].oddHeader.left.text) <= 255


def test_the_same_report_gives_the_same_bytes_and_tells_nothing_of_who_made_it_when(source: Source) -> None:
    report = report_of(source, FULL)
    first, second = (workbook_of(report, source.wording) for _ in range(2))
    assert first == second
    book = openpyxl.load_workbook(BytesIO(first))
    properties = book.properties
    assert (properties.creator, properties.lastModifiedBy, properties.title) == (None, None, report.title)
    assert properties.created == properties.modified == datetime(1980, 1, 1)  # noqa: DTZ001
    assert {entry.date_time for entry in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.name: entry.value for entry in book.custom_doc_props} == {"Language": "nb"}


def test_the_first_sheet_tells_how_to_read_tables_and_nothing_of_pictures(source: Source) -> None:
    report = report_of(source, FULL)
    words = {cell.value for cell in opened(report)["Les meg"]["B"]}
    of_pictures = {source.t(f"report.reading.{key}") for key in ("sides", "bands", "means", "interval")}
    assert of_pictures < set(report.reading)
    assert set(report.reading) - of_pictures <= words
    assert not of_pictures & words
    assert {source.t(f"workbook.readme.{key}") for key in ("limits", "empty", "figures")} <= words


def test_each_link_of_the_first_sheet_leads_to_a_sheet(publication: Publication, instrument: Instrument, language: Language) -> None:
    book = opened(report_of(Source(publication, instrument, language), FULL))
    links = [cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in links] == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert not [link for link in links if link.target]


def test_names_of_sheets_are_such_as_a_spreadsheet_takes(language: Language) -> None:
    t = texts(language)
    names = [
        t(f"workbook.sheet.{key}") for key in ("readme", "points", "figures", "answers", "associations", "questions", "factors", "codebook")
    ]
    assert len({name.lower() for name in names}) == len(names)
    assert not [name for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\']", name)]


def test_a_table_without_rows_or_with_ragged_ones_cannot_be_built() -> None:
    columns = (Column("factor", Kind.TEXT, 10),)
    for wrong in ((), (("a", "b"),)):
        with pytest.raises(ValueError, match="needs rows"):
            Sheet("figures", columns, wrong)


def test_the_units_own_rows_are_the_strong_ones_where_others_stand_below(source: Source) -> None:
    figures = {sheet.key: sheet for sheet in sheets_of(report_of(source, FULL), source.wording)}["figures"]
    whose = [column.key for column in FIGURES].index("whose")
    assert {figures.rows[position][whose] for position in figures.strong} == {"Denne enheten"}
    assert len(figures.strong) == sum(row[whose] == "Denne enheten" for row in figures.rows)
