"""R3 and R4: the sets of people whose sums follow from what is shown; too small ones, and those of whom too much is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Leak, Level, Recovered
from must.core.disclosure.attacker.groups import small_groups, sums_of_families
from must.core.disclosure.attacker.published_tree import NOWHERE
from must.core.disclosure.attacker.tallies import Counted, Marks, Scored, TopicCounts, Whole, turned_values
from must.core.disclosure.attacker.views import View, levels_of
from must.core.disclosure.publication import Detail
from must.core.disclosure.rules import AttributeRule, Rules
from must.core.instrument.model import Topic

_EXCHANGEABLE = 2
"""Options in use beyond the first, over all items, with which people can change answers and keep their sum."""


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
            for leak, certain in _certain(view.counts, sets, level, rules):
                for number in np.flatnonzero(certain & (sets.n > 0)).tolist():
                    numbers = {"people": int(sets.n[number]), "level": level.value}
                    yield Finding(leak=leak, unit=view.unit_of(family, number), topic=view.counts.topic.id, numbers=numbers)
    yield from _find_partly_hidden(view, rules)
    yield from _find_told_around(view, rules)


def _find_told_around(view: View, rules: Rules) -> Iterator[Finding]:
    """Means whose people's own answers follow from the answers of the larger set that they are in (R4): no others have that sum, or there
    are two answers only to choose from."""
    counts, home = view.counts, view.atoms.home
    if counts.scored is None or counts.topic.topic_class is not TopicClass.ORDINARY:
        return
    near, around = (np.where(home >= 0, view.owner[level][home], NOWHERE) for level in (Level.MEAN, Level.FULL))
    sets, larger = (counts.by_place.grouped(owner, len(view.tree.codes)) for owner in (near, around))
    for number in np.unique(near[near >= 0]).tolist():
        people, owner = int(sets.n[number]), int(view.owner[Level.FULL][number])
        if not people or (owner >= 0 and people == larger.n[owner]):
            continue
        given = None if owner < 0 else [larger.options[item.id][owner] for item in counts.scored.items]
        if _is_told(counts.scored, people, int(sets.total[number]), given, margin=rules.attribute.mean_margin):
            numbers = {"people": people}
            yield Finding(leak=Leak.COMPOSITION, unit=view.tree.codes[number], topic=counts.topic.id, numbers=numbers)


def _is_told(scored: Scored, people: int, total: int, given: Sequence[Whole] | None, *, margin: int) -> bool:
    """given: by scored item how many of the larger set chose each option; None where nothing is known but the scale."""
    if given is None:
        return sum(len(item.responses.values) - 1 for item in scored.items) < _EXCHANGEABLE
    answers = [np.sort(np.repeat(turned_values(item), counts)) for item, counts in zip(scored.items, given, strict=True)]
    most, least = (sum(int(each[part].sum()) for each in answers) for part in (slice(-people, None), slice(people)))
    used = sum(int((counts > 0).sum()) - 1 for counts in given)
    return min(most - total, total - least) <= margin * len(scored.items) or used < _EXCHANGEABLE


def _find_partly_hidden(view: View, rules: Rules) -> Iterator[Finding]:
    """Shown means of people enough for everything, beside a distribution that leaves no doubt: that it is missing tells it (R4)."""
    everybody = view.below.by_place
    certain = np.logical_or.reduce([marks for _, marks in _certain(view.counts, everybody, Level.FULL, rules)])
    for entry, cell in view.cells.items():
        if cell.detail is Detail.MEAN and everybody.n[entry] >= rules.ordinary.full and certain[entry]:
            yield Finding(leak=Leak.PARTLY_HIDDEN, unit=cell.unit, topic=cell.topic, numbers={"people": int(everybody.n[entry])})


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What a distribution must leave. share: per cent in one category, at most; differing: people outside it; sides: on each of a share."""

    share: int
    differing: int
    sides: int

    @classmethod
    def of(cls, topic: Topic, rules: Rules) -> _Doubt:
        """What a sensitive topic asks about is rare, and should be: its largest category may be of any share."""
        if topic.topic_class is TopicClass.ORDINARY:
            return cls(rules.attribute.category_share, rules.attribute.differing, rules.attribute.each_side)
        return cls(100, rules.sensitive.each_side, rules.sensitive.each_side)

    def is_missing(self, categories: Whole, n: Whole) -> Marks:
        most: Whole = categories.max(axis=1)
        return (100 * most > self.share * n) | (n - most < self.differing)


def find_known_numbers(view: View, invited: Whole) -> Iterator[Finding]:
    """R6: sets of whom it is known that nobody answered, or everybody. invited: directly at each entry, int64 [entries].

    Whole per cents of several items fit one number of people only, so where everything is known, so is how many answered. And one hidden
    cell by itself in a set of which only the mean is known would have company if anybody in it had answered (R5).
    """
    for level, whole_set_is_told in ((Level.FULL, True), (Level.MEAN, False)):
        owner, home = view.owner[level], view.atoms.home
        answered = view.counts.by_place.grouped(np.where(home >= 0, owner[home], NOWHERE), len(owner)).n
        of = np.bincount(owner[owner >= 0], weights=invited[owner >= 0], minlength=len(owner)).astype(np.int64)
        for leak, told in ((Leak.NOBODY_ANSWERED, answered == 0), (Leak.EVERYBODY_ANSWERED, whole_set_is_told & (answered == of))):
            for number in np.flatnonzero(told & (of > 0)).tolist():
                numbers = {"invited": int(of[number]), "level": level.value}
                yield Finding(leak=leak, unit=view.tree.codes[number], topic=view.counts.topic.id, numbers=numbers)


def _certain(counts: TopicCounts, sets: Counted, level: Level, rules: Rules) -> Iterator[tuple[Leak, Marks]]:
    """What leaves too little doubt, and in which sets: bool [sets]."""
    if level is Level.MEAN:
        yield from _of_mean(counts, sets, rules.attribute)
        return
    doubt = _Doubt.of(counts.topic, rules)
    yield Leak.CATEGORY, np.logical_or.reduce([doubt.is_missing(options, sets.n) for options in sets.options.values()])
    if counts.scored is not None:
        bands = counts.bands(sets)
        yield Leak.BAND, doubt.is_missing(bands, sets.n)
        yield Leak.SHARE, np.minimum(bands[:, 0], sets.n - bands[:, 0]) < doubt.sides


def _of_mean(counts: TopicCounts, sets: Counted, rule: AttributeRule) -> Iterator[tuple[Leak, Marks]]:
    """The mean is known: it isn't too near an end of the scale, and the scores differ."""
    if counts.scored is None:
        return
    margin = rule.mean_margin * len(counts.scored.items)
    above, below = sets.total - sets.n * counts.scored.least, sets.n * counts.scored.most - sets.total
    yield Leak.MEAN_AT_END, np.minimum(above, below) <= margin
    yield Leak.SAME_SCORE, sets.n - sets.sums.max(axis=1) < rule.differing
