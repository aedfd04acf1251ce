"""The web reports' pictures: diverging stacked bars around the neutral middle, means on the scale's axis, associations around 0.

Designed for paper, projector and phone alike, without script:

- a potential challenge is always to the left and a favourable answer to the right, whichever end of the scale that is;
- shades get stronger towards the ends, each unit has a mark of its own shape, and every part says its number or has it in the table:
  nothing hangs on colour;
- what is said stands beside what it is said of, so there is no legend;
- each picture has words, made from the same numbers as its table.

All arithmetic is on the rounded figures that the words show: a picture is no more precise than its labels. How shapes are written is in
`svg`, their looks in report.css, their colours in `palette`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from markupsafe import Markup

from must.reports import svg
from must.reports.content import Band, Picture, Strength, Whose
from must.reports.svg import INSET, Frames

# Vertical measures in pixels.
HEADER: Final = 26
LABEL: Final = 20
GAP: Final = 10
BAR: Final = 28
COMPARED_BAR: Final = 16
SMALL: Final = 24
AXIS: Final = 24
ROW: Final = 26

# A segment's number is drawn inside it where it fits.
DIGIT: Final = 8.6
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
    """One mean: whose it is, its place on the axis (0 is the challenging end, 1 the favourable one) and its number in words.

    span: the places of its interval's ends, the leftmost first; None where no interval may be shown.
    """

    whose: Whose
    label: str
    place: float
    value: str
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One association: what goes together with the complaint, the coefficient and its interval, and the coefficient in words."""

    label: str
    coefficient: float
    low: float
    high: float
    value: str
    strength: Strength


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


@dataclass(frozen=True, slots=True)
class _Room:
    """Pixels of one per cent of the picture's width, at least: on a phone, on a wider screen and on paper."""

    phone: float
    screen: float


_INSET_ROOM: Final = _Room(2.3, 2.9)
_ROOM: Final = _Room(3.1, 3.3)


def bands(frames: Frames, stacks: Sequence[Stack], extent: Extent, headings: Sequence[str], told: Picture) -> Markup:
    """Shares in three bands (challenge, middle, favourable), a bar for each unit; the unit's own is the strongest.

    headings: the words over the three parts.
    """
    tops = list(accumulate((LABEL + _height(stack.whose) + GAP for stack in stacks), initial=HEADER))
    foot, middle = tops.pop() - GAP + 4, extent.place(0)
    # The middle's line stands beside the bars alone: between them it would run through their labels.
    lines = [
        svg.line("centre", middle, top + LABEL - 3, top + LABEL + _height(stack.whose) + 3) for stack, top in zip(stacks, tops, strict=True)
    ]
    frame = [*lines, *_headings(headings, middle, INSET)]
    frame += [
        svg.words(_of("label over", stack.whose), 0, top + LABEL - 6, stack.label, dx=-INSET)
        for stack, top in zip(stacks, tops, strict=True)
    ]
    bars = [shape for stack, top in zip(stacks, tops, strict=True) for shape in _band_bar(stack, extent, top + LABEL, _height(stack.whose))]
    return svg.picture([frames.use(frame), *bars], foot, told, "chart inset")


def answers(parts: Parts, extent: Extent, told: Picture) -> Markup:
    """The distribution of one item's answers as one bar with its numbers inside: around the middle, or from the left without bands."""
    diverges = all(band is not None for _, band in parts)
    segments = list(diverging(parts, extent) if diverges else plain(parts))
    shapes = [svg.line("centre", extent.place(0), 0, BAR)] if diverges else []
    shapes += [svg.whole_box(segment.shade, segment.start, segment.width) for segment in segments if segment.share]
    shapes += [_number(segment, _ROOM, 0, BAR) for segment in segments]
    return svg.picture(shapes, BAR, told, "chart answers")


