"""Breakdowns (R10): the enterprise's figures for those who gave a background item each of its values. Off unless the rules name an item.

With a breakdown, everybody is in an *atom*, a cell of the grid × a value, and whatever is shown of tree and values together says something
of sets of atoms. Those who didn't answer the item have a value of their own: the enterprise less all others.

**What can be recovered.** Take a mask of the tree, which shows the enterprise, and its parts (see `Shape.owners`). All that is shown are
sums over parts and sums over values, so a set of people can be computed iff its indicator is a_P + b_V wherever anybody is in part P with
value V. Among the values that occur in a part, b then is one number, or two that differ by 1; so it can be chosen whole. For a threshold t
let S be the values with b ≥ t. A part in which b is t − 1 and t has its people with values in S in the set and the others not, and no
other threshold divides it; a part in which b is one number is in the set whole or not at all. So the set is the disjoint union, over all
t, of those parts' people with values in S, and of whole parts. Everything recoverable is made of the parts, which the tree's audit has
seen, and for each set S of values, of

    those with a value in S, in parts that also have people with other values.

Each of them must have nobody or k people (R3) and leave doubt (R4); unions then do so too. This is done twice: for the parts and k of full
figures, and for those of means. An atom without people is what makes such a set smaller than a value's group: of two units and two values
with one atom empty, the other three are known.

**What can be guessed** (R5): see `feasible`. Every atom, every smaller-than-k union of atoms of a cell or a part, and every hidden cell
once more.

A breakdown is decided when the tree's masks are, and never changes them. A topic shows all its groups or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

import numpy as np

from must.core.disclosure import doubt
from must.core.disclosure.feasible import Choices, Groups, Pools, all_wide
from must.core.disclosure.grid import Grid
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Flags, Shape, Whole
from must.core.disclosure.tables import Places, TopicTable
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Item
from must.core.scoring.answers import Answers
from must.core.scoring.scales import OUTSIDE, positions


def places_of_atoms(places: Places, answers: Answers, item: Item) -> Places:
    """Where respondents count when every node is divided by the item's values: node × (options + 1) + the option's position, those who
    didn't answer it last. Nothing is added up over subtrees."""
    options = len(item.responses.values)
    chosen = positions(answers, item)
    value = np.where(chosen == OUTSIDE, options, chosen)
    return Places(node=places.node * (options + 1) + value, end=np.arange(1, len(places.end) * (options + 1) + 1))


def break_down(atoms: TopicTable, visible: Sequence[Visibility], grid: Grid, rules: Rules) -> TopicTable | None:
    """The counts of each value's group, those without a value last, if all groups may be shown; None if none may.

    atoms: an ordinary topic's counts at the `places_of_atoms`. visible: what each node shows of the topic.
    Raises ValueError for a topic without a score: R5 couldn't be proved.
    """
    if atoms.scores is None:
        raise ValueError("a follow-up set has no breakdown")
    if visible[0] is not Visibility.FULL:
        return None
    divided = _Divided.of(atoms, visible, Shape.of((node.code, node.parent) for node in grid.nodes))
    if divided.large_enough(grid.root.invited, rules) and divided.leaves_doubt(rules) and divided.is_wide(rules):
        return divided.margins
    return None


