"""From answers to a publication: count over the grid, mask, round. What the mask hides is dropped here and nowhere kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from must.core.disclosure.certificate import Verdict, certify, inputs_digest
from must.core.disclosure.grid import Grid, Node, NodeKind
from must.core.disclosure.participation import exact_number, number_band, rate_band
from must.core.disclosure.publication import Cell, Detail, Participation, Publication, PublishedUnit, State
from must.core.disclosure.rounding import means, percents
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import Places, TopicTable, count_respondents, tabulate
from must.core.disclosure.thresholds import Visibility, mask
from must.core.instrument.model import Instrument, Topic
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
    digest_key: bytes | None = None,
    elapsed: Callable[[], float] | None = None,
) -> Publication:
    """The publication of a round.

    asked: the ids of the items asked; `answers` has a column for each of them and no other.
    form: the name of the form that was used. round: the round's id; None for answers collected elsewhere.
    answers: one row a respondent, placed by unit code or by cell code of the grid.
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
    by_topic = [_cells(table, grid, rules) for table in tabulate(instrument, counted, places)]
    cells = tuple(cell for of_node in zip(*by_topic, strict=True) for cell in of_node if cell is not None)
    shown = {cell.unit for cell in cells if cell.state is State.SHOWN}
    inputs = None
    if digest_key is not None:
        inputs = inputs_digest(digest_key, instrument=instrument, form=form, round=round, grid=grid, answers=answers, rules=rules)
    return Publication(
        instrument=instrument.id,
        form=form,
        rules=rules.id,
        round=round,
        asked=tuple(item for item in instrument.items if item in set(asked)),
        units=tuple(_unit(node, reported=node.kind is NodeKind.UNIT and node.code in shown) for node in grid.nodes),
        cells=cells,
        participation=tuple(_participation(grid, counted, places, rules)),
        certificate=certify(
            rules,
            Verdict.SAFE,
            inputs=inputs,
            seconds=None if elapsed is None else elapsed(),
        ),
    )


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


def _participation(grid: Grid, counted: Answers, places: Places, rules: Rules) -> Iterator[Participation]:
    for node, answered in zip(grid.nodes, count_respondents(counted, places).tolist(), strict=True):
        if node.kind is NodeKind.UNIT:
            yield Participation(unit=node.code, band=rate_band(answered, node.invited, rules))


@dataclass(frozen=True, slots=True)
class _Figures:
    """A topic's rounded figures by node, also of nodes that must not show them."""

    n: list[int]
    mean: list[float] | None
    bands: list[list[int]] | None
    options: Mapping[str, list[list[int]]]

    @classmethod
    def of(cls, table: TopicTable, rules: Rules) -> _Figures:
        people = np.maximum(table.n, 1)  # where nobody answered, every sum is 0 and every figure hidden
        scores = table.scores
        return cls(
            n=table.n.tolist(),
            mean=means(scores.total, people * len(scores.items), rules.rounding.mean) if scores else None,
            bands=percents(scores.bands, people) if scores else None,
            options={item: percents(counts, people) for item, counts in table.options.items()},
        )


def _cells(table: TopicTable, grid: Grid, rules: Rules) -> list[Cell | None]:
    """The topic's cell of each node, in the order of the nodes; None where a node has none."""
    figures = _Figures.of(table, rules)
    return [
        None if visibility is Visibility.ABSENT else _cell(table.topic, figures, position, node, visibility=visibility, rules=rules)
        for position, (node, visibility) in enumerate(zip(grid.nodes, mask(table, grid, rules), strict=True))
    ]


def _cell(topic: Topic, figures: _Figures, position: int, node: Node, *, visibility: Visibility, rules: Rules) -> Cell:
    """What is neither full nor the mean alone is hidden."""
    cell = partial(Cell, unit=node.code, topic=topic.id, topic_class=topic.topic_class)
    mean = figures.mean[position] if figures.mean else None
    if visibility is Visibility.MEAN:
        return cell(state=State.SHOWN, detail=Detail.MEAN, mean=mean)
    if visibility is not Visibility.FULL:
        return cell(state=State.HIDDEN)
    n = figures.n[position]
    exact = exact_number(n, node.invited, rules) if node.parent is None else None
    bands = figures.bands[position] if figures.bands else None
    return cell(
        state=State.SHOWN,
        n=exact,
        n_band=number_band(n, rules) if exact is None else None,
        mean=mean,
        challenge=bands[0] if bands else None,
        bands=(bands[0], bands[1], bands[2]) if bands else None,
        items={item: tuple(shares[position]) for item, shares in figures.options.items()},
    )