def means(frames: Frames, marks: Sequence[Mark], axis: Ends, headings: Sequence[str], told: Picture) -> Markup:
    """Means on the scale's axis, each with its interval where it has one. Shape tells the units apart; a thin line joins the unit's own
    mean and the earlier one, so that a change is seen as a slope.

    headings: the words over the three parts.
    """
    tops = list(range(HEADER, HEADER + len(marks) * (LABEL + ROW), LABEL + ROW))
    centres, foot = [top + LABEL + ROW // 2 - 3 for top in tops], HEADER + len(marks) * (LABEL + ROW) + 4
    frame = [*_zones(axis, HEADER - 6, foot), *_headings(headings, 50 * (axis.challenge + axis.favourable), 0), *_ticks(axis, foot)]
    frame += map(_rail, centres)
    labels = [svg.words(_of("label over", mark.whose), 0, top + LABEL - 6, mark.label, dx=8) for mark, top in zip(marks, tops, strict=True)]
    shapes = [frames.use(frame), *_change(marks, centres), frames.use(labels)]
    for mark, centre in zip(marks, centres, strict=True):
        shapes += _mark(mark, centre)
    return svg.picture(shapes, foot + AXIS, told)


def associations(links: Sequence[Link], headings: tuple[str, str], zero: str, told: Picture) -> Markup:
    """Coefficients with their intervals around 0: a clear one as a filled dot on a strong line, an unclear one as a ring on a faint one.
    The numbers stand in a column to the right.

    headings: what lies left and right of 0. zero: the number 0 in words.
    """
    reach = 1.1 * max(SMALLEST_REACH, *(abs(end) for link in links for end in (link.low, link.high)))
    shapes = [svg.words("heading", 0, 12, headings[0]), svg.words("heading", NUMBERS_FROM, 12, headings[1], anchor="last")]
    top: float = HEADER
    for link in links:
        shapes += _link(link, reach, top)
        top += LABEL + ROW
    shapes.insert(0, svg.line("centre", NUMBERS_FROM / 2, HEADER - 4, top + 4))
    shapes.append(svg.words("axis", NUMBERS_FROM / 2, top + 20, zero, anchor="centred"))
    return svg.picture(shapes, top + AXIS, told)


SMALLEST_REACH: Final = 0.5
"""The coefficient that a picture has room for at least on either side of 0, so that weak associations look weak."""

NUMBERS_FROM: Final = 84
"""Per cent of the width that a picture of associations has for intervals; the rest is the numbers' column."""


def small_bands(parts: Parts, extent: Extent, told: Picture) -> Markup:
    """The three bands as a bare bar, for a sentence that says the number."""
    shapes = [svg.line("rail", extent.place(0), 0, SMALL)]
    shapes += [_segment(segment, 4, SMALL - 8) for segment in diverging(parts, extent)]
    return svg.picture(shapes, SMALL, told)


def small_mean(mark: Mark, axis: Ends, told: Picture) -> Markup:
    """A mean as a bare mark on its axis, for a sentence that says the number."""
    shapes = [*_zones(axis, 0, SMALL), _rail(SMALL / 2), svg.mark(str(mark.whose), 100 * mark.place, SMALL / 2)]
    return svg.picture(shapes, SMALL, told)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: where it begins and how wide it is in per cent of the picture, its share, its shade."""

    start: float
    width: float
    share: int
    shade: str


def _sides(parts: Parts) -> tuple[float, float]:
    """Per cent left and right of the middle, which cuts the middle band in two."""
    left = sum(share for share, band in parts if band is Band.CHALLENGE) + sum(share for share, band in parts if band is Band.MIDDLE) / 2
    return left, sum(share for share, _ in parts) - left


def diverging(parts: Parts, extent: Extent) -> Iterator[Segment]:
    """Segments around the middle."""
    edge = -_sides(parts)[0]
    for (share, _), shade in zip(parts, _shades(parts), strict=True):
        yield Segment(extent.place(edge), extent.place(edge + share) - extent.place(edge), share, shade)
        edge += share


def plain(parts: Parts) -> Iterator[Segment]:
    """Segments from the left, 100 per cent over the whole width, darker towards the last."""
    edge = 0
    for index, (share, _) in enumerate(parts):
        shade = "neutral" if index == 0 else "plain" if index == len(parts) - 1 else "plain-mild"
        yield Segment(edge, share, share, shade)
        edge += share


def _shades(parts: Parts) -> Iterator[str]:
    """The kind of each part: neutral in the middle band, and in the others the stronger half towards the end."""
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


def _of(kind: str, whose: Whose) -> str:
    """The unit's own words are the strongest."""
    return f"{kind} own" if whose is Whose.OWN else kind


def _headings(headings: Sequence[str], place: float, margin: int) -> Iterator[str]:
    challenge, middle, favourable = headings
    yield svg.words("heading", 0, 12, challenge, dx=-margin)
    yield svg.words("heading", place, 12, middle, anchor="centred", wide=True)
    yield svg.words("heading", 100, 12, favourable, anchor="last", dx=margin)


def _band_bar(stack: Stack, extent: Extent, top: float, height: float) -> Iterator[str]:
    segments = list(diverging(stack.parts, extent))
    yield from (_segment(segment, top, height) for segment in segments)
    baseline = top + height / 2 + 5
    first, middle, last = segments
    yield svg.words(_of("end", stack.whose), first.start, baseline, stack.ends[0], anchor="last", dx=-6)
    yield svg.words(_of("end", stack.whose), last.start + last.width, baseline, stack.ends[1], dx=6)
    if stack.whose is Whose.OWN:
        yield _number(middle, _INSET_ROOM, top, height)


def _segment(segment: Segment, top: float, height: float) -> str:
    return svg.box(segment.shade, segment.start, segment.width, top, height) if segment.share else ""


def _number(segment: Segment, room: _Room, top: float, height: float) -> str:
    """The share inside its segment: always, on wide screens only, or not at all, as it fits."""
    needed = DIGIT * len(str(segment.share)) + MARGINS
    if segment.width * room.screen < needed:
        return ""
    wide = segment.width * room.phone < needed
    place = segment.start + segment.width / 2
    return svg.words(f"on-{segment.shade}", place, top + height / 2 + 5, str(segment.share), anchor="centred", wide=wide)


def _zones(axis: Ends, top: float, foot: float) -> Iterator[str]:
    challenge, favourable = 100 * axis.challenge, 100 * axis.favourable
    yield svg.box("zone-challenge", 0, challenge, top, foot - top)
    yield svg.box("zone-favourable", favourable, 100 - favourable, top, foot - top)


def _ticks(axis: Ends, foot: float) -> Iterator[str]:
    for place, label in axis.ticks:
        anchor = "last" if place == 1 else "first" if place == 0 else "centred"
        yield svg.line("tick", 100 * place, foot, foot + 5)
        yield svg.words("axis", 100 * place, foot + 20, label, anchor=anchor)


def _change(marks: Sequence[Mark], centres: Sequence[float]) -> Iterator[str]:
    """From the unit's own mean to the earlier one, where they stand beside each other."""
    for (own, top), (before, foot) in pairwise(zip(marks, centres, strict=True)):
        if before.whose is Whose.PREVIOUS:
            yield svg.line("change", 100 * own.place, top, foot, to=100 * before.place)


def _mark(mark: Mark, middle: float) -> Iterator[str]:
    """The mark on its interval, and its number beside both, where there is more room."""
    left, right = mark.span or (mark.place, mark.place)
    if mark.span is not None:
        kind = "span" if mark.whose is Whose.OWN else "span faint"
        yield svg.line(kind, 100 * left, middle, middle, to=100 * right)
    yield svg.mark(str(mark.whose), 100 * mark.place, middle)
    left, right = 100 * min(left, mark.place), 100 * max(right, mark.place)
    yield _beside(_of("end", mark.whose), left, right, middle, mark.value, turned=right > 75)


def _beside(kind: str, left: float, right: float, middle: float, said: str, *, turned: bool) -> str:
    """Words right of what is drawn, or left of it."""
    return svg.words(kind, left if turned else right, middle + 5, said, anchor="last" if turned else "first", dx=-13 if turned else 13)


def _link(link: Link, reach: float, top: float) -> Iterator[str]:
    clear = link.strength is Strength.CLEAR
    middle = top + LABEL + ROW / 2 - 5
    place, left, right = (NUMBERS_FROM * (1 + value / reach) / 2 for value in (link.coefficient, link.low, link.high))
    yield svg.words("label own over" if clear else "label over", 0, top + LABEL - 6, link.label)
    yield svg.line("rail", 0, middle, middle, to=NUMBERS_FROM)
    yield svg.line("span" if clear else "span faint", left, middle, middle, to=right)
    yield svg.mark(str(link.strength), place, middle)
    yield svg.words("end own" if clear else "end", 100, middle + 5, link.value, anchor="last")


def _rail(middle: float) -> str:
    return svg.line("rail", 0, middle, middle, to=100)
