"""Who is asked what, by the answers given so far."""

from __future__ import annotations

import pytest

from must.core.instrument.routing import filtered_out, unasked
from tests.core.examples import YES_NO, filtered, follow_up, instrument, item, scale

OF = instrument(
    scale("load", item("load_1")),
    follow_up("who", item("who_1", YES_NO), opener="load_1", values=[4, 5]),
    filtered(scale("leading", item("leading_1"), item("leading_2")), opener="leads", values=[2]),
    follow_up("why", item("why_1", YES_NO), opener="leading_1", values=[5]),
    background=[item("leads", YES_NO)],
)
LEADING, WHY, WHO = {"leading_1", "leading_2"}, {"why_1"}, {"who_1"}


@pytest.mark.parametrize("answers", [{}, {"leads": 1}, {"leads": 0}, {"leads": 1, "leading_1": 5, "why_1": 2}], ids=str)
def test_whoever_did_not_say_so_is_not_asked_a_filtered_scale_nor_what_it_would_open(answers: dict[str, int]) -> None:
    assert filtered_out(OF, answers) == LEADING | WHY
    assert unasked(OF, answers) == LEADING | WHY | WHO


def test_whoever_said_so_is_asked() -> None:
    assert filtered_out(OF, {"leads": 2}) == set()
    assert unasked(OF, {"leads": 2}) == WHY | WHO
    assert unasked(OF, {"leads": 2, "leading_1": 5}) == WHO
    assert unasked(OF, {"load_1": 4}) == LEADING | WHY
