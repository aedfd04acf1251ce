"""Pictures of unit trees as SVG: what each unit shows, and below it which hidden units can be told together, and how.

Nothing hangs on colour: every box says its state in words, all figures are on a filled box, a mean alone on a light one, a hidden unit has
a dashed edge; what a reader may compute of too few people is black on its line. The pictures follow the reader's light or dark setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

BOX_WIDTH: Final = 136
BOX_HEIGHT: Final = 62
ACROSS: Final = 18
DOWN: Final = 40
LANE: Final = 40
ASIDE: Final = 12
"""How far the lines of one lane stand aside from those of the lane above it."""
MARGIN: Final = 24
LETTER: Final = 6.7
"""The width of a letter of the labels, roughly; wide enough for any sans-serif."""

STYLE: Final = """
  .paper { fill: #fff }
  .edge { stroke: #8a949c; fill: none; stroke-width: 1.5 }
  .full { fill: #0f5c66; stroke: #0f5c66 }
  .mean { fill: #d7ebed; stroke: #0f5c66; stroke-width: 1.5 }
  .hidden { fill: #f3f4f5; stroke: #6b747b; stroke-width: 1.5; stroke-dasharray: 5 4 }
  text { font-family: Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1c2429; text-anchor: middle }
  .name { font-size: 14px; font-weight: 600 }
  .small { font-size: 12px }
  .on-full { fill: #fff }
  .on-hidden { fill: #4a535a }
  .part { stroke: #4a535a; fill: none; stroke-width: 1.5 }
  .pill { fill: #fff; stroke: #4a535a; stroke-width: 1.5 }
  .exposed.part { stroke: #1c2429; stroke-width: 3 }
  .exposed.pill { fill: #1c2429; stroke: #1c2429 }
  .on-exposed { fill: #fff; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14191d }
    text { fill: #e8ecee }
    .edge { stroke: #75818a }
    .full { fill: #7fd0da; stroke: #7fd0da }
    .mean { fill: #1d3b40; stroke: #7fd0da }
    .hidden { fill: #1d2429; stroke: #97a3ab }
    .on-full { fill: #0b2a2e }
    .on-hidden { fill: #b9c3c9 }
    .part { stroke: #b9c3c9 }
    .pill { fill: #14191d; stroke: #b9c3c9 }
    .exposed.part { stroke: #fff }
    .exposed.pill { fill: #fff; stroke: #fff }
    .on-exposed { fill: #14191d }
  }
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A unit. parent: its position among the boxes, None for the first. kind: `full`, `mean` or `hidden`. lines: words below the name."""

    name: str
    parent: int | None
    kind: str
    lines: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Comb:
    """Cells that can be told together: their positions among the boxes, how, and whether they are too few."""

    cells: tuple[int, ...]
    label: str
    exposed: bool


def picture(title: str, description: str, boxes: Sequence[Box], combs: Sequence[Comb]) -> str:
    """The tree as an SVG document. Boxes are in pre-order."""
    places = layout(boxes)
    depth = max(y for _, y in places) + BOX_HEIGHT
    rows = lanes([span(comb, places) for comb in combs])
    left = min([MARGIN, *(span(comb, places)[0] for comb in combs)]) - MARGIN
    right = max([*(x + BOX_WIDTH for x, _ in places), *(span(comb, places)[1] for comb in combs)]) + MARGIN
    height = depth + MARGIN + (LANE * (max(rows) + 1) if rows else 0)
    drawn = [
        *(edge(places[box.parent], place) for box, place in zip(boxes, places, strict=True) if box.parent is not None),
        *(line for comb, row in zip(combs, rows, strict=True) for line in comb_lines(comb, row, depth, places)),
        *(line for comb, row in zip(combs, rows, strict=True) for line in pill_lines(comb, row, depth, places)),
        *(line for box, place in zip(boxes, places, strict=True) for line in box_lines(box, place)),
    ]
    width = right - left
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} 0 {width:g} {height}" width="{width:g}" height="{height}" '
            'role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(description)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" x="{left:g}" y="0" width="{width:g}" height="{height}" rx="12"/>',
            *drawn,
            "</svg>\n",
        )
    )


def layout(boxes: Sequence[Box]) -> list[tuple[float, int]]:
    """The left upper corner of each box: leaves side by side in their order, every other box above the middle of those below it."""
    children: Mapping[int, list[int]] = {number: [] for number in range(len(boxes))}
    level = [0] * len(boxes)
    for number, box in enumerate(boxes):
        if box.parent is not None:
            children[box.parent].append(number)
            level[number] = level[box.parent] + 1
    left = [0.0] * len(boxes)
    leaves = [number for number in range(len(boxes)) if not children[number]]
    for column, number in enumerate(leaves):
        left[number] = MARGIN + column * (BOX_WIDTH + ACROSS)
    for number in reversed(range(len(boxes))):
        if children[number]:
            left[number] = (left[children[number][0]] + left[children[number][-1]]) / 2
    return [(x, MARGIN + row * (BOX_HEIGHT + DOWN)) for x, row in zip(left, level, strict=True)]


def middle(place: tuple[float, int]) -> float:
    return place[0] + BOX_WIDTH / 2


def span(comb: Comb, places: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """From where to where a comb reaches, its label included."""
    ends = [middle(places[cell]) for cell in comb.cells]
    centre, half = (min(ends) + max(ends)) / 2, pill_width(comb) / 2
    return min(*ends, centre - half), max(*ends, centre + half)


def pill_width(comb: Comb) -> float:
    return len(comb.label) * LETTER + 24


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A row for each comb, so that no two in a row meet."""
    rows: list[int] = []
    for number, (start, end) in enumerate(spans):
        taken = {rows[other] for other in range(number) if start < spans[other][1] + 8 and spans[other][0] < end + 8}
        rows.append(next(row for row in range(number + 1) if row not in taken))
    return rows


def edge(above: tuple[float, int], below: tuple[float, int]) -> str:
    start, end = above[1] + BOX_HEIGHT, below[1]
    half = (start + end) / 2
    return f'<path class="edge" d="M{middle(above):g} {start} V{half:g} H{middle(below):g} V{end}"/>'


def box_lines(box: Box, place: tuple[float, int]) -> Iterator[str]:
    x, y = place
    yield f'<rect class="{box.kind}" x="{x:g}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="10"/>'
    for words, kind, down in ((box.name, "name", 22), (box.lines[0], "small", 39), (box.lines[1], "small", 54)):
        yield f'<text class="{kind} on-{box.kind}" x="{middle(place):g}" y="{y + down}">{escape(words)}</text>'


def comb_lines(comb: Comb, row: int, depth: int, places: Sequence[tuple[float, int]]) -> Iterator[str]:
    """A line down from each cell, and the line that joins them."""
    kind, y = f"{'exposed ' if comb.exposed else ''}part", lane_middle(row, depth)
    feet = [middle(places[cell]) + ASIDE * row for cell in comb.cells]
    for cell, x in zip(comb.cells, feet, strict=True):
        yield f'<path class="{kind}" d="M{x:g} {places[cell][1] + BOX_HEIGHT} V{y}"/>'
    yield f'<path class="{kind}" d="M{min(feet):g} {y} H{max(feet):g}"/>'


def pill_lines(comb: Comb, row: int, depth: int, places: Sequence[tuple[float, int]]) -> Iterator[str]:
    """The label in the middle of the joining line."""
    start, end = span(comb, places)
    centre, width, y = (start + end) / 2 + ASIDE * row, pill_width(comb), lane_middle(row, depth)
    kind, words = ("exposed pill", "small on-exposed") if comb.exposed else ("pill", "small")
    yield f'<rect class="{kind}" x="{centre - width / 2:g}" y="{y - 13}" width="{width:g}" height="26" rx="13"/>'
    yield f'<text class="{words}" x="{centre:g}" y="{y + 4}">{escape(comb.label)}</text>'


def lane_middle(row: int, depth: int) -> int:
    return depth + LANE * (row + 1) - 8
