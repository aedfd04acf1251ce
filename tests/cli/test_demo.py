"""`must demo` says plainly why it can't go on. What it does when it can: tests/e2e/test_demo.py."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from must.cli import main
from must.world.demo import PortsTaken
from must.world.local import CommandFailed
from must.world.operator import TookTooLong
from must.world.processes import NotHealthy
from must.world.respondents import FormChanged
from must.world.rounds import ReportsFailed


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def ended_by(error: BaseException, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    def demo(telling: object, *, once: bool) -> None:
        assert once is ("--once" in arguments)
        raise error

    monkeypatch.setattr("must.cli.demo.demo", demo)
    result = CliRunner().invoke(main, ["demo", *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize("kind", [CommandFailed, FormChanged, NotHealthy, PortsTaken, ReportsFailed, TookTooLong])
def test_what_stops_it_is_said_without_a_traceback(kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended_by(kind("somebody else listens on port 8101"), monkeypatch, "--once") == (1, "Error: somebody else listens on port 8101\n")


def test_ctrl_c_is_how_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended_by(KeyboardInterrupt(), monkeypatch) == (0, "\nEnded.\n")


def test_being_told_to_end_ends_what_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    ended_by(KeyboardInterrupt(), monkeypatch)
    handler = signal.getsignal(signal.SIGTERM)
    assert callable(handler)
    with pytest.raises(SystemExit) as end:
        handler(signal.SIGTERM, None)
    assert end.value.code == 128 + signal.SIGTERM
