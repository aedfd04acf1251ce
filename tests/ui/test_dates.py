"""Dates as people write them, in Norwegian time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from must.ui.dates import date, date_and_time, time_of_day
from must.ui.texts import texts

SUMMER = datetime(2026, 6, 1, 22, 5, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "2. juni 2026 kl. 00.05"), ("nn", "2. juni 2026 kl. 00.05"), ("en", "2 June 2026 at 00:05")],
)
def test_day_and_time_are_norwegian_summer_time(language: str, written: str) -> None:
    assert date_and_time(SUMMER, texts(language)).replace("\N{NO-BREAK SPACE}", " ") == written


def test_winter_time_and_its_parts() -> None:
    t = texts("nb")
    assert time_of_day(WINTER, t) == "23.05"
    assert date(WINTER, t) == "1.\N{NO-BREAK SPACE}desember 2026"


def test_every_month_has_its_name() -> None:
    for language in ("nb", "nn", "en"):
        assert len({date(datetime(2026, month, 15, tzinfo=UTC), texts(language)) for month in range(1, 13)}) == 12


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        date(datetime(2026, 6, 1), texts("nb"))  # noqa: DTZ001 - that is what is refused
