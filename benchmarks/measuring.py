"""How a measurement is made and told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured, and seconds by the way it was done; ours stands first."""

    what: str
    seconds: tuple[tuple[str, float], ...]


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Wall-clock seconds of one call, and what it returned."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result
