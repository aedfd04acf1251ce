"""What a publication must hold, read slowly and plainly from the rules: people one by one, exact fractions, no arrays.

It shares no code with what it is compared with, except the grid, which `test_grid` proves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid, NodeKind
from must.core.disclosure.rules import Rules
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Topic
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.random_trees import subtree

Figures = Mapping[str, object]
HIDDEN: Figures = {
    "state": "hidden",
    "detail": "full",
    "n": None,
    "n_band": None,
    "mean": None,
    "challenge": None,
    "bands": None,
    "items": None,
}


@dataclass(frozen=True)
class Respondent:
    """Where somebody works, and what they answered: item → value; items they skipped are not there."""

    unit: str
    answers: Mapping[str, int]


def rounded(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


def percent(part: int, whole: int) -> int:
    return rounded(Fraction(100 * part, whole))


def what_counts(person: Respondent, instrument: Instrument) -> Respondent:
    kept = {item: value for item, value in person.answers.items() if value != NOT_RELEVANT}
    for topic in instrument.topics.values():
        if topic.condition and kept.get(topic.condition.item) not in topic.condition.values:
            for item in topic.items:
                kept.pop(item.id, None)
    return Respondent(person.unit, kept)


def score(person: Respondent, items: Sequence[Item]) -> Fraction:
    values = []
    for item in items:
        value = person.answers[item.id]
        options = item.responses.values
        values.append(min(options) + max(options) - value if item.reversed else value)
    return Fraction(sum(values), len(values))


def band(value: Fraction, topic: Topic) -> int:
    assert topic.bands is not None
    assert topic.direction is not None
    challenge, favourable = Fraction(str(topic.bands.challenge)), Fraction(str(topic.bands.favourable))
    if topic.direction.high_is_challenge:
        return 0 if value >= challenge else 2 if value <= favourable else 1
    return 0 if value <= challenge else 2 if value >= favourable else 1


def number_band(n: int, rules: Rules) -> str:
    starts = rules.counts.bands
    for start, following in pairwise(starts):
        if start <= n < following:
            return f"{start}–{following - 1}"
    return f"{starts[-1]}–"


def expected_cells(
    instrument: Instrument, tree: UnitTree, grid: Grid, *, asked: Iterable[str], people: Sequence[Respondent], rules: Rules
) -> dict[tuple[str, str], Figures]:
    """(node, topic) → figures of every cell that there must be."""
    counted = [what_counts(person, instrument) for person in people]
    cells: dict[tuple[str, str], Figures] = {}
    for node in grid.nodes:
        codes = subtree(tree, node.code) if node.kind is NodeKind.UNIT else set(node.members)
        here = [person for person in counted if person.unit in codes] if grid.cells else []
        for topic in instrument.topics.values():
            items = [item for item in topic.items if item.id in set(asked)]
            if not items or topic.topic_class is TopicClass.HEALTH:
                continue
            if topic.topic_class is TopicClass.SENSITIVE and node.parent is not None:
                continue
            exact_allowed = node.invited if node.parent is None else None
            cells[node.code, topic.id] = figures(topic, items, here, exact_allowed, rules)
    return cells


def figures(topic: Topic, items: Sequence[Item], here: Sequence[Respondent], invited: int | None, rules: Rules) -> Figures:
    people = [person for person in here if all(item.id in person.answers for item in items)]
    n = len(people)
    full = rules.sensitive.full if topic.topic_class is TopicClass.SENSITIVE else rules.ordinary.full
    short = [item for item in items if not item.extended] or items
    scores = [score(person, short) for person in people] if topic.direction else []
    mean = rounded(10 * sum(scores, Fraction()) / n) / 10 if scores else None
    if n < full:
        if topic.topic_class is TopicClass.ORDINARY and n >= rules.ordinary.mean and topic.direction:
            return {**HIDDEN, "state": "shown", "detail": "mean", "mean": mean}
        return HIDDEN
    bands = [percent(sum(band(each, topic) == number for each in scores), n) for number in range(3)] if scores else None
    exact = invited is not None and n >= rules.counts.exact and invited - n >= rules.ordinary.full
    return {
        "state": "shown",
        "detail": "full",
        "n": n if exact else None,
        "n_band": None if exact else number_band(n, rules),
        "mean": mean,
        "challenge": bands[0] if bands else None,
        "bands": bands,
        "items": {
            item.id: [percent(sum(person.answers[item.id] == value for person in people), n) for value in item.responses.values]
            for item in items
        },
    }


def expected_participation(instrument: Instrument, tree: UnitTree, grid: Grid, people: Sequence[Respondent]) -> dict[str, str | None]:
    """Unit → band of its response rate, by looking for the narrowest width that fits."""
    counted = [person for person in (what_counts(person, instrument) for person in people) if person.answers]
    bands: dict[str, str | None] = {}
    for node in grid.nodes:
        if node.kind is NodeKind.REST:
            continue
        if node.invited < 20 or not grid.cells:
            bands[node.code] = None
            continue
        codes = subtree(tree, node.code)
        rate = Fraction(100 * sum(person.unit in codes for person in counted), node.invited)
        width = next(width for width in (5, 10, 20, 25, 50) if width >= Fraction(1000, node.invited))
        low = min(int(rate // width) * width, 100 - width)
        bands[node.code] = f"<{width}" if low == 0 else f"≥{low}" if low + width == 100 else f"{low}–{low + width - 1}"
    return bands
