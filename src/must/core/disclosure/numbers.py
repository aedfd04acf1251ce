"""Numbers of respondents, only as finely as R6 permits: what each cell of a topic says of how many answered.

Below the enterprise a number is a least one, `20–`. Upper ends there would have to be checked across all topics and rates together: of 151
people, 100 or more in all and at most 49 in one unit leave the other unit of 51 nobody who abstained. The enterprise's number may have
an upper end or be exact; it limits nobody but those of one topic, so it is enough to compare it with the least numbers below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid
from must.core.disclosure.rules import Rules
from must.core.disclosure.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell says of its number of respondents.

    exact: the number itself; band: else its band, `20–29` or, without an upper end, `20–`. Neither where the cell shows less than that.
    least: how many there are at least by that, whoever reads the cell, with the rules in hand: 0 where it is hidden. Where everything is
    shown, the shares may tell the exact number besides (see `publishing`).
    """

    exact: int | None = None
    band: str | None = None
    least: int = 0


_FULL: Final[Mapping[TopicClass, Callable[[Rules], int]]] = {
    TopicClass.ORDINARY: lambda rules: rules.ordinary.full,
    TopicClass.SENSITIVE: lambda rules: rules.sensitive.full,
}
"""How many respondents a cell that shows everything has at least. A class that never does so isn't there."""


def numbers(topic_class: TopicClass, n: Sequence[int], mask: Sequence[Visibility], grid: Grid, rules: Rules) -> tuple[Number, ...]:
    """What the cells of a topic say of their numbers, in the order of the grid's nodes.

    n: respondents of the topic in each node with its subtree. mask: what each node shows.

    The enterprise's number is exact where it may be (`exact_number`), else a band. It has an upper end only where that leaves room for one
    more than the least numbers below it add up to: otherwise whoever adds them up knows that nobody else answered.
    Raises ValueError for a shown cell of fewer than its rule's people, or of so few invited that everybody in it must have answered.
    """
    told = [_below(topic_class, *each, rules) for each in zip(n, mask, (node.invited for node in grid.nodes), strict=True)]
    if mask[0] is Visibility.FULL:
        told[0] = _enterprise(told[0].least, n[0], grid.root.invited, _least_below(grid, told), rules)
    return tuple(told)


def exact_number(n: int, invited: int, rules: Rules) -> int | None:
    """The enterprise's exact number of respondents, where so many answered and so many didn't that nobody's choice shows; else None."""
    return n if n >= rules.counts.exact and invited - n >= rules.ordinary.full else None


def band_of(n: int, invited: int, rules: Rules) -> tuple[int, int | None]:
    """The band that a number of respondents lies in: where it begins, and where it ends, None where it is open.

    Bands merge towards the number invited: besides the first, only those are used that begin `rules.ordinary.full` people or more below it.
    So none says that nearly everybody answered: 30 of 30 are `20–49`. The last band in use ends where one ends that reaches the invited.
    Raises ValueError for a number below the first band or above the invited, and where `rules.ordinary.full` were invited or fewer: to be
    shown at all would say that everybody answered.
    """
    if invited <= rules.ordinary.full:
        raise ValueError("a number among so few would say that everybody answered")
    first, *others = rules.counts.bands
    if not first <= n <= invited:
        raise ValueError("no band holds that number")
    start = max([first, *(start for start in others if start <= min(n, invited - rules.ordinary.full))])
    ends = (later - 1 for later in others if later > n and (later <= invited - rules.ordinary.full or later > invited))
    return start, next(ends, None)


def is_band(band: str, rules: Rules) -> bool:
    """Whether there is a number of invited and of respondents that has this band, `20–29` or `20–` (see `band_of`)."""
    start, _, end = band.partition("–")
    begins = [one for one in rules.counts.bands if start == str(one)]
    return bool(begins) and (not end or any(end == str(later - 1) for later in rules.counts.bands if later > begins[0]))


def _below(topic_class: TopicClass, n: int, visibility: Visibility, invited: int, rules: Rules) -> Number:
    if visibility is Visibility.MEAN:
        return Number(least=_checked(rules.ordinary.mean, n, invited))
    if visibility is not Visibility.FULL:
        return Number()
    start, _ = band_of(n, invited, rules)
    return Number(band=f"{start}–", least=_checked(max(start, _FULL[topic_class](rules)), n, invited))


def _checked(least: int, n: int, invited: int) -> int:
    if n < least or invited <= least:
        raise ValueError("a cell is shown of too few, or where everybody must have answered")
    return least


def _enterprise(least: int, n: int, invited: int, least_below: int, rules: Rules) -> Number:
    exact = exact_number(n, invited, rules)
    if exact is not None and exact > least_below:
        return Number(exact=exact, least=exact)
    start, end = band_of(n, invited, rules)
    return Number(band=f"{start}–{end if end is not None and end > least_below else ''}", least=least)


def _least_below(grid: Grid, told: Sequence[Number]) -> int:
    """How many respondents the cells below the enterprise add up to at least."""
    place = {node.code: position for position, node in enumerate(grid.nodes)}
    added = [0] * len(told)
    for position in range(len(told) - 1, 0, -1):
        added[place[str(grid.nodes[position].parent)]] += max(told[position].least, added[position])
    return added[0]
