"""What a publication must hold, read slowly and plainly from the rules: people one by one, exact fractions, no arrays.

It shares no code with what it is compared with, except the grid, which `test_grid_properties` proves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid, NodeKind
from must.core.disclosure.rules import Rules
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Topic

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


def number_band(n: int, invited: int, rules: Rules) -> tuple[int, str]:
    """Where the band of a number begins and ends, as text; the end is empty where there is none."""
    usable = [rules.counts.bands[0]] + [start for start in rules.counts.bands[1:] if invited - start >= rules.ordinary.full]
    start = [start for start in usable if start <= n][-1]
    if start != usable[-1]:
        return start, str(usable[usable.index(start) + 1] - 1)
    return start, next((str(later - 1) for later in rules.counts.bands if later > invited), "")


def expected_cells(
    instrument: Instrument,
    grid: Grid,
    *,
    asked: Iterable[str],
    people: Sequence[Respondent],
    shows: Mapping[tuple[str, str], str],
    rules: Rules,
) -> dict[tuple[str, str], Figures]:
    """(node, topic) → figures of every cell that there must be.

    shows: what each cell shows, `full` or `mean`; cells that aren't there show nothing. Whether they may is for others to say.
    """
    counted = [what_counts(person, instrument) for person in people]
    cells: dict[tuple[str, str], Figures] = {}
    for node in reversed(grid.nodes):  # the enterprise last: its number depends on what the others own up to
        codes = covered(grid, node.code)
        here = [person for person in counted if person.unit in codes]
        for topic in instrument.topics.values():
            items = [item for item in topic.items if item.id in set(asked)]
            if not items or topic.topic_class is TopicClass.HEALTH:
                continue
            if topic.topic_class is TopicClass.SENSITIVE and node.parent is not None:
                continue
            below = least_below(node.code, cells, topic, grid, rules) if node.parent is None else None
            cells[node.code, topic.id] = figures(
                topic, items, here, shows=shows.get((node.code, topic.id)), room=(node.invited, below), rules=rules
            )
    return cells


def number(n: int, invited: int, below: int | None, rules: Rules) -> Figures:
    """What is said of a number of people. below: of the enterprise, how many the cells below it own up to; of all others None."""
    if below is not None and n >= rules.counts.exact and invited - n >= rules.ordinary.full and n > below:
        return {"n": n, "n_band": None}
    start, end = number_band(n, invited, rules)
    told = below is not None and end and int(end) > below
    return {"n": None, "n_band": f"{start}–{end if told else ''}"}


def least_below(code: str, cells: Mapping[tuple[str, str], Figures], topic: Topic, grid: Grid, rules: Rules) -> int:
    children = [node.code for node in grid.nodes if node.parent == code]
    return sum(
        max(least(cells.get((child, topic.id), HIDDEN), topic, rules), least_below(child, cells, topic, grid, rules)) for child in children
    )


def least(shown: Figures, topic: Topic, rules: Rules) -> int:
    """How many people a cell's figures are of at least, as anybody can tell who knows the rules."""
    if shown["state"] == "hidden":
        return 0
    if shown["detail"] == "mean":
        return rules.ordinary.mean
    full = rules.sensitive.full if topic.topic_class is TopicClass.SENSITIVE else rules.ordinary.full
    told = shown["n"] if shown["n_band"] is None else int(str(shown["n_band"]).split("–")[0])
    assert isinstance(told, int)
    return max(full, told)


def figures(
    topic: Topic, items: Sequence[Item], here: Sequence[Respondent], *, shows: str | None, room: tuple[int, int | None], rules: Rules
) -> Figures:
    """room: how many were invited, and `below` of `number`."""
    people = [person for person in here if all(item.id in person.answers for item in items)]
    n = len(people)
    full = rules.sensitive.full if topic.topic_class is TopicClass.SENSITIVE else rules.ordinary.full
    short = [item for item in items if not item.extended] or items
    scores = [score(person, short) for person in people] if topic.direction else []
    mean = rounded(10 * sum(scores, Fraction()) / n) / 10 if scores else None
    if shows is None:
        return HIDDEN
    if shows == "mean":
        assert topic.topic_class is TopicClass.ORDINARY
        assert n >= rules.ordinary.mean
        return {**HIDDEN, "state": "shown", "detail": "mean", "mean": mean}
    assert n >= full
    bands = [percent(sum(band(each, topic) == number for each in scores), n) for number in range(3)] if scores else None
    return {
        "state": "shown",
        "detail": "full",
        **number(n, *room, rules),
        "mean": mean,
        "challenge": bands[0] if bands else None,
        "bands": bands,
        "items": {
            item.id: [percent(sum(person.answers[item.id] == value for person in people), n) for value in item.responses.values]
            for item in items
        },
    }


