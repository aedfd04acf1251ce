"""Names read in another encoding than they were written in are refused, and honest ones of any alphabet are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from must.core.common.fault_list import LIMIT
from must.core.common.garbled import LONGEST, doubtful_sign, garbled_sign
from must.core.common.refusals import Refusal
from must.core.common.words import name_fault
from must.core.organisation.staff_file import read_staff_file

LETTERS = "".join(chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x180), *range(0x18F, 0x220), *range(0x1E00, 0x1F00)))
LOWER = "".join(sorted({letter.lower() for letter in LETTERS if letter.isalpha() and len(letter.lower()) == 1}))
WORDS_OF_EUROPE = st.builds(
    lambda word, shape: shape(word), st.text(LOWER, min_size=1, max_size=8), st.sampled_from([str.lower, str.capitalize, str.upper])
)
NAMES_OF_EUROPE = st.lists(WORDS_OF_EUROPE.filter(lambda word: not re.search("Ã[œŸƒˆ]", word)), min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from(["{}", "‘{}’", "’{}’", "“{}”", "«{}»", "‹{}›", "›{}‹", "{}®", "{}’s", "{} ¾", "¿{}?"]).map(
        lambda around: around.format(" – ".join(words))
    )
)

HONEST = (
    """
    Café|CAFÉ’S|Œuvre|ŒUVRE|Sœur|SŒUR|Œcuménique|‘Huset’|’Huset’|‘huset’|’huset’|‘Huset‘|Men’s|MEN’S|WORKERS’ UNION|O’Brien|O’BRIEN|L’Oréal
    ’s-Hertogenbosch|’t Hooft|Rock ’n’ roll|Lego®|Lego® Drift|Lego®-butikk|¾ stilling|3¾|¿Qué?|Drift › Bygg|Drift – bygg|“Huset”|„Haus“
    ‹hus›|›hus‹|Drift™|20 °C|§ 3|½|Å|Ø|Æ|IRMÃ|MANHÃ’S|BLÅ–GUL|«BLÅ»|NÅ…|SÃO PAULO|MÂCON|Žižek|’80-tallet|Kongens «hus»
""".strip()
    .replace("\n    ", "|")
    .split("|")
)
SAMI = [
    "Sámediggi",
    "Čáhcesuolu",
    "Ŋ",
    "Ráđđi",
    "Gáŋgaviika",
    "Ŧ",
    "Ánná",
    "ŠIŠŠ",
    "Žándá",
    "‘Viessu’",
    "Łódź",
    "İstanbul",
    "Kırşehir",
    "Dağ",
]

SIGNS = [
    "√16",
    "√(x)",
    "√x",
    "√π",
    "√ 2",
    "≈ 20",
    "≈20",
    "Drift ≈ Bygg",
    "├ Drift",
    "├─ Drift",
    "├── Drift",
    "IRMÃ “A”",
    "NÅ®",
    "NÅ™",
    "»BLÅ«",
    "‚BLÄ‘",
]
"""Honest signs that Windows-1252 doesn't have, or that look like UTF-8 there."""

LOOKS_LIKE_UTF8 = {"CAFÉ’S", "MANHÃ’S", "BLÅ–GUL", "NÅ…"}
"""If a file of Windows-1252 has no other letter, so do its bytes."""


TWICE = [
    "Übung",
    "Straße",
    "ÖST",
    "Ñandú",
    "ESPAÑA",
    "Kárášjohka",
    "Gáivuotna",
    "Ráđđi",
    "Čáhput",
    "Öst",
    "Kärna",
    "Ålesund",
    "Ü",
    "ß",
    "á",
]


def read(name: str, encoding: str) -> list[str]:
    """The units of a file with that name and nothing else that isn't ASCII."""
    content = f"E-post;Avdeling;Team\nkari@x.example;Drift;{name}\nole@x.example;Stab;\n".encode(encoding)
    staff = read_staff_file(content, file="ansatte.csv", enterprise="Enheten")
    return [unit.name for unit in staff.tree.units.values()]


@pytest.mark.parametrize("name", HONEST + SAMI + SIGNS)
def test_honest_names_are_taken_in_every_encoding_that_has_them(name: str) -> None:
    assert name in read(name, "utf-8")


@pytest.mark.parametrize("name", [name for name in HONEST if name not in LOOKS_LIKE_UTF8])
def test_honest_names_are_taken_though_no_letter_tells_the_encoding(name: str) -> None:
    assert name in read(name, "cp1252")


@settings(max_examples=500)
@given(NAMES_OF_EUROPE)
@example("Ã Ì Š Å")
@example("›Ã‹")
@example("›Å‹")
@example("‹Ã›")
@example("Ã®")
def test_no_name_of_letters_is_taken_for_garbled(name: str) -> None:
    assert garbled_sign(name) is None


@st.composite
def norwegian_words(draw: st.DrawFn) -> str:
    """A word with consonants after every æ, which is a quotation mark at a word's end, and after an ø that begins it."""
    consonants = st.sampled_from(["b", "br", "d", "f", "fl", "g", "k", "kj", "l", "m", "n", "p", "r", "sk", "sv", "t", "v"])
    vowels = st.sampled_from("aeiouyæøå")
    ends = st.sampled_from(["r", "l", "k", "rd", "ring", "rfugl"])
    word = draw(st.one_of(st.just(""), consonants))
    word += "".join(draw(vowels) + draw(consonants) for _ in range(draw(st.integers(0, 2)))) + draw(vowels)
    word += draw(ends) if word.endswith("æ") or word == "ø" or draw(st.booleans()) else ""
    return draw(st.sampled_from([str.lower, str.capitalize, str.upper]))(word)


