"""Dates and times as people write them, in Norwegian time."""

from __future__ import annotations

from datetime import datetime

from must.core.campaign.periods import LOCAL
from must.ui.texts import Texts


def date(moment: datetime, t: Texts) -> str:
    """`moment` (aware) as a day: "1. juni 2026"."""
    there = _there(moment)
    return t("common.date", day=there.day, month=t(f"common.month.{there.month}"), year=there.year)


def time_of_day(moment: datetime, t: Texts) -> str:
    """`moment` (aware) as a time of day: "15.00"."""
    there = _there(moment)
    return t("common.time", hour=f"{there.hour:02}", minute=f"{there.minute:02}")


def date_and_time(moment: datetime, t: Texts) -> str:
    """`moment` (aware) as day and time: "1. juni 2026 kl. 15.00"."""
    return t("common.moment", date=date(moment, t), time=time_of_day(moment, t))


def _there(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs a time zone before it can be written")
    return moment.astimezone(LOCAL)
