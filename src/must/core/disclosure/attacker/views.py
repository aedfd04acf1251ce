"""What the attacker sees of one topic: which sums are shown, and over whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Level
from must.core.disclosure.attacker.published_tree import NOWHERE, Marks, PublishedTree, Whole
from must.core.disclosure.attacker.tallies import TopicCounts
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument
from must.core.scoring.answers import MISSING, Answers


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """The finest groups of people that a publication could tell apart: by place, and by answer where it has a breakdown.

    home: the entry of each atom, int64 [atoms]. group: the number of its answer, the last one for who gave none, int64 [atoms].
    of: each respondent's atom, int64 [respondents]. values: those of the breakdown's item; empty without a breakdown.
    """

    home: Whole
    group: Whole
    of: Whole
    values: tuple[int, ...]


def atoms_of(publication: Publication, tree: PublishedTree, answers: Answers, instrument: Instrument) -> Atoms:
    """answers: after routing."""
    home = tree.homes(answers.units)
    item = next((cell.breakdown.item for cell in publication.cells if cell.breakdown), None)
    if item is None:
        return Atoms(home=home, group=np.zeros(len(home), dtype=np.int64), of=answers.unit, values=())
    values = instrument.items[item].responses.values
    groups = len(values) + 1
    given = answers.values[:, answers.items.index(item)]
    group = np.where(given == MISSING, len(values), np.searchsorted(values, given)).astype(np.int64)
    return Atoms(
        home=np.repeat(home, groups),
        group=np.tile(np.arange(groups), len(home)),
        of=answers.unit * groups + group,
        values=values,
    )


@dataclass(frozen=True, eq=False)
class View:
    """One topic of a publication beside the true counts.

    cells: by entry; groups: the breakdown's cells, by the number of their value.
    """

    tree: PublishedTree
    atoms: Atoms
    counts: TopicCounts
    cells: Mapping[int, Cell]
    groups: Mapping[int, Cell]

    def shown(self, level: Level) -> Marks:
        """Which entries show figures of that level: bool [entries]."""
        marks = np.zeros(len(self.tree.codes), dtype=np.bool_)
        for entry, cell in self.cells.items():
            marks[entry] = cell.state is State.SHOWN and (level is Level.MEAN or cell.detail is Detail.FULL)
        return marks

    @cached_property
    def owner(self) -> Mapping[Level, Whole]:
        """By level: the nearest shown entry, itself or above, of each entry, int64 [entries]."""
        return {level: self.tree.nearest(self.shown(level)) for level in Level}

    def families(self, level: Level) -> Whole:
        """Families of disjoint sets whose sums are known: int64 [atoms × families], the number of the atom's set, or `NOWHERE`.

        The tree: each shown entry less the shown ones right below it. A breakdown: who gave the same value; who gave none follows, since
        everybody is known.
        """
        families = [np.where(self.atoms.home >= 0, self.owner[level][self.atoms.home], NOWHERE)]
        if any(cell.state is State.SHOWN for cell in self.groups.values()):
            families.append(self.atoms.group)
        return np.column_stack(families)

    def unit_of(self, family: int, number: int) -> str:
        """The code of the entry that a set's sum is shown for."""
        return self.tree.codes[number if family == 0 else 0]

    @cached_property
    def below(self) -> TopicCounts:
        """The counts by entry, each with all below it."""
        here = self.counts.by_place.grouped(self.atoms.home, len(self.tree.codes))
        summed = here.unpacked(self.tree.below(here.packed()))
        return TopicCounts(self.counts.topic, self.counts.asked, self.counts.scored, self.counts.who, summed)


def views_of(publication: Publication, tree: PublishedTree, atoms: Atoms, counts: Iterable[TopicCounts]) -> Iterator[View]:
    """A view of each topic that was counted."""
    position = {code: number for number, code in enumerate(tree.codes)}
    by_topic: dict[str, tuple[dict[int, Cell], dict[int, Cell]]] = {}
    for cell in publication.cells:
        whole, groups = by_topic.setdefault(cell.topic, ({}, {}))
        if cell.breakdown is None:
            whole[position[cell.unit]] = cell
        else:
            groups[atoms.values.index(cell.breakdown.value)] = cell
    for topic in counts:
        whole, groups = by_topic.get(topic.topic.id, ({}, {}))
        yield View(tree=tree, atoms=atoms, counts=topic, cells=whole, groups=groups)


def levels_of(view: View, rules: Rules) -> Sequence[tuple[Level, int]]:
    """The levels at which a topic is attacked, with the people that a group needs (R1)."""
    if view.counts.topic.topic_class is not TopicClass.ORDINARY:
        return ((Level.FULL, rules.sensitive.full),)
    full = (Level.FULL, rules.ordinary.full)
    return (full,) if view.counts.scored is None else ((Level.MEAN, rules.ordinary.mean), full)
