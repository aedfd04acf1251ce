"""How many lines a text takes, worked out before it is set: rows whose height is known are set in two thirds of the time.

Never fewer than typst needs, as far as a test can tell; sometimes one more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parents[1] / "ui" / "static" / "vendor" / "report"
"""Inter as TrueType files, written by `make static`; its licence lies beside them."""

_POINTS_IN_MILLIMETRE: Final = 72 / 25.4
# Kerning adds a little here and there, and semi-bold letters are wider than regular ones.
_ROOM: Final = 1.02
_BOLD: Final = 1.07
_UNKNOWN: Final = 1.0


@lru_cache(maxsize=4096)  # the same questions and labels stand in every report
def lines(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """Lines of a text of `size` points in a column of `width` millimetres that is broken at spaces. bold: semi-bold."""
    widths, most = _widths(), width * _POINTS_IN_MILLIMETRE / (size * (_BOLD if bold else _ROOM))
    count, used = 1, 0.0
    for word in text.split(" "):
        long = sum(widths.get(letter, _UNKNOWN) for letter in word)
        if used and used + widths[" "] + long > most:
            count, used = count + 1, 0.0
        used += long + (widths[" "] if used else 0.0)
        if long > most:
            count, used = count + int(long / most), long % most
    return count


@cache
def _widths() -> Mapping[str, float]:
    """Character → its width as a part of the type's size; digits as wide as in tables."""
    with TTFont(FONTS / "Inter-Regular.ttf") as font:
        units, advances = font["head"].unitsPerEm, font["hmtx"]
        widths = {chr(code): advances[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return {**widths, **dict.fromkeys("0123456789", max(widths[digit] for digit in "0123456789"))}
