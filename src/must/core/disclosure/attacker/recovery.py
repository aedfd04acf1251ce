"""R3 and R4: the sets of people whose sums follow from what is shown; too small ones, and those of whom too much is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from must.core.disclosure.attacker.findings import Finding, Leak, Level, Recovered
from must.core.disclosure.attacker.groups import small_groups, sums_of_families
from must.core.disclosure.attacker.tallies import Counted, Marks, TopicCounts, Whole
from must.core.disclosure.attacker.views import View, levels_of
from must.core.disclosure.rules import AttributeRule, Rules


def recover(view: View, rules: Rules) -> Iterator[tuple[Recovered, list[Finding]]]:
    """Level by level, the groups that are too small, each with a finding."""
    people = view.counts.by_place.n
    for level, k in levels_of(view, rules):
        families = view.families(level)
        sums = sums_of_families(people, families)
        groups = small_groups(sums, k)
        sizes = [int(sums.people[list(group)].sum()) for group in groups]
        recovered = Recovered(topic=view.counts.topic.id, level=level, k=k, smallest=min(sizes, default=None), groups=len(groups))
        owners = np.unique(families, axis=0)[:, 0]
        yield (
            recovered,
            [_group(view, level, owners[group[0]], people=size, k=k) for group, size in zip(groups, sizes, strict=True)],
        )


def _group(view: View, level: Level, owner: int, *, people: int, k: int) -> Finding:
    numbers = {"people": people, "k": k, "level": level.value}
    return Finding(leak=Leak.GROUP, unit=view.tree.codes[owner], topic=view.counts.topic.id, numbers=numbers)


def find_certainties(view: View, rules: Rules) -> Iterator[Finding]:
    """R4 on every set of people of whom a sum follows: the differences of shown cells, and a breakdown's groups."""
    for level, _ in levels_of(view, rules):
        families = view.families(level)
        for family in range(families.shape[1]):
            sets = view.counts.by_place.grouped(families[:, family], int(families[:, family].max(initial=0)) + 1)
            for leak, number in _certain(view.counts, sets, level, rules.attribute):
                numbers = {"people": int(sets.n[number]), "level": level.value}
                yield Finding(leak=leak, unit=view.unit_of(family, number), topic=view.counts.topic.id, numbers=numbers)


def _certain(counts: TopicCounts, sets: Counted, level: Level, rule: AttributeRule) -> Iterator[tuple[Leak, int]]:
    """Which sets leave too little doubt, and in what."""
    for leak, certain in _of_mean(counts, sets, rule) if level is Level.MEAN else _of_everything(counts, sets, rule):
        for number in np.flatnonzero(certain & (sets.n > 0)).tolist():
            yield leak, number


def _of_everything(counts: TopicCounts, sets: Counted, rule: AttributeRule) -> Iterator[tuple[Leak, Marks]]:
    """The distributions of the items and of the bands are known."""
    yield Leak.CATEGORY, np.logical_or.reduce([_concentrated(options, sets.n, rule) for options in sets.options.values()])
    if counts.scored is not None:
        bands = counts.bands(sets)
        challenge = bands[:, 0]
        yield Leak.BAND, _concentrated(bands, sets.n, rule)
        yield Leak.SHARE, np.minimum(challenge, sets.n - challenge) < rule.each_side


def _concentrated(categories: Whole, n: Whole, rule: AttributeRule) -> Marks:
    most: Whole = categories.max(axis=1)
    return (100 * most > rule.category_share * n) | (n - most < rule.differing)


def _of_mean(counts: TopicCounts, sets: Counted, rule: AttributeRule) -> Iterator[tuple[Leak, Marks]]:
    """The mean is known: it isn't too near an end of the scale, and the scores differ."""
    if counts.scored is None:
        return
    margin = rule.mean_margin * len(counts.scored.items)
    above, below = sets.total - sets.n * counts.scored.least, sets.n * counts.scored.most - sets.total
    yield Leak.MEAN_AT_END, np.minimum(above, below) <= margin
    yield Leak.SAME_SCORE, sets.n - sets.sums.max(axis=1) < rule.differing
