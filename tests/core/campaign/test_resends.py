"""How often a link is sent again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from must.core.campaign.resends import MOST, may_resend

TODAY = date(2026, 3, 5)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("sent", "latest", "may"),
    [(0, TODAY, True), (1, YESTERDAY, True), (1, TODAY, False), (2, YESTERDAY, True), (2, TODAY, False), (3, date(2026, 3, 1), False)],
)
def test_three_times_and_once_a_day(sent: int, latest: date, may: bool) -> None:
    assert may_resend(sent=sent, latest=latest, today=TODAY) is may


def test_a_clock_that_goes_back_gives_nobody_more() -> None:
    assert not may_resend(sent=1, latest=TODAY, today=YESTERDAY)
    assert MOST == 3
