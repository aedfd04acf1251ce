"""Every rule takes the time from an injected Clock: nothing else may ask the machine, or let the database ask it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import modules, strings, tree

CLOCK = Path("src/must/service/clock.py")
"""The only module that reads the machine's clock."""

CALLS = {
    "now": {"datetime", "timezone", "dt"},
    "utcnow": {"datetime", "timezone", "dt"},
    "today": {"date", "datetime"},
    "time": {"time"},
    "time_ns": {"time"},
    "localtime": {"time"},
    "gmtime": {"time"},
    "localdate": {"timezone"},
}
"""Method → what it is called on. `monotonic` measures a duration and decides nothing."""
NAMES = {"auto_now", "auto_now_add", "Now", "TimestampSigner", "schedule_at", "schedule_in"}
SQL = re.compile(
    r"\b(now\s*\(\s*\)|(transaction|statement|clock)_timestamp\s*\(|timeofday\s*\(|current_(date|time|timestamp)\b|localtime(stamp)?\b)",
    re.I,
)


def readings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and words of everything in a module that takes the time from the machine."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] in CALLS.get(node.attr, ()):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, name.name) for name in node.names if name.name in CALLS)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if name.name in NAMES)
        elif isinstance(node, ast.keyword) and node.arg in NAMES:
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute) and node.attr in NAMES:
            yield node.lineno, node.attr
    yield from ((text.lineno, str(text.value)) for text in strings(module) if SQL.search(str(text.value)))


def test_nothing_but_the_clock_reads_the_time() -> None:
    found = {path: reading for path in modules() if path != CLOCK for reading in readings(tree(path))}
    assert found == {}, "take the time as an argument, from a must.core.common.clock.Clock"


def test_the_clock_itself_would_be_found() -> None:
    assert list(readings(tree(CLOCK)))


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "from time import time",
        "from django.utils import timezone\ntimezone.now()",
        "default=timezone.now",
        "models.DateTimeField(auto_now_add=True)",
        "from django.db.models.functions import Now",
        "functions.Now()",
        "job.configure(schedule_in={'seconds': 5})",
        "sql = 'UPDATE round SET closed = now() WHERE id = %s'",
        "sql = 'SELECT CURRENT_TIMESTAMP'",
    ],
)
def test_each_way_round_the_clock_is_found(code: str) -> None:
    assert list(readings(ast.parse(code.replace("default=", "default = "))))


@pytest.mark.parametrize(
    "code", ["clock.now()", "self._clock.now()", "time.monotonic()", "'''now() in a docstring'''", "x = 'right now (soon)'"]
)
def test_what_is_allowed_is_not_found(code: str) -> None:
    assert not list(readings(ast.parse(code)))
