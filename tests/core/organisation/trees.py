"""Random unit trees for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from must.core.organisation.tree import Unit, UnitTree

NAMES = st.text(st.sampled_from("abcæøåÆÉ 19-&/.,;\"'"), min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def unit_lists(draw: st.DrawFn) -> list[Unit]:
    """Between 1 and 25 units that hang together as one tree, in any order."""
    size = draw(st.integers(1, 25))
    parents = [None, *(f"u{draw(st.integers(0, number - 1))}" for number in range(1, size))]
    units = [Unit(f"u{number}", parent, draw(NAMES), draw(st.integers(0, 60))) for number, parent in enumerate(parents)]
    return draw(st.permutations(units))


def unit_trees() -> st.SearchStrategy[UnitTree]:
    return unit_lists().map(UnitTree)