NORWEGIAN = st.lists(norwegian_words(), min_size=1, max_size=3).map(" og ".join).filter(lambda name: set("æøåÆØÅ") & set(name))


@settings(max_examples=500)
@given(NORWEGIAN.filter(lambda name: len(name) > 1), st.sampled_from(["cp850", "cp865", "mac_roman"]))
@example("Bærum", "cp850")
@example("BÆRUM", "cp850")
@example("Ærfugl", "cp850")
@example("Nærøy", "mac_roman")
@example("På", "mac_roman")
@example("Ånd", "mac_roman")
def test_no_norwegian_name_in_an_old_encoding_is_taken(name: str, encoding: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(name, encoding)
    assert {fault.code for fault in refusal.value.faults} <= {"file.encoding", "file.garbled"}
    assert {(fault.row, fault.column) for fault in refusal.value.faults} == {(2, "C")}


@settings(max_examples=200)
@given(NORWEGIAN)
@example("Æ")
@example("Å")
@example("Ø")
def test_no_norwegian_name_encoded_twice_is_taken(name: str) -> None:
    assert garbled_sign(name.encode().decode("cp1252")) is not None
    with pytest.raises(Refusal) as refusal:
        read(name.encode().decode("cp1252"), "utf-8")
    assert [(fault.code, fault.row, fault.column) for fault in refusal.value.faults] == [("file.garbled", 2, "Team (C)")]


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_no_name_of_other_letters_encoded_twice_is_taken(name: str, encoding: str) -> None:
    assert garbled_sign(name.encode().decode(encoding, "ignore")) is not None


def test_letters_of_sami_encoded_twice_are_told_without_others() -> None:
    assert garbled_sign("dieÄ‘u") is not None
    assert garbled_sign("diehtu ≈°iella") is not None
    assert garbled_sign("di┼ía") is not None


@pytest.mark.parametrize(
    "name",
    [
        "M†ling",
        "†pen",
        "pr›ver",
        "›st",
        "V¾r",
        "pr¿ver",
        "¿st",
        "¯konomi",
        "S¯R",
        "®rfugl",
        "MŒling",
        "bŒt",
        "M\ufffdling",
        "aÌŠ",
        "√•pen",
        "├Ñpen",
    ],
)
def test_a_garbled_name_is_refused_whatever_else_its_file_has(name: str) -> None:
    assert garbled_sign(name) is not None
    with pytest.raises(Refusal):
        read(f"{name};\neva@x.example;Drift;Økonomi", "utf-8")


@pytest.mark.parametrize("name", ["bl†", "Drift†", "milj›", "kv‘r", "‘re", "’rfugl", "V’R", "¾re", "V®R", "P\u0152", "\u0152pen"])
def test_signs_that_may_be_meant_are_refused_only_where_no_letter_tells_the_encoding(name: str) -> None:
    with pytest.raises(Refusal):
        read(name, "cp1252")
    assert name in read(name, "utf-8")
    assert name in read(f"{name}\neva@x.example;Drift;Økonomi", "cp1252")


def test_a_text_that_is_too_long_for_a_name_is_not_looked_at_sign_by_sign() -> None:
    """Each sign may have to be compared with all of its text."""
    assert doubtful_sign("’aa " * (LONGEST // 4)) == 0
    assert doubtful_sign("’aa " * LONGEST) is None
    assert garbled_sign("†l" * LONGEST) is None
    assert name_fault("†l" * LONGEST) == ("file.long_cell", {"length": 2 * LONGEST, "longest": LONGEST})


@pytest.mark.parametrize("cell", ["’aa " * LONGEST, "Ã¥" * LONGEST])
def test_a_cell_that_is_too_long_is_refused_for_its_length(cell: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(cell, "utf-8")
    assert [fault.code for fault in refusal.value.faults] == ["file.long_cell"]
    with pytest.raises(Refusal) as refusal:
        read("’aa " * LONGEST, "cp1252")
    assert [fault.code for fault in refusal.value.faults] == ["file.long_cell"]


def test_no_more_garbled_cells_are_listed_than_other_faults() -> None:
    with pytest.raises(Refusal) as refusal:
        read("\n".join(["bl†"] * 1000), "cp1252")
    assert len(refusal.value.faults) == LIMIT + 1
    assert refusal.value.faults[-1].details == {"count": 1000 - LIMIT}


@pytest.mark.parametrize("quoted", ["‘drift, nord’", "Drift, ‘nord, sor’"])
def test_a_comma_within_quotes_divides_no_cell(quoted: str) -> None:
    staff = read_staff_file(f'E-post,Avdeling\na@b.example,"{quoted}"\n'.encode("cp1252"), file="ansatte.csv", enterprise="Enheten")
    assert quoted in [unit.name for unit in staff.tree.units.values()]


def test_columns_are_counted_though_commas_stand_within_quotes() -> None:
    content = 'E-post,Avdeling,Team\na@b.example,"Drift, nord",bl†\n'.encode("cp1252")
    with pytest.raises(Refusal) as refusal:
        read_staff_file(content, file="ansatte.csv", enterprise="Enheten")
    assert [(fault.code, fault.row, fault.column) for fault in refusal.value.faults] == [("file.garbled", 2, "C")]
