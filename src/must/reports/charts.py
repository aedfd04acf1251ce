"""Pictures as inline SVG: diverging stacked bars around the neutral middle, and means as marks on the scale's axis.

Designed for paper, projector and phone alike, without script:

- horizontal places are per cent of the width, type is in pixels: the picture stretches, its words don't shrink;
- a potential challenge is always to the left and a favourable answer to the right, whichever end of the scale that is;
- shades get stronger towards the ends and every part says its number or has it in the table, so nothing hangs on colour;
- each picture has a title and a description (`role="img"`), made from the same numbers as its table.

All arithmetic is on the rounded figures that the words show: a picture is no more precise than its labels. Colours are in report.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from must.reports.content import Band, Picture, Whose

# Vertical measures in pixels.
HEADER: Final = 26
LABEL: Final = 22
GAP: Final = 12
BAR: Final = 28
COMPARED_BAR: Final = 16
SMALL: Final = 24
AXIS: Final = 24

# A segment's number is drawn inside it where it fits.
DIGIT: Final = 7.2
MARGINS: Final = 4


Parts = tuple[tuple[int, Band | None], ...]
"""The parts of a bar in reading order: each share in whole per cent, and its band; None for a bar without bands."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: whose it is, and the shares of the three bands. ends: the outer shares in words, written beside the bar's ends."""

    whose: Whose
    label: str
    parts: Parts
    ends: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mean: whose it is, its place on the axis (0 is the challenging end, 1 the favourable one) and its number in words."""

    whose: Whose
    label: str
    place: float
    value: str


@dataclass(frozen=True, slots=True)
class Ends:
    """The axis of means. challenge, favourable: where these bands begin and end, as places. ticks: places and their numbers."""

    challenge: float
    favourable: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many per cent a diverging picture has room for on either side of its middle. The same for all pictures of a kind in a report."""

    challenge: float
    favourable: float

    @classmethod
    def of(cls, bars: Iterable[Parts]) -> Extent:
        """Enough for all of the bars, but never so little that small shares look large, nor so that the middle is far from the middle."""
        sides = [(SMALLEST_EXTENT, SMALLEST_EXTENT), *(_sides(parts) for parts in bars)]
        challenge, favourable = (max(side) for side in zip(*sides, strict=True))
        return cls(max(challenge, 2 * favourable / 3), max(favourable, 2 * challenge / 3))

    def place(self, distance: float) -> float:
        """The place of a share's edge, `distance` per cent right of the middle, in per cent of the picture's width."""
        return 100 * (self.challenge + distance) / (self.challenge + self.favourable)


SMALLEST_EXTENT: Final = 50.0

INSET: Final = 44
"""Pixels left free at either side of `bands` for the numbers at the bars' ends; report.css gives the picture this margin."""


@dataclass(frozen=True, slots=True)
class _Room:
    """Pixels of one per cent of the picture's width, at least: on a phone, on a wider screen."""

    phone: float
    screen: float


_INSET_ROOM: Final = _Room(2.3, 2.9)
_ROOM: Final = _Room(3.1, 4.1)


def bands(stacks: Sequence[Stack], extent: Extent, headings: Sequence[str], picture: Picture, name: str) -> Markup:
    """Shares in three bands (challenge, middle, favourable), a bar for each unit; the unit's own is the strongest.

    headings: the words over the three parts. name: the picture's id on its page.
    """
    middle = extent.place(0)
    parts = list(_headings(headings, middle, " wide"))
    top: float = HEADER
    for stack in stacks:
        height = _height(stack.whose)
        parts.append(_text(0, top + LABEL - 7, stack.label, stack.whose, dx=-INSET))
        parts += _band_bar(stack, extent, top + LABEL, height)
        top += LABEL + height + GAP
    foot = top - GAP + 4
    return _picture([_line(middle, HEADER - 4, foot, "centre"), *parts], foot, picture, name, "chart inset")


