"""From answers to a publication: count over the grid, mask, round. What the mask hides is dropped here and nowhere kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.associating import associate
from must.core.disclosure.audit import audit
from must.core.disclosure.breakdowns import break_down, places_of_atoms
from must.core.disclosure.certificate import Verdict, certify, inputs_digest
from must.core.disclosure.grid import Grid, Node, NodeKind
from must.core.disclosure.masks import Visibilities, mask
from must.core.disclosure.numbers import Number, numbers
from must.core.disclosure.participation import participations
from must.core.disclosure.publication import Breakdown, Cell, Detail, Participation, Publication, PublishedUnit, State
from must.core.disclosure.rounding import means, percents
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import Places, TopicTable, count_respondents, tabulate
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Instrument, Item, Topic
from must.core.scoring.answers import Answers, apply_routing


def publish(
    *,
    instrument: Instrument,
    asked: tuple[str, ...],
    form: str,
    round: str | None,
    grid: Grid,
    answers: Answers,
    rules: Rules,
    closed: date | None = None,
    digest_key: bytes | None = None,
    elapsed: Callable[[], float] | None = None,
) -> Publication:
    """The publication of a round.

    asked: the ids of the items asked; `answers` has a column for each of them and no other.
    form: the name of the form that was used. round: the round's id; None for answers collected elsewhere.
    answers: one row a respondent, placed by unit code or by cell code of the grid. closed: the last day of answering, where it is known.
    digest_key: of the certificate's digest of the inputs; without it the certificate has none.
    elapsed: seconds since the caller began, asked when the publication is done; without it the certificate names no time.

    Raises ValueError for items or a form that the instrument doesn't have, items that don't fit the answers, an answer that is none of its
    item's options, a respondent outside the grid, and a digest's key that is too short.
    """
    if len(set(asked)) != len(asked) or set(asked) != set(answers.items) or not instrument.items.keys() >= set(asked):
        raise ValueError("the items asked don't fit the answers or the instrument")
    if form not in instrument.forms:
        raise ValueError(f"the instrument has no form {form}")
    counted = apply_routing(answers if grid.cells else _nobody(answers), instrument)
    places = Places.of(counted, grid)
    tables = tuple(tabulate(instrument, counted, places))
    visible = mask(tables, grid, rules)
    audit(tables, visible, grid, rules)
    told = [numbers(table.topic.topic_class, table.n.tolist(), shown, grid, rules) for table, shown in zip(tables, visible, strict=True)]
    groups = _groups(instrument, counted, places, visible, grid=grid, rules=rules)
    by_topic = [_cells(table, shown, each, grid, rules) for table, shown, each in zip(tables, visible, told, strict=True)]
    by_node = (cell for of_node in zip(*by_topic, strict=True) for cell in of_node if cell is not None)
    cells = tuple(each for cell in by_node for each in (cell, *(groups.get(cell.topic, ()) if cell.unit == grid.root.code else ())))
    shown = {cell.unit for cell in cells if cell.state is State.SHOWN}
    inputs = None
    if digest_key is not None:
        inputs = inputs_digest(
            digest_key, instrument=instrument, form=form, round=round, closed=closed, grid=grid, answers=answers, rules=rules
        )
    return Publication(
        instrument=instrument.id,
        instrument_version=instrument.version,
        form=form,
        rules=rules.id,
        round=round,
        closed=closed,
        asked=tuple(item for item in instrument.items if item in set(asked)),
        units=tuple(_unit(node, reported=node.kind is NodeKind.UNIT and node.code in shown) for node in grid.nodes),
        cells=cells,
        participation=tuple(_participation(grid, count_respondents(counted, places).tolist(), _known(tables, visible, told), rules)),
        associations=associate(instrument, counted, places.node, invited=grid.root.invited, shown=_in_full(tables, visible), rules=rules),
        certificate=certify(
            rules,
            Verdict.SAFE,
            inputs=inputs,
            seconds=None if elapsed is None else elapsed(),
        ),
    )


def _in_full(tables: Sequence[TopicTable], visible: Sequence[Visibilities]) -> frozenset[str]:
    """The ids of the topics that the enterprise shows in full."""
    return frozenset(table.topic.id for table, (enterprise, *_) in zip(tables, visible, strict=True) if enterprise is Visibility.FULL)


def _groups(
    instrument: Instrument, counted: Answers, places: Places, visible: Sequence[Visibilities], *, grid: Grid, rules: Rules
) -> Mapping[str, tuple[Cell, ...]]:
    """The cells of a breakdown (R10), by topic: of each ordinary topic with a score. None where neither rules nor form have a breakdown."""
    item = next((instrument.items[name] for name in rules.breakdowns if name in counted.items), None)
    if item is None:
        return {}
    atoms = tabulate(instrument, counted, places_of_atoms(places, counted, item))
    return {
        table.topic.id: tuple(_group_cells(table.topic, item, break_down(table, shown, grid, rules), grid, rules))
        for table, shown in zip(atoms, visible, strict=True)
        if table.topic.topic_class is TopicClass.ORDINARY and table.scores is not None
    }


def _group_cells(topic: Topic, item: Item, groups: TopicTable | None, grid: Grid, rules: Rules) -> Iterator[Cell]:
    """A cell for each value of the item. Nobody knows how many were invited of a group, so nothing but the least number is said of it."""
    least = rules.ordinary.full
    for position, value in enumerate(item.responses.values):
        breakdown = Breakdown(item=item.id, value=value)
        if groups is None:
            yield Cell(unit=grid.root.code, topic=topic.id, topic_class=topic.topic_class, state=State.HIDDEN, breakdown=breakdown)
        else:
            figures = _Figures.of(groups, (Number(band=f"{least}–", least=least),) * len(groups.n), rules)
            yield replace(_cell(topic, figures, position, grid.root, visibility=Visibility.FULL), breakdown=breakdown)


def _nobody(answers: Answers) -> Answers:
    """The same columns without respondents: an enterprise without a cell counts nobody."""
    return Answers(items=answers.items, values=answers.values[:0], units=answers.units, unit=answers.unit[:0])


def _unit(node: Node, *, reported: bool) -> PublishedUnit:
    return PublishedUnit(
        code=node.code,
        parent=node.parent,
        name=node.name,
        level=node.level,
        kind=node.kind,
        members=node.members,
        reported=reported,
    )


def _known(tables: Sequence[TopicTable], visible: Sequence[Visibilities], told: Sequence[tuple[Number, ...]]) -> list[list[int]]:
    """How many each cell tells of at least, by topic and node. Where everything is shown, that is how many there are, whatever its band
    says: whole per cents of several items often fit one number of people only.
    """
    return [
        [n if one is Visibility.FULL else number.least for n, one, number in zip(table.n.tolist(), shown, each, strict=True)]
        for table, shown, each in zip(tables, visible, told, strict=True)
    ]


def _participation(grid: Grid, answered: list[int], known: list[list[int]], rules: Rules) -> Iterator[Participation]:
    least = [max(of_node) for of_node in zip(*known, strict=True)] or [0] * len(grid.nodes)
    for node, band in zip(grid.nodes, participations(grid, answered, least, rules), strict=True):
        if node.kind is NodeKind.UNIT:
            yield Participation(unit=node.code, band=band)


@dataclass(frozen=True, slots=True)
class _Figures:
    """A topic's rounded figures by node, also of nodes that must not show them."""

    numbers: tuple[Number, ...]
    mean: list[float] | None
    bands: list[list[int]] | None
    options: Mapping[str, list[list[int]]]

    @classmethod
    def of(cls, table: TopicTable, told: tuple[Number, ...], rules: Rules) -> _Figures:
        people = np.maximum(table.n, 1)  # where nobody answered, every sum is 0 and every figure hidden
        scores = table.scores
        return cls(
            numbers=told,
            mean=means(scores.total, people * len(scores.items), rules.rounding.mean) if scores else None,
            bands=percents(scores.bands, people) if scores else None,
            options={item: percents(counts, people) for item, counts in table.options.items()},
        )


