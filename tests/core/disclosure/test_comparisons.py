"""A unit beside its parent and the enterprise: shown cells looked up, and differences of what both show."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from must.core.disclosure.comparisons import Beside, beside
from must.core.disclosure.publication import Breakdown, Publication
from must.core.disclosure.shown import Difference
from tests.core.disclosure.published import full, hidden, mean_only, publication, rest, unit
from tests.core.disclosure.test_trends import publications
from tests.core.refused import refused

TREE = (unit("e", None), unit("a", "e"), unit("aa", "a", "aa"), rest("a~rest", "a", "a", "ab"), unit("b", "e", "b"))
CELLS = (
    full("e", "load", 3.3, 40),
    full("e", "help", 2.0, 10),
    full("e", "bullying", 1.1, 5),
    full("a", "load", 3.0, 30),
    hidden("a", "help"),
    full("aa", "load", 3.2, 35),
    mean_only("aa", "help", 2.1),
    mean_only("a~rest", "load", 2.9),
    hidden("b", "load"),
    full("b", "help", 1.5, 0),
)
PUBLICATION = publication(*CELLS, full("e", "load", 1.5, 1, breakdown=Breakdown(item="extra_1", value=2)), entries=TREE)
CELL = {(cell.unit, cell.topic): cell for cell in CELLS}


def test_a_unit_beside_what_is_above_it() -> None:
    assert beside(PUBLICATION, "aa") == (
        Beside(own=CELL["aa", "load"], parent=CELL["a", "load"], enterprise=CELL["e", "load"]),
        Beside(own=CELL["aa", "help"], parent=CELL["a", "help"], enterprise=CELL["e", "help"]),
    )
    load, help_ = beside(PUBLICATION, "aa")
    assert (load.from_parent, load.from_enterprise) == (Difference(Decimal("0.2"), 5), Difference(Decimal("-0.1"), -5))
    assert (help_.from_parent, help_.from_enterprise) == (None, Difference(Decimal("0.1"), None))


def test_right_below_the_enterprise_the_parent_is_the_enterprise() -> None:
    load, help_ = beside(PUBLICATION, "b")
    assert load.parent is load.enterprise is CELL["e", "load"]
    assert (load.from_parent, load.from_enterprise) == (None, None)
    assert help_.from_parent == help_.from_enterprise == Difference(Decimal("-0.5"), -10)


@pytest.mark.promise("P11")
def test_a_sensitive_topic_is_beside_nothing() -> None:
    assert [entry.own for entry in beside(PUBLICATION, "e")] == [CELL["e", "load"], CELL["e", "help"], CELL["e", "bullying"]]
    assert {(entry.parent, entry.enterprise, entry.from_parent, entry.from_enterprise) for entry in beside(PUBLICATION, "e")} == {
        (None,) * 4
    }
    for code in ("a", "aa", "b"):
        assert {entry.own.topic for entry in beside(PUBLICATION, code)} == {"load", "help"}


def test_a_topic_that_is_not_there_above_has_nothing_beside_it() -> None:
    (only,) = beside(publication(full("a", "load", 3.0, 30), entries=(unit("e", None), unit("a", "e", "a"))), "a")
    assert (only.parent, only.enterprise, only.from_parent, only.from_enterprise) == (None, None, None, None)


@pytest.mark.parametrize("code", ["nobody", "a~rest", "ab", ""])
def test_what_is_no_unit_of_its_own_is_refused(code: str) -> None:
    assert refused(lambda: beside(PUBLICATION, code)) == [("comparison.unknown_unit", None, None)]


def test_cells_of_two_topics_are_not_put_beside_each_other() -> None:
    for above in ({"parent": CELL["e", "help"], "enterprise": None}, {"parent": None, "enterprise": CELL["e", "help"]}):
        with pytest.raises(ValueError, match="one topic"):
            Beside(own=CELL["a", "load"], **above)


@pytest.mark.promise("P09")
@given(publications())
def test_every_figure_is_one_of_the_publications_or_the_difference_of_two(published: Publication) -> None:
    there = {(cell.unit, cell.topic): cell for cell in published.cells}
    for code in ("e", "a", "b"):
        entries = beside(published, code)
        assert [entry.own for entry in entries] == [cell for cell in published.cells if cell.unit == code]
        for entry in entries:
            above = None if code == "e" else there["e", entry.own.topic]
            assert entry.parent is entry.enterprise is above
            expected = None if above is None or above.mean is None or entry.own.mean is None else entry.own.mean - above.mean
            assert (entry.from_enterprise is None) is (expected is None)
            if entry.from_enterprise is not None:
                assert float(entry.from_enterprise.mean) == pytest.approx(expected)
