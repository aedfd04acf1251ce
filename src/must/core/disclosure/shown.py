"""What publications show, for the functions that compare them: whether a publication is one of an instrument, and differences of figures.

Whatever is computed after a publication is computed from its shown, rounded figures, since nothing else is left by then. The decimals are
kept as decimals, so that a difference is exactly that of the two figures that a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from must.core.common.refusals import Fault, Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.numbers import is_band
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument, Item, Topic
from must.core.scoring.scales import scored_among


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell's shown figures minus another's.

    mean: in steps of the scale, with as many decimals as the means. challenge: in percentage points, None unless both show it.
    """

    mean: Decimal
    challenge: int | None

    @classmethod
    def of(cls, cell: Cell | None, other: Cell | None) -> Difference | None:
        """None unless both show a mean: a hidden cell has no figures, a follow-up set no score."""
        if cell is None or other is None or cell.mean is None or other.mean is None:
            return None
        points = None if cell.challenge is None or other.challenge is None else cell.challenge - other.challenge
        return cls(mean=decimal(cell.mean) - decimal(other.mean), challenge=points)


def decimal(mean: float) -> Decimal:
    """A published mean as the decimals that it prints as."""
    return Decimal(str(mean))


def whole_cells(publication: Publication) -> Iterator[Cell]:
    """The cells of units and rests as a whole. Groups of a breakdown (R10) are compared with nothing."""
    return (cell for cell in publication.cells if cell.breakdown is None)


def scored_items(topic: Topic, publication: Publication) -> tuple[Item, ...]:
    """The items that make the topic's score in a publication; none for a follow-up set or a topic that wasn't asked."""
    asked = frozenset(publication.asked)
    return () if topic.direction is None else scored_among(topic, [item for item in topic.items if item.id in asked])


def bounds(items: tuple[Item, ...]) -> tuple[int, int]:
    """The ends of a scale with these items; all items of a scale have the same. Raises ValueError without items."""
    if not items:
        raise ValueError("a scale has items")
    return items[0].responses.values[0], items[0].responses.values[-1]


_BAND: Final = re.compile("([0-9]+)–([0-9]*)")


def people(cell: Cell) -> tuple[int, int | None]:
    """The fewest and the most respondents that a cell shown in full can be of; None where its number has no upper end.

    Raises Refusal for a band that is none.
    """
    if cell.n is not None:
        return cell.n, cell.n
    band = _BAND.fullmatch(cell.n_band or "")
    if band is None or (band[2] and int(band[2]) < int(band[1])):
        raise Refusal(Fault("publication.inconsistent", details={"where": f"cells: {cell.unit}, {cell.topic}: n_band"}))
    return int(band[1]), int(band[2]) if band[2] else None


def check_made_with(instrument: Instrument, publication: Publication) -> None:
    """Raises Refusal when the publication was made with another questionnaire or version of it, or holds what this one can't have given."""
    enterprise = publication.units[0].name
    if publication.instrument != instrument.id:
        details = {"enterprise": enterprise, "instrument": publication.instrument, "expected": instrument.id}
        raise Refusal(Fault("comparison.other_instrument", details=details))
    if publication.instrument_version != instrument.version:
        details = {"enterprise": enterprise, "version": publication.instrument_version, "expected": instrument.version}
        raise Refusal(Fault("comparison.other_version", details=details))
    asked = frozenset(publication.asked)
    strange = sorted(asked - instrument.items.keys()) or [
        *(f"{cell.unit}, {cell.topic}" for cell in publication.cells if not _fits(cell, instrument.topics.get(cell.topic), asked)),
        *(entry.complaint for entry in publication.associations if not _is_complaint(instrument.topics.get(entry.complaint), asked)),
    ]
    if strange:
        raise Refusal(Fault("comparison.not_of_instrument", details={"enterprise": enterprise, "where": strange[0]}))


def check_made_by(rules: Rules, publication: Publication) -> None:
    """Raises Refusal where a publication that says it was made by these rules shows a mean finer than they round it, or a number of people
    that they show otherwise: then somebody has made it up. What other rules give can't be known here."""
    if (publication.rules, publication.certificate.rules_version) != (rules.id, rules.version):
        return
    strange = next((cell for cell in publication.cells if not _is_by(rules, cell)), None)
    if strange is not None:
        details = {"enterprise": publication.units[0].name, "unit": strange.unit, "topic": strange.topic, "rules": rules.id}
        raise Refusal(Fault("comparison.not_by_rules", details=details))


def _is_by(rules: Rules, cell: Cell) -> bool:
    return (
        (cell.mean is None or round(cell.mean, rules.rounding.mean) == cell.mean)
        and (cell.n is None or cell.n >= rules.counts.exact)
        and (cell.n_band is None or is_band(cell.n_band, rules))
    )


def _is_complaint(topic: Topic | None, asked: frozenset[str]) -> bool:
    return topic is not None and topic.topic_class is TopicClass.HEALTH and any(item.id in asked for item in topic.items)


def _fits(cell: Cell, topic: Topic | None, asked: frozenset[str]) -> bool:
    """Whether a cell can be one of the topic, where these items were asked."""
    if topic is None or topic.topic_class is not cell.topic_class:
        return False
    if cell.state is State.HIDDEN:
        return True
    options = {item.id: len(item.responses.values) for item in topic.items if item.id in asked}
    if cell.detail is Detail.FULL and {item: len(shares) for item, shares in (cell.items or {}).items()} != options:
        return False
    if cell.mean is None or topic.direction is None:
        return cell.mean is None and topic.direction is None
    lowest, highest = bounds(topic.items)
    return lowest <= cell.mean <= highest
