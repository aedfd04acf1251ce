"""Progress is told on one line at a terminal, and now and then in a log."""

from __future__ import annotations

import io

from must.world.telling import Telling


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_rewrites_one_line() -> None:
    output = Terminal()
    done = Telling(output).count("mails", 2)
    done(1)
    done(2)
    assert output.getvalue() == "\r  mails: 1 of 2\r  mails: 2 of 2\n"


def test_a_log_gets_a_line_now_and_then_and_always_the_last() -> None:
    output = io.StringIO()
    telling = Telling(output)
    telling.heading("A round")
    telling.say("opened")
    done = telling.count("answers", 100)
    for number in range(1, 101):
        done(number)
    lines = output.getvalue().splitlines()
    assert lines[:3] == ["", "A round", "  opened"]
    assert lines[3:] == [f"  answers: {number} of 100" for number in (20, 40, 60, 80, 100)]
