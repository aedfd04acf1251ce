"""Scale scores and their bands, as array operations on whole numbers.

A score is the mean of a scale's scored items. It is kept as the *sum* of their values, so that nothing is rounded before it is compared or
averaged: thresholds are compared as fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.instrument.model import Bands, Item, Topic
from must.core.scoring.answers import MISSING, Answers


class Band(IntEnum):
    """Where a score lies; the values are the columns of every table of bands."""

    CHALLENGE = 0
    MIDDLE = 1
    FAVOURABLE = 2


OUTSIDE: Final = -1
"""The position of an answer that is missing."""


def scored_among(topic: Topic, asked: Sequence[Item]) -> tuple[Item, ...]:
    """The items of `asked` that make the topic's score: its scored items, or, where none of those was asked, whatever was."""
    return tuple(item for item in topic.scored_items if item in asked) or tuple(asked)


def answered_all(answers: Answers, items: Sequence[Item]) -> NDArray[np.bool_]:
    """Which respondents answered every one of the items: bool [respondents]."""
    everyone = np.ones(len(answers), dtype=np.bool_)
    for item in items:
        everyone &= _column(answers, item) != MISSING
    return everyone


def positions(answers: Answers, item: Item) -> NDArray[np.int64]:
    """Each respondent's answer as a position among the item's options, in their order; `OUTSIDE` where it is missing: int64 [respondents].

    Raises ValueError when an answer is none of the options.
    """
    values = _column(answers, item)
    options = np.array(item.responses.values)
    found = np.clip(np.searchsorted(options, values), 0, len(options) - 1)
    is_option = options[found] == values
    if not np.all(is_option | (values == MISSING)):
        raise ValueError(f"{item.id} holds a value that is not one of its options")
    return np.where(is_option, found, OUTSIDE)


def sums(answers: Answers, items: Sequence[Item]) -> NDArray[np.int64]:
    """Each respondent's sum of the items' values, reversed items turned round: int64 [respondents].

    It means something only for those who answered every item.
    """
    total = np.zeros(len(answers), dtype=np.int64)
    for item in items:
        values = _column(answers, item).astype(np.int64)
        lowest, highest = item.responses.values[0], item.responses.values[-1]
        total += lowest + highest - values if item.reversed else values
    return total


def bands_of(totals: NDArray[np.int64], count: int, bands: Bands, *, high_is_challenge: bool) -> NDArray[np.int64]:
    """The band of each score, given as the sum of `count` items: `Band` values, int64 [respondents].

    A score that lies exactly on a threshold belongs to that threshold's band.
    """
    sign = 1 if high_is_challenge else -1
    result = np.full(totals.shape, Band.MIDDLE, dtype=np.int64)
    result[sign * _above(totals, count, bands.favourable) <= 0] = Band.FAVOURABLE
    result[sign * _above(totals, count, bands.challenge) >= 0] = Band.CHALLENGE
    return result


def _above(totals: NDArray[np.int64], count: int, threshold: float) -> NDArray[np.int64]:
    """How far each score is above the threshold, in a unit that keeps it whole. The threshold is the decimal that it prints as."""
    exact = Fraction(str(threshold))
    return totals * exact.denominator - count * exact.numerator


def _column(answers: Answers, item: Item) -> NDArray[np.int16]:
    column: NDArray[np.int16] = answers.values[:, answers.items.index(item.id)]
    return column
