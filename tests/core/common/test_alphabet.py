"""Norwegian alphabetical order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from must.core.common.alphabet import norwegian_key


def test_the_alphabet_ends_with_ae_oe_aa() -> None:
    ordered = ["2", "Aa", "aage", "Ab", "école", "Eik", "Wien", "zoo", "Æ", "ärlig", "æsj", "Ø", "österbo", "øy", "Å", "Å 2", "åa"]
    assert sorted(set(ordered), key=norwegian_key) == ordered


@given(st.text(), st.text())
def test_different_texts_have_different_keys(one: str, other: str) -> None:
    assert (norwegian_key(one) == norwegian_key(other)) == (one == other)
