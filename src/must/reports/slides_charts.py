"""The charts of the slides: PowerPoint's own, so that people can copy, restyle and read them with the programs they have.

**Bars are stacked to 100 per cent and not spread around the middle** as on the web. A diverging chart would need a workbook with negative
shares and blind parts, and whoever opens "Edit data" would find figures that nobody published. The order is the same: a potential challenge
to the left, what is favourable to the right, stronger shades towards the ends.

A part's number stands in it where there is room. The chart's words hold all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from must.reports.content import Association, Axis, Band, ItemShares, Part, Picture, Whose
from must.reports.slides_workbook import chart_workbook


class Kind(StrEnum):
    """stacked: parts of a whole, a bar each. bars: one bar each. dots: marks over their category, on an upright axis."""

    STACKED = "stacked"
    BARS = "bars"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Series:
    """A column of figures. fill: its colour. ink: of its numbers; None leaves them out. marker: of its dots. spread: how far the interval
    around each figure reaches down and up."""

    name: str
    values: tuple[float | None, ...]
    fill: str
    ink: str | None = None
    marker: str = "circle"
    spread: tuple[tuple[float, float], ...] = ()

    @property
    def points(self) -> list[tuple[int, float]]:
        """The figures that there are, each with its place."""
        return [(index, value) for index, value in enumerate(self.values) if value is not None]


@dataclass(frozen=True, slots=True)
class Scale:
    """The figures' axis. shown: with numbers and lines, `step` apart. turned: its low end is the upper one."""

    low: float
    high: float
    step: float
    number_format: str = "0"
    shown: bool = True
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. inner: the place of the bars in it, as parts of its width and height: left, top, width, height. named: whether
    the categories' names stand beside the bars. size: of these names, in points. gap: between bars, in per cent of a bar.

    Raises ValueError for a series that isn't as long as the categories.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    picture: Picture
    inner: tuple[float, float, float, float]
    number_format: str = "0"
    axis: Scale | None = None
    legend: bool = False
    named: bool = True
    size: int = 16
    gap: int = 45

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError("a series has as many figures as there are categories")

    def workbook(self) -> bytes:
        """The workbook of its figures."""
        return chart_workbook(self.categories, ((one.name, one.values) for one in self.series))


# A number under four per cent has no room in its part. A condition of the number's format and not a label taken away: it stays right
# when somebody edits the figures.
ROOMY: Final = '[<4]"";0'

ENDS: Final = 1.95
"""Inches beside a chart of means: for the names of the ends of its axis."""

Means = tuple[str, tuple[float | None, ...]]
"""Whose they are, in words, and one for each factor."""

PLAIN_MILD: Final = "folHlink"
"""The theme's place for visited links, of which a deck has none: a grey for what has no band."""

SHADES: Final = {
    (Band.CHALLENGE, True): ("accent2", "bg1"),
    (Band.CHALLENGE, False): ("accent3", "tx1"),
    (Band.MIDDLE, True): ("accent4", "tx1"),
    (Band.FAVOURABLE, False): ("accent5", "tx1"),
    (Band.FAVOURABLE, True): ("accent6", "bg1"),
}
"""A band's colour and its numbers': the strong shade and the mild one."""


def bands_chart(
    rows: Sequence[tuple[str, tuple[int, int, int]]], names: Sequence[str], picture: Picture, left: float, *, named: bool = True
) -> Chart:
    """The three bands, a bar for each row. names: of the bands. left: the part of the width that the rows' names have."""
    columns = zip(*(bands for _, bands in rows), strict=True)
    parts = zip(names, columns, Band, strict=True)
    series = tuple(Series(name, values, *SHADES[band, True]) for name, values, band in parts)
    return Chart(Kind.STACKED, tuple(label for label, _ in rows), series, picture, (left, 0, round(1 - left, 3), 1), ROOMY, named=named)


def items_chart(items: Sequence[ItemShares], picture: Picture, left: float) -> Chart:
    """The answers to items with the same options in the same order."""
    first = items[0].parts
    columns = zip(*([part.share for part in item.parts] for item in items), strict=True)
    series = tuple(Series(part.label, values, *shade) for part, values, shade in zip(first, columns, shades(first), strict=True))
    return Chart(Kind.STACKED, tuple(item.text for item in items), series, picture, (left, 0, round(1 - left, 3), 1), ROOMY, size=14)


