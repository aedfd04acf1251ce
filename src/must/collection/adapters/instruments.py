"""The instrument of a round: the one that the round was created with, or none."""

from __future__ import annotations

from must.collection.models.rounds import Round
from must.core.common.refusals import Fault, Refusal
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Item


def instrument_of(round_: Round) -> Instrument:
    """Raises Refusal like `instrument_in_version`."""
    return instrument_in_version(round_.instrument, round_.instrument_version)


def instrument_in_version(source: str, version: str) -> Instrument:
    """Raises Refusal `round.instrument_changed` when the installed instrument has another version: the questions may be others."""
    instrument = load_instrument(source)
    if instrument.version != version:
        details = {"instrument": instrument.id, "then": version, "now": instrument.version}
        raise Refusal(Fault("round.instrument_changed", details=details))
    return instrument


def items_of(round_: Round) -> tuple[Item, ...]:
    """What the round asks, in order of asking. Raises Refusal like `instrument_of`."""
    return tuple(item for _, items in instrument_of(round_).asked(round_.selection) for item in items)
