"""When an enterprise may order a round and when it may be answered: data of the instrument (`windows.yaml`), refused when malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from must.core.campaign.periods import Period
from must.core.common.refusals import Fault, Refusal

FILE: Final = "windows.yaml"

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weeks:
    """A length in whole weeks, both ends allowed."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not (isinstance(self.least, int) and isinstance(self.most, int) and 0 < self.least <= self.most):
            raise _malformed("weeks")

    def allows(self, days: int) -> bool:
        return 7 * self.least <= days <= 7 * self.most


@dataclass(frozen=True, slots=True)
class Window:
    """Days of the year, both ends allowed: when orders are taken, and the last day of answering for them."""

    id: str
    first: MonthDay
    last: MonthDay
    last_answer_day: MonthDay

    def __post_init__(self) -> None:
        if not self.first <= self.last < self.last_answer_day:
            raise _malformed(self.id)

    def takes(self, day: date) -> bool:
        return self.first <= (day.month, day.day) <= self.last


@dataclass(frozen=True, slots=True)
class Windows:
    """Every rule about the days of a round. notice: from the order to the first answering day. answering: the period's length."""

    id: str
    windows: tuple[Window, ...]
    notice: Weeks
    answering: Weeks

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Windows:
        """From the content of `windows.yaml`. Raises Refusal `windows.malformed` for anything unknown, missing or impossible."""
        _keys(data, "id", "version", "windows", "notice_weeks", "answering_weeks")
        if not isinstance(data["windows"], list) or not data["windows"]:
            raise _malformed("windows")
        return cls(
            id=str(data["id"]),
            windows=tuple(_window(each) for each in data["windows"]),
            notice=_weeks(data["notice_weeks"]),
            answering=_weeks(data["answering_weeks"]),
        )

    def check_length(self, period: Period) -> None:
        """Raises Refusal `round.period_length` when the answering period is shorter or longer than allowed."""
        if not self.answering.allows(period.days):
            details = {"days": period.days, "least": self.answering.least, "most": self.answering.most}
            raise Refusal(Fault("round.period_length", details=details))

    def check_order(self, ordered: date, period: Period) -> None:
        """Raises Refusal with every reason why an order made that day can't be for that period. Whoever takes orders asks it. Nothing takes
        any yet, and `must round create` isn't told when a round was ordered."""
        faults = []
        if not self.notice.allows((period.first - ordered).days):
            faults.append(Fault("round.notice", details={"least": self.notice.least, "most": self.notice.most}))
        window = next((each for each in self.windows if each.takes(ordered)), None)
        if window is None:
            faults.append(Fault("round.no_window", details={"day": str(ordered)}))
        elif period.last > (latest := date(ordered.year, *window.last_answer_day)):
            faults.append(Fault("round.after_window", details={"last": str(period.last), "latest": str(latest)}))
        if faults:
            raise Refusal(faults)


def _window(data: Any) -> Window:
    _keys(data, "id", "order", "last_answer_day")
    _keys(data["order"], "first", "last")
    first, last, answer = (_month_day(text) for text in (data["order"]["first"], data["order"]["last"], data["last_answer_day"]))
    return Window(str(data["id"]), first, last, answer)


def _weeks(data: Any) -> Weeks:
    _keys(data, "least", "most")
    return Weeks(data["least"], data["most"])


def _month_day(text: Any) -> MonthDay:
    """`MM-DD`. The 29th of February is no day of every year."""
    try:
        if not re.fullmatch(r"\d\d-\d\d", str(text)):
            raise ValueError
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise _malformed(str(text)) from None
    return day.month, day.day


def _keys(data: Any, *names: str) -> None:
    if not isinstance(data, Mapping) or set(data) != set(names):
        raise _malformed(", ".join(names))


def _malformed(where: str) -> Refusal:
    return Refusal(Fault("windows.malformed", file=FILE, details={"where": where}))
