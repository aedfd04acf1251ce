"""A directory for every unit code, and never one for two."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.reports.paths import directory_of

CODES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=100)


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
    assert len(name.encode()) <= 255


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
