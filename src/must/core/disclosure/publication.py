"""A publication: everything that may be known of a round, and all that its reports are made of. Format: docs/publication.md.

One that says too much can't be built: a hidden cell with a figure, a sensitive topic below the enterprise (P11) or a health topic (P12) is
refused here, whoever made it and wherever it was read from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject, parse
from must.core.common.topics import TopicClass
from must.core.disclosure.certificate import Certificate, content_digest
from must.core.disclosure.grid import NodeKind
from must.core.organisation.tree import Unit, UnitTree

SCHEMA: Final = "must.publication/1"


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


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Those who gave a background item one of its values (R10)."""

    item: str
    value: int


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

    def _refuse(self, code: str) -> NoReturn:
        raise Refusal(Fault(f"publication.{code}", details={"unit": self.unit, "topic": self.topic}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A unit's response rate as a band (see `participation.rate_bands`); None where it is hidden."""

    unit: str
    band: str | None

    @property
    def state(self) -> State:
        return State.HIDDEN if self.band is None else State.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A round's publication. Raises Refusal when its parts contradict each other or a rule.

    instrument, form, rules: ids. round: the round's id; None for answers collected elsewhere. asked: item ids in the order of asking.
    units: in pre-order, the enterprise first. cells: by unit, then topic. certificate: without it there is no publication.
    """

    instrument: str
    form: str
    rules: str
    round: str | None
    asked: tuple[str, ...]
    units: tuple[PublishedUnit, ...]
    cells: tuple[Cell, ...]
    participation: tuple[Participation, ...]
    certificate: Certificate

    def __post_init__(self) -> None:
        _check_units(self.units)
        _check_cells(self)
        _check_participation(self)

    def to_json(self) -> str:
        """The publication as JSON text, a unit or cell a line. The same publication always gives the same text.

        It ends with the digest of all that stands before it.
        """
        text = self._text()
        return f'{text},"content":{_line(content_digest(text))}}}\n}}\n'

    def _text(self) -> str:
        """The JSON text as far as the digest of the content covers it: all of it, to within the certificate."""
        parts = {
            "schema": _line(SCHEMA),
            "instrument": _line(self.instrument),
            "form": _line(self.form),
            "rules": _line(self.rules),
            "round": _line(self.round),
            "asked": _line(self.asked),
            "units": _lines(map(_unit_document, self.units)),
            "cells": _lines(map(_cell_document, self.cells)),
            "participation": _lines(map(_participation_document, self.participation)),
            "associations": "[]",
            "certificate": _line(self.certificate.document()).removesuffix("}"),
        }
        return "{\n" + ",\n".join(f'"{key}":{text}' for key, text in parts.items())

    @classmethod
    def from_json(cls, text: str | bytes) -> Publication:
        """Read a publication, strictly. Raises Refusal for anything that `to_json` couldn't have written of a valid one.

        `publication.edited`: its own digest doesn't fit. That finds damage and plain edits. Whoever changes a file on purpose can work the
        digest out anew: a round's publication is signed besides, where it is kept, and `must attack` compares one with its answers.
        """
        document = JsonObject.of(parse(text), "", _KEYS)
        document.only("schema", SCHEMA)
        document.only("associations", [])
        certificate, digest = Certificate.read(document.fields["certificate"], "certificate")
        found = cls(
            instrument=document.text("instrument"),
            form=document.text("form"),
            rules=document.text("rules"),
            round=document.maybe("round", document.text),
            asked=document.texts("asked"),
            units=tuple(_read_unit(JsonObject.of(entry, where, _UNIT_KEYS)) for entry, where in document.entries("units")),
            cells=tuple(_read_cell(JsonObject.of(entry, where, _CELL_KEYS)) for entry, where in document.entries("cells")),
            participation=tuple(
                _read_participation(JsonObject.of(entry, where, _PARTICIPATION_KEYS)) for entry, where in document.entries("participation")
            ),
            certificate=certificate,
        )
        if content_digest(found._text()) != digest:
            raise Refusal(Fault("publication.edited"))
        return found


_NUMBER_BAND: Final = re.compile("[0-9]+–[0-9]*")
_RATE_BAND: Final = re.compile("[<≥][0-9]+|[0-9]+–[0-9]+")
_UNIT_KEYS: Final = frozenset({"code", "parent", "name", "level", "kind", "members", "reported"})
_CELL_KEYS: Final = frozenset(
    {"unit", "breakdown", "topic", "class", "state", "detail", "n", "n_band", "mean", "challenge", "bands", "items"}
)
_BREAKDOWN_KEYS: Final = frozenset({"item", "value"})
_PARTICIPATION_KEYS: Final = frozenset({"unit", "state", "band"})
_KEYS: Final = frozenset(
    {"schema", "instrument", "form", "rules", "round", "asked", "units", "cells", "participation", "associations", "certificate"}
)


def _check_units(units: tuple[PublishedUnit, ...]) -> None:
    """One tree in pre-order, with right levels; rests are leaves; no unit is a member twice."""
    tree = UnitTree(Unit(unit.code, unit.parent, unit.name, 0) for unit in units)
    members = [member for unit in units for member in unit.members]
    fits = (
        tuple(tree.units) == tuple(unit.code for unit in units)
        and all(tree.level[unit.code] == unit.level for unit in units)
        and len(set(members)) == len(members)
        and not any(tree.children[unit.code] or not unit.members for unit in units if unit.kind is NodeKind.REST)
        and units[0].kind is NodeKind.UNIT
    )
    if not fits:
        raise Refusal(Fault("publication.inconsistent", details={"where": "units"}))


def _check_cells(publication: Publication) -> None:
    root = publication.units[0].code
    kinds = {unit.code: unit.kind for unit in publication.units}
    asked = set(publication.asked)
    classes: dict[str, TopicClass] = {}
    seen: set[tuple[str, str, Breakdown | None]] = set()
    reported: set[str] = set()
    for cell in publication.cells:
        details = {"unit": cell.unit, "topic": cell.topic}
        if cell.unit != root and cell.topic_class is not TopicClass.ORDINARY:
            raise Refusal(Fault("publication.sensitive_below_enterprise", details=details))
        if cell.unit != root and cell.n is not None:
            raise Refusal(Fault("publication.exact_number", details=details))
        key = (cell.unit, cell.topic, cell.breakdown)
        same_class = classes.setdefault(cell.topic, cell.topic_class) is cell.topic_class
        if cell.unit not in kinds or key in seen or not same_class or not asked.issuperset(cell.items or ()):
            raise Refusal(Fault("publication.inconsistent", details={"where": f"cells: {cell.unit}, {cell.topic}"}))
        seen.add(key)
        if cell.state is State.SHOWN and kinds[cell.unit] is NodeKind.UNIT:
            reported.add(cell.unit)
    _check_breakdowns(publication)
    for unit in publication.units:
        if unit.reported != (unit.code in reported):
            raise Refusal(Fault("publication.inconsistent", details={"where": f"units: {unit.code}: reported"}))


def _check_breakdowns(publication: Publication) -> None:
    """R10: one variable, and the enterprise's ordinary topics; a topic's groups are all shown, without exact numbers, or none of them."""
    root = publication.units[0].code
    variables: set[str] = set()
    shown = {cell.topic for cell in publication.cells if cell.breakdown is None and cell.unit == root and cell.state is State.SHOWN}
    states: dict[str, State] = {}
    for cell in publication.cells:
        if cell.breakdown is None:
            continue
        variables.add(cell.breakdown.item)
        fits = (
            cell.unit == root
            and cell.topic_class is TopicClass.ORDINARY
            and cell.detail is Detail.FULL
            and cell.n is None
            and variables == {cell.breakdown.item} <= set(publication.asked)
            and states.setdefault(cell.topic, cell.state) is cell.state
            and (cell.state is State.HIDDEN or cell.topic in shown)
        )
        if not fits:
            raise Refusal(Fault("publication.breakdown", details={"unit": cell.unit, "topic": cell.topic}))


def _check_participation(publication: Publication) -> None:
    units = tuple(unit.code for unit in publication.units if unit.kind is NodeKind.UNIT)
    if tuple(entry.unit for entry in publication.participation) != units:
        raise Refusal(Fault("publication.inconsistent", details={"where": "participation"}))


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _line(value: object) -> str:
    return _ENCODER.encode(value)


def _lines(entries: Iterable[object]) -> str:
    text = ",\n".join(map(_line, entries))
    return f"[\n{text}\n]" if text else "[]"


def _unit_document(unit: PublishedUnit) -> Mapping[str, object]:
    return {
        "code": unit.code,
        "parent": unit.parent,
        "name": unit.name,
        "level": unit.level,
        "kind": unit.kind,
        "members": unit.members,
        "reported": unit.reported,
    }


def _cell_document(cell: Cell) -> Mapping[str, object]:
    return {
        "unit": cell.unit,
        "breakdown": cell.breakdown and {"item": cell.breakdown.item, "value": cell.breakdown.value},
        "topic": cell.topic,
        "class": cell.topic_class,
        "state": cell.state,
        "detail": cell.detail,
        "n": cell.n,
        "n_band": cell.n_band,
        "mean": cell.mean,
        "challenge": cell.challenge,
        "bands": cell.bands,
        "items": cell.items,
    }


def _participation_document(entry: Participation) -> Mapping[str, object]:
    return {"unit": entry.unit, "state": entry.state, "band": entry.band}


def _read_unit(entry: JsonObject) -> PublishedUnit:
    return PublishedUnit(
        code=entry.text("code"),
        parent=entry.maybe("parent", entry.text),
        name=entry.text("name"),
        level=entry.whole("level"),
        kind=entry.choice("kind", NodeKind),
        members=entry.texts("members"),
        reported=entry.flag("reported"),
    )


def _read_cell(entry: JsonObject) -> Cell:
    return Cell(
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
        breakdown=entry.maybe(
            "breakdown", lambda key: _read_breakdown(JsonObject.of(entry.fields[key], entry.place(key), _BREAKDOWN_KEYS))
        ),
    )


def _read_breakdown(entry: JsonObject) -> Breakdown:
    return Breakdown(item=entry.text("item"), value=entry.whole("value"))


def _read_band(entry: JsonObject, key: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(entry.text(key)):
        raise entry.wrong(key)
    return entry.text(key)


def _read_shares(entry: JsonObject, key: str) -> tuple[int, ...]:
    shares = entry.wholes(key)
    if not all(0 <= share <= 100 for share in shares):
        raise entry.wrong(key)
    return shares


def _read_bands(entry: JsonObject, key: str) -> tuple[int, int, int]:
    shares = _read_shares(entry, key)
    if len(shares) != 3:
        raise entry.wrong(key)
    return shares[0], shares[1], shares[2]


def _read_items(entry: JsonObject, key: str) -> Mapping[str, tuple[int, ...]]:
    value = entry.fields[key]
    if type(value) is not dict:
        raise entry.wrong(key)
    items = JsonObject(value, entry.place(key))
    return {item: _read_shares(items, item) for item in value}


def _read_participation(entry: JsonObject) -> Participation:
    found = Participation(unit=entry.text("unit"), band=entry.maybe("band", lambda key: _read_band(entry, key, _RATE_BAND)))
    entry.only("state", found.state.value)
    return found