def _cells(table: TopicTable, visible: Visibilities, told: tuple[Number, ...], grid: Grid, rules: Rules) -> list[Cell | None]:
    """The topic's cell of each node, in the order of the nodes; None where a node has none."""
    figures = _Figures.of(table, told, rules)
    return [
        None if visibility is Visibility.ABSENT else _cell(table.topic, figures, position, node, visibility=visibility)
        for position, (node, visibility) in enumerate(zip(grid.nodes, visible, strict=True))
    ]


def _cell(topic: Topic, figures: _Figures, position: int, node: Node, *, visibility: Visibility) -> Cell:
    """What is neither full nor the mean alone is hidden."""
    cell = partial(Cell, unit=node.code, topic=topic.id, topic_class=topic.topic_class)
    mean = figures.mean[position] if figures.mean else None
    if visibility is Visibility.MEAN:
        return cell(state=State.SHOWN, detail=Detail.MEAN, mean=mean)
    if visibility is not Visibility.FULL:
        return cell(state=State.HIDDEN)
    bands = figures.bands[position] if figures.bands else None
    return cell(
        state=State.SHOWN,
        n=figures.numbers[position].exact,
        n_band=figures.numbers[position].band,
        mean=mean,
        challenge=bands[0] if bands else None,
        bands=(bands[0], bands[1], bands[2]) if bands else None,
        items={item: tuple(shares[position]) for item, shares in figures.options.items()},
    )