def answers(parts: Parts, extent: Extent, picture: Picture, name: str) -> Markup:
    """The distribution of one item's answers as one bar with its numbers inside: around the middle, or from the left without bands."""
    diverges = all(band is not None for _, band in parts)
    segments = list(_diverging(parts, extent) if diverges else _plain(parts))
    drawn = [_line(extent.place(0), 0, BAR, "centre")] if diverges else []
    drawn += [_segment(segment, 0, BAR) for segment in segments]
    drawn += [_number(segment, _ROOM, 0, BAR) for segment in segments]
    return _picture(drawn, BAR, picture, name, "chart")


def means(marks: Sequence[Mark], axis: Ends, headings: Sequence[str], picture: Picture, name: str) -> Markup:
    """Means on the scale's axis: a filled dot for the unit's own, a ring and a diamond for the others, so that shape tells them apart.

    headings: the words over the three parts.
    """
    top: float = HEADER
    rows: list[str] = []
    for mark in marks:
        height = _height(mark.whose)
        rows.append(_text(0, top + LABEL - 7, mark.label, mark.whose, dx=8))
        rows += _mark(mark, top + LABEL + height / 2)
        top += LABEL + height + GAP
    foot = top - GAP + 6
    parts = [*_zones(axis, HEADER - 6, foot), *_headings(headings, 50 * (axis.challenge + axis.favourable)), *_ticks(axis, foot), *rows]
    return _picture(parts, foot + AXIS, picture, name, "chart")


def small_bands(bar: Parts, extent: Extent, picture: Picture, name: str) -> Markup:
    """The three bands as a bare bar, for a sentence that says the number."""
    parts = [_line(extent.place(0), 0, SMALL, "centre"), *(_segment(segment, 4, SMALL - 8) for segment in _diverging(bar, extent))]
    return _picture(parts, SMALL, picture, name, "chart")


