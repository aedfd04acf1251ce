"""The other enterprises of a year, whose average reports are compared with: made up, and published by the same rules, without a round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import load_instrument
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import MISSING, Answers
from must.world.answers import Answers as Given
from must.world.answers import draw
from must.world.rounds import Plan

OTHERS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "Fyrtilsynet": (40, 55, 25),
        "Isbredirektoratet": (80, 60, 40, 20),
        "Myrinstituttet": (35, 30, 45),
        "Skjærgårdsetaten": (70, 90, 30),
        "Viddekontoret": (50, 65),
    }
)
"""Name → people in each of its departments."""

Rows = Sequence[tuple[str, Given]]
"""The unit of everybody who answered, and what."""


def write_publications(plan: Plan, directory: Path) -> tuple[Path, ...]:
    """Write what each of them published of what a plan asks; the files."""
    directory.mkdir(parents=True)
    files = []
    for number, publication in enumerate(publications(plan), start=1):
        files.append(directory / f"{number}.json")
        files[-1].write_text(publication.to_json(), "utf-8")
    return tuple(files)


def publications(plan: Plan) -> Iterator[Publication]:
    """What each of them published of what a plan asks."""
    for number, (name, sizes) in enumerate(OTHERS.items(), start=1):
        tree = UnitTree([Unit("0", None, name, 0), *(Unit(str(code), "0", f"Avdeling {code}", size) for code, size in enumerate(sizes, 1))])
        people = [str(code) for code, size in enumerate(sizes, 1) for _ in range(size)]
        yield published(plan, tree, people, seed=plan.seed + number)


def published(plan: Plan, tree: UnitTree, people: Sequence[str], *, seed: int, change: Callable[[Rows], Rows] | None = None) -> Publication:
    """What an enterprise publishes whose people answer by themselves, without a round.

    people: the unit of each. change: makes of what was drawn what is published.
    """
    instrument = load_instrument(plan.instrument)
    drawn = zip(people, draw(instrument, plan.selection, people, seed=seed, round_number=plan.year), strict=True)
    rows: Rows = [(unit, given) for unit, given in drawn if given is not None]
    rules, answers = Rules.of(instrument.rules), _answers(plan, change(rows) if change else rows)
    return publish(
        instrument=instrument,
        asked=answers.items,
        form=plan.selection.form,
        round=f"{tree.root.name}-{plan.year}",
        closed=plan.period.last,
        grid=build_grid(tree, rules),
        answers=answers,
        rules=rules,
    )


def _answers(plan: Plan, rows: Rows) -> Answers:
    items = tuple(item.id for _, asked in load_instrument(plan.instrument).asked(plan.selection) for item in asked)
    units = tuple(sorted({unit for unit, _ in rows}))
    return Answers(
        items=items,
        values=np.array([[given.get(item, MISSING) for item in items] for _, given in rows], dtype=np.int16),
        units=units,
        unit=np.array([units.index(unit) for unit, _ in rows], dtype=np.int64),
    )
