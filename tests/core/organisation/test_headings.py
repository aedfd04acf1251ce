"""Columns and addresses of a staff file, as personnel systems write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.languages import Language
from must.core.organisation.addresses import parse_address
from must.core.organisation.headings import EMAIL, LANGUAGE, LANGUAGE_VALUES, NOT_WANTED, key, language_of


@pytest.mark.parametrize(
    "heading", ["E-post", "Epost", "E-POSTADRESSE", "e-mail", "Email address", "Mail", "Jobb-e-post", "E-post (jobb):"]
)
def test_email_headings_are_known(heading: str) -> None:
    assert key(heading) in EMAIL


@pytest.mark.parametrize("heading", ["Målform", "SPRÅK", "Språk ", "Language", "Lang.", "Målføre", "Foretrukket språk"])
def test_language_headings_are_known(heading: str) -> None:
    assert key(heading) in LANGUAGE


@pytest.mark.parametrize("heading", ["Divisjon", "Enhet", "Enhetsnavn", "Nivå 1", "Org.enhet", "Team", "E-post leder", "Avdelingsnavn"])
def test_other_headings_are_in_no_list(heading: str) -> None:
    assert key(heading) not in EMAIL | LANGUAGE | NOT_WANTED


def test_no_heading_and_no_language_means_two_things() -> None:
    assert len(EMAIL | LANGUAGE | NOT_WANTED) == len(EMAIL) + len(LANGUAGE) + len(NOT_WANTED)
    assert len(frozenset.union(*LANGUAGE_VALUES.values())) == sum(map(len, LANGUAGE_VALUES.values()))
    assert set(LANGUAGE_VALUES) == set(Language)
    for spelling in EMAIL | LANGUAGE | NOT_WANTED | frozenset.union(*LANGUAGE_VALUES.values()):
        assert key(spelling) == spelling, "a spelling that no heading could match"


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("", Language.NB),
        ("  ", Language.NB),
        ("nb", Language.NB),
        ("Bokmål", Language.NB),
        ("Norsk (bokmål)", Language.NB),
        ("norsk", Language.NB),
        ("NN", Language.NN),
        ("Nynorsk", Language.NN),
        ("nn-NO", Language.NN),
        ("engelsk", Language.EN),
        ("en_GB", Language.EN),
        ("-", None),
        ("se", None),
        ("dansk", None),
    ],
)
def test_languages_are_known_by_many_names(cell: str, language: Language | None) -> None:
    assert language_of(cell) is language


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("kari.nordmann@enheten.example", "kari.nordmann@enheten.example"),
        ("Kari@Enheten.Example", "Kari@enheten.example"),
        ("o'brien+must_2026@post.enheten.example", "o'brien+must_2026@post.enheten.example"),
        ("kari@blåbær.example", "kari@xn--blbr-roah.example"),
        ("kari@xn--blbr-roah.example", "kari@xn--blbr-roah.example"),
        ("kari@straße.example", None),
        ("kari@STRAẞE.example", None),
        ("kari@λόγος.example", None),
        ("kari@a\u200cb.example", None),
        ("kari@a\u200db.example", None),
        ("1@2.example", "1@2.example"),
        ("k" * 64 + "@enheten.example", "k" * 64 + "@enheten.example"),
        ("k" * 65 + "@enheten.example", None),
        ("", None),
        ("@", None),
        ("kari", None),
        ("kari@localhost", None),
        ("kari@[10.0.0.1]", None),
        ("kari@10.0.0.1", None),
        ("kari@enheten.example.", None),
        ("kari.@enheten.example", None),
        ("ka..ri@enheten.example", None),
        ("kari@enheten_a.example", None),
        ("kari@enheten.example\r\nBcc: ole@enheten.example", None),
        ("kari%0a@enheten.example\n", None),
        ("-oQ/tmp@enheten.example", None),
        ("kari@ole@enheten.example", None),
        ("kari;ole@enheten.example", None),
    ],
)
def test_addresses(text: str, address: str | None) -> None:
    assert parse_address(text) == address


@given(st.one_of(st.text(), st.text("a@.-\n\r<>, é", max_size=30), st.emails()))
def test_an_address_is_one_ascii_word_with_one_at_sign(text: str) -> None:
    address = parse_address(text)
    if address is not None:
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert not set(address) & set(' ,;:<>()[]\\"')
        assert len(address) <= 254
        assert parse_address(address) == address