def small_means(marks: Sequence[Mark], axis: Ends, picture: Picture, name: str) -> Markup:
    """Means as bare marks on one axis, for a sentence that says the number."""
    parts = [*_zones(axis, 0, SMALL), _rail(SMALL / 2), *(_shape(mark, SMALL / 2) for mark in reversed(marks))]
    return _picture(parts, SMALL, picture, name, "chart")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a bar: where it begins and how wide it is in per cent of the picture, its share, its shade."""

    start: float
    width: float
    share: int
    shade: str


def _sides(parts: Parts) -> tuple[float, float]:
    """Per cent left and right of the middle, which cuts the middle band in two."""
    left = sum(share for share, band in parts if band is Band.CHALLENGE) + sum(share for share, band in parts if band is Band.MIDDLE) / 2
    return left, sum(share for share, _ in parts) - left


def _diverging(parts: Parts, extent: Extent) -> Iterator[_Segment]:
    """Segments around the middle."""
    edge = -_sides(parts)[0]
    for (share, _), shade in zip(parts, _shades(parts), strict=True):
        yield _Segment(extent.place(edge), extent.place(edge + share) - extent.place(edge), share, shade)
        edge += share


def _plain(parts: Parts) -> Iterator[_Segment]:
    """Segments from the left, 100 per cent over the whole width, darker towards the last."""
    edge = 0
    for index, (share, _) in enumerate(parts):
        shade = "neutral" if index == 0 else "plain" if index == len(parts) - 1 else "plain-mild"
        yield _Segment(edge, share, share, shade)
        edge += share


def _shades(parts: Parts) -> Iterator[str]:
    """The class of each part: neutral in the middle band, and in the others the stronger half towards the end."""
    bands = [band for _, band in parts]
    for index, band in enumerate(bands):
        if band is Band.MIDDLE:
            yield "neutral"
        else:
            alike = [other for other, beside in enumerate(bands) if beside is band]
            from_end = alike.index(index) if band is Band.CHALLENGE else len(alike) - 1 - alike.index(index)
            yield str(band) if 2 * from_end < len(alike) else f"{band}-mild"


def _height(whose: Whose) -> int:
    return BAR if whose is Whose.OWN else COMPARED_BAR


def _headings(headings: Sequence[str], place: float, where: str = "") -> Iterator[str]:
    challenge, middle, favourable = headings
    yield _text(0, 12, challenge, "heading first")
    yield _text(place, 12, middle, f"heading centred{where}")
    yield _text(100, 12, favourable, "heading last")


def _band_bar(stack: Stack, extent: Extent, top: float, height: float) -> Iterator[str]:
    segments = list(_diverging(stack.parts, extent))
    yield from (_segment(segment, top, height) for segment in segments)
    baseline = top + height / 2 + 5
    first, middle, last = segments
    yield _text(first.start, baseline, stack.ends[0], f"end {stack.whose} last", dx=-6)
    yield _text(last.start + last.width, baseline, stack.ends[1], f"end {stack.whose}", dx=6)
    if stack.whose is Whose.OWN:
        yield _number(middle, _INSET_ROOM, top, height)


def _segment(segment: _Segment, top: float, height: float) -> str:
    if not segment.share:
        return ""
    return f'<rect class="{segment.shade}" x="{segment.start:.4g}%" y="{top:g}" width="{segment.width:.4g}%" height="{height:g}"/>'


def _number(segment: _Segment, room: _Room, top: float, height: float) -> str:
    """The share inside its segment: always, on wide screens only, or not at all, as it fits."""
    needed = DIGIT * len(str(segment.share)) + MARGINS
    if segment.width * room.screen < needed:
        return ""
    wide = "" if segment.width * room.phone >= needed else " wide"
    return _text(segment.start + segment.width / 2, top + height / 2 + 5, str(segment.share), f"on-{segment.shade} centred{wide}")


def _zones(axis: Ends, top: float, foot: float) -> Iterator[str]:
    challenge, favourable = 100 * axis.challenge, 100 * axis.favourable
    yield f'<rect class="zone-challenge" x="0" y="{top:g}" width="{challenge:.4g}%" height="{foot - top:g}"/>'
    yield f'<rect class="zone-favourable" x="{favourable:.4g}%" y="{top:g}" width="{100 - favourable:.4g}%" height="{foot - top:g}"/>'


def _ticks(axis: Ends, foot: float) -> Iterator[str]:
    for place, label in axis.ticks:
        ending = "last" if place == 1 else "first" if place == 0 else "centred"
        yield _line(100 * place, foot, foot + 5, "tick")
        yield _text(100 * place, foot + 20, label, f"axis {ending}")


def _mark(mark: Mark, middle: float) -> Iterator[str]:
    yield _rail(middle)
    yield _shape(mark, middle)
    left = mark.place > 0.75
    yield _text(100 * mark.place, middle + 5, mark.value, f"end {mark.whose}{' last' if left else ''}", dx=-13 if left else 13)


def _rail(middle: float) -> str:
    return f'<line class="rail" x1="0" x2="100%" y1="{middle:g}" y2="{middle:g}"/>'


_SHAPES: Final = {
    Whose.OWN: '<circle class="dot" r="8"/>',
    Whose.PARENT: '<circle class="ring" r="5.5"/>',
    Whose.ENTERPRISE: '<path class="diamond" d="M0-7 7 0 0 7-7 0Z"/>',
}


def _shape(mark: Mark, middle: float) -> str:
    return f'<svg x="{100 * mark.place:.4g}%" y="{middle:g}" width="1" height="1">{_SHAPES[mark.whose]}</svg>'


def _text(x: float, y: float, words: str, css: str, *, dx: float = 0) -> str:
    shift = f' dx="{dx:g}"' if dx else ""
    return f'<text class="{css}" x="{x:.4g}%" y="{y:g}"{shift}>{escape(words)}</text>'


def _line(x: float, top: float, foot: float, css: str) -> str:
    return f'<line class="{css}" x1="{x:.4g}%" x2="{x:.4g}%" y1="{top:g}" y2="{foot:g}"/>'


def _picture(parts: Iterable[str], height: float, picture: Picture, name: str, css: str) -> Markup:
    head = Markup('<svg class="{0}" role="img" aria-labelledby="{1}-t" aria-describedby="{1}-d" width="100%" height="{2:g}">')
    told = Markup('<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>').format(name, picture.title, picture.description)
    body = Markup("".join(parts))  # noqa: S704 - made in this module from numbers and escaped words
    return head.format(css, name, height) + told + body + Markup("</svg>")
