"""An enterprise of which much must be hidden: whole units, single topics of others, and all that is sensitive or health below the top.

What is hidden has values that nothing shown has: whoever finds one knows where it is from. And it has a twin, an enterprise with the
same publication, in which everything hidden is different.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
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
from must.core.disclosure.trends import Trend, compare
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument
from must.core.organisation.tree import Unit, UnitTree
from must.reports.source import Source
from tests.core import examples

TINY: Final = Path(__file__).parents[1] / "data" / "instruments" / "tiny"

TREE: Final = UnitTree(
    [
        Unit("0", None, "Fylkesdirektoratet", 0),
        Unit("10", "0", "Avdeling nord", 0),
        Unit("11", "10", "Seksjon foss", 48),
        Unit("12", "10", "Seksjon elv", 16),
        Unit("13", "10", "Seksjon bekk", 15),
        Unit("20", "0", "Avdeling sør", 90),
        Unit("30", "0", "Avdeling øst", 14),
        Unit("40", "0", "Avdeling vest", 14),
    ]
)

Pattern = Sequence[int]
"""Answers of one person after the other, over and over."""

WIDE: Final[Pattern] = (2, 4, 3, 5, 1, 4, 2, 3, 4, 3, 2)
LOW: Final[Pattern] = (1, 2, 1, 3, 2, 1, 4, 2, 1, 2, 5)
HIGH: Final[Pattern] = (5, 4, 5, 5, 5)
END: Final[Pattern] = (1, 2, 1, 1, 1)
ALIKE: Final[Pattern] = (4,) * 37 + (3,)

ITEMS: Final = ("workload_1", "workload_2", "workload_3", "clarity_1", "availability_1", "availability_2", "support_1", "support_2")
ANSWERED: Final[Mapping[str, tuple[int, Sequence[Pattern]]]] = {
    "11": (38, (WIDE, LOW, WIDE, WIDE[3:], ALIKE, ALIKE, LOW[2:], WIDE[4:])),
    "12": (8, (WIDE[1:], WIDE[2:], LOW, LOW[3:], WIDE, WIDE[5:], WIDE[2:], LOW[2:])),
    "13": (3, (HIGH, END, HIGH, END, HIGH, HIGH, END, END)),
    "20": (71, (LOW, WIDE, LOW[1:], WIDE[1:], WIDE[2:], LOW[2:], WIDE[3:], WIDE[5:])),
    "30": (4, (HIGH, END, HIGH, END, HIGH, HIGH, END, END)),
    "40": (4, (END, HIGH, END, HIGH, END, END, HIGH, HIGH)),
}
"""Unit → how many answered, and what. Of the eighth answer on, `bullying` and `pain` follow; see `people`."""

BULLIED: Final[Pattern] = (1, 1, 1, 2, 1, 1, 3)
ASKED: Final = (*ITEMS, "bullying_1", "bullying_source_leader", "bullying_source_colleague", "pain_1", "pain_2")
PAIN: Final[Pattern] = (4, 3, 4, 2, 4, 4, 1, 3, 4)
HURT: Final = 80
"""So many answered on health, fewer than any association needs."""


@dataclass(frozen=True)
class Person:
    """Where somebody works, and their answers in the order of `ASKED`."""

    unit: str
    values: tuple[int | None, ...]


BEFORE: Final[Mapping[str, tuple[int, Sequence[Pattern]]]] = {
    **{unit: (count, tuple(pattern[1:] for pattern in patterns)) for unit, (count, patterns) in ANSWERED.items() if unit in {"11", "20"}},
    "12": (13, (HIGH, END, HIGH, END, WIDE, LOW, END, LOW)),
    "13": (12, (WIDE, LOW, WIDE, LOW, LOW, WIDE, LOW, WIDE)),
    "30": (4, (WIDE,) * 8),
    "40": (4, (LOW,) * 8),
}
"""The round before: units that answered well then and don't now, and the other way round."""


def people(answered: Mapping[str, tuple[int, Sequence[Pattern]]] = ANSWERED) -> tuple[Person, ...]:
    return tuple(_people(answered))


def _people(answered: Mapping[str, tuple[int, Sequence[Pattern]]]) -> Iterator[Person]:
    number = 0
    for unit, (count, patterns) in answered.items():
        for position in range(count):
            bullied = BULLIED[number % len(BULLIED)]
            source = (1 + number % 2, 2 - number % 3 // 2) if bullied > 1 else (None, None)
            hurt = (PAIN[number % len(PAIN)], PAIN[position % len(PAIN)]) if number < HURT else (None, None)
            yield Person(unit, (*(pattern[position % len(pattern)] for pattern in patterns), bullied, *source, *hurt))
            number += 1


def twins() -> tuple[Person, ...]:
    """The same figures at the top and wherever they are shown; what is hidden is different: two small units have changed places, who is
    bullied works elsewhere, and nobody has pains."""
    ordinary = len(ITEMS)
    before = people()
    dealt = [person.values[ordinary : ordinary + 3] for person in before]
    random.Random(1).shuffle(dealt)  # noqa: S311
    swapped = {"30": "40", "40": "30"}
    return tuple(
        Person(
            swapped.get(person.unit, person.unit),
            (*person.values[:ordinary], *sensitive, *(1 if hurt else None for hurt in person.values[-2:])),
        )
        for person, sensitive in zip(before, dealt, strict=True)
    )


@cache
def instrument() -> Instrument:
    return load_instrument(TINY)


def published(answered: Sequence[Person], name: str = "host-2026", closed: date = date(2026, 10, 23)) -> Publication:
    rules = Rules.of(instrument().rules)
    return publish(
        instrument=instrument(),
        asked=ASKED,
        form="full",
        round=name,
        grid=build_grid(TREE, rules),
        answers=examples.answers(ASKED, [(person.unit, person.values) for person in answered]),
        rules=rules,
        closed=closed,
    )


@dataclass(frozen=True)
class Held:
    """All that reports can be made of, and the answers that they must not tell."""

    publication: Publication
    earlier: Publication
    averages: Averages
    answered: tuple[Person, ...]

    @property
    def trend(self) -> Trend:
        return compare(self.earlier, self.publication, instrument())

    def source(self, language: Language) -> Source:
        return Source(self.publication, instrument(), language, trend=self.trend, averages=self.averages)


@cache
def held() -> Held:
    """The enterprise with an earlier round and averages; and with associations as if more had answered on health."""
    answered = people()
    associations = (Association("pain", "workload", 0.3, 0.2, 0.4), Association("pain", "support", 0.0, -0.1, 0.1))
    publication = replace(published(answered), associations=associations)
    return Held(publication, published(people(BEFORE), "vaar-2024", date(2024, 4, 12)), averages(), answered)


def averages() -> Averages:
    figures = (("workload", "3.2", 38), ("clarity", "3.6", 17), ("support", "3.6", 18), ("bullying", "1.2", 9))
    told = tuple(AcrossFigure(topic=topic, enterprises=7, mean=Decimal(mean), challenge=share) for topic, mean, share in figures)
    return Averages(instrument="tiny", instrument_version=instrument().version, period="2026", figures=told)
