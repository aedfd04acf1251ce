"""What names are compared by: the same however it is typed, and never the same for names that differ in a letter or digit."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from must.core.common.words import folded

SIGNS = " -–—−/,.;:&+()!?#*\"'«»“”‘’´`…·"
NAMES = st.text("abcdeæøåöäéšŋč0123456789 ABÆØÅÖŊ" + SIGNS, max_size=12)


def letters_and_digits(name: str) -> str:
    """By another way: taken out one by one, whatever stands between."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


@settings(max_examples=500)
@given(NAMES, st.data())
def test_names_that_differ_in_a_letter_or_digit_are_never_one(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name)))
    other = name[:at] + data.draw(NAMES) + name[at + data.draw(st.integers(0, 2)) :]
    assume(letters_and_digits(name) != letters_and_digits(other))
    assert folded(name) != folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HR - drift", "HR – drift"),
        ("HR - drift", "HR-drift"),
        ("HR -- drift", "HR — drift"),
        ("HR − drift", "hr - DRIFT"),
        ("ＨＲ", "HR"),
        ("Kongens «hus»", 'Kongens "hus"'),
        ("Kongens “hus”", "Kongens ‘hus’"),
        ("Jens' team", "Jens´ team"),
        ("Drift/IT", "Drift / IT"),
        ("Drift,IT", "Drift , IT"),
        ("A&B (nord)", "A & B(nord)"),
        ("Drift\u00a0nord", "Drift  nord"),
    ],
)
def test_one_name_typed_in_two_ways_is_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drift IT", "Drift/IT"),
        ("Drift nord", "Driftnord"),
        ("C", "C++"),
        ("Team 1", "Team 11"),
        ("A/B", "A-B"),
        ("Å", "A"),
        ("Ø", "O"),
        ("é", "e"),
    ],
)
def test_names_that_may_be_two_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)
