"""Answering periods, order windows, and the 56 days."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from must.core.campaign.periods import Period, check_stay, local_day
from must.core.campaign.windows import Windows
from must.core.common.refusals import Refusal

DATA: dict[str, Any] = {
    "id": "test/1",
    "version": "1",
    "windows": [
        {"id": "spring", "order": {"first": "01-20", "last": "04-20"}, "last_answer_day": "06-01"},
        {"id": "autumn", "order": {"first": "08-20", "last": "10-20"}, "last_answer_day": "12-01"},
    ],
    "notice_weeks": {"least": 1, "most": 4},
    "answering_weeks": {"least": 1, "most": 4},
}
WINDOWS = Windows.of(DATA)


def codes(error: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {fault.code for fault in error.value.faults}


def test_a_period_is_whole_local_days_in_summer_and_winter() -> None:
    period = Period(date(2026, 10, 19), date(2026, 10, 26))
    assert period.days == 8
    assert period.opens == datetime(2026, 10, 18, 22, tzinfo=UTC)
    assert period.closes == datetime(2026, 10, 26, 22, 59, tzinfo=UTC), "summer time ends on 25 October"
    assert local_day(period.closes) == period.last


def test_a_period_does_not_end_before_it_begins() -> None:
    assert Period(date(2026, 9, 1), date(2026, 9, 1)).days == 1
    with pytest.raises(Refusal):
        Period(date(2026, 9, 2), date(2026, 9, 1))


@pytest.mark.promise("P21")
@pytest.mark.parametrize(("days", "allowed"), [(1, False), (6, False), (7, True), (28, True), (29, False)])
def test_a_survey_is_open_one_to_four_weeks(days: int, allowed: bool) -> None:
    period = Period(date(2026, 9, 1), date(2026, 9, 1) + timedelta(days=days - 1))
    if allowed:
        WINDOWS.check_length(period)
    else:
        with pytest.raises(Refusal) as caught:
            WINDOWS.check_length(period)
        assert codes(caught) == {"round.period_length"}


@pytest.mark.parametrize(
    ("ordered", "first", "last", "faults"),
    [
        ("2026-01-20", "2026-02-01", "2026-02-14", set()),
        ("2026-04-20", "2026-05-05", "2026-06-01", set()),
        ("2026-08-20", "2026-08-27", "2026-09-10", set()),
        ("2026-10-20", "2026-11-10", "2026-12-01", set()),
        ("2026-01-19", "2026-02-01", "2026-02-14", {"round.no_window"}),
        ("2026-06-15", "2026-07-01", "2026-07-14", {"round.no_window"}),
        ("2026-04-20", "2026-05-05", "2026-06-02", {"round.after_window"}),
        ("2026-10-20", "2026-11-17", "2026-12-02", {"round.after_window"}),
        ("2026-09-01", "2026-09-07", "2026-09-20", {"round.notice"}),
        ("2026-09-01", "2026-09-30", "2026-10-14", {"round.notice"}),
        ("2026-12-24", "2026-12-25", "2027-01-07", {"round.notice", "round.no_window"}),
    ],
)
def test_orders_are_taken_in_their_windows(ordered: str, first: str, last: str, faults: set[str]) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    if not faults:
        WINDOWS.check_order(date.fromisoformat(ordered), period)
        return
    with pytest.raises(Refusal) as caught:
        WINDOWS.check_order(date.fromisoformat(ordered), period)
    assert codes(caught) == faults


@pytest.mark.promise("P21")
def test_ten_of_the_56_days_are_left_after_closing() -> None:
    stored = datetime(2026, 9, 1, 8, tzinfo=UTC)
    check_stay(stored, stored + timedelta(days=46))
    with pytest.raises(Refusal) as caught:
        check_stay(stored, stored + timedelta(days=46, seconds=1))
    assert codes(caught) == {"round.closes_too_late"}


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "unknown key": lambda data: data.update(winter=1),
    "missing key": lambda data: data.pop("notice_weeks"),
    "no windows": lambda data: data.update(windows=[]),
    "windows not a list": lambda data: data.update(windows={}),
    "unknown key of a window": lambda data: data["windows"][0].update(first="01-01"),
    "no such day": lambda data: data["windows"][0].update(last_answer_day="02-30"),
    "not every year's day": lambda data: data["windows"][0]["order"].update(first="02-29"),
    "another spelling": lambda data: data["windows"][0]["order"].update(first="1-20"),
    "order ends before it begins": lambda data: data["windows"][0]["order"].update(first="05-01"),
    "answers end before orders": lambda data: data["windows"][0].update(last_answer_day="04-20"),
    "weeks backwards": lambda data: data["answering_weeks"].update(least=5),
    "weeks of nothing": lambda data: data["answering_weeks"].update(least=0),
    "weeks as words": lambda data: data["answering_weeks"].update(least="one"),
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG.keys())
def test_malformed_windows_are_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    data = deepcopy(DATA)
    spoil(data)
    with pytest.raises(Refusal) as caught:
        Windows.of(data)
    assert codes(caught) == {"windows.malformed"}
