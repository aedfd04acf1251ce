"""A round as its pages need it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final
from uuid import UUID

from must.collection.actions.peppers import pepper_of
from must.collection.actions.sealed import contents_length, open_name
from must.collection.adapters.instruments import instrument_in_version
from must.collection.adapters.rings import ring
from must.collection.adapters.statements import first
from must.core.campaign.states import Event, RoundState, allows
from must.core.instrument.model import Instrument, Item, Selection
from must.crypto.sealing import PublicKey

ROUNDS: Final = 64
"""As many rounds a process knows without opening their names and keys anew."""

_FIND: Final = """
SELECT id, state, opens, closes, pepper_check,
       instrument, instrument_version, form, extended_themes, modules, enterprise_for_web, public_key
FROM collection_round WHERE code = %s AND state <> ALL (%s)
"""


@dataclass(frozen=True)
class Asked:
    """What of a round stays as it was laid out.

    source: what the instrument was loaded from. enterprise: its name, opened with the web ring.
    """

    source: str
    instrument: Instrument = field(repr=False)
    selection: Selection
    enterprise: str = field(repr=False)
    public_key: PublicKey = field(repr=False)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """What is asked, by id."""
        return {item.id: item for _, items in self.instrument.asked(self.selection) for item in items}

    @cached_property
    def contents_length(self) -> int:
        """Bytes of everybody's answers before they are sealed."""
        return contents_length(self.items.values())


@dataclass(frozen=True)
class Survey:
    """A round as it stands at this moment; what stays as it is, is `asked`."""

    id: UUID
    code: str
    state: RoundState
    opens: datetime
    closes: datetime
    pepper_check: bytes | None = field(repr=False)
    asked: Asked = field(repr=False)

    def takes_answers(self, now: datetime) -> bool:
        """Whether answers are taken at that moment: the round is open and its last moment hasn't passed."""
        return allows(self.state, Event.ANSWER) and self.opens <= now < self.closes

    @property
    def lets_withdraw(self) -> bool:
        """Whether answers can be taken back: from the opening until the rows are deleted."""
        return allows(self.state, Event.WITHDRAW)

    @property
    def source(self) -> str:
        return self.asked.source

    @property
    def instrument(self) -> Instrument:
        return self.asked.instrument

    @property
    def selection(self) -> Selection:
        return self.asked.selection

    @property
    def enterprise(self) -> str:
        return self.asked.enterprise

    @property
    def public_key(self) -> PublicKey:
        return self.asked.public_key

    @property
    def items(self) -> Mapping[str, Item]:
        return self.asked.items

    @cached_property
    def pepper(self) -> bytes:
        """Read from the ring once a request, so that it is gone when the ring's is. Raises RingRefused."""
        return pepper_of(self.id, self.pepper_check)


def find_survey(code: str) -> Survey | None:
    """The round with that code in its address, whatever its state; None for an unknown code and while it hasn't been opened.

    The row is read each time, so that a close, say, holds at once. What it makes is kept only for a row that is the same.
    """
    row = first(_FIND, code, [RoundState.DRAFT, RoundState.READY])
    if row is None:
        return None
    id_, state, opens, closes, pepper_check, *laid_out = row
    return Survey(id_, code, RoundState(state), opens, closes, pepper_check, _asked(id_, *laid_out))


@lru_cache(maxsize=ROUNDS)
def _asked(  # noqa: PLR0917 (a row)
    round_id: UUID, source: str, version: str, form: str, extended_themes: str, modules: str, enterprise: bytes, public_key: bytes | None
) -> Asked:
    return Asked(
        source=source,
        instrument=instrument_in_version(source, version),
        selection=Selection(form, frozenset(json.loads(extended_themes)), frozenset(json.loads(modules))),
        enterprise=open_name(enterprise, ring().private_key, round_id=round_id),
        public_key=PublicKey(public_key or b""),
    )
