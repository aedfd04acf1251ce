"""The clock that the environment names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from must.service.clock import FileClock, SystemClock, clock_from
from must.service.environment import MissingSettings, SettingFault

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_the_system_clock_is_the_machines() -> None:
    with time_machine.travel(NOON, tick=False):
        assert clock_from({"MUST_CLOCK": "system"}) == SystemClock()
        assert SystemClock().now() == NOON


def test_the_file_clock_is_what_the_file_says_whatever_the_machine_says(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.set(NOON)
    assert clock_from({"MUST_CLOCK": f"file:{tmp_path}/clock"}) == clock
    assert clock.now() == NOON
    (tmp_path / "clock").write_text("2027-01-01T01:00:00+01:00\n")
    assert clock.now() == datetime(2027, 1, 1, tzinfo=UTC)


def test_no_clock_no_start() -> None:
    with pytest.raises(MissingSettings, match="MUST_CLOCK = system, or file:PATH"):
        clock_from({})


@pytest.mark.parametrize("value", ["System", "file:", "file", "ntp:pool", " system"])
def test_another_clock_is_refused(value: str) -> None:
    with pytest.raises(SettingFault, match="MUST_CLOCK"):
        clock_from({"MUST_CLOCK": value})


@pytest.mark.parametrize("content", [None, "", "soon", "2026-09-01T12:00:00", "12:00"])
def test_a_file_without_a_time_and_its_offset_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "clock").write_text(content)
    with pytest.raises(SettingFault, match="MUST_CLOCK"):
        FileClock(tmp_path / "clock").now()
