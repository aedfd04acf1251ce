"""Logs that tell what happened, and nothing of what was sent or stored."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any


class QuietFormatter(logging.Formatter):
    """Writes an exception's type and places, never its value: a database error quotes the row that it refuses."""

    def __init__(self) -> None:
        super().__init__("{levelname} {name}: {message}", style="{")

    def formatException(self, ei: Any) -> str:
        error: BaseException | None = ei[1]
        told = [line for each in _chain(error) for line in (_name(each), *_places(each.__traceback__))]
        return "\n".join(told)


def _chain(error: BaseException | None) -> list[BaseException]:
    """The exception and what led to it, as Python would print them, the innermost first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain[::-1]


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
