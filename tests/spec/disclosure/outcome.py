"""What an example comes to: the publication's cells as rows of words, and what plain subtraction recovers under a bare threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.publishing import publish
from tests.spec.disclosure.example import Example, given, label

FULL: Final = "all figures"
MEAN: Final = "mean alone"
HIDDEN: Final = "hidden"
NO_CELL: Final = "no cell"
SHOWN: Final = frozenset({FULL, MEAN})


def published(example: Example) -> Publication:
    """The example through the real thing."""
    return publish(
        instrument=example.instrument,
        asked=tuple(example.instrument.items),
        form="full",
        round=None,
        grid=example.grid,
        answers=example.answers,
        rules=example.parameters,
    )


def report_of(example: Example) -> list[dict[str, str]]:
    """The publication with the headings of the example's report, a row for each node and topic in the report's order of topics."""
    publication = published(example)
    headings = example.report.headings
    topics = list(dict.fromkeys(row["topic"] for row in example.report.rows)) if "topic" in headings else [example.topics[0].id]
    return [
        {heading: COLUMNS[heading](publication, example, place, topic) for heading in headings}
        for topic in topics
        for place in [
            *(Place(node.code) for node in example.grid.nodes),
            *(Place(example.grid.root.code, group) for group in example.groups),
        ]
    ]


@dataclass(frozen=True)
class Place:
    """What a row of a report is about: a node of the grid, or a group of the enterprise's people."""

    code: str
    group: str = ""


Column = Callable[[Publication, Example, Place, str], str]
"""(publication, example, place, topic) → words."""


def _cell(publication: Publication, example: Example, place: Place, topic: str) -> Cell | None:
    wanted = (place.code, topic, example.groups.index(place.group) + 1 if place.group else None)
    found = ((cell, cell.breakdown.value if cell.breakdown else None) for cell in publication.cells)
    return next((cell for cell, value in found if (cell.unit, cell.topic, value) == wanted), None)


def _shown(publication: Publication, example: Example, place: Place, topic: str) -> str:
    cell = _cell(publication, example, place, topic)
    if cell is None:
        return NO_CELL
    if cell.state is State.HIDDEN:
        return HIDDEN
    return MEAN if cell.detail is Detail.MEAN else FULL


def _figure(read: Callable[[Cell], object]) -> Column:
    """A column that reads one figure of a cell; empty where there is none."""

    def column(publication: Publication, example: Example, place: Place, topic: str) -> str:
        cell = _cell(publication, example, place, topic)
        figure = None if cell is None else read(cell)
        return "" if figure is None else str(figure)

    return column


def _shares(cell: Cell) -> str | None:
    """Per cent by option, 1 first; a topic's items one after the other."""
    return None if cell.items is None else "; ".join(" ".join(map(str, shares)) for shares in cell.items.values())


def _rate(publication: Publication, _: Example, place: Place, __: str) -> str:
    bands = {entry.unit: entry.band for entry in publication.participation}
    return (bands[place.code] or HIDDEN) if place.code in bands else ""


def _node(read: Callable[[Example, str], str]) -> Column:
    return lambda _, example, place, __: read(example, place.code)


def _unit(_: Publication, __: Example, place: Place, ___: str) -> str:
    return ", ".join(filter(None, (label(place.code), place.group)))


def _answered(_: Publication, example: Example, place: Place, __: str) -> str:
    return str(len(people_in(example, place.code, place.group)))


def _covers(example: Example, code: str) -> str:
    """The units that a cell is made of."""
    return ", ".join(next(node for node in example.grid.nodes if node.code == code).members)


def _invited(example: Example, code: str) -> str:
    return str(next(node for node in example.grid.nodes if node.code == code).invited)


COLUMNS: Final[Mapping[str, Column]] = {
    "unit": _unit,
    "topic": lambda _, __, ___, topic: topic,
    "invited": _node(_invited),
    "people of": _node(_covers),
    "answered": _answered,
    "shown": _shown,
    "people": _figure(lambda cell: cell.n_band if cell.n is None else cell.n),
    "mean": _figure(lambda cell: cell.mean),
    "challenge, %": _figure(lambda cell: cell.challenge),
    "answers 1–5, %": _figure(_shares),
    "response rate, %": _rate,
}
"""What a report's columns say of a place, by their headings."""


def people_in(example: Example, code: str, group: str = "") -> list[int]:
    """The answers of everybody in a node (and of one group) who answered all of the first topic; sums where it has several questions."""
    topic = example.topics[0]
    columns = (group,) if group else example.groups or (topic.id,)
    found = []
    for row in example.survey.rows:
        if code in lineage(example, example.grid.cell_of_unit.get(row["unit"], example.grid.root.code)):
            people = (person for column in columns for person in given(row.get(column, ""), len(topic.items)) if None not in person)
            found += [sum(value for value in person if value is not None) for person in people]
    return found


def lineage(example: Example, code: str) -> Iterator[str]:
    """The node and all above it."""
    above: str | None = code
    parents = {node.code: node.parent for node in example.grid.nodes}
    while above is not None:
        yield above
        above = parents[above]


@dataclass(frozen=True)
class Part:
    """Hidden cells that only together can be told from what is shown: `owner` minus `shown`, the shown nodes nearest below it."""

    owner: str
    cells: tuple[str, ...]
    shown: tuple[str, ...]
    answers: tuple[int, ...]

    @property
    def sum(self) -> str:
        """`Drift − Nord − Sør`, or, where much is subtracted, `Drift − 9 shown below it`."""
        if len(self.shown) > 3:
            return f"{label(self.owner)} − the {len(self.shown)} shown below it"
        return " − ".join(map(label, (self.owner, *self.shown)))

    def told(self) -> str:
        """What it tells of them to whoever subtracts."""
        people = len(self.answers)
        if people == 1:
            return f"{self.sum} = one person, who answered {self.answers[0]}"
        mean = f"{float(Fraction(sum(self.answers), people)):.2f}".rstrip("0").rstrip(".")
        return f"{self.sum} = {people} people with a mean of {mean}"


def parts(example: Example, visible: frozenset[str]) -> Iterator[Part]:
    """What is recoverable although it is hidden: for each shown node the hidden cells reached through hidden nodes, if any."""
    cells = [node.code for node in example.grid.nodes if node.code in example.grid.cells]
    owners = {node.code: next((each for each in lineage(example, node.code) if each in visible), None) for node in example.grid.nodes}
    for owner in (node.code for node in example.grid.nodes if node.code in visible):
        hidden = tuple(code for code in cells if owners[code] == owner and code != owner)
        if hidden:
            below = tuple(node.code for node in example.grid.nodes if node.parent and owners[node.parent] == owner and node.code in visible)
            answers = tuple(sorted(answer for code in hidden for answer in people_in(example, code)))
            yield Part(owner, hidden, below, answers)


def bare(example: Example) -> frozenset[str]:
    """What a bare threshold shows: every node with enough answers for a mean."""
    return frozenset(node.code for node in example.grid.nodes if len(people_in(example, node.code)) >= example.parameters.ordinary.mean)


def exposed(example: Example) -> list[str]:
    """What a bare threshold tells of fewer people than it promises to hide."""
    return [part.told() for part in parts(example, bare(example)) if 0 < len(part.answers) < example.parameters.ordinary.mean]


def states(example: Example) -> Mapping[str, str]:
    """What the example's report says of each node for its first topic."""
    first = [row for row in example.report.rows if row.get("topic", example.topics[0].id) == example.topics[0].id]
    return {node.code: row["shown"] for node, row in zip(example.grid.nodes, first[: len(example.grid.nodes)], strict=True)}
