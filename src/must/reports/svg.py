"""The shapes of the web reports' pictures, written as SVG that stretches with its window.

Horizontal places are per cent of a picture's width, with pixels added where something stands beside a place; vertical ones are pixels. So
the picture stretches and its words don't shrink. Looks are in report.css by a shape's kind, so that they follow the device's dark mode.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from must.reports.content import Picture

INSET: Final = 44
"""Pixels left free at either side of an inset picture for the numbers at its bars' ends; report.css gives it this margin."""

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "own": '<circle class="dot" r="8"/>',
        "previous": '<circle class="ring" r="6.5"/>',
        "parent": '<path class="ring" d="M-5.5-5.5h11v11h-11Z"/>',
        "enterprise": '<path class="diamond" d="M0-7.5 7.5 0 0 7.5-7.5 0Z"/>',
        "others": '<path class="ring" d="M0-7 7 5.5H-7Z"/>',
        "clear": '<circle class="dot" r="6"/>',
        "none": '<circle class="ring" r="5"/>',
    }
)
"""Marks around their place, each with a shape of its own; in grey they are as different as in colour."""


class Frames:
    """What many pictures of a page have in common, kept once and used by each: the axes, headings and names of units."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def use(self, shapes: Iterable[str]) -> str:
        """The same shapes, drawn from the page's one copy of them."""
        name = self._kept.setdefault("".join(shapes), f"frame-{len(self._kept) + 1}")
        return f'<use href="#{name}"/>'

    def kept(self) -> Markup:
        """What the page must have in itself besides its pictures."""
        groups = "".join(f'<g id="{name}">{shapes}</g>' for shapes, name in self._kept.items())
        return Markup(f'<svg class="frames" aria-hidden="true"><defs>{groups}</defs></svg>')  # noqa: S704 - made of numbers and escaped words


def box(kind: str, x: float, width: float, top: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.3g}%" width="{width:.3g}%" y="{top:g}" height="{height:g}"/>'


def whole_box(kind: str, x: float, width: float) -> str:
    """A box as high as its picture; the stylesheet says how high that is."""
    return f'<rect class="{kind}" x="{x:.3g}%" width="{width:.3g}%"/>'


def line(kind: str, x: float, top: float, foot: float, *, to: float | None = None) -> str:
    """A line from (`x`, `top`) to (`to`, `foot`); straight down where `to` isn't given."""
    return f'<line class="{kind}" x1="{x:.3g}%" x2="{x if to is None else to:.3g}%" y1="{top:g}" y2="{foot:g}"/>'


def words(kind: str, x: float, y: float, said: str, *, anchor: str = "first", dx: float = 0, wide: bool = False) -> str:
    """Words that begin at their place, have their middle there (`centred`) or end there (`last`). wide: not for phones."""
    look = f"{kind}{'' if anchor == 'first' else ' ' + anchor}{' wide' if wide else ''}"
    shift = f' dx="{dx:g}"' if dx else ""
    return f'<text class="{look}" x="{x:.3g}%" y="{y:g}"{shift}>{_escaped(said)}</text>'


def mark(shape: str, x: float, y: float) -> str:
    return f'<svg x="{x:.3g}%" y="{y:g}" width="1" height="1">{SHAPES[shape]}</svg>'


def picture(shapes: Iterable[str], height: float, told: Picture, look: str = "chart") -> Markup:
    """The whole, with its words for those who don't see it."""
    says = _escaped(f"{told.title}. {told.description}")
    head = f'<svg class="{look}" role="img" aria-label="{says}" height="{height:g}">'
    return Markup(f"{head}{''.join(shapes)}</svg>")  # noqa: S704 - made here of numbers and escaped words


@lru_cache(maxsize=4096)  # the same labels stand in every picture of a report
def _escaped(words: str) -> str:
    return str(escape(words))
