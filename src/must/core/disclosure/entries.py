"""What a publication is made of: units, cells and response rates, each written as JSON and read again strictly.

A cell that holds a figure which its state or its topic's class doesn't allow can't be built, so no publication holds one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject
from must.core.common.topics import TopicClass
from must.core.disclosure.grid import NodeKind

_NUMBER_BAND: Final = re.compile("[0-9]+–[0-9]*")
_RATE_BAND: Final = re.compile("[<≥][0-9]+|[0-9]+–[0-9]+")
_UNIT_KEYS: Final = frozenset({"code", "parent", "name", "level", "kind", "members", "reported"})
_CELL_KEYS: Final = frozenset(
    {"unit", "breakdown", "topic", "class", "state", "detail", "n", "n_band", "mean", "challenge", "bands", "items"}
)
_BREAKDOWN_KEYS: Final = frozenset({"item", "value"})
_PARTICIPATION_KEYS: Final = frozenset({"unit", "state", "band"})


class State(StrEnum):
    """Whether figures are shown."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class Detail(StrEnum):
    """full: every figure. mean: the rounded mean alone. A hidden cell says `full`, whatever the reason."""

    FULL = "full"
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedUnit:
    """A unit or rest. level: steps from the enterprise, 0. members: see `grid.Node`. reported: gets a report of its own."""

    code: str
    parent: str | None
    name: str
    level: int
    kind: NodeKind
    members: tuple[str, ...]
    reported: bool

    def document(self) -> Mapping[str, object]:
        return {
            "code": self.code,
            "parent": self.parent,
            "name": self.name,
            "level": self.level,
            "kind": self.kind,
            "members": self.members,
            "reported": self.reported,
        }

    @classmethod
    def read(cls, value: object, where: str) -> PublishedUnit:
        entry = JsonObject.of(value, where, _UNIT_KEYS)
        return cls(
            code=entry.text("code"),
            parent=entry.maybe("parent", entry.text),
            name=entry.text("name"),
            level=entry.whole("level"),
            kind=entry.choice("kind", NodeKind),
            members=entry.texts("members"),
            reported=entry.flag("reported"),
        )


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Those who gave a background item one of its values (R10)."""

    item: str
    value: int

    @classmethod
    def read(cls, value: object, where: str) -> Breakdown:
        entry = JsonObject.of(value, where, _BREAKDOWN_KEYS)
        return cls(item=entry.text("item"), value=entry.whole("value"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is shown of one topic for one unit or rest; with a breakdown, for a group of the enterprise's people.

    n: exact number of respondents; n_band: its band instead, e.g. `10–14`. mean: of the score, rounded. bands: per cent with a score in the
    challenge, middle and favourable band; challenge: the first of them. items: item id → per cent by option, in the options' order.
    mean, challenge and bands are None for a follow-up set. Raises Refusal when it holds a figure that its state or detail doesn't allow.
    """

    unit: str
    topic: str
    topic_class: TopicClass
    state: State
    detail: Detail = Detail.FULL
    n: int | None = None
    n_band: str | None = None
    mean: float | None = None
    challenge: int | None = None
    bands: tuple[int, int, int] | None = None
    items: Mapping[str, tuple[int, ...]] | None = None
    breakdown: Breakdown | None = None

    def __post_init__(self) -> None:
        beside_mean = (self.n, self.n_band, self.challenge, self.bands, self.items)
        if self.state is State.HIDDEN:
            if self.detail is not Detail.FULL or self.mean is not None or beside_mean != (None,) * 5:
                self._refuse("hidden_figure")
        elif self.detail is Detail.MEAN:
            if self.mean is None or beside_mean != (None,) * 5:
                self._refuse("mean_only")
        elif not self.items or (self.n is None) is (self.n_band is None) or not self._scores_fit():
            self._refuse("incomplete")
        if self.topic_class is TopicClass.HEALTH:
            self._refuse("health_cell")

    def _scores_fit(self) -> bool:
        if self.bands is None:
            return self.mean is None and self.challenge is None
        return self.mean is not None and self.challenge == self.bands[0]

    def _check_shares(self) -> None:
        """A file that somebody has changed may hold shares that can't be of one group."""
        if not all(_add_up(shares) for shares in (*(self.items or {}).values(), *([self.bands] if self.bands else []))):
            self._refuse("shares")

    def _refuse(self, code: str) -> NoReturn:
        raise Refusal(Fault(f"publication.{code}", details={"unit": self.unit, "topic": self.topic}))

    def document(self) -> Mapping[str, object]:
        return {
            "unit": self.unit,
            "breakdown": self.breakdown and {"item": self.breakdown.item, "value": self.breakdown.value},
            "topic": self.topic,
            "class": self.topic_class,
            "state": self.state,
            "detail": self.detail,
            "n": self.n,
            "n_band": self.n_band,
            "mean": self.mean,
            "challenge": self.challenge,
            "bands": self.bands,
            "items": self.items,
        }

    @classmethod
    def read(cls, value: object, where: str) -> Cell:
        """Raises Refusal for what no cell can hold, and for shares that can't be of one group."""
        entry = JsonObject.of(value, where, _CELL_KEYS)
        found = cls(
            unit=entry.text("unit"),
            topic=entry.text("topic"),
            topic_class=entry.choice("class", TopicClass),
            state=entry.choice("state", State),
            detail=entry.choice("detail", Detail),
            n=entry.maybe("n", entry.whole),
            n_band=entry.maybe("n_band", lambda key: _read_band(entry, key, _NUMBER_BAND)),
            mean=entry.maybe("mean", entry.number),
            challenge=entry.maybe("challenge", entry.whole),
            bands=entry.maybe("bands", lambda key: _read_bands(entry, key)),
            items=entry.maybe("items", lambda key: _read_items(entry, key)),
            breakdown=entry.maybe("breakdown", lambda key: Breakdown.read(entry.fields[key], entry.place(key))),
        )
        found._check_shares()
        return found


def _add_up(shares: Sequence[int]) -> bool:
    """Whether they are per cents of a whole, each rounded by itself: by half a per cent at most."""
    return all(0 <= share <= 100 for share in shares) and 2 * abs(sum(shares) - 100) <= len(shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A unit's response rate as a band (see `participation.rate_bands`); None where it is hidden."""

    unit: str
    band: str | None

    @property
    def state(self) -> State:
        return State.HIDDEN if self.band is None else State.SHOWN

    def document(self) -> Mapping[str, object]:
        return {"unit": self.unit, "state": self.state, "band": self.band}

    @classmethod
    def read(cls, value: object, where: str) -> Participation:
        entry = JsonObject.of(value, where, _PARTICIPATION_KEYS)
        found = cls(unit=entry.text("unit"), band=entry.maybe("band", lambda key: _read_band(entry, key, _RATE_BAND)))
        entry.only("state", found.state.value)
        return found


def _read_band(entry: JsonObject, key: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(entry.text(key)):
        raise entry.wrong(key)
    return entry.text(key)


def _read_bands(entry: JsonObject, key: str) -> tuple[int, int, int]:
    shares = entry.wholes(key)
    if len(shares) != 3:
        raise entry.wrong(key)
    return shares[0], shares[1], shares[2]


def _read_items(entry: JsonObject, key: str) -> Mapping[str, tuple[int, ...]]:
    value = entry.fields[key]
    if type(value) is not dict:
        raise entry.wrong(key)
    items = JsonObject(value, entry.place(key))
    return {item: items.wholes(item) for item in value}
