"""What the associations between work and health give away (P12), to who knows everything that was answered about work.

Their figures are worked out anew, person by person. The best linear guess of everybody's complaint from them is made by least squares, and
every answer that one person could have given is tried. Intervals are only asked whether they hold the coefficient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.attacker.tallies import turned_values
from must.core.disclosure.publication import Association, Publication
from must.core.disclosure.rules import HealthRule, Rules
from must.core.instrument.model import Direction, Instrument, Topic
from must.core.scoring.answers import MISSING, Answers

Scores = NDArray[np.float64]
"""Of each respondent the sum of a topic's scored items; not a number for those who didn't answer all that were asked."""

_HALF_A_STEP = 0.05
_NO_MORE = 1e-9  # than rounding errors of the machine


def find_in_associations(publication: Publication, answers: Answers, instrument: Instrument, rules: Rules) -> Iterator[Finding]:
    """answers: after routing."""
    unit = publication.units[0].code
    for complaint, entries in groupby(publication.associations, key=lambda entry: entry.complaint):
        allowed = []
        for entry in entries:
            if _is_pair(instrument, entry):
                allowed.append(entry)
            else:
                yield Finding(leak=Leak.WRONG_CLASS, unit=unit, topic=entry.factor, numbers={"class": f"association with {complaint}"})
        if allowed:
            told = _Told(instrument, answers, complaint, allowed)
            yield from (Finding(leak=leak, unit=unit, topic=topic, numbers=numbers) for leak, topic, numbers in told.leaks(rules.health))


def _is_pair(instrument: Instrument, entry: Association) -> bool:
    complaint, factor = instrument.topics.get(entry.complaint), instrument.topics.get(entry.factor)
    return (
        complaint is not None
        and factor is not None
        and (complaint.topic_class, factor.topic_class) == (TopicClass.HEALTH, TopicClass.ORDINARY)
        and factor.direction in (Direction.RISK, Direction.PROTECTIVE)
    )


class _Told:
    """What is told of one complaint."""

    def __init__(self, instrument: Instrument, answers: Answers, complaint: str, entries: list[Association]) -> None:
        self.topic = instrument.topics[complaint]
        self.entries = entries
        self.health = _scores(self.topic, answers)
        self.work = {entry.factor: _scores(instrument.topics[entry.factor], answers) for entry in entries}
        self.answers = answers

    def leaks(self, rule: HealthRule) -> Iterator[tuple[Leak, str, Mapping[str, int]]]:
        for entry in self.entries:
            who = ~np.isnan(self.health) & ~np.isnan(self.work[entry.factor])
            work, health = self.work[entry.factor][who], self.health[who]
            people = len(health)
            if people < rule.associations:
                yield Leak.ASSOCIATION_OF_FEW, entry.factor, {"people": people, "k": rule.associations}
            if people < 2 or work.std() == 0 or health.std() == 0:
                yield Leak.WRONG_FIGURE, entry.factor, {}
                continue
            exact = float(np.corrcoef(work, health)[0, 1])
            if abs(entry.coefficient - exact) > _HALF_A_STEP + _NO_MORE or not entry.low - _NO_MORE <= exact <= entry.high + _NO_MORE:
                yield Leak.WRONG_FIGURE, entry.factor, {}
            if min(_off_the_most_common(work), _off_the_most_common(health)) < rule.each_side:
                yield Leak.SAME_SCORE, entry.factor, {"people": people}
            moved = self._moved_by_one(work, health)
            if moved > 2 * _HALF_A_STEP + _NO_MORE:
                yield Leak.ONE_PERSON, entry.factor, {"moved": round(100 * moved)}
        recovered = self._recovered()
        if recovered > rule.explained / 100 + _NO_MORE:
            yield Leak.RECONSTRUCTED, self.topic.id, {"recovered": round(100 * recovered), "most": rule.explained}

    def _moved_by_one(self, work: Scores, health: Scores) -> float:
        """The most that a coefficient could be moved by what one person answered about the complaint."""
        could_be = _possible(self.topic, self.answers)
        others = len(work) - 1
        moved = 0.0
        for own_work, own_health in Counter(zip(work.tolist(), health.tolist(), strict=True)):
            x, y = work.sum() - own_work, health.sum() - own_health
            xx, yy, xy = work @ work - own_work**2, health @ health - own_health**2, work @ health - own_work * own_health
            mean_x, mean_y = (x + own_work) / (others + 1), (y + could_be) / (others + 1)
            covariance = (xy + own_work * could_be) / (others + 1) - mean_x * mean_y
            variances = ((xx + own_work**2) / (others + 1) - mean_x**2) * ((yy + could_be**2) / (others + 1) - mean_y**2)
            if variances.min() < _NO_MORE:  # this person alone is why there is a coefficient at all
                return 1.0
            coefficients = covariance / np.sqrt(variances)
            moved = max(moved, float(coefficients.max() - coefficients.min()))
        return moved

    def _recovered(self) -> float:
        """The share of the complaint's variance in its best linear guess from the coefficients, which are weighted sums of it."""
        who = ~np.isnan(self.health)
        health = self.health[who] - self.health[who].mean()
        deviations = np.column_stack([np.nan_to_num(scores[who] - np.nanmean(scores[who])) for scores in self.work.values()])
        guess = deviations @ np.linalg.lstsq(deviations, health, rcond=None)[0]
        return float(guess @ guess / (health @ health)) if health.any() else 1.0


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


def _off_the_most_common(scores: Scores) -> int:
    return len(scores) - Counter(scores.tolist()).most_common(1)[0][1]
