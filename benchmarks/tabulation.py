"""Scoring and tabulating, as array operations and as the plain loop over respondents that they replace. Both must count the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from benchmarks.measuring import Measurement, timed
from benchmarks.survey import answers, instrument, tree
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.instrument.model import NOT_RELEVANT, Topic
from must.core.scoring.answers import MISSING, apply_routing

Counts = Mapping[tuple[str, ...], int]


def measure() -> Iterator[Measurement]:
    grid = build_grid(tree(), Rules.of(instrument().rules))
    ours, tables = timed(lambda: _ours(grid))
    peer, counts = timed(lambda: _loop(grid))
    assert _counts(tables, grid) == counts
    what = f"score and tabulate {len(answers()):,} respondents × {len(grid.nodes):,} units"
    yield Measurement(what, (("must: arrays", ours), ("plain loop over respondents", peer)))


def _ours(grid: Grid) -> list[TopicTable]:
    counted = apply_routing(answers(), instrument())
    return list(tabulate(instrument(), counted, Places.of(counted, grid)))


def _loop(grid: Grid) -> Counts:
    """Respondents, options and bands by unit: (unit, topic), (unit, item, option) and (unit, topic, band)."""
    parent = {node.code: node.parent for node in grid.nodes}
    counts: Counter[tuple[str, ...]] = Counter()
    of_all = answers()
    topics = [(topic, [item for item in topic.items if item.id in of_all.items]) for topic in instrument().topics.values()]
    for row, unit in zip(of_all.values.tolist(), of_all.unit.tolist(), strict=True):
        given = {item: value for item, value in zip(of_all.items, row, strict=True) if value not in (MISSING, NOT_RELEVANT)}
        cell = grid.cell_of_unit[of_all.units[unit]]
        for topic, items in topics:
            hidden = topic.condition is not None and given.get(topic.condition.item) not in topic.condition.values
            if not items or hidden or any(item.id not in given for item in items):
                continue
            counts[cell, topic.id] += 1
            for item in items:
                counts[cell, item.id, str(given[item.id])] += 1
            if topic.bands is not None:
                counts[cell, topic.id, _band(topic, given)] += 1
    return _with_ancestors(counts, parent)


def _band(topic: Topic, given: Mapping[str, int]) -> str:
    values = [
        item.responses.values[0] + item.responses.values[-1] - given[item.id] if item.reversed else given[item.id]
        for item in topic.scored_items
    ]
    assert topic.bands is not None
    assert topic.direction is not None
    score, sign = sum(values) / len(values), 1 if topic.direction.high_is_challenge else -1
    if sign * score >= sign * topic.bands.challenge:
        return "CHALLENGE"
    return "FAVOURABLE" if sign * score <= sign * topic.bands.favourable else "MIDDLE"


def _with_ancestors(counts: Mapping[tuple[str, ...], int], parent: Mapping[str, str | None]) -> Counts:
    whole: Counter[tuple[str, ...]] = Counter()
    for (cell, *what), number in counts.items():
        node: str | None = cell
        while node is not None:
            whole[node, *what] += number
            node = parent[node]
    return whole


def _counts(tables: list[TopicTable], grid: Grid) -> Counts:
    """Our tables in the loop's words, without zeros."""
    counts: dict[tuple[str, ...], int] = {}
    for table in tables:
        items = {item.id: item for item in table.topic.items}
        for position, node in enumerate(grid.nodes):
            counts[node.code, table.topic.id] = int(table.n[position])
            for item, options in table.options.items():
                for value, number in zip(items[item].responses.values, options[position].tolist(), strict=True):
                    counts[node.code, item, str(value)] = number
            if table.scores is not None:
                for name, number in zip(("CHALLENGE", "MIDDLE", "FAVOURABLE"), table.scores.bands[position].tolist(), strict=True):
                    counts[node.code, table.topic.id, name] = number
    return {what: number for what, number in counts.items() if number}
