"""What the associations between work and health give away (P12), to who knows everything that was answered about work.

Their figures are worked out anew, person by person. The best linear guess of everybody's complaint from them is made by least squares, and
every answer that one person could have given is tried. Intervals are only asked whether they hold the coefficient, and are all as wide.

A factor that the enterprise doesn't show in full is found as well: that many answered and not nearly all alike is why it isn't hidden, and
nobody is told why it is.

Units' mean complaints are guessed, too, as if coefficients were of all people together: then those of many factors are as many equations in
the units' means, with known means on the factors. Ridge regression solves them, once with the means that the publication shows and nothing
else, once with those of everybody's answers about work. A guess counts that ranks the units as their true means do, closer than one guess
in ten thousand does by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from math import atanh, sqrt

import numpy as np
from numpy.typing import NDArray

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.attacker.published_tree import PublishedTree, Whole
from must.core.disclosure.attacker.tallies import turned_values
from must.core.disclosure.publication import Association, Detail, Publication, State
from must.core.disclosure.rules import HealthRule, Rules
from must.core.instrument.model import Direction, Instrument, Topic
from must.core.scoring.answers import MISSING, Answers

Scores = NDArray[np.float64]
"""Of each respondent the sum of a topic's scored items; not a number for those who didn't answer all that were asked."""

_HALF_A_STEP = 0.05
_NO_MORE = 1e-9  # than rounding errors of the machine
_FEWEST_UNITS = 5  # to rank
_SURE = 3.72
"""What a standard normal number exceeds once in ten thousand times."""
_RANKED = 1.06
"""The variance of Fisher's z of a rank correlation, times the number of units less three: Fieller, Hartley and Pearson, *Biometrika* 44,
1957."""


def find_in_associations(publication: Publication, answers: Answers, instrument: Instrument, rules: Rules) -> Iterator[Finding]:
    """answers: after routing."""
    unit = publication.units[0].code
    tree = PublishedTree.of(publication)
    cell = tree.homes(answers.units)[answers.unit]
    means = _shown_means(publication, tree)
    in_full = _in_full(publication)
    for complaint, entries in groupby(publication.associations, key=lambda entry: entry.complaint):
        allowed = []
        for entry in entries:
            if not _is_pair(instrument, entry):
                yield Finding(leak=Leak.WRONG_CLASS, unit=unit, topic=entry.factor, numbers={"class": f"association with {complaint}"})
                continue
            allowed.append(entry)
            if entry.factor not in in_full:
                yield Finding(leak=Leak.HIDDEN_FACTOR, unit=unit, topic=entry.factor)
        if allowed:
            told = _Told(instrument, answers, cell, complaint, allowed)
            yield from (Finding(leak=leak, unit=unit, topic=topic, numbers=numbers) for leak, topic, numbers in told.leaks(rules.health))
            for guess in (told.guess_of_units(means), told.guess_of_units(told.known_means())):
                if told.hits(guess):
                    yield Finding(leak=Leak.UNIT_HEALTH, unit=unit, topic=complaint)
    if len({round(entry.high - entry.coefficient, 6) for entry in publication.associations if entry.low > -1 and entry.high < 1}) > 1:
        yield Finding(leak=Leak.INTERVALS_UNLIKE, unit=unit)


def _in_full(publication: Publication) -> set[str]:
    """The topics that the enterprise shows in full."""
    of_all = (cell for cell in publication.cells if cell.unit == publication.units[0].code and cell.breakdown is None)
    return {cell.topic for cell in of_all if (cell.state, cell.detail) == (State.SHOWN, Detail.FULL)}


def _is_pair(instrument: Instrument, entry: Association) -> bool:
    complaint, factor = instrument.topics.get(entry.complaint), instrument.topics.get(entry.factor)
    return (
        complaint is not None
        and factor is not None
        and (complaint.topic_class, factor.topic_class) == (TopicClass.HEALTH, TopicClass.ORDINARY)
        and factor.direction in (Direction.RISK, Direction.PROTECTIVE)
    )


class _Told:
    """What is told of one complaint. cell: the entry that covers each respondent, int64 [respondents]."""

    def __init__(self, instrument: Instrument, answers: Answers, cell: Whole, complaint: str, entries: list[Association]) -> None:
        self.topic = instrument.topics[complaint]
        self.entries = entries
        self.cell = cell
        self.health = _scores(self.topic, answers)
        self.factors = [instrument.topics[entry.factor] for entry in entries]
        self.work = {factor.id: _scores(factor, answers) for factor in self.factors}
        self.answers = answers

    def leaks(self, rule: HealthRule) -> Iterator[tuple[Leak, str, Mapping[str, int]]]:
        for entry in self.entries:
            who = ~np.isnan(self.health) & ~np.isnan(self.work[entry.factor])
            who &= np.bincount(self.cell[who], minlength=int(self.cell.max()) + 1)[self.cell] > 1
            cell, work, health = self.cell[who], self.work[entry.factor][who], self.health[who]
            own_work, own_health = work - _means(cell, work)[cell], health - _means(cell, health)[cell]
            people = len(health)
            if people < rule.associations:
                yield Leak.ASSOCIATION_OF_FEW, entry.factor, {"people": people, "k": rule.associations}
            if not own_work.any() or not own_health.any():
                yield Leak.WRONG_FIGURE, entry.factor, {}
                continue
            exact = float(own_work @ own_health / np.sqrt((own_work @ own_work) * (own_health @ own_health)))
            if abs(entry.coefficient - exact) > _HALF_A_STEP + _NO_MORE or not entry.low - _NO_MORE <= exact <= entry.high + _NO_MORE:
                yield Leak.WRONG_FIGURE, entry.factor, {}
            if min(_off_the_most_common(cell, work), _off_the_most_common(cell, health)) < rule.each_side:
                yield Leak.SAME_SCORE, entry.factor, {"people": people}
            moved = self._moved_by_one(cell, work, health)
            if moved > 2 * _HALF_A_STEP + _NO_MORE:
                yield Leak.ONE_PERSON, entry.factor, {"moved": round(100 * moved)}
        recovered = self._recovered()
        if recovered > rule.explained / 100 + _NO_MORE:
            yield Leak.RECONSTRUCTED, self.topic.id, {"recovered": round(100 * recovered), "most": rule.explained}

    def _moved_by_one(self, cell: Whole, work: Scores, health: Scores) -> float:
        """The most that a coefficient could be moved by what one person answered about the complaint."""
        could_be = _possible(self.topic, self.answers)
        people = np.bincount(cell)
        deviation, rest = work - _means(cell, work)[cell], health - _means(cell, health)[cell]
        xx, yy, xy = deviation @ deviation, rest @ rest, deviation @ rest
        moved = 0.0
        for place, own_work, own, own_rest in set(zip(cell.tolist(), deviation.tolist(), health.tolist(), rest.tolist(), strict=True)):
            n = int(people[place])
            others = yy - own_rest**2 * n / (n - 1)  # what the rest of the cell varies without this person
            if others < _NO_MORE:  # this person alone is why there is a coefficient at all
                return 1.0
            answer = could_be - own + own_rest  # from the mean with the true answer
            mean = (could_be - own) / n
            varied = others + (answer - mean) ** 2 * n / (n - 1)
            coefficients = (xy + own_work * (could_be - own)) / np.sqrt(xx * varied)
            moved = max(moved, float(coefficients.max() - coefficients.min()))
        return moved

    def _recovered(self) -> float:
        """The share of how the complaint varies in cells that is in its best linear guess from the coefficients, weighted sums of it."""
        who = ~np.isnan(self.health)
        cell = self.cell[who]
        health = self.health[who] - _means(cell, self.health[who])[cell]
        deviations = np.column_stack([np.nan_to_num(scores[who] - _means(cell, scores[who])[cell]) for scores in self.work.values()])
        guess = deviations @ np.linalg.lstsq(deviations, health, rcond=None)[0]
        return float(guess @ guess / (health @ health)) if health.any() else 1.0

    def known_means(self) -> Mapping[str, Scores]:
        """Each factor's means by entry."""
        return {factor: _means(self.cell, scores) for factor, scores in self.work.items()}

    def guess_of_units(self, means: Mapping[str, Scores]) -> Scores:
        """How ill the people of each entry are, more or less; not a number where nothing is known of an entry's work.

        means: each factor's by entry, not a number where none is known.
        """
        work = np.column_stack([means[entry.factor] for entry in self.entries])
        known = ~np.all(np.isnan(work), axis=1)
        guess = np.full(len(work), np.nan)
        if known.any():
            work = np.nan_to_num(work[known] - np.nanmean(work[known], axis=0))
            worse = np.array([1 if factor.direction is Direction.RISK else -1 for factor in self.factors])
            coefficients = np.array([entry.coefficient for entry in self.entries])
            coefficients -= worse * np.mean(worse * coefficients)  # strain that is everywhere tells nothing of units
            people = np.bincount(self.cell, minlength=len(known))[known]
            equations = (work * people[:, np.newaxis] / max(1, people.sum())).T
            ridge = np.linalg.norm(equations, 2) * np.eye(len(people))
            right = np.concatenate([coefficients, np.zeros(len(people))])
            guess[known] = np.linalg.lstsq(np.vstack([equations, ridge]), right, rcond=None)[0]
        return guess

    def hits(self, guess: Scores) -> bool:
        """Whether a guess of entries ranks them as their mean complaints do, as hardly any does by chance."""
        truth = np.full(len(guess), np.nan)
        means = _means(self.cell, self.health)
        truth[: len(means)] = means
        both = ~np.isnan(truth) & ~np.isnan(guess)
        if np.count_nonzero(both) < _FEWEST_UNITS or np.ptp(guess[both]) == 0 or np.ptp(truth[both]) == 0:
            return False
        agreement = np.corrcoef(_ranks(guess[both]), _ranks(truth[both]))[0, 1]
        return bool(atanh(min(agreement, 1 - _NO_MORE)) > _SURE * sqrt(_RANKED / (np.count_nonzero(both) - 3)))


