"""Reminders: a few, and not in a heap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from must.core.campaign.reminders import APART, MOST, check_reminder, is_last
from tests.core.refused import refused

INVITED = date(2026, 9, 1)


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    ("mailed_after_days", "today_after_days", "fault"),
    [
        ([0], 0, "round.reminder_too_soon"),
        ([0], 1, "round.reminder_too_soon"),
        ([0], 2, None),
        ([0, 7], 8, "round.reminder_too_soon"),
        ([0, 7], 9, None),
        ([0, 7, 14], 20, None),
        ([0, 7, 14, 20], 25, "round.enough_reminders"),
        ([0, 2, 4, 6], 6, "round.enough_reminders"),
    ],
)
def test_reminders_are_few_and_apart(mailed_after_days: list[int], today_after_days: int, fault: str | None) -> None:
    mailed = [INVITED + timedelta(days=days) for days in mailed_after_days]
    today = INVITED + timedelta(days=today_after_days)
    if fault is None:
        check_reminder(mailed, today, last_sent=False)
    else:
        assert refused(lambda: check_reminder(mailed, today, last_sent=False)) == [(fault, None, None)]


def test_the_day_to_wait_for_is_the_first_that_is_allowed() -> None:
    check_reminder([INVITED], INVITED + APART, last_sent=False)
    assert refused(lambda: check_reminder([INVITED], INVITED + APART - timedelta(days=1), last_sent=False))


def test_nobody_is_reminded_of_what_they_were_not_invited_to() -> None:
    with pytest.raises(ValueError, match="invited"):
        check_reminder([], INVITED, last_sent=False)


def test_a_whole_round_of_reminders_fits() -> None:
    mailed = [INVITED]
    while len(mailed) <= MOST:
        mailed.append(mailed[-1] + APART)
        check_reminder(mailed[:-1], mailed[-1], last_sent=False)
    assert len(mailed) == MOST + 1


@pytest.mark.promise("P07")
def test_after_the_last_reminder_there_is_no_other() -> None:
    days = [INVITED, INVITED + timedelta(days=7)]
    assert refused(lambda: check_reminder(days, INVITED + timedelta(days=12), last_sent=True)) == [("round.last_reminder_sent", None, None)]
    assert [is_last(number, said=False) for number in range(1, MOST + 1)] == [False, False, True]
    assert is_last(1, said=True)
