"""How sure a shown mean is: an interval that whoever reads the publication could work out as well.

The exact standard deviation of a score is a figure of its own, about the same people, and would need a proof of its own that it tells
nothing more. So the interval is made of what the cell shows already, its mean, its answers in whole per cent and the least number that it
owns up to, and is as wide as the least favourable answers behind those figures would make it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rules import Rules
from must.core.disclosure.shown import bounds, people, scored_items
from must.core.instrument.model import Topic

_HALF: Final = 0.5
"""What rounding can have moved a figure by, in steps of its last decimal."""

_QUANTILES: Final[Mapping[int, float]] = {
    2: 4.303, 3: 3.183, 4: 2.777, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.307, 9: 2.263, 10: 2.229, 11: 2.201, 12: 2.179, 13: 2.161, 14: 2.145,
    15: 2.132, 16: 2.120, 17: 2.110, 18: 2.101, 19: 2.094, 20: 2.086, 21: 2.080, 22: 2.074, 23: 2.069, 24: 2.064, 25: 2.060, 26: 2.056,
    27: 2.052, 28: 2.049, 29: 2.046, 30: 2.043, 39: 2.023, 49: 2.010, 59: 2.001, 79: 1.991, 99: 1.985, 149: 1.977, 199: 1.972, 299: 1.968,
    499: 1.965, 999: 1.963,
}  # fmt: skip
"""Degrees of freedom → the 97.5 per cent quantile of Student's t, rounded upwards. Between two, the one of fewer is the greater."""


def interval_of_mean(cell: Cell, topic: Topic, publication: Publication, rules: Rules) -> tuple[float, float] | None:
    """A 95 per cent confidence interval of a cell's mean, on the scale and with the mean's decimals; None where there may be none.

    There is one for an ordinary topic's cell that shows everything (R1). It is never narrower than mean ± t(n − 1)·s/√n of the answers
    themselves, with s the scores' standard deviation (n − 1 in its denominator), as far as that lies on the scale:

    - the score is the mean of its m items' values, so its standard deviation is at most the mean of theirs (Cauchy–Schwarz, as for any sum
      of correlated variables; Lord & Novick, Statistical Theories of Mental Test Scores, 1968, ch. 4);
    - an item's variance is at most Σ h·(v − c)² for any c, where h is the greatest share that an option shown as p per cent can have,
      p + ½ per cent; c is the one for which that is least, the mean with the shares h for weights;
    - n is the fewest that the cell's number allows: t(n − 1)/√(n − 1) falls with n;
    - the mean may be half a step of its last decimal off; the ends are rounded outwards.

    It answers how far the mean would move by chance were others like these people asked, or these another time. So there is no correction
    for the finite number invited, by which the interval of a unit where all answered would be nothing: the survey is about the work, not
    about who happened to be there that month; and the correction would tell the response rate, which R6 keeps in bands.

    cell: of the publication. topic: its topic in the instrument. rules: the instrument's.
    """
    if cell.state is State.HIDDEN or cell.detail is not Detail.FULL or cell.mean is None or cell.items is None:
        return None
    fewest, _ = people(cell)
    if topic.topic_class is not TopicClass.ORDINARY or fewest < rules.ordinary.full:
        return None
    items = scored_items(topic, publication)
    deviation = sum(_deviation(cell.items[item.id], item.responses.values) for item in items) / len(items)
    step = 10**rules.rounding.mean
    margin = _HALF / step + _quantile(fewest - 1) * deviation / math.sqrt(fewest - 1)
    lowest, highest = bounds(items)
    return max(float(lowest), math.floor((cell.mean - margin) * step) / step), min(
        float(highest), math.ceil((cell.mean + margin) * step) / step
    )


def _deviation(shares: Sequence[int], values: Sequence[int]) -> float:
    """The greatest standard deviation (n in its denominator) of answers whose shares round to these whole per cents."""
    most = [(share + _HALF) / 100 for share in shares]
    total = sum(most)
    centre = sum(share * value for share, value in zip(most, values, strict=True)) / total
    return math.sqrt(sum(share * (value - centre) ** 2 for share, value in zip(most, values, strict=True)))


def _quantile(freedom: int) -> float:
    """Raises ValueError for fewer than two degrees of freedom."""
    return _QUANTILES[max(known for known in _QUANTILES if known <= freedom)]
