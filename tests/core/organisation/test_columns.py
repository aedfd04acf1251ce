"""What columns are taken for, and how that is corrected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.refusals import Refusal
from must.core.organisation.codes import pair_codes
from must.core.organisation.columns import NO_CORRECTIONS, ColumnTaken, Corrections, Headings, Meaning
from must.core.organisation.headings import CODE_WORDS, GENERAL_WORDS, NAME_WORDS, UNIT_WORDS, WIDE_WORDS, key, unit_words
from must.core.organisation.staff_file import StaffFile, read_staff_file
from tests.core.refused import refused

E, L, U, C, I, N, X, Q = (  # noqa: E741
    Meaning.EMAIL,
    Meaning.LANGUAGE,
    Meaning.LEVEL,
    Meaning.CODE,
    Meaning.IGNORED,
    Meaning.NOT_WANTED,
    Meaning.UNPAIRED_CODE,
    Meaning.UNKNOWN,
)


def taken(heading: str, corrections: Corrections = NO_CORRECTIONS, rows: str = "") -> tuple[ColumnTaken, ...]:
    """What the columns of a file are taken for. rows: below the heading; one without addresses if nothing is said."""
    faults = FaultList("f")
    table = read_table(f"{heading}\n{rows or ';'.join('x' for _ in heading.split(';'))}\n".encode(), faults)
    return Headings(table, tuple(table.rows(faults)), corrections, faults).taken()


def meanings(heading: str, corrections: Corrections = NO_CORRECTIONS) -> list[tuple[Meaning, int | None]]:
    return [(column.meaning, column.level) for column in taken(heading, corrections)]


def read(rows: str, corrections: Corrections = NO_CORRECTIONS) -> StaffFile:
    return read_staff_file(rows.encode(), file="f", enterprise="Direktoratet", corrections=corrections)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("E-post;Målform;Divisjon;Seksjon", [(E, None), (L, None), (U, 1), (U, 2)]),
        ("Divisjon;E-POST;Seksjon", [(U, 1), (E, None), (U, 2)]),
        ("E-post;Enhet;Enhetskode", [(E, None), (U, 1), (C, 1)]),
        ("E-post;Enhetskode;Enhetsnavn", [(E, None), (C, 1), (U, 1)]),
        ("epost;avdelingskode;AVDELING;Seksjonskode;Seksjon", [(E, None), (C, 1), (U, 1), (C, 2), (U, 2)]),
        ("E-post;Divisjon;Seksjon;Divisjonskode;Seksjonskode", [(E, None), (U, 1), (U, 2), (C, 1), (C, 2)]),
        ("E-post;Org.nr;Organisasjonsenhet", [(E, None), (C, 1), (U, 1)]),
        ("Nivå 1;Orgnr/kode nivå 1;Nivå 2;Orgnr/kode nivå 2;E-post", [(U, 1), (C, 1), (U, 2), (C, 2), (E, None)]),
        ("OrgNavn1;OrgKode1;OrgNavn2;OrgKode2;Email", [(U, 1), (C, 1), (U, 2), (C, 2), (E, None)]),
        ("Email address;Department ID;Department;Team", [(E, None), (C, 1), (U, 1), (U, 2)]),
        ("Work email;Unit;Unit code", [(E, None), (U, 1), (C, 1)]),
        ("E-post;Fakultet;Fakultetskode", [(E, None), (U, 1), (C, 1)]),
        ("E-post;Kode;Enhet", [(E, None), (C, 1), (U, 1)]),
        ("E-post;Enhet;Koststednr.", [(E, None), (U, 1), (X, None)]),
        ("Kode;E-post;Enhet", [(X, None), (E, None), (U, 1)]),
        ("E-post;Divisjon;Kode;Seksjon", [(E, None), (U, 1), (X, None), (U, 2)]),
        ("E-post;Enhet;Enhetskode;Enhetsnr", [(E, None), (U, 1), (X, None), (X, None)]),
        ("E-post;Fornavn;Enhet;Stillingskode;Leder", [(E, None), (N, None), (U, 1), (N, None), (N, None)]),
        ("E-post;Org.enhet;Org.enhet navn;Seksjon", [(E, None), (C, 1), (U, 1), (U, 2)]),
        ("E-mail;Cost center;Cost center name", [(E, None), (C, 1), (U, 1)]),
        ("E-post;Avdeling;Avdelingskode;Avdelingsnavn", [(E, None), (X, None), (X, None), (U, 1)]),
        ("E-post;Avdelingsnavn;Seksjon", [(E, None), (U, 1), (U, 2)]),
        ("E-post;Team id;Team;Område", [(E, None), (C, 1), (U, 1), (U, 2)]),
        ("E-post;Område;Fritid", [(E, None), (U, 1), (Q, None)]),
        ("E-post;Avdeling;Seksjonskode", [(E, None), (U, 1), (X, None)]),
        ("E-post;Nivå 1;Orgkode 2", [(E, None), (U, 1), (X, None)]),
        ("E-post;Id;Enhet", [(E, None), (Q, None), (U, 1)]),
        ("E-post;Avdeling;Målform (nb/nn)", [(E, None), (U, 1), (L, None)]),
        ("E-post;Språk/målform;Avdeling", [(E, None), (L, None), (U, 1)]),
        ("E-post;Avdeling;Leders språk", [(E, None), (U, 1), (N, None)]),
        ("Privat e-post;Avdeling", [(N, None), (U, 1)]),
        ("Leders e-post;Avdeling", [(N, None), (U, 1)]),
        ("Avdelingens e-post;Avdeling", [(U, 1), (U, 2)]),
        ("E-post ansatt;E-post leder;Avdeling", [(E, None), (N, None), (U, 1)]),
        ("Kontakt;Avdeling", [(Q, None), (U, 1)]),
    ],
)
def test_columns_are_known_by_their_headings(heading: str, expected: list[tuple[Meaning, int | None]]) -> None:
    assert meanings(heading) == expected


@pytest.mark.parametrize(
    ("heading", "corrections", "expected"),
    [
        ("E-post;E-post privat;Enhet", Corrections(ignored=("B",)), [(E, None), (I, None), (U, 1)]),
        ("E-post;Epost;Enhet", Corrections(email="Epost"), [(N, None), (E, None), (U, 1)]),
        ("Kontakt;Tekst;Enhet", Corrections(email="a", language="tekst"), [(E, None), (L, None), (U, 1)]),
        ("E-post;Seksjon;Divisjon", Corrections(levels=("C", "B")), [(E, None), (U, 2), (U, 1)]),
        ("E-post;Divisjon;Rom;Seksjon", Corrections(levels=("Divisjon", "Seksjon")), [(E, None), (U, 1), (I, None), (U, 2)]),
        ("E-post;Divisjon;Seksjon;Ref", Corrections(codes=(("Ref", "Divisjon"),)), [(E, None), (U, 1), (U, 2), (C, 1)]),
        ("E-post;Kode;Divisjon", Corrections(levels=("Kode",)), [(E, None), (U, 1), (I, None)]),
        ("E-post;Navn;Enhet", Corrections(ignored=("navn",)), [(E, None), (I, None), (U, 1)]),
        ("E-post;B;Enhet", Corrections(ignored=("B",)), [(E, None), (I, None), (U, 1)]),
        ("C;E-post;Enhet", Corrections(ignored=("C",)), [(I, None), (E, None), (U, 1)]),
    ],
)
def test_columns_are_corrected_by_heading_or_letter(
    heading: str, corrections: Corrections, expected: list[tuple[Meaning, int | None]]
) -> None:
    assert meanings(heading, corrections) == expected


@pytest.mark.parametrize(
    ("corrections", "code"),
    [
        (Corrections(email="Z"), "staff.no_such_column"),
        (Corrections(ignored=("Avdeling",)), "staff.no_such_column"),
        (Corrections(email="A", ignored=("E-post",)), "staff.column_chosen_twice"),
        (Corrections(levels=("B", "Divisjon")), "staff.column_chosen_twice"),
        (Corrections(codes=(("C", "B"), ("D", "Divisjon"))), "staff.column_chosen_twice"),
        (Corrections(codes=(("C", "A"),)), "staff.code_of_no_level"),
        (Corrections(codes=(("C", "C"),)), "staff.code_of_no_level"),
    ],
)
def test_a_correction_that_cannot_be_followed_is_refused(corrections: Corrections, code: str) -> None:
    rows = "E-post;Divisjon;Kode 1;Kode 2\nkari@enheten.example;Drift;10;11\n"
    assert [found for found, _, _ in refused(lambda: read(rows, corrections))] == [code]


def test_a_refused_correction_says_which_columns_there_are() -> None:
    with pytest.raises(Refusal) as caught:
        read("E-post;Divisjon\nkari@enheten.example;Drift\n", Corrections(email="Z"))
    assert caught.value.faults[0].details == {"name": "Z", "columns": "A E-post, B Divisjon"}


def test_what_is_ignored_is_not_read() -> None:
    rows = "E-post;Navn;Enhet\nkari@enheten.example;=Kari\u200b;Drift\n"
    assert [code for code, _, _ in refused(lambda: read(rows))] == ["staff.column_not_wanted"]
    assert [unit.name for unit in read(rows, Corrections(ignored=("Navn",))).tree.units.values()] == ["Direktoratet", "Drift"]


def test_units_can_be_read_from_columns_in_any_order() -> None:
    rows = "Seksjon;Divisjon;E-post\nArkiv;Drift;kari@enheten.example\n"
    assert read(rows, Corrections(levels=("Divisjon", "Seksjon"))).tree.units["002"].name == "Arkiv"
    assert [code for code, _, _ in refused(lambda: read(rows))] == ["staff.levels_reversed"]


def test_the_facts_of_a_column_hold_nothing_of_a_cell() -> None:
    told: list[Sequence[ColumnTaken]] = []
    rows = "E-post;Enhet\nkari@enheten.example;Drift\nole@enheten.example; Drift \nliv@enheten.example;\n"
    read_staff_file(rows.encode(), file="f", enterprise="x", told=told.append)
    ((email, unit),) = told
    assert (email.letter, email.heading, email.filled, email.different, email.longest) == ("A", "E-post", 3, 3, 20)
    assert (unit.letter, unit.heading, unit.filled, unit.different, unit.longest) == ("B", "Enhet", 2, 1, 5)
    assert "enheten.example" not in repr(told)


def test_what_columns_are_taken_for_is_told_of_a_file_that_is_refused_too() -> None:
    told: list[Sequence[ColumnTaken]] = []
    with pytest.raises(Refusal):
        read_staff_file(b"E-post;Epost;Enhet\na;b;c", file="f", enterprise="x", told=told.append)
    assert [column.meaning for column in told[0]] == [E, E, U]


def test_nothing_is_told_of_a_file_whose_headings_are_a_person() -> None:
    told: list[Sequence[ColumnTaken]] = []
    for heading in ("kari@enheten.example;Drift", "01017012345;Drift"):
        with pytest.raises(Refusal):
            read_staff_file(f"{heading}\nole@enheten.example;Drift".encode(), file="f", enterprise="x", told=told.append)
    assert told == []


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Avdelingsnavn", (("avdeling",), False, True)),
        ("Avdelingskode", (("avdeling",), True, False)),
        ("Kode for avdeling", (("avdeling",), True, False)),
        ("OrgEnhetId", (("org", "enhet"), True, False)),
        ("Orgnr/kode nivå 2", (("org", "nivå", "2"), True, False)),
        ("Nivå2", (("nivå", "2"), False, False)),
        ("Org unit name", (("org", "unit"), False, True)),
        ("ID", ((), True, False)),
        ("Team", (("team",), False, False)),
    ],
)
def test_a_heading_is_taken_apart(heading: str, words: tuple[tuple[str, ...], bool, bool]) -> None:
    assert unit_words(heading) == words


UNITS = """Avdeling|AVD.|Avdelingsnavn|Navn på enhet|Org.enhet|Organisasjonsenhet|Nivå 1|Nivå2|OrgNavn1|Level 3|Organisatorisk eining
Seksjonsnamn|Divisjon|Hovedavdeling|Underseksjon|Faggruppe|Gruppe|Team|Team navn|Område|Virksomhetsområde|Kontor|Distriktskontor|Fakultet
Institutt|Klinikk|Sykehus|Arbeidssted|Tjenestested|Koststed|Cost center name|Department|Dept.|Business unit|Business area|Section|Unit name
Organisation|Faculty|Group|Resultatenhet|Driftseining|Direktoratets avdeling|Enhet (HR)"""

PERSONS = """Etternavn, fornavn|Navn (etternavn, fornavn)|Ansatt|Medarbeider|Visningsnavn|Display name|Employee|Ansattes navn|Navn på ansatt
Person|Tilsatt|Full name (legal)|Navn ansatt|Kontaktperson|Nærmeste leder navn|Leders navn|Overordnet|Ansattnavn|Employee name|Personnavn
Worker|Lønnsnr|Arbeidstakernummer|Personalnummer|Tlf. jobb|Født|Fødsels dato|Ansatt siden|Alder pr 1.1|Yrke|Rolle|Kjønn (M/K)
Fagforening medlem|Sykemeldt|Sjukmeld|Merknad|Kommentar|Tillitsvalgt|Ansettelsesform|Stilling (kode og navn)|Stillingskategori|Lønnsramme
Statsborger|Alder (år)|Fødselsnr.|Fødselsnummer (11 siffer)|F.nr|Personnr (11)|Avdelingsleder|Seksjonsleders navn|Enhetssjef
Leder for avdeling|Team lead|Aldersgruppe|Age group|Stillingsnivå|Utdanningsnivå|Lønnsgruppe|Medarbeidergruppe
Yrkesgruppe|Ansettelsesenhet|Office phone|Privat e-post|Leders e-post|Nærmeste leders e-post|Manager email|Private email
E-post (privat)|E-post hjemme|Diagnosegruppe|Etnisk gruppe"""

OTHERS = """Identitet|ID-nr|Rom|Fritid|Buss|Tekst|Kode for noe
Hjemmekontor|Security level|Blodgruppe|Medlemsnr|Kontakt|x|2|Ja/nei|Ord. arb.tid"""


def listed(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


@pytest.mark.parametrize("heading", listed(UNITS))
def test_a_column_of_units_is_known_by_a_word_for_units(heading: str) -> None:
    assert meanings(f"E-post;{heading}")[1] == (U, 1)


@pytest.mark.parametrize("heading", listed(PERSONS))
def test_a_column_about_the_person_is_refused_whatever_stands_beside_the_word(heading: str) -> None:
    assert meanings(f"Jobb-e-post;Enhet;{heading}")[2] == (N, None)


@pytest.mark.parametrize("heading", listed(OTHERS))
def test_a_column_that_no_word_tells_of_is_refused(heading: str) -> None:
    rows = f"E-post;Avdeling;{heading}\nkari@enheten.example;Drift;x\n"
    assert meanings(f"E-post;Avdeling;{heading}")[2] == (Q, None)
    assert [code for code, _, _ in refused(lambda: read(rows))] == ["staff.unknown_column"]
    assert [unit.name for unit in read(rows, Corrections(ignored=("C",))).tree.units.values()] == ["Direktoratet", "Drift"]
    assert [unit.name for unit in read(rows, Corrections(levels=("B", "C"))).tree.units.values()] == ["Direktoratet", "Drift", "x"]


@pytest.mark.parametrize("heading", ["Privat e-post", "Leders e-post", "Nærmeste leder (e-post)", "Avdelingens e-post"])
def test_addresses_of_somebody_else_are_not_taken_for_the_persons_own(heading: str) -> None:
    rows = f"{heading};Enhet\nkari@x.example;Drift\nole@x.example;Drift\n"
    assert "staff.no_email_column" in [code for code, _, _ in refused(lambda: read(rows))]
    assert len(read(rows, Corrections(email="A")).people) == 2


def test_words_of_headings_are_spelt_as_they_are_compared() -> None:
    assert not CODE_WORDS & NAME_WORDS
    for word in UNIT_WORDS | WIDE_WORDS | GENERAL_WORDS:
        assert unit_words(word) == ((word,), False, False), "no heading could have this word"
        assert key(word) == word


@settings(max_examples=200)
@given(st.lists(st.text(max_size=12), max_size=8), st.data())
def test_no_two_columns_of_codes_are_of_one_level(headings: list[str], data: st.DataObject) -> None:
    places = range(len(headings))
    codes = data.draw(st.lists(st.sampled_from(places), unique=True) if headings else st.just([]))
    levels = [place for place in places if place not in codes]
    pairs = pair_codes(headings, codes, levels)
    assert set(pairs) <= set(codes)
    assert set(pairs.values()) <= set(levels)
    assert len(set(pairs.values())) == len(pairs)
