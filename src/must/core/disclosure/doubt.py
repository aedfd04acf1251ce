"""R4: what is known of a group must leave doubt about each of its members.

A group is a row of a table: a shown cell, or a set of people whose figures can be computed from shown cells. Everything is decided on exact
counts, as if nothing had been rounded. A group of nobody leaves nothing to doubt, and passes.
"""

from __future__ import annotations

from must.core.disclosure.rules import AttributeRule, SensitiveRule
from must.core.disclosure.shape import Flags, Whole
from must.core.disclosure.tables import TopicTable


def in_distributions(table: TopicTable, rule: AttributeRule) -> Flags:
    """Whether every distribution leaves doubt: of the answers to each item, of the bands of the score, and the share with a challenge.

    bool [rows]. A distribution's largest category may hold `rule.category_share` per cent of the people at most, and must leave out at
    least `rule.differing` of them; on either side of the share there must be `rule.each_side` people.
    """
    n = table.n
    passes = n >= 0
    for counts in table.options.values():
        passes &= _spread(counts, n, rule)
    if table.scores is not None:
        challenged = table.scores.bands[:, 0]
        passes &= _spread(table.scores.bands, n, rule) & (challenged >= rule.each_side) & (n - challenged >= rule.each_side)
    safe: Flags = passes | (n == 0)
    return safe


def in_mean(table: TopicTable, rule: AttributeRule) -> Flags:
    """Whether the mean of the score alone leaves doubt: bool [rows]; True everywhere where there is no score.

    It fails where it lies within `rule.mean_margin` / n of an end of the scale (then nearly everybody is known to be there), and where
    fewer than `rule.differing` people have another score than the most frequent one.
    """
    n, scores = table.n, table.scores
    if scores is None:
        return n >= 0
    above = scores.total - n * scores.lowest
    margin = rule.mean_margin * len(scores.items)  # the sum of j items is j times their mean
    inside = (above > margin) & (n * scores.range - above > margin)
    safe: Flags = (inside & (n - scores.sums.max(axis=1) >= rule.differing)) | (n == 0)
    return safe


def in_sensitive(table: TopicTable, rule: SensitiveRule) -> Flags:
    """The same as `in_distributions` for a sensitive topic, bool [rows]: in each distribution, and on either side of the share, at least
    `rule.each_side` people, whatever per cent they are. What such a topic asks about is rare, and at the enterprise so it should be.
    """
    passes = table.n >= rule.full
    for counts in [*table.options.values(), *([table.scores.bands] if table.scores else [])]:
        passes &= table.n - counts.max(axis=1) >= rule.each_side
    if table.scores is not None:
        challenged = table.scores.bands[:, 0]
        passes &= (challenged >= rule.each_side) & (table.n - challenged >= rule.each_side)
    return passes


def _spread(counts: Whole, n: Whole, rule: AttributeRule) -> Flags:
    largest = counts.max(axis=1)
    enough: Flags = (100 * largest <= rule.category_share * n) & (n - largest >= rule.differing)
    return enough
