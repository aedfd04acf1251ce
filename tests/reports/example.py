"""The small publication that reports are tested on, and what stands beside it: 412 people's answers, made up from shares, through the real
`publish`; the round two years before; the average enterprise; and associations, which so few units can't give, made up as they look.

`.venv/bin/python -m tests.reports.example` writes the two publications to tests/data/publications.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Final

from must.core.common.languages import Language
from must.core.disclosure.across import AcrossFigure
from must.core.disclosure.associations import Association
from must.core.disclosure.averages import Averages
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.disclosure.trends import compare
from must.core.instrument.loader import load_instrument
from must.core.organisation.tree import Unit, UnitTree
from must.reports.source import Source
from tests.core import examples

DATA: Final = Path(__file__).parents[1] / "data"
EXAMPLE: Final = DATA / "publications" / "example.json"
EARLIER: Final = DATA / "publications" / "example-earlier.json"

TREE: Final = UnitTree(
    [
        Unit("0", None, "Eksempeldirektoratet", 14),
        Unit("001", "0", "Avdeling fjord", 4),
        Unit("002", "001", "Seksjon havn", 25),
        Unit("003", "001", "Seksjon kai", 12),
        Unit("004", "001", "Seksjon brygge", 9),
        Unit("005", "0", "Avdeling fjell", 12),
        Unit("006", "0", "Avdeling vidde", 545),
    ]
)

Answered = Sequence[tuple[str, int, "Shares", Mapping[str, int]]]
"""Unit, how many answered there, what, and which topics were answered by fewer."""
Shares = Mapping[str, Sequence[int]]
"""Item → for each of its options in turn so many people of a hundred."""

FJORD: Final[Shares] = {
    "workload_1": (5, 11, 25, 40, 19),
    "workload_2": (16, 35, 26, 18, 5),
    "workload_3": (8, 20, 33, 29, 10),
    "clarity_1": (7, 15, 22, 36, 20),
    "availability_1": (15, 28, 29, 17, 11),
    "availability_2": (17, 29, 28, 15, 11),
    "support_1": (8, 17, 30, 29, 16),
    "support_2": (9, 18, 31, 28, 14),
    "bullying_1": (88, 6, 4, 2, 0),
}
VIDDE: Final[Shares] = {
    **FJORD,
    "workload_1": (6, 13, 27, 37, 17),
    "workload_2": (14, 32, 28, 19, 7),
    "clarity_1": (3, 9, 19, 41, 28),
    "availability_1": (18, 30, 26, 16, 10),
    "support_1": (4, 10, 24, 36, 26),
    "support_2": (5, 12, 27, 34, 22),
}
HAVN: Final[Shares] = {
    **FJORD,
    "clarity_1": (0, 12, 12, 47, 29),
    "workload_1": (0, 6, 22, 47, 25),
    "workload_2": (24, 38, 20, 12, 6),
    "availability_1": (94, 6, 0, 0, 0),  # nearly everybody: hidden
    "availability_2": (94, 6, 0, 0, 0),
    "support_1": (27, 27, 28, 9, 9),
    "support_2": (18, 37, 27, 18, 0),
}

TURNED: Final = frozenset({"workload_2"})
FROM_WHOM: Final = ((1, 2), (2, 1), (2, 2), (1, 1))  # from a leader, from a colleague; 1 is no
ASKED: Final = (*FJORD, "bullying_source_leader", "bullying_source_colleague")

ANSWERED: Final[Answered] = (
    ("0", 8, FJORD, {}),
    ("001", 3, FJORD, {}),
    ("002", 17, HAVN, {"support": 13}),
    ("003", 8, FJORD, {"support": 4}),
    ("004", 4, FJORD, {}),
    ("005", 4, FJORD, {}),
    ("006", 368, VIDDE, {"clarity": 364, "support": 360, "bullying": 362}),
)

HAVN_BEFORE: Final[Shares] = {
    **HAVN,
    "workload_1": (0, 7, 26, 47, 20),
    "clarity_1": (6, 18, 29, 35, 12),
    "availability_1": (20, 40, 20, 15, 5),
    "availability_2": (20, 40, 20, 15, 5),
    "support_1": (5, 5, 20, 40, 30),
    "support_2": (5, 10, 20, 40, 25),
}
VIDDE_BEFORE: Final[Shares] = {
    **VIDDE,
    "workload_1": (12, 22, 28, 28, 10),
    "workload_2": (10, 25, 28, 24, 13),
    "bullying_1": (85, 8, 4, 3, 0),
}
ANSWERED_BEFORE: Final[Answered] = (
    ("0", 9, FJORD, {}),
    ("001", 3, FJORD, {}),
    ("002", 18, HAVN_BEFORE, {}),
    ("003", 8, FJORD, {}),
    ("004", 5, FJORD, {}),
    ("005", 4, FJORD, {}),
    ("006", 331, VIDDE_BEFORE, {}),
)


def example() -> Publication:
    return _published("fjord-2026", ANSWERED, date(2026, 3, 20))


def example_earlier() -> Publication:
    return _published("fjord-2024", ANSWERED_BEFORE, date(2024, 3, 22))


def example_averages() -> Averages:
    figures = (("workload", "3.2", 48), ("clarity", "3.6", 17), ("support", "3.6", 18), ("bullying", "1.2", 9))
    return Averages(
        instrument="tiny",
        instrument_version="1.0",
        period="2026",
        figures=tuple(AcrossFigure(topic=topic, enterprises=7, mean=Decimal(mean), challenge=share) for topic, mean, share in figures),
    )


def example_associations() -> tuple[Association, ...]:
    found = (("workload", 0.3, 0.2, 0.4), ("clarity", -0.2, -0.3, -0.1), ("availability", 0.1, 0.0, 0.2), ("support", -0.4, -0.5, -0.3))
    return tuple(Association("pain", *association) for association in found)


def example_source(language: Language = Language.NB) -> Source:
    """All that a report can be made of: the example with an earlier round, averages and associations."""
    instrument = load_instrument(DATA / "instruments" / "tiny")
    shown = Publication.from_json(EXAMPLE.read_bytes())
    publication = replace(shown, asked=(*shown.asked, "pain_1", "pain_2"), associations=example_associations())
    trend = compare(Publication.from_json(EARLIER.read_bytes()), publication, instrument)
    return Source(publication, instrument, language, trend=trend, averages=example_averages())


def _published(name: str, answered: Answered, closed: date) -> Publication:
    instrument = load_instrument(DATA / "instruments" / "tiny")
    rules = Rules.of(instrument.rules)
    rows = [(unit, row) for unit, people, shares, fewer in answered for row in _people(unit, people, shares, fewer)]
    return publish(
        instrument=instrument,
        asked=ASKED,
        form="full",
        round=name,
        grid=build_grid(TREE, rules),
        answers=examples.answers(ASKED, rows),
        rules=rules,
        closed=closed,
        elapsed=lambda: 0.1,
    )


def _people(unit: str, people: int, shares: Shares, fewer: Mapping[str, int]) -> Iterator[tuple[int | None, ...]]:
    dice = random.Random(unit)  # noqa: S311
    columns = [_column(item, of, fewer.get(item.rpartition("_")[0], people), dice) for item, of in shares.items()]
    asked_more = 0
    for row in zip_longest(*columns):
        bullied = row[list(shares).index("bullying_1")] not in {None, 1}
        asked_more += bullied
        yield (*row, *(FROM_WHOM[asked_more % len(FROM_WHOM)] if bullied else (None, None)))


def _column(item: str, shares: Sequence[int], people: int, dice: random.Random) -> list[int]:
    """Answers to an item, one a person: whoever has a high one to one item mostly has high ones to others."""
    ends = [round(people * sum(shares[: option + 1]) / 100) for option in range(len(shares))]
    values = [next(option for option, end in enumerate(ends, start=1) if person < end) for person in range(people)]
    order = sorted(range(people), key=lambda person: person + dice.uniform(-people / 3, people / 3), reverse=item in TURNED)
    by_person = dict(zip(order, values, strict=True))
    return [by_person[person] for person in range(people)]


if __name__ == "__main__":
    EXAMPLE.write_text(example().to_json(), "utf-8")
    EARLIER.write_text(example_earlier().to_json(), "utf-8")
