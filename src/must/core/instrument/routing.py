"""Who is asked what. A condition is met by an answer that is there: whoever skipped the question isn't asked what depends on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from must.core.instrument.model import Condition, Instrument, Topic


def is_met(condition: Condition, answers: Mapping[str, int]) -> bool:
    return answers.get(condition.item) in condition.values


def filtered_out(instrument: Instrument, answers: Mapping[str, int]) -> frozenset[str]:
    """Items that whoever gave these answers isn't asked: those of filtered scales, with the follow-ups that they would open."""
    return _items(instrument, lambda topic, condition: topic.filtered and not is_met(condition, answers))


def unasked(instrument: Instrument, answers: Mapping[str, int]) -> frozenset[str]:
    """The same with every follow-up set that the answers don't open. An answer to one of these items doesn't count."""
    return _items(instrument, lambda _, condition: not is_met(condition, answers))


def _items(instrument: Instrument, closed: Callable[[Topic, Condition], bool]) -> frozenset[str]:
    """Items of the closed topics, and of those that only an item of a closed topic opens: they come later in the instrument."""
    found: set[str] = set()
    for topic, condition in instrument.routed:
        if condition.item in found or closed(topic, condition):
            found.update(item.id for item in topic.items)
    return frozenset(found)
