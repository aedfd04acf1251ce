"""Words on slides: paragraphs, and how much room they take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 300
"""Characters of a unit's or a factor's name that a slide has room for."""

_WIDTH: Final = 0.5
_HEIGHT: Final = 1.2


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. size: in points. colour: a colour of the theme. None: as the place has it."""

    text: str
    size: int | None = None
    bold: bool = False
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in one paragraph. align: `l`, `ctr` or `r`. heading: without the bullet that the place gives its paragraphs."""

    runs: tuple[Run, ...]
    align: str = "l"
    heading: bool = False


def said(text: str, size: int | None = None, *, bold: bool = False, colour: str | None = None, align: str = "l") -> Paragraph:
    """A paragraph of one look."""
    return Paragraph((Run(text, size, bold, colour),), align)


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, or as much of it as there is room for."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def lead(text: str) -> Paragraph:
    """What stands under a slide's title, on two lines at most where there is a way."""
    return said(text, 18 if lines(text, 18, 12.13) <= 2 else 16)


def height(texts: Iterable[str], size: int, width: float, *, space: int = 10) -> float:
    """Inches that paragraphs take in a column of `width` inches. An estimate on the safe side, from Arial's mean width of a letter."""
    each = [lines(text, size, width) * size * _HEIGHT + space for text in texts]
    return sum(each) / 72


def lines(text: str, size: int, width: float) -> int:
    """Lines that a paragraph takes."""
    return max(1, -int(-len(text) * size * _WIDTH // (width * 72)))


def size_for(texts: Sequence[str], width: float, room: float, sizes: Sequence[int]) -> int:
    """The first of the sizes at which the paragraphs fit into the room, in inches; else the last."""
    return next((size for size in sizes if height(texts, size, width) <= room), sizes[-1])