def covered(grid: Grid, code: str) -> set[str]:
    """The codes, of units and of cells, of those who count in a node."""
    below = {code}
    for node in grid.nodes:  # a node comes after its parent
        if node.parent in below:
            below.add(node.code)
    return {unit for unit, cell in grid.cell_of.items() if cell in below}


def expected_participation(
    instrument: Instrument,
    grid: Grid,
    *,
    people: Sequence[Respondent],
    asked: Iterable[str],
    cells: Mapping[tuple[str, str], Figures],
    rules: Rules,
) -> dict[str, str | None]:
    """Unit → band of its response rate. The largest come first; one is left out when any band that is possible would say too much."""
    counted = [person for person in (what_counts(person, instrument) for person in people) if person.answers]
    limits = {node.code: (0, node.invited) for node in grid.nodes}
    for (code, topic), shown in cells.items():
        items = [item.id for item in instrument.topics[topic].items if item.id in set(asked)]
        codes = covered(grid, code)
        n = sum(person.unit in codes and all(item in person.answers for item in items) for person in counted)
        everything = shown["state"] == "shown" and shown["detail"] == "full"  # then shares may fit no other number of people
        limits[code] = max(limits[code], (n if everything else least(shown, instrument.topics[topic], rules), limits[code][1]))
    bands: dict[str, str | None] = {}
    for node in sorted((node for node in grid.nodes if node.kind is NodeKind.UNIT), key=lambda node: -node.invited):
        bands[node.code] = None
        rates = rate_bands(node.invited, rules) if grid.cells else {}
        if rates and not any(says_too_much(grid, cut(limits, node.code, rate)) for rate in rates.values()):
            codes = covered(grid, node.code)
            answered = sum(person.unit in codes for person in counted)
            bands[node.code] = next(label for label, (low, high) in rates.items() if low <= answered <= high)
            limits = cut(limits, node.code, rates[str(bands[node.code])])
    return bands


Limits = Mapping[str, tuple[int, int]]
"""Node → the fewest and the most who can have answered in it, as far as it is said of the node itself."""


def cut(limits: Limits, code: str, to: tuple[int, int]) -> dict[str, tuple[int, int]]:
    low, high = limits[code]
    return {**limits, code: (max(low, to[0]), min(high, to[1]))}


def possible(grid: Grid, limits: Limits) -> bool:
    """Whether any number of answers in each cell fits all limits: from the bottom up, what can add up to what."""
    sums: dict[str | None, tuple[int, int]] = {}
    for node in reversed(grid.nodes):
        low, high = limits[node.code]
        if node.code in sums:
            low, high = max(low, sums[node.code][0]), min(high, sums[node.code][1])
        if low > high:
            return False
        others = sums.get(node.parent, (0, 0))
        sums[node.parent] = (others[0] + low, others[1] + high)
    return True


def says_too_much(grid: Grid, limits: Limits) -> bool:
    """Whether these limits can be, and leave a cell in which nobody, or everybody, must have answered."""
    invited = {node.code: node.invited for node in grid.nodes}
    return possible(grid, limits) and not all(
        possible(grid, cut(limits, cell, (1, invited[cell]))) and possible(grid, cut(limits, cell, (0, invited[cell] - 1)))
        for cell in grid.cells
    )


def rate_bands(invited: int, rules: Rules) -> dict[str, tuple[int, int]]:
    """Label → the fewest and the most people of a rate's band, by looking for the narrowest width that fits."""
    if invited < rules.participation.minimum:
        return {}
    widths = (5, 10, 20, 25, 50)
    least_width = max(Fraction(100 * rules.ordinary.full, invited), Fraction(rules.participation.width))
    width = next(width for width in widths if width >= least_width)
    found: dict[str, tuple[int, int]] = {}
    for answered in range(invited + 1):
        low = min(int(Fraction(100 * answered, invited) // width) * width, 100 - width)
        label = f"<{width}" if low == 0 else f"≥{low}" if low + width == 100 else f"{low}–{low + width - 1}"
        found[label] = (found.get(label, (answered, 0))[0], answered)
    return found
