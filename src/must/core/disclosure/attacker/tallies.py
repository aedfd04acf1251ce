"""The attacker's own counts: for every topic, what the people of each place answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from must.core.instrument.model import Instrument, Item, Topic
from must.core.scoring.answers import MISSING, Answers

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A topic's score.

    items: those that make it. least, most: the smallest and the largest sum of their values. band: for each sum between them the band of
    that score: 0 challenge, 1 middle, 2 favourable.
    """

    items: tuple[Item, ...]
    least: int
    most: int
    band: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """One topic's counts in places, nodes or sets of places (rows). All int64.

    n: people who answered all of the topic's items [rows]. options: by item, how many chose each option [rows × options].
    total: sum of the scored items' values, reversed ones turned round [rows]; sums: how many have each such sum [rows × sums].
    total is 0 and sums has no column for a follow-up set.
    """

    n: Whole
    options: Mapping[str, Whole]
    total: Whole
    sums: Whole

    def packed(self) -> Whole:
        """Everything side by side: [rows × anything]."""
        return np.column_stack([self.n, self.total, self.sums, *self.options.values()])

    def unpacked(self, packed: Whole) -> Counted:
        """The same counts of other rows, which were added up from packed ones."""
        start = 2 + self.sums.shape[1]
        options = {}
        for item, counts in self.options.items():
            options[item] = packed[:, start : start + counts.shape[1]]
            start += counts.shape[1]
        return Counted(n=packed[:, 0], total=packed[:, 1], sums=packed[:, 2 : 2 + self.sums.shape[1]], options=options)

    def grouped(self, group: Whole, groups: int) -> Counted:
        """Added up by group, int64 [rows]; rows with a number below 0 are left out."""
        added = np.zeros((groups, self.packed().shape[1]), dtype=np.int64)
        np.add.at(added, group[group >= 0], self.packed()[group >= 0])
        return self.unpacked(added)


@dataclass(frozen=True, slots=True, eq=False)
class TopicCounts:
    """A topic with its counts by place.

    asked: its items that were asked. scored: None for a follow-up set. who: bool [respondents], those who answered all of them.
    """

    topic: Topic
    asked: tuple[Item, ...]
    scored: Scored | None
    who: Marks
    by_place: Counted

    def bands(self, counted: Counted) -> Whole:
        """How many of each row have a score in each band: [rows × 3]."""
        band = np.array(self.scored.band if self.scored else (), dtype=np.int64)
        return np.column_stack([counted.sums[:, band == which].sum(axis=1) for which in range(3)])


def tally(instrument: Instrument, answers: Answers, place: Whole, places: int) -> Iterator[TopicCounts]:
    """Count every topic of which anything was asked. answers: after routing. place: int64 [respondents], below `places`."""
    for topic in instrument.topics.values():
        asked = tuple(item for item in topic.items if item.id in answers.items)
        if asked:
            yield _topic(topic, asked, answers, place, places)


def _topic(topic: Topic, asked: tuple[Item, ...], answers: Answers, place: Whole, places: int) -> TopicCounts:
    values = {item.id: answers.values[:, answers.items.index(item.id)].astype(np.int64) for item in asked}
    who = np.logical_and.reduce([given != MISSING for given in values.values()])
    scored = _scored(topic, asked)
    here = place[who]
    sums = np.zeros(int(who.sum()), dtype=np.int64)
    for item in scored.items if scored else ():
        sums += _turned(item, values[item.id][who])
    by_place = Counted(
        n=np.bincount(here, minlength=places),
        options={item.id: _table(here, np.searchsorted(item.responses.values, values[item.id][who]), places, item) for item in asked},
        total=np.bincount(here, weights=sums, minlength=places).astype(np.int64),
        sums=_spread(here, sums - (scored.least if scored else 0), places, len(scored.band) if scored else 0),
    )
    return TopicCounts(topic=topic, asked=asked, scored=scored, who=who, by_place=by_place)


def _table(here: Whole, option: NDArray[np.intp], places: int, item: Item) -> Whole:
    return _spread(here, option.astype(np.int64), places, len(item.responses.values))


def _spread(here: Whole, column: Whole, places: int, columns: int) -> Whole:
    """How many are in each place and column: [places × columns]."""
    if not columns:
        return np.zeros((places, 0), dtype=np.int64)
    return np.bincount(here * columns + column, minlength=places * columns).reshape(places, columns).astype(np.int64)


def _turned(item: Item, values: Whole) -> Whole:
    options = item.responses.values
    return options[0] + options[-1] - values if item.reversed else values


def turned_values(item: Item) -> tuple[int, ...]:
    """What each option of an item is worth in a score."""
    options = item.responses.values
    return tuple(options[0] + options[-1] - value for value in options) if item.reversed else options


def _scored(topic: Topic, asked: Sequence[Item]) -> Scored | None:
    """The scored items among those asked; where none of them was, all that were asked."""
    if topic.direction is None or topic.bands is None:
        return None
    items = tuple(item for item in topic.scored_items if item in asked) or tuple(asked)
    least, most = (sum(item.responses.values[end] for item in items) for end in (0, -1))
    challenge, favourable = Fraction(str(topic.bands.challenge)), Fraction(str(topic.bands.favourable))
    high = topic.direction.high_is_challenge
    scores = [Fraction(total, len(items)) for total in range(least, most + 1)]
    bands = tuple(
        0 if (score >= challenge if high else score <= challenge) else 2 if (score <= favourable if high else score >= favourable) else 1
        for score in scores
    )
    return Scored(items=items, least=least, most=most, band=bands)
