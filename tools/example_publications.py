"""`python -m tools.example_publications`: the publications behind the example reports, in src/must/reports/examples.

The enterprise, its units, its people and their answers are made up; what is published of them went through the same `publish` as a round's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from must.core.campaign.periods import Period
from must.core.disclosure.averages import averages_of
from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Selection
from must.core.organisation.tree import Unit, UnitTree
from must.reports.examples import AVERAGES, EARLIER, PUBLICATION
from must.world.answers import Answers
from must.world.others import Rows, publications, published
from must.world.rounds import Plan

INSTRUMENT: Final = "must-2026"
SEED: Final = 2

UNITS: Final = (
    Unit("0", None, "Eksempeldirektoratet", 0),
    Unit("1", "0", "Avdeling for tilsyn", 0),
    Unit("11", "1", "Tilsyn nord", 51),
    Unit("12", "1", "Tilsyn sør", 58),
    Unit("13", "1", "Tilsyn vest", 47),
    Unit("2", "0", "Avdeling for veiledning", 0),
    Unit("21", "2", "Veiledningssenteret", 0),
    Unit("211", "21", "Telefon og chat", 50),
    Unit("212", "21", "Skriftlige svar", 13),
    Unit("213", "21", "Kurs og nettsider", 12),
    Unit("22", "2", "Kommunikasjon", 39),
    Unit("3", "0", "Avdeling for regelverk og analyse", 0),
    Unit("31", "3", "Juridisk seksjon", 43),
    Unit("32", "3", "Analyse og statistikk", 36),
    Unit("4", "0", "Avdeling for digitalisering", 0),
    Unit("41", "4", "Utvikling", 57),
    Unit("42", "4", "Drift og brukerstøtte", 40),
    Unit("5", "0", "Avdeling for virksomhetsstyring", 0),
    Unit("51", "5", "HR og lønn", 32),
    Unit("52", "5", "Økonomi og arkiv", 39),
)
"""517 people in fourteen places, leaders among those they lead: so every unit gets a report of its own. From fewer people, associations
would say less."""

MOST: Final[Mapping[str, int]] = MappingProxyType({"212": 8, "213": 3})
"""Unit → so many answer there at most: a report with averages only, and one without figures."""

LEANINGS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "0": {"bullying": 0.1},
        "21": {"quantitative_demands": 0.9, "control_over_pace": 0.6, "support_from_coworkers": -0.6, "social_climate": -0.6},
        "4": {"role_conflict": 0.5, "innovation_climate": -0.5},
    }
)
"""Unit → topic → which share of the answers, there and in all below, lies a step nearer to the challenge in the later round than was drawn;
a step further from it, if below zero."""


def documents() -> Mapping[Path, str]:
    """Everything that is written, by path."""
    instrument, plan = load_instrument(INSTRUMENT), _plan(2027)
    later = publication_of(plan, instrument, leaning=True)
    averages = averages_of((*publications(plan), later), instrument, period=str(plan.year))
    earlier = publication_of(_plan(2026), instrument, leaning=False)
    return {PUBLICATION: later.to_json(), EARLIER: earlier.to_json(), AVERAGES: averages.to_json()}


def publication_of(plan: Plan, instrument: Instrument, *, leaning: bool) -> Publication:
    """What the enterprise publishes. leaning: whether LEANINGS are there already."""
    people = [unit.code for unit in UNITS for _ in range(unit.invited)]
    return published(plan, UnitTree(UNITS), people, seed=SEED, change=partial(_changed, instrument, leaning=leaning))


def _plan(year: int) -> Plan:
    return Plan(
        instrument=INSTRUMENT,
        selection=Selection("full"),
        ordered=date(year, 2, 9),
        period=Period(date(year, 3, 2), date(year, 3, 15)),
        reminded=date(year, 3, 9),
        seed=SEED,
    )


def _changed(instrument: Instrument, rows: Rows, *, leaning: bool) -> Rows:
    """Fewer answers where MOST says so, and leaning ones."""
    random = np.random.default_rng(SEED)
    places, seen, kept = _leanings(), Counter[str](), []
    for unit, given in rows:
        seen[unit] += 1
        if seen[unit] <= MOST.get(unit, len(rows)):
            kept.append((unit, _leant(instrument, given, places[unit], random) if leaning else given))
    return kept


def _leanings() -> Mapping[str, Mapping[str, float]]:
    """LEANINGS of every unit, with those of the units above it."""
    found: dict[str, Mapping[str, float]] = {}
    for unit in UNITS:
        found[unit.code] = {**found.get(unit.parent or "", {}), **LEANINGS.get(unit.code, {})}
    return found


def _leant(instrument: Instrument, given: Answers, leanings: Mapping[str, float], random: np.random.Generator) -> Answers:
    """Answers of one person, each with its chance of a step."""
    leant = dict(given)
    for topic, share in leanings.items():
        for item in instrument.topics[topic].items:
            if leant.get(item.id, NOT_RELEVANT) != NOT_RELEVANT and random.random() < abs(share):
                leant[item.id] = _stepped(item, leant[item.id], _worse(instrument, topic, item) * int(np.sign(share)))
    return leant


def _worse(instrument: Instrument, topic: str, item: Item) -> int:
    """The step along the item's options that leads to the challenge: 1 or -1."""
    direction = instrument.topics[topic].direction
    return 1 if direction is not None and direction.high_is_challenge is not item.reversed else -1


def _stepped(item: Item, value: int, step: int) -> int:
    return min(max(value + step, item.responses.values[0]), item.responses.values[-1])


def main() -> None:
    for path, content in documents().items():
        path.write_text(content, "utf-8")


if __name__ == "__main__":
    main()