@dataclass(frozen=True, eq=False)
class _Divided:
    """A topic's atoms beside what the tree shows. full, mean: who owns each node in the two masks, int64 [nodes]. people: respondents of
    each node directly, int64 [nodes × values]."""

    atoms: TopicTable
    shape: Shape
    full: Whole
    mean: Whole
    people: Whole

    @classmethod
    def of(cls, atoms: TopicTable, visible: Sequence[Visibility], shape: Shape) -> _Divided:
        full = np.array([each is Visibility.FULL for each in visible])
        mean = full | np.array([each is Visibility.MEAN for each in visible])
        owners = shape.owners(np.stack([full, mean], axis=1))
        return cls(atoms=atoms, shape=shape, full=owners[:, 0], mean=owners[:, 1], people=atoms.n.reshape(len(shape), -1))

    @property
    def values(self) -> int:
        """How many, with those without a value."""
        return len(self.margins.n)

    @cached_property
    def margins(self) -> TopicTable:
        """The counts of each value."""
        nodes, values = self.people.shape
        return self.atoms.grouped(np.arange(self.atoms.n.size), np.tile(np.arange(values), nodes), values)

    # R3 and R4

    def large_enough(self, invited: int, rules: Rules) -> bool:
        """Whether every value was given by people enough.

        To show all groups tells how many answered at least. That is fewer than did, so it forces nobody to have answered, whatever else is
        known of rates and numbers; and it leaves as many invited besides as the start of a number's band does (R6).
        """
        *given, left = self.margins.n.tolist()
        least = rules.ordinary.full * len(given)
        return min(given) >= rules.ordinary.full and sum(given) + left > least and invited >= least + rules.ordinary.full

    def leaves_doubt(self, rules: Rules) -> bool:
        """R3 and R4 for what can be recovered, of full figures and of means."""
        levels = ((self.full, rules.ordinary.full, doubt.in_distributions), (self.mean, rules.ordinary.mean, doubt.in_mean))
        for owner, least, leaves_doubt in levels:
            recovered = self._recovered(owner)
            small = (recovered.n > 0) & (recovered.n < least)
            if np.any(small) or not np.all(leaves_doubt(recovered, rules.attribute)):
                return False
        return True

    def _recovered(self, owner: Whole) -> TopicTable:
        """The sets that everything recoverable is made of, besides the parts: a row for each set of values."""
        present: Flags = self._by_part(owner)[owner] > 0
        rows, groups = [], []
        for number, chosen in enumerate(_sets(np.arange(self.values))):
            inside: Flags = np.isin(np.arange(self.values), chosen)
            mixed = present[:, inside].any(axis=1, keepdims=True) & present[:, ~inside].any(axis=1, keepdims=True)
            found = np.flatnonzero(mixed & inside & (self.people > 0))
            rows.append(found)
            groups.append(np.full(found.size, number))
        return self.atoms.grouped(np.concatenate(rows), np.concatenate(groups), len(rows))

    def _by_part(self, owner: Whole) -> Whole:
        """The people of each part by value, at its owner: int64 [nodes × values]."""
        people = np.zeros_like(self.people)
        np.add.at(people, owner, self.people)
        return people

    # R5

    def is_wide(self, rules: Rules) -> bool:
        """Whether everything that isn't shown keeps a wide interval."""
        choices, chosen = Choices.of(self.atoms)
        parts = self._by_part(self.mean)
        part, value = np.nonzero(parts)
        place = np.full(parts.shape, OUTSIDE)
        place[part, value] = np.arange(part.size)
        answers = np.zeros((*parts.shape, chosen.shape[1]), dtype=np.int64)
        np.add.at(answers, self.mean, chosen.reshape(*self.people.shape, -1))
        pools = Pools(part=part, area=self.full[part], value=value, people=parts[part, value], chosen=answers[part, value])
        groups = _collected(list(chain(self._hidden_nodes(), self._atoms(rules), self._unions(parts, rules))), place)
        return all_wide(pools, groups, choices, (choices.most - choices.least) * rules.interval.span / 100)

    def _hidden_nodes(self) -> Iterator[_Group]:
        """Of a node's people only those matter who are in the same part as it; the sum of the others is known."""
        shown = self.mean == np.arange(len(self.shape))
        own = self.shape.reachable(shown, self.people)
        total = self.people.cumsum(axis=0).sum(axis=1)
        everybody = total[self.shape.end - 1] - total + self.people.sum(axis=1)
        for node in np.flatnonzero(~shown & (everybody > 0)).tolist():
            yield _Group(int(self.mean[node]), own[node], int(everybody[node]))

    def _atoms(self, rules: Rules) -> Iterator[_Group]:
        """Each atom, and smaller-than-k unions of those of a cell; not a whole cell, nor a value's whole group, which are shown."""
        for cell in np.flatnonzero(self.people.any(axis=1)).tolist():
            for group in _small_unions(int(self.mean[cell]), self.people[cell], rules.ordinary.full, atoms=True):
                if not np.any((group.amount[:-1] == self.margins.n[:-1]) & (group.amount[:-1] > 0)):
                    yield group

    def _unions(self, parts: Whole, rules: Rules) -> Iterator[_Group]:
        """The same of parts of several cells, which are smaller than what one knows of the cells."""
        cells = np.bincount(self.mean[self.people.any(axis=1)], minlength=len(self.shape))
        for part in np.flatnonzero(cells > 1).tolist():
            yield from _small_unions(part, parts[part], rules.ordinary.full, atoms=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """People of one part of the mask of means. amount: by value, int64 [values]. size: see `Groups`."""

    part: int
    amount: Whole
    size: int


def _small_unions(part: int, people: Whole, k: int, *, atoms: bool) -> Iterator[_Group]:
    """People with some of the values that occur, fewer than k of them; with `atoms` also all those with one value."""
    for chosen in _sets(np.flatnonzero(people)):
        amount = np.where(np.isin(np.arange(people.size), chosen), people, 0)
        if amount.sum() < k or (atoms and chosen.size == 1):
            yield _Group(part, amount, int(amount.sum()))


def _sets(values: Whole) -> Iterator[Whole]:
    """Sets of the values, neither none nor all of them."""
    for size in range(1, values.size):
        yield from (np.array(chosen) for chosen in combinations(values.tolist(), size))


def _collected(groups: Sequence[_Group], place: Whole) -> Groups:
    """place: the pool of each part and value, int64 [nodes × values]."""
    amounts = np.array([group.amount for group in groups]).reshape(len(groups), place.shape[1])
    number, value = np.nonzero(amounts)
    part = np.array([group.part for group in groups], dtype=np.int64)
    return Groups(
        group=number,
        pool=place[part[number], value],
        amount=amounts[number, value],
        size=np.array([group.size for group in groups], dtype=np.int64),
    )
