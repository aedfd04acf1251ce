"""Tells somebody at a terminal what happens, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

PARTS = 5
"""How often a count is told where lines can't be rewritten: at every fifth of the way."""


class Telling:
    """Steps as lines of their own; counts on one line that is rewritten, or now and then where the output isn't a terminal."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._rewrites = output.isatty()

    def heading(self, words: str) -> None:
        self._line(f"\n{words}")

    def say(self, words: str) -> None:
        self._line(f"  {words}")

    def count(self, words: str, total: int) -> Callable[[int], None]:
        """A function to be told how many of `total` are done."""
        told = 0

        def done(number: int) -> None:
            nonlocal told
            if self._rewrites:
                self._output.write(f"\r  {words}: {number} of {total}" + ("\n" if number == total else ""))
                self._output.flush()
            elif number * PARTS // max(total, 1) > told:
                told = number * PARTS // max(total, 1)
                self._line(f"  {words}: {number} of {total}")

        return done

    def _line(self, words: str) -> None:
        self._output.write(f"{words}\n")
        self._output.flush()
