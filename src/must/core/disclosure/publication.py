"""A publication: everything that may be known of a round, and all that its reports are made of. Format: docs/publication.md.

One that says too much can't be built: a hidden cell with a figure, a sensitive topic below the enterprise (P11), a health topic's cell or
an association of anything but health and work that is shown (P12) is refused here, whoever made it and wherever it was read from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject, parse
from must.core.common.topics import TopicClass
from must.core.disclosure.associations import Association
from must.core.disclosure.certificate import Certificate, content_digest
from must.core.disclosure.entries import Breakdown, Cell, Detail, Participation, PublishedUnit, State
from must.core.disclosure.grid import NodeKind
from must.core.organisation.tree import Unit, UnitTree

__all__ = ["SCHEMA", "Association", "Breakdown", "Cell", "Detail", "Participation", "Publication", "PublishedUnit", "State"]

SCHEMA: Final = "must.publication/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A round's publication. Raises Refusal when its parts contradict each other or a rule.

    instrument, form, rules: ids. instrument_version: the version that the instrument had. round: the round's id; None for answers collected
    elsewhere. closed: the last day of answering, where it is known. asked: item ids in the order of asking. units: in pre-order, the
    enterprise first. cells: by unit, then topic. associations: the enterprise's, by complaint, then factor, in the order of asking.
    certificate: without it there is no publication.
    """

    instrument: str
    instrument_version: str
    form: str
    rules: str
    round: str | None
    closed: date | None
    asked: tuple[str, ...]
    units: tuple[PublishedUnit, ...]
    cells: tuple[Cell, ...]
    participation: tuple[Participation, ...]
    associations: tuple[Association, ...]
    certificate: Certificate

    def __post_init__(self) -> None:
        _check_units(self.units)
        _check_cells(self)
        _check_participation(self)
        _check_associations(self)

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
            "instrument_version": _line(self.instrument_version),
            "form": _line(self.form),
            "rules": _line(self.rules),
            "round": _line(self.round),
            "closed": _line(self.closed and self.closed.isoformat()),
            "asked": _line(self.asked),
            "units": _lines(unit.document() for unit in self.units),
            "cells": _lines(cell.document() for cell in self.cells),
            "participation": _lines(entry.document() for entry in self.participation),
            "associations": _lines(association.document() for association in self.associations),
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
        certificate, digest = Certificate.read(document.fields["certificate"], "certificate")
        found = cls(
            instrument=document.text("instrument"),
            instrument_version=document.text("instrument_version"),
            form=document.text("form"),
            rules=document.text("rules"),
            round=document.maybe("round", document.text),
            closed=document.maybe("closed", document.day),
            asked=document.texts("asked"),
            units=tuple(PublishedUnit.read(entry, where) for entry, where in document.entries("units")),
            cells=tuple(Cell.read(entry, where) for entry, where in document.entries("cells")),
            participation=tuple(Participation.read(entry, where) for entry, where in document.entries("participation")),
            associations=tuple(Association.read(entry, where) for entry, where in document.entries("associations")),
            certificate=certificate,
        )
        if content_digest(found._text()) != digest:
            raise Refusal(Fault("publication.edited"))
        return found


_KEYS: Final = frozenset(
    {
        *("schema", "instrument", "instrument_version", "form", "rules", "round", "closed", "asked"),
        *("units", "cells", "participation", "associations", "certificate"),
    }
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


def _check_associations(publication: Publication) -> None:
    """P12: of each complaint the same factors at most, each once, complaint by complaint. What has a cell is no complaint, so that an
    association can't be called one of something else. A factor is ordinary and shown in full at the enterprise: of a hidden one it would
    say why (R7)."""
    topics = {cell.topic for cell in publication.cells}
    factors = {cell.topic for cell in publication.cells if _may_be_factor(cell, publication.units[0].code)}
    complaints = tuple(dict.fromkeys(entry.complaint for entry in publication.associations))
    pairs = [(entry.complaint, entry.factor) for entry in publication.associations]
    fits = (
        len(set(pairs)) == len(pairs)
        and [complaint for complaint, _ in pairs] == sorted((complaint for complaint, _ in pairs), key=complaints.index)
        and not any(complaint in topics for complaint, _ in pairs)
        and all(factor in factors for _, factor in pairs)
    )
    if not fits:
        raise Refusal(Fault("publication.associations"))


def _may_be_factor(cell: Cell, root: str) -> bool:
    in_full = cell.state is State.SHOWN and cell.detail is Detail.FULL
    return cell.unit == root and cell.breakdown is None and cell.topic_class is TopicClass.ORDINARY and in_full


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _line(value: object) -> str:
    return _ENCODER.encode(value)


def _lines(entries: Iterable[object]) -> str:
    text = ",\n".join(map(_line, entries))
    return f"[\n{text}\n]" if text else "[]"
