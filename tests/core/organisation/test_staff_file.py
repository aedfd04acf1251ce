"""The staff file: real files, good and faulty, one fault each and one with everything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.core.organisation.columns import Corrections
from must.core.organisation.staff_file import Person, StaffFile, read_staff_file
from must.core.organisation.tree import Unit, UnitTree
from tests.core.refused import Place, all_files, content_of, refused

HEADING = "E-post;Målform;Divisjon;Seksjon"
EXPECTED = StaffFile(
    people=(
        Person("kari@enheten.example", Language.NB, "002"),
        Person("ole@enheten.example", Language.NN, "001"),
        Person("liv@enheten.example", Language.EN, "004"),
        Person("per@enheten.example", Language.NB, "0"),
    ),
    tree=UnitTree(
        [
            Unit("0", None, "Direktoratet", 1),
            Unit("001", "0", "Drift", 1),
            Unit("002", "001", "Økonomi", 1),
            Unit("003", "0", "Ærfugl", 0),
            Unit("004", "003", "Økonomi", 1),
        ]
    ),
)

FAULTY: dict[str, list[Place]] = {
    "bad-email": [("staff.bad_email", row, "E-post (A)") for row in range(2, 23)],
    "blank-heading": [("file.blank_heading", 1, "C")],
    "blank-heading-row": [("file.no_heading", 1, None)],
    "blank-lines-only": [("file.empty", None, None)],
    "byte-order-mark-only": [("file.empty", None, None)],
    "code-page-850": [("file.garbled", row, column) for row, column in ((2, "C"), (2, "D"), (3, "C"), (3, "D"), (4, "C"))],
    "column-not-wanted": [("staff.column_not_wanted", 1, heading) for heading in ("Fornavn (B)", "Fødselsnr. (C)", "Kjønn (D)")],
    "duplicate-email": [("staff.duplicate_email", 4, "E-post (A)"), ("staff.duplicate_email", 5, "E-post (A)")],
    "email-as-unit": [("staff.email_as_unit", 2, "Enhet (B)"), ("staff.email_as_unit", 3, "Enhet (B)")],
    "empty": [("file.empty", None, None)],
    "everything-wrong": [
        ("file.duplicate_heading", 1, "D"),
        ("file.blank_heading", 1, "E"),
        ("staff.bad_email", 2, "E-post (A)"),
        ("staff.gap", 3, "Divisjon (C)"),
        ("staff.unknown_language", 3, "Målform (B)"),
        ("file.ragged_row", 4, None),
    ],
    "formula": [("file.formula", 3, "Divisjon (C)"), ("file.formula", 4, "Seksjon (D)")],
    "gap": [("staff.gap", 2, "Avdeling (C)"), ("staff.gap", 3, "Divisjon (B)"), ("staff.gap", 4, "Divisjon (B)")],
    "header-and-blank-lines": [("file.no_rows", None, None)],
    "header-only": [("file.no_rows", None, None)],
    "heading-twice": [("file.duplicate_heading", 1, "D")],
    "heading-unclosed-quote": [("file.unclosed_quote", 1, None)],
    "heading-with-hidden-sign": [("file.hidden_sign", 1, "C")],
    "hidden-sign": [
        ("file.hidden_sign", row, column)
        for row, column in ((3, "Divisjon (C)"), (4, "Seksjon (D)"), (5, "Divisjon (C)"), (6, "Seksjon (D)"))
    ],
    "identity-number": [("staff.identity_number", 2, "Enhet (B)"), ("staff.identity_number", 3, "Enhet (B)")],
    "level-of-persons": [("staff.level_of_persons", 1, "Seksjon (C)")],
    "levels-reversed": [("staff.levels_reversed", 1, "Avdeling (C)")],
    "line-break-in-cell": [("file.line_break", 3, "Divisjon (C)")],
    "line-breaks-above-faults": [
        ("file.line_break", 3, "Divisjon (C)"),
        ("staff.bad_email", 4, "E-post (A)"),
        ("file.line_break", 5, "Divisjon (C)"),
        ("file.line_break", 5, "Seksjon (D)"),
        ("staff.unknown_language", 7, "Målform (B)"),
    ],
    "long-cell": [("file.long_cell", 3, "Divisjon (C)")],
    "mac-os-roman": [("file.garbled", row, column) for row, column in ((2, "C"), (2, "D"), (3, "C"), (3, "D"), (4, "C"), (4, "D"))],
    "marked-utf8-but-windows1252": [("file.encoding", 1, "B"), ("file.encoding", 2, "D"), ("file.encoding", 4, "C")],
    "missing-email-column": [("staff.no_email_column", 1, None)],
    "mixed-encodings": [("file.encoding", 3, "D")],
    "no-email": [("staff.no_email", 3, "E-post (A)")],
    "no-heading": [("file.no_heading", 1, None)],
    "no-levels": [("staff.no_levels", 1, None)],
    "nul": [("file.nul", 3, "C")],
    "other-separator-named": [("file.separator", 1, None)],
    "ragged-row": [("file.ragged_row", 2, None), ("file.ragged_row", 4, None)],
    "replaced-letters": [
        ("file.garbled", 1, "B"),
        ("file.garbled", 2, "Seksjon (D)"),
        ("file.garbled", 3, "Divisjon (C)"),
        ("file.garbled", 4, "Divisjon (C)"),
        ("file.garbled", 4, "Seksjon (D)"),
        ("file.garbled", 5, "Divisjon (C)"),
    ],
    "several-email-columns": [("staff.several_email_columns", 1, None)],
    "several-language-columns": [("staff.several_language_columns", 1, None)],
    "tab-separated": [("file.separator", 1, None)],
    "title-row": [("staff.title_row", 1, None)],
    "title-row-contact": [("staff.title_row", 1, None)],
    "quotes-inside": [("file.quotes", 3, None), ("staff.bad_email", 4, "E-post (A)")],
    "unclosed-quote": [("file.unclosed_quote", 3, None)],
    "unit-punctuation": [("staff.unit_spelling", row, "Divisjon (C)") for row in (3, 4, 5, 6, 8, 10)],
    "unit-spelling": [("staff.unit_spelling", 3, "Divisjon (C)"), ("staff.unit_spelling", 4, "Seksjon (D)")],
    "unknown-column": [("staff.unknown_column", 1, "Rom (C)"), ("staff.unknown_column", 1, "Buss (D)")],
    "unknown-language": [("staff.unknown_language", 3, "Målform (B)"), ("staff.unknown_language", 4, "Målform (B)")],
    "utf8-twice": [
        ("file.garbled", 1, "B"),
        ("file.garbled", 2, "Seksjon (D)"),
        ("file.garbled", 3, "Divisjon (C)"),
        ("file.garbled", 4, "Divisjon (C)"),
        ("file.garbled", 4, "Seksjon (D)"),
        ("file.garbled", 5, "Divisjon (C)"),
    ],
    "utf16": [("file.utf16", None, None)],
    "utf16-without-mark": [("file.nul", row, "A") for row in range(1, 12)],
    "vertical-bars": [("file.separator", 1, None)],
    "wrong-encoding": [("file.encoding", 3, "C"), ("file.encoding", 4, "D")],
    "code-missing": [
        ("staff.code_missing", 2, "Divisjonskode (C)"),
        ("staff.code_missing", 4, "Divisjonskode (C)"),
        ("staff.code_missing", 5, "Divisjonskode (C)"),
    ],
    "code-of-root": [("staff.code_of_root", 2, "Divisjonskode (C)")],
    "code-sign": [
        ("staff.code_sign", 2, "Divisjonskode (C)"),
        ("staff.code_sign", 2, "Seksjonskode (E)"),
        ("staff.code_sign", 3, "Divisjonskode (C)"),
        ("staff.code_sign", 3, "Seksjonskode (E)"),
        ("file.hidden_sign", 4, "Divisjonskode (C)"),
        ("file.long_cell", 4, "Seksjonskode (E)"),
        ("staff.identity_number", 5, "Divisjonskode (C)"),
        ("staff.code_sign", 5, "Seksjonskode (E)"),
    ],
    "code-two-units": [
        ("staff.code_two_units", 3, "Divisjonskode (C)"),
        ("staff.code_two_units", 3, "Seksjonskode (E)"),
        ("staff.code_two_units", 4, "Seksjonskode (E)"),
    ],
    "code-without-level": [("staff.code_without_level", 1, "Org.kode (A)"), ("staff.code_without_level", 1, "Kode (D)")],
    "code-without-unit": [("staff.code_without_unit", 2, "Seksjonskode (E)"), ("staff.code_without_unit", 3, "Divisjonskode (C)")],
    "no-heading-twice-the-same-address": [("file.no_heading", 1, None)],
    "unit-two-codes": [("staff.unit_two_codes", 3, "Divisjonskode (C)"), ("staff.unit_two_codes", 4, "Seksjonskode (E)")],
}


def read(content: bytes) -> StaffFile:
    return read_staff_file(content, file="ansatte.csv", enterprise="Direktoratet")


def lines(*rows: str, heading: str = HEADING) -> bytes:
    return "\n".join((heading, *rows)).encode()


@pytest.mark.parametrize("name", all_files("staff", "good-"))
def test_one_content_in_every_shape_reads_alike(name: str) -> None:
    assert read(content_of("staff", name)) == EXPECTED


def test_every_faulty_file_is_in_the_table() -> None:
    assert set(FAULTY) == set(all_files("staff", "")) - set(all_files("staff", "good-"))


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_with_every_fault(name: str) -> None:
    assert refused(lambda: read(content_of("staff", name))) == FAULTY[name]


def test_a_fault_never_repeats_an_address() -> None:
    for name in FAULTY:
        with pytest.raises(Refusal) as refusal:
            read(content_of("staff", name))
        assert "enheten.example" not in str(refusal.value)


def test_more_than_a_hundred_faults_are_counted() -> None:
    content = lines(*(f"nobody{number};;;" for number in range(130)), "also nobody;;;Gap")
    with pytest.raises(Refusal) as refusal:
        read(content)
    *listed, last = refusal.value.faults
    assert [(fault.code, fault.row) for fault in listed] == [("staff.bad_email", row) for row in range(2, 102)]
    assert (last.code, last.details) == ("file.more_faults", {"count": 32})


def test_the_same_name_under_two_parents_is_two_units_and_an_empty_tail_is_the_inner_unit() -> None:
    staff = read(lines("a@x.example;;Nord;Drift", "b@x.example;;Sør;Drift", "c@x.example;;Sør;", "d@x.example;;;"))
    assert [(unit.name, unit.parent, unit.invited) for unit in staff.tree.units.values()] == [
        ("Direktoratet", None, 1),
        ("Nord", "0", 0),
        ("Drift", "001", 1),
        ("Sør", "0", 1),
        ("Drift", "003", 1),
    ]


def test_units_are_numbered_in_pre_order_and_norwegian_alphabetical_order() -> None:
    names = ["Ås", "Zoo", "Øst", "Aabenraa", "Abel", "Ærfugl", "école", "Eik", "abel 2"]
    staff = read(lines(*(f"p{number}@x.example;;{name};" for number, name in enumerate(names))))
    ordered = ["Aabenraa", "Abel", "abel 2", "école", "Eik", "Zoo", "Ærfugl", "Øst", "Ås"]
    assert [(unit.code, unit.name) for unit in staff.tree.units.values()] == [
        ("0", "Direktoratet"),
        *((f"{number:03}", name) for number, name in enumerate(ordered, 1)),
    ]


def test_addresses_are_made_ready_for_smtp() -> None:
    staff = read(lines("Kari.Nordmann+must@BLÅBÆR.example;;;"))
    assert staff.people[0].email == "Kari.Nordmann+must@xn--blbr-roah.example"


def test_units_that_differ_in_case_under_different_parents_are_fine() -> None:
    staff = read(lines("a@x.example;;Nord;Drift", "b@x.example;;Sør;DRIFT"))
    assert len(staff.tree.units) == 5


@pytest.mark.parametrize("name", ["- Ikke plassert", "+47-teamet", "Team 1/2 (A & B), øst", "Å", "'s-Hertogenbosch"])
def test_honest_unit_names_are_taken(name: str) -> None:
    assert read(lines(f"a@x.example;;{name};")).tree.units["001"].name == name


def test_a_title_is_told_with_the_row_of_the_headings() -> None:
    for name in ("title-row", "title-row-contact"):
        with pytest.raises(Refusal) as refusal:
            read(content_of("staff", name))
        assert [fault.details for fault in refusal.value.faults] == [{"headings": 3}]


def test_headings_are_looked_for_in_the_first_ten_rows() -> None:
    rows = ["E-post;Enhet", "kari@enheten.example;Drift"]
    assert refused(lambda: read(lines(*["Om listen"] * 8, *rows, heading="Ansatte"))) == [("staff.title_row", 1, None)]
    assert ("staff.title_row", 1, None) not in refused(lambda: read(lines(*["Om listen"] * 9, *rows, heading="Ansatte")))


def test_a_unit_that_is_called_as_addresses_are_makes_no_row_one_of_headings() -> None:
    assert read(lines("a@x.example;Mail;E-post", heading="Kontakt;Divisjon;Seksjon")).tree.units["002"].name == "E-post"


PATHS = st.lists(st.sampled_from(["Drift", "Nord", "Sør", "Øst, vest", 'Kalt "Å"', "Ærfugl & co; 2"]), max_size=3).map(tuple)


@settings(max_examples=60)
@given(st.lists(PATHS, min_size=1, max_size=30), st.sampled_from([";", ","]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_people_come_back_where_they_were_put(paths: list[tuple[str, ...]], delimiter: str, encoding: str) -> None:
    rows = [["E-post", "Nivå 1", "Nivå 2", "Nivå 3"]]
    rows += [[f"p{number}@x.example", *path, *[""] * (3 - len(path))] for number, path in enumerate(paths)]
    text = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    by_hand = Corrections(levels=("Nivå 1", "Nivå 2", "Nivå 3"))  # units drawn by lot may well nest the wrong way
    staff = read_staff_file(text.encode(encoding), file="ansatte.csv", enterprise="Direktoratet", corrections=by_hand)
    assert [path_of(staff.tree, person.unit) for person in staff.people] == list(paths)
    assert staff.tree.invited["0"] == len(paths)


def path_of(tree: UnitTree, code: str) -> tuple[str, ...]:
    names: list[str] = []
    while (unit := tree.units[code]).parent is not None:
        names.insert(0, unit.name)
        code = unit.parent
    return tuple(names)


@settings(max_examples=60)
@given(st.integers(1, 40), st.data())
def test_a_fault_in_any_row_is_told_of_that_row(size: int, data: st.DataObject) -> None:
    rows = [f"p{number}@x.example;nb;Drift;Team {number % 3}" for number in range(size)]
    faulty = data.draw(st.integers(0, size - 1))
    row, code = data.draw(
        st.sampled_from(
            [
                ("p@x@x.example;nb;Drift;", "staff.bad_email"),
                (";nb;Drift;", "staff.no_email"),
                ("P0@X.EXAMPLE ;nb;Drift;", "staff.duplicate_email"),
                ("x@x.example;sv;Drift;", "staff.unknown_language"),
                ("x@x.example;nb;;Team", "staff.gap"),
                ("x@x.example;nb;Drift", "file.ragged_row"),
                ('x@x.example;nb;"Drift;', "file.unclosed_quote"),
                ('x@x.example;nb;"Drift"et;', "file.quotes"),
                ('x@x.example;nb;"Drift\nog bygg";', "file.line_break"),
                ("x@x.example;nb;=Drift;", "file.formula"),
                ("x@x.example;nb;Dr\u200bift;", "file.hidden_sign"),
                ("x@x.example;nb;" + "D" * 201 + ";", "file.long_cell"),
                ("x@x.example;nb;Dr\0ift;", "file.nul"),
            ]
        )
    )
    rows.insert(faulty + 1, row)
    assert [(found, number) for found, number, _ in refused(lambda: read(lines(*rows)))] == [(code, faulty + 3)]


@settings(max_examples=200)
@given(st.one_of(st.binary(), st.text().map(str.encode), st.text(';,\n\r"@a.=\t ', max_size=80).map(lines)))
def test_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(Refusal):
        assert read(content).people
