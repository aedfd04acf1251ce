"""Response rates, only as finely as R6 permits: in bands, and only bands that together force nothing.

Forced means: everybody who knows the tree, how many were invited, all bands and all shown cells can work out that nobody, or everybody, in
a unit or rest has answered. It is enough to look at cells: of a bigger group nobody (or everybody) answered where that holds of each cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final, Self

from must.core.disclosure.grid import Grid, NodeKind
from must.core.disclosure.rules import Rules

_EVEN_WIDTHS: Final = (5, 10, 20, 25, 50)
"""Widths in percentage points that cut 0–100 evenly with whole ends."""


class ParticipationTold(ValueError):
    """The shown cells alone, without any rate, say of these nodes (codes) that everybody answered. The mask has to hide more."""

    def __init__(self, nodes: tuple[str, ...]) -> None:
        super().__init__("the shown cells say that everybody answered")
        self.nodes = nodes


@dataclass(frozen=True, slots=True)
class RateBand:
    """A band of a response rate. label: in per cent, as it is shown. low, high: the fewest and the most that may have answered."""

    label: str
    low: int
    high: int

    @property
    def people(self) -> range:
        return range(self.low, self.high + 1)


def rate_bands(invited: int, rules: Rules) -> tuple[RateBand, ...]:
    """The bands of a group's response rate, from the lowest: `<5`, `5–9`, …, `≥95`. None at all where the group is too small.

    A band is at least as wide as `rules.participation.width` points and as `rules.ordinary.full` people. So everybody and nobody having
    answered look like all else in the outermost bands.
    """
    width = _width(invited, rules)
    if width is None:
        return ()
    starts = [-(-invited * edge // 100) for edge in range(0, 100, width)]  # the least number of people that makes the edge, or more
    ends = [start - 1 for start in starts[1:]] + [invited]
    return tuple(RateBand(_label(width, number), low, high) for number, (low, high) in enumerate(zip(starts, ends, strict=True)))


def participations(grid: Grid, answered: Sequence[int], least: Sequence[int], rules: Rules) -> tuple[str | None, ...]:
    """The band of each node's response rate, in the order of the nodes; None for rests, and where none may be shown.

    answered: how many answered anything. least: how many answered at least, as far as the shown cells tell, the most over all topics: all
    respondents of a topic where everything is shown, else `numbers.Number.least`. Both by node with its subtree.

    Rates are taken in one by one, those of large units first. One is left out when any of the bands that it might turn out to be in, as
    far as anybody knows from the cells and from the rates before it, would force something. What is left out is thus decided by what is
    shown, never by the number that it hides; so that it is left out tells nothing of that, not even to whoever has read this. (At most it
    tells the `least` of a cell that shows everything, where its shares fit several numbers: that number is taken to be known anyway.)

    Only the first and the last of these possible bands need a look, and they only where they leave a single number. Let the unit's number
    be t: the fewest who can have answered in a cell are a convex function of t, since the known numbers are sums over nested groups. A
    convex function that isn't everybody throughout is everybody at an end at most. In the same way the most who can have are concave.

    A unit of the same people as its parent (its only child) has its parent's band, which spares deep chains the looking.
    Raises ParticipationTold; ValueError for numbers that contradict each other.
    """
    known = _Known.of(grid, least)
    if told := [node.code for node, (low, _) in zip(grid.nodes, known.everywhere(), strict=True) if 0 < node.invited <= low]:
        raise ParticipationTold(tuple(told))
    shown: list[str | None] = [None] * len(grid.nodes)
    for position in _units_by_size(grid):
        if position and known.invited[position] == known.invited[known.parent[position]]:
            shown[position] = shown[known.parent[position]]
            continue
        bands = rate_bands(known.invited[position], rules)
        if bands and not _might_force(known, position, bands):
            band = next(each for each in bands if answered[position] in each.people)
            known.narrow(position, band.low, band.high)
            shown[position] = band.label
    return tuple(shown)


def _width(invited: int, rules: Rules) -> int | None:
    if invited < rules.participation.minimum:
        return None
    wide_enough = (width for width in _EVEN_WIDTHS if width >= rules.participation.width and width * invited >= 100 * rules.ordinary.full)
    return next(wide_enough, None)


def _label(width: int, number: int) -> str:
    if number == 0:
        return f"<{width}"
    start = number * width
    return f"≥{start}" if start + width == 100 else f"{start}–{start + width - 1}"


def _units_by_size(grid: Grid) -> list[int]:
    """The positions of the units, the largest first, a unit after its parent."""
    units = [position for position, node in enumerate(grid.nodes) if node.kind is NodeKind.UNIT]
    return sorted(units, key=lambda position: -grid.nodes[position].invited)  # stable, and pre-order before


def _might_force(known: _Known, position: int, bands: Sequence[RateBand]) -> bool:
    low, high = known.possible(position)
    first = next(band for band in bands if low in band.people)
    last = next(band for band in bands if high in band.people)
    single = {number for number, alone in ((low, min(first.high, high) == low), (high, max(last.low, low) == high)) if alone}
    return low != high and any(known.would_force(position, number) for number in single)


@dataclass(slots=True, eq=False)
class _Known:
    """What anybody can know of how many answered in each node, nodes in pre-order.

    low, high: the fewest and the most, as far as the node itself and what is below it tell; every number between is possible.
    sum_low, sum_high: those of the nodes directly below, added.

    Intervals are all there is to know, exactly: each known number is that of a node with its subtree, subtrees are nested or apart, and
    sums of whole numbers that run freely through intervals run through an interval themselves. So an interval upwards from the cells, cut
    by what is known of each node, is what can be there; and from the enterprise downwards, a node can have what its parent can, less
    what its siblings can.
    """

    parent: list[int]
    invited: list[int]
    low: list[int]
    high: list[int]
    sum_low: list[int]
    sum_high: list[int]

    @classmethod
    def of(cls, grid: Grid, least: Sequence[int]) -> Self:
        place = {node.code: position for position, node in enumerate(grid.nodes)}
        parent = [-1 if node.parent is None else place[node.parent] for node in grid.nodes]
        invited = [node.invited for node in grid.nodes]
        known = cls(parent, invited, list(least), list(invited), [0] * len(parent), [0] * len(parent))
        for position in range(len(parent) - 1, 0, -1):
            known.low[position] = max(known.low[position], known.sum_low[position])
            known.sum_low[parent[position]] += known.low[position]
            known.sum_high[parent[position]] += known.high[position]
        known.low[0] = max(known.low[0], known.sum_low[0])
        if any(low > high for low, high in zip(known.low, known.high, strict=True)):
            raise ValueError("more have answered than were invited")
        return known

    def narrow(self, position: int, low: int, high: int) -> None:
        """Take in that so many answered in a node. Raises ValueError where that contradicts what is known."""
        while True:
            up, down = max(low, self.low[position]) - self.low[position], self.high[position] - min(high, self.high[position])
            if not up and not down:
                return
            self.low[position] += up
            self.high[position] -= down
            if self.low[position] > self.high[position]:
                raise ValueError("numbers of answers contradict each other")
            position = self.parent[position]
            if position < 0:
                return
            self.sum_low[position] += up
            self.sum_high[position] -= down
            low, high = self.sum_low[position], self.sum_high[position]

    def possible(self, position: int) -> tuple[int, int]:
        """The fewest and the most who can have answered in a node, by everything that is known anywhere."""
        path = [position]
        while path[-1]:
            path.append(self.parent[path[-1]])
        low, high = self.low[0], self.high[0]
        for each in reversed(path[:-1]):
            low, high = self._within(each, low, high)
        return low, high

    def everywhere(self) -> Iterator[tuple[int, int]]:
        """`possible` of each node, in order."""
        found: list[tuple[int, int]] = []
        for position, above in enumerate(self.parent):
            found.append(self._within(position, *found[above]) if position else (self.low[0], self.high[0]))
            yield found[-1]

    def would_force(self, position: int, number: int) -> bool:
        """Whether something were forced, were a node's number known."""
        then = copy(self)
        then.low, then.high = self.low.copy(), self.high.copy()
        then.sum_low, then.sum_high = self.sum_low.copy(), self.sum_high.copy()
        then.narrow(position, number, number)
        return any(invited and (not high or low == invited) for invited, (low, high) in zip(self.invited, then.everywhere(), strict=True))

    def _within(self, position: int, low: int, high: int) -> tuple[int, int]:
        """What is possible for a node when it is low to high for its parent."""
        above = self.parent[position]
        return (
            max(self.low[position], low - self.sum_high[above] + self.high[position]),
            min(self.high[position], high - self.sum_low[above] + self.low[position]),
        )
