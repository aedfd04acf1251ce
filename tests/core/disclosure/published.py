"""Publications as they stand in a file, built part by part: what was answered doesn't matter to whoever only reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from must.core.common.topics import TopicClass
from must.core.disclosure.certificate import Certificate, Verdict
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Detail, Participation, Publication, PublishedUnit, State
from tests.core.disclosure.test_publishing import EXAMPLE

ALL_ITEMS = tuple(EXAMPLE.items)
SHORT = tuple(item.id for item in EXAMPLE.items.values() if not item.extended)
CERTIFICATE = Certificate(rules_version="1", verdict=Verdict.SAFE, smallest_group=5)

Entry = tuple[str, str | None, NodeKind, tuple[str, ...]]
"""Code, parent, kind and members of a unit or rest."""


def unit(code: str, parent: str | None, *members: str) -> Entry:
    return code, parent, NodeKind.UNIT, members


def rest(code: str, parent: str, *members: str) -> Entry:
    return code, parent, NodeKind.REST, members


def publication(
    *cells: Cell,
    entries: Sequence[Entry] = (unit("e", None),),
    name: str = "Nordlys",
    round: str | None = None,
    closed: date | None = None,
    asked: Sequence[str] = ALL_ITEMS,
    instrument: str = "example",
    version: str = EXAMPLE.version,
) -> Publication:
    level: dict[str | None, int] = {None: -1}
    for code, parent, _, _ in entries:
        level[code] = level[parent] + 1
    units = {code for code, _, kind, _ in entries if kind is NodeKind.UNIT}
    reported = {cell.unit for cell in cells if cell.state is State.SHOWN} & units
    return Publication(
        instrument=instrument,
        instrument_version=version,
        form="full",
        rules="must-2026/1",
        round=round,
        closed=closed,
        asked=tuple(asked),
        units=tuple(
            PublishedUnit(code=code, parent=parent, name=name, level=level[code], kind=kind, members=members, reported=code in reported)
            for code, parent, kind, members in entries
        ),
        cells=cells,
        participation=tuple(Participation(unit=code, band=None) for code, _, kind, _ in entries if kind is NodeKind.UNIT),
        associations=(),
        certificate=CERTIFICATE,
    )


def hidden(unit: str, topic: str) -> Cell:
    return Cell(unit=unit, topic=topic, topic_class=class_of(topic), state=State.HIDDEN)


def mean_only(unit: str, topic: str, mean: float) -> Cell:
    return Cell(unit=unit, topic=topic, topic_class=class_of(topic), state=State.SHOWN, detail=Detail.MEAN, mean=mean)


def full(
    unit: str,
    topic: str,
    mean: float | None,
    challenge: int | None,
    *,
    people: int | str = "20–29",
    asked: Sequence[str] = ALL_ITEMS,
    **more: Any,
) -> Cell:
    """people: the exact number or its band. The shares of the options say nothing: they are the same everywhere."""
    options = {item.id: len(item.responses.values) for item in EXAMPLE.topics[topic].items if item.id in asked}
    return Cell(
        **{
            "unit": unit,
            "topic": topic,
            "topic_class": class_of(topic),
            "state": State.SHOWN,
            "n": people if isinstance(people, int) else None,
            "n_band": people if isinstance(people, str) else None,
            "mean": mean,
            "challenge": challenge,
            "bands": None if challenge is None else (challenge, 100 - challenge, 0),
            "items": {item: (100 // count,) * count for item, count in options.items()},
            **more,
        }
    )


def class_of(topic: str) -> TopicClass:
    return EXAMPLE.topics[topic].topic_class