def shades(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Each part's colour and its number's: the stronger half of a band towards its end; without bands, from light to dark."""
    bands = [part.band for part in parts]
    for index, band in enumerate(bands):
        if band is None:
            yield ("accent4", "tx1") if index == 0 else ("tx1", "bg1") if index == len(bands) - 1 else (PLAIN_MILD, "tx1")
        else:
            alike = [other for other, beside in enumerate(bands) if beside is band]
            from_end = alike.index(index) if band is Band.CHALLENGE else len(alike) - 1 - alike.index(index)
            yield SHADES[band, band is Band.MIDDLE or 2 * from_end < len(alike)]


MARKS: Final = {Whose.PREVIOUS: "circle", Whose.ENTERPRISE: "diamond", Whose.PARENT: "square", Whose.OTHERS: "triangle"}
"""What a unit's mean is drawn beside, the first of them that there is, each with a shape of its own as on the web. More than one would
lie on top of each other: means differ by tenths. The table has all of them."""


def drawn_beside(series: Mapping[Whose, Means]) -> list[Whose]:
    """Whose mean a unit's is drawn beside, if any is there."""
    return [whose for whose in MARKS if whose in series][:1]


def means_scale(axes: Sequence[Axis], ends: tuple[str, str]) -> Scale:
    """The scale of factors that have their challenging end on the same side. ends: what the two are called, the challenging one first; they
    stand on the axis itself, so that a chart that is copied elsewhere still tells them.

    Raises ValueError where the sides differ: then they need a chart each.
    """
    (turned,) = {axis.high_is_challenge for axis in axes}
    low, high = min(axis.low for axis in axes), max(axis.high for axis in axes)
    at_low, at_high = ends[::-1] if turned else ends
    return Scale(low, high, 1, f'[={low}]"{at_low} "0;[={high}]"{at_high} "0;0', turned=turned)


def means_chart(
    names: Sequence[str],
    series: Mapping[Whose, Means],
    scale: Scale,
    picture: Picture,
    *,
    width: float,
    height: float,
    pattern: str,
    alone: bool = True,
) -> Chart:
    """Means as dots over their factors: the unit's own large and with its number, and a smaller one in front of it. pattern: of its
    number (`Wording.means_format`). width, height: of the chart in inches, of which the axis, the legend and the factors' names need
    the same however few are left for the dots. alone: with a legend, for which charts beside each other have no room."""
    top, left = (0.45 if alone else 0.15) / height, ENDS / width
    dots = 1 - top - 0.6 / height
    own = Series(*series[Whose.OWN], fill="tx1", ink="tx1")
    beside = [Series(*series[whose], fill=PLAIN_MILD, marker=MARKS[whose]) for whose in drawn_beside(series)]
    inner = (round(left, 3), round(top, 3), round(0.99 - left, 3), round(dots, 3))
    return Chart(Kind.DOTS, tuple(names), (own, *beside), picture, inner, pattern, scale, legend=alone, size=16 if alone else 14)


def shares_chart(names: Sequence[str], label: str, shares: tuple[int | None, ...], picture: Picture, *, percent: str, left: float) -> Chart:
    """Shares of those whom something concerns, a bar each. label: whose they are. percent: the format of a share."""
    inner = (left, 0, round(1 - left, 3), 1)
    series = (Series(label, shares, "tx1", "tx1"),)
    return Chart(Kind.BARS, tuple(names), series, picture, inner, percent, Scale(0, 100, 25, shown=False))


def coefficients_chart(
    name: str, associations: Sequence[Association], picture: Picture, scale: Scale, *, left: float, foot: float
) -> Chart:
    """Coefficients as bars from none, each with its interval. left, foot: the parts of the width that the factors' names have, and of the
    height that the axis has."""
    spread = tuple((round(one.coefficient - one.low, 6), round(one.high - one.coefficient, 6)) for one in associations)
    series = Series(name, tuple(one.coefficient for one in associations), PLAIN_MILD, spread=spread)
    inner = (left, 0, round(1 - left - 0.02, 3), round(1 - foot, 3))
    return Chart(Kind.BARS, tuple(one.name for one in associations), (series,), picture, inner, "0.0", scale, gap=90)
