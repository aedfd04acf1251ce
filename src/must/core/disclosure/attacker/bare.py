"""What a bare threshold gives away: every unit with enough answers is shown, as most survey tools do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from must.core.disclosure.attacker.findings import Level, Recovered
from must.core.disclosure.attacker.groups import small_groups, sums_of_families
from must.core.disclosure.attacker.published_tree import NOWHERE, Marks, PublishedTree, Whole
from must.core.disclosure.attacker.tallies import TopicCounts
from must.core.organisation.tree import UnitTree


def groups_left(parent: Whole, people: Whole, shown: Marks, k: int) -> list[int]:
    """The sizes of groups of fewer than k people, no two with a person in common, that follow from what is shown of a tree; smallest first.

    parent: int64 [nodes], −1 for the root; parents come before their children. people: directly at each node, int64 [nodes]. shown: bool
    [nodes]; of such a node the sum over itself and all below it is known.
    """
    tree = PublishedTree(codes=tuple(map(str, range(len(parent)))), parent=parent, home={})
    sums = sums_of_families(people, tree.nearest(shown)[:, np.newaxis])
    return [int(sums.people[list(group)].sum()) for group in small_groups(sums, k)]


def bare_threshold(
    units: UnitTree, rests: PublishedTree, places: Iterable[str], counts: Iterable[TopicCounts], k: int
) -> Iterator[Recovered]:
    """What is left, topic by topic, when every unit of the unit file with k answers or more is shown.

    rests: where a place that is no unit belongs. counts: by place, in the order of `places`.
    """
    number = {code: position for position, code in enumerate(units.units)}
    parent = np.array([NOWHERE if unit.parent is None else number[unit.parent] for unit in units.units.values()], dtype=np.int64)
    at = np.array([number[place if place in number else _unit_of(place, rests)] for place in places], dtype=np.int64)
    tree = PublishedTree(codes=tuple(units.units), parent=parent, home={})
    for topic in counts:
        people = topic.by_place.grouped(at, len(parent)).n
        sizes = groups_left(parent, people, tree.below(people) >= k, k)
        yield Recovered(topic=topic.topic.id, level=Level.MEAN, k=k, smallest=min(sizes, default=None), groups=len(sizes))


def _unit_of(rest: str, tree: PublishedTree) -> str:
    return tree.codes[int(tree.parent[tree.home[rest]])]
