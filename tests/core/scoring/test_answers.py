"""Answers that can't be built wrongly, and routing."""

from __future__ import annotations

import numpy as np
import pytest

from must.core.instrument.model import NOT_RELEVANT
from must.core.scoring.answers import MISSING, Answers, apply_routing
from tests.core.examples import YES_NO, answers, filtered, follow_up, instrument, item, scale

ROUTED = instrument(
    scale("load", item("load_1", not_relevant=True)),
    scale("seen", item("seen_1")),
    follow_up("who", item("who_leader", YES_NO), item("who_other", YES_NO), opener="seen_1", values=[2, 3, 4, 5]),
)


def values_after_routing(items: list[str], *rows: list[int | None]) -> list[list[int]]:
    return apply_routing(answers(items, [("a", row) for row in rows]), ROUTED).values.tolist()


def test_answers_to_a_follow_up_count_only_where_it_was_opened() -> None:
    after = values_after_routing(["seen_1", "who_leader", "who_other"], [2, 2, 1], [1, 2, 1], [None, 2, 1], [NOT_RELEVANT, 2, 1])
    assert after == [[2, 2, 1], [1, MISSING, MISSING], [MISSING, MISSING, MISSING], [MISSING, MISSING, MISSING]]


def test_a_follow_up_without_the_item_that_opens_it_never_counts() -> None:
    assert values_after_routing(["load_1", "who_leader"], [4, 2]) == [[4, MISSING]]


LED = instrument(
    filtered(scale("leading", item("leading_1"), item("leading_2")), opener="leads", values=[2]),
    follow_up("why", item("why_1", YES_NO), opener="leading_2", values=[4, 5]),
    background=[item("leads", YES_NO)],
)


def led(items: list[str], *rows: list[int | None]) -> list[list[int]]:
    return apply_routing(answers(items, [("a", row) for row in rows]), LED).values.tolist()


def test_a_filtered_scale_counts_only_for_those_who_are_asked() -> None:
    after = led(["leads", "leading_1"], [2, 4], [1, 4], [None, 4], [NOT_RELEVANT, 4])
    assert after == [[2, 4], [1, MISSING], [MISSING, MISSING], [MISSING, MISSING]]


def test_a_filtered_scale_without_its_background_item_never_counts() -> None:
    assert led(["leading_1", "leading_2"], [4, 4]) == [[MISSING, MISSING]]


def test_a_follow_up_of_a_filtered_scale_goes_with_it() -> None:
    after = led(["leads", "leading_2", "why_1"], [2, 4, 1], [1, 4, 1], [2, 3, 1])
    assert after == [[2, 4, 1], [1, MISSING, MISSING], [2, 3, MISSING]]


def test_not_relevant_counts_as_not_answered() -> None:
    assert values_after_routing(["load_1"], [NOT_RELEVANT], [1]) == [[MISSING], [1]]


def test_routing_leaves_the_given_answers_alone() -> None:
    given = answers(["seen_1", "who_leader"], [("a", [1, 2])])
    apply_routing(given, ROUTED)
    assert given.values.tolist() == [[1, 2]]


def test_answers_cannot_be_written_to() -> None:
    given = answers(["load_1"], [("a", [1])])
    with pytest.raises(ValueError, match="read-only"):
        given.values[0, 0] = 2
    with pytest.raises(ValueError, match="read-only"):
        given.unit[0] = 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"items": ("x", "x")}, "twice"),
        ({"units": ("a", "a")}, "twice"),
        ({"items": ("x",)}, "a column for each item"),
        ({"values": np.array([[1, 2]], dtype=np.int16)}, "a row for each respondent"),
        ({"values": np.array([[1, 2], [3, -2]], dtype=np.int16)}, "below"),
        ({"values": np.array([[1, 2], [3, 4]], dtype=np.int64)}, "int16"),
        ({"unit": np.array([0, 2], dtype=np.int64)}, "no unit"),
        ({"unit": np.array([0, -1], dtype=np.int64)}, "no unit"),
        ({"unit": np.array([0, 1], dtype=np.int32)}, "int64"),
    ],
)
def test_parts_that_do_not_fit_are_refused(wrong: dict[str, object], message: str) -> None:
    right: dict[str, object] = {
        "items": ("x", "y"),
        "values": np.array([[1, 2], [3, 4]], dtype=np.int16),
        "units": ("a", "b"),
        "unit": np.array([0, 1], dtype=np.int64),
    }
    assert len(Answers(**right)) == 2  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        Answers(**right | wrong)  # type: ignore[arg-type]
