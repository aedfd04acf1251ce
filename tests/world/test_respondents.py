"""How respondents go about it."""

from __future__ import annotations

from collections import Counter

import pytest

from must.world.respondents import Respondent, Way, ways


@pytest.mark.parametrize("count", [0, 1, 3, 4, 60, 775])
def test_everybody_has_a_way(count: int) -> None:
    assert len(ways(count, seed=1)) == count
    assert ways(count, seed=1) == ways(count, seed=1)


def test_each_way_occurs_and_most_go_straight() -> None:
    assert set(ways(20, seed=1)) == set(Way)
    counted = Counter(ways(1000, seed=1))
    assert counted == {Way.STRAIGHT: 930, Way.ELSEWHERE: 40, Way.AGAIN: 20, Way.WITHDRAWS: 10}


def test_a_link_is_a_page_and_a_secret() -> None:
    respondent = Respondent("http://127.0.0.1:8101/s/abc/#AAAAA-BBBBB", {}, Way.STRAIGHT)
    assert (respondent.start_page, respondent.secret) == ("/s/abc/", "AAAAA-BBBBB")
