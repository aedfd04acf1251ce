"""Logs say what happened and where, never with which values."""

from __future__ import annotations

import logging
import sys

from must.service.logs import QuietFormatter


def fails() -> None:
    try:
        raise KeyError("secret-answer")
    except KeyError as error:
        raise ValueError("ABCDE-12345 secret-link") from error


def test_an_exception_is_logged_by_type_and_place() -> None:
    try:
        fails()
    except ValueError:
        record = logging.LogRecord("must", logging.ERROR, "x.py", 1, "page failed", (), sys.exc_info())
    lines = QuietFormatter().format(record).splitlines()
    assert lines[0] == "ERROR must: page failed"
    assert [line for line in lines if not line.startswith(" ")] == ["ERROR must: page failed", "builtins.KeyError", "builtins.ValueError"]
    assert any("test_logs.py" in line and line.endswith("in fails") for line in lines)
    assert "secret" not in "".join(lines)