def _shown_means(publication: Publication, tree: PublishedTree) -> Mapping[str, Scores]:
    """Each topic's shown means by entry; of entries without any below them, since that is where people are."""
    place = {code: number for number, code in enumerate(tree.codes)}
    leaf = tree.leaves()
    means: dict[str, Scores] = {}
    for cell in publication.cells:
        found = means.setdefault(cell.topic, np.full(len(place), np.nan))
        if cell.mean is not None and leaf[place[cell.unit]]:
            found[place[cell.unit]] = cell.mean
    return means


def _means(cell: Whole, scores: Scores) -> Scores:
    """The mean of each cell's scores, of those that are there; not a number where none is."""
    there = ~np.isnan(scores)
    people = np.bincount(cell[there], minlength=int(cell.max(initial=-1)) + 1)
    means: Scores = np.divide(
        np.bincount(cell[there], scores[there], len(people)), people, out=np.full(len(people), np.nan), where=people > 0
    )
    return means


def _ranks(values: Scores) -> Scores:
    """From 1 on, equal ones alike."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Scores = (np.cumsum(count) - (count - 1) / 2)[place]
    return ranks


def _scores(topic: Topic, answers: Answers) -> Scores:
    asked = [item for item in topic.items if item.id in answers.items]
    given = {item.id: answers.values[:, answers.items.index(item.id)] for item in asked}
    total = np.zeros(len(answers))
    for item in [item for item in topic.scored_items if item in asked] or asked:
        worth = dict(zip(item.responses.values, turned_values(item), strict=True))
        total += [worth.get(value, 0) for value in given[item.id].tolist()]
    missing = np.logical_or.reduce([values == MISSING for values in given.values()])
    return np.where(missing, np.nan, total)


def _possible(topic: Topic, answers: Answers) -> Scores:
    asked = [item for item in topic.items if item.id in answers.items]
    scored = [item for item in topic.scored_items if item in asked] or asked
    least, most = (sum(item.responses.values[end] for item in scored) for end in (0, -1))
    return np.arange(least, most + 1, dtype=np.float64)


def _off_the_most_common(cell: Whole, scores: Scores) -> int:
    """How many have another score than most in their cell."""
    of_cells: dict[int, Counter[float]] = {}
    for place, score in zip(cell.tolist(), scores.tolist(), strict=True):
        of_cells.setdefault(place, Counter())[score] += 1
    return len(scores) - sum(counts.most_common(1)[0][1] for counts in of_cells.values())
