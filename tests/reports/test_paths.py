"""A directory for every unit code, and never one for two."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.reports.paths import directory_of

CODES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=100)


def fold(text: str) -> str:
    """A name as file systems without case compare it."""
    return unicodedata.normalize("NFD", text.casefold())


@pytest.mark.parametrize(
    ("code", "directory"),
    [
        ("001", "001"),
        ("Ærø-2_b.1", "Ærø-2_b.1"),
        ("001~rest", "001%7Erest"),
        ("a/b", "a%2Fb"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        (".hidden", "%2Ehidden"),
        ("../../etc", "%2E%2E%2F..%2Fetc"),
        ("%2E", "%252E"),
        ("a b", "a%20b"),
        ("C:\\x", "C%3A%5Cx"),
        ("é", "%C3%A9"),
        ("a.", "a%2E"),
        ("a.b..", "a.b%2E%2E"),
        ("a ", "a%20"),
        ("CON", "%43ON"),
        ("nul.txt", "%6Eul.txt"),
        ("Com1.", "%43om1%2E"),
        ("CONTROL", "CONTROL"),
        ("A-CON", "A-CON"),
    ],
)
def test_a_code_keeps_its_own_letters_and_encodes_the_rest(code: str, directory: str) -> None:
    assert directory_of(code) == directory


@given(CODES)
def test_the_name_is_one_visible_directory_below(code: str) -> None:
    name = directory_of(code)
    assert (Path("reports") / name).parts == ("reports", name)
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert not PureWindowsPath(name).is_reserved()
    assert len(name.encode()) <= 255


@given(st.sampled_from(["con", "PRN", "aux", "Nul", "com1", "LPT9", "avd"]), st.sampled_from(["", ".", ".txt", "..a", "x", " ", "-"]))
def test_no_name_is_a_device_of_windows(name: str, end: str) -> None:
    assert not PureWindowsPath(directory_of(name + end)).is_reserved()


@given(CODES, CODES)
def test_two_codes_that_differ_in_more_than_case_differ_where_case_is_nothing(one: str, other: str) -> None:
    alike = fold(directory_of(one)) == fold(directory_of(other))
    assert not alike or fold(one) == fold(other)


@given(st.text("aAåÅ.", min_size=1, max_size=4), st.text("aAåÅ.", min_size=1, max_size=4))
def test_codes_of_few_letters_are_told_apart_too(one: str, other: str) -> None:
    alike = fold(directory_of(one)) == fold(directory_of(other))
    assert alike is (fold(one) == fold(other))


@given(CODES, CODES)
def test_two_codes_never_share_a_directory(one: str, other: str) -> None:
    assert (directory_of(one) == directory_of(other)) is (one == other)


def test_long_codes_that_begin_alike_differ() -> None:
    assert directory_of("☃" * 99 + "a") != directory_of("☃" * 99 + "b")


def test_a_short_code_never_looks_like_a_cut_one() -> None:
    assert "~" in directory_of("☃" * 100)
    assert "~" not in directory_of(directory_of("☃" * 100)[-40:])


def test_an_empty_code_is_refused() -> None:
    with pytest.raises(ValueError, match="not empty"):
        directory_of("")
