"""What lies sealed in the zone's rows: its plain form, its fixed length, and the context that ties it to its row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from must.core.common.languages import Language
from must.core.disclosure.grid import Grid, Node, NodeKind
from must.core.instrument.model import Item
from must.core.organisation.tree import Unit, UnitTree
from must.crypto.contexts import context
from must.crypto.errors import CannotOpen
from must.crypto.padding import padded, unpadded
from must.crypto.sealing import PrivateKey, PublicKey

VERSION: Final = 1

NAME_LENGTH: Final = 1024
"""Bytes of an enterprise's name: 200 signs of up to four bytes, and room."""

CONTACT_LENGTH: Final = 512
"""Bytes of an address (at most 254 signs) and a language."""

_AGREED_LENGTH: Final = 512
_STEP: Final = 256


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the participant agreed to at the start (P44); sealed with the answers.

    text, version: of the participation text. sha256: hex digest of the words that were shown. language: the one they were shown in.
    """

    text: str
    version: str
    sha256: str
    language: Language


@dataclass(frozen=True, slots=True)
class Contents:
    """What a response holds. answers: value by item; an item that isn't there wasn't answered."""

    answers: Mapping[str, int]
    agreed: Agreed

    def packed(self, length: int) -> bytes:
        """Exactly `length` bytes, whatever was answered."""
        return padded(_json({"v": VERSION, "answers": dict(self.answers), "agreed": asdict(self.agreed)}), length)

    @classmethod
    def unpacked(cls, packed: bytes) -> Contents:
        """Raises CannotOpen for what `packed` didn't make."""
        try:
            document = _read(packed)
            agreed = document["agreed"]
            return cls(dict(document["answers"]), Agreed(**{**agreed, "language": Language(agreed["language"])}))
        except (KeyError, TypeError, ValueError):
            raise CannotOpen from None


def contents_length(items: Iterable[Item]) -> int:
    """The length of every response of a round that asks `items`: the longest that there can be, rounded up."""
    longest = _json({item.id: max(item.responses.values) for item in items})
    return -(-(len(longest) + _AGREED_LENGTH) // _STEP) * _STEP


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and in which language somebody is written to."""

    email: str
    language: Language

    def seal(self, mailer: PublicKey, *, round_id: UUID, invitation: UUID) -> bytes:
        """For the mailer alone."""
        plain = padded(_json({"v": VERSION, "email": self.email, "language": self.language}), CONTACT_LENGTH)
        return mailer.seal(plain, context=_contact_context(round_id, invitation))

    @classmethod
    def open(cls, sealed: bytes, key: PrivateKey, *, round_id: UUID, invitation: UUID) -> Contact:
        """Raises CannotOpen."""
        document = _read(key.open(sealed, context=_contact_context(round_id, invitation)))
        return cls(document["email"], Language(document["language"]))


@dataclass(frozen=True, slots=True)
class Places:
    """The unit tree, the reporting grid as it was cut when the staff file came in, and which of its cells each opaque cell id means."""

    tree: UnitTree
    grid: Grid
    node_of_cell: Mapping[UUID, str]

    def seal(self, worker: PublicKey, *, round_id: UUID) -> bytes:
        """For the worker alone. The enterprise's name stays out: it is sealed with the round."""
        units = [[unit.code, unit.parent, unit.name if unit.parent else None, unit.invited] for unit in self.tree.units.values()]
        nodes = [[node.code, node.parent, node.level, node.kind, node.members, node.invited] for node in self.grid.nodes]
        document = {
            "v": VERSION,
            "units": units,
            "nodes": nodes,
            "cell_of_unit": dict(self.grid.cell_of_unit),
            "cells": {str(cell): node for cell, node in self.node_of_cell.items()},
        }
        return worker.seal(_json(document), context=_places_context(round_id))

    @classmethod
    def open(cls, sealed: bytes, key: PrivateKey, *, round_id: UUID, enterprise: str) -> Places:
        """Raises CannotOpen."""
        document = json.loads(key.open(sealed, context=_places_context(round_id)))
        tree = UnitTree(Unit(code, parent, name or enterprise, invited) for code, parent, name, invited in document["units"])
        grid = Grid(nodes=tuple(_node(tree, entry) for entry in document["nodes"]), cell_of_unit=document["cell_of_unit"])
        return cls(tree, grid, {UUID(cell): node for cell, node in document["cells"].items()})


def _node(tree: UnitTree, entry: Sequence[Any]) -> Node:
    """A node with its name, which is its unit's; a rest's unit is the one above it."""
    code, parent, level, kind, members, invited = entry
    unit = parent if parent is not None and kind == NodeKind.REST else code
    return Node(code, parent, tree.units[unit].name, level, NodeKind(kind), tuple(members), invited)


def seal_name(name: str, reader: PublicKey, *, round_id: UUID) -> bytes:
    """An enterprise's name, for one process."""
    return reader.seal(padded(name.encode(), NAME_LENGTH), context=context("enterprise", round=round_id))


def open_name(sealed: bytes, key: PrivateKey, *, round_id: UUID) -> str:
    """Raises CannotOpen."""
    return unpadded(key.open(sealed, context=context("enterprise", round=round_id))).decode()


def link_context(round_id: UUID, invitation: UUID) -> bytes:
    return context("link", round=round_id, invitation=invitation)


def round_key_context(round_id: UUID) -> bytes:
    return context("round key", round=round_id)


def digest_context(round_id: UUID) -> bytes:
    """Of the key of the certificate's digest of the inputs, derived from the round's private key."""
    return context("inputs digest", round=round_id)


def published_statement(round_id: UUID, published: datetime, document: str) -> bytes:
    """What the worker signs: that a round was published at that time, in those words."""
    return context("publication", round=round_id, published=published.astimezone(UTC).isoformat(), document=document)


def answer_context(round_id: UUID, response: UUID, cell: UUID, slot: bytes) -> bytes:
    """Ties both copies of the answers to their row: moved to another cell, link or round they don't open."""
    return context("answers", round=round_id, response=response, cell=cell, slot=slot)


def _contact_context(round_id: UUID, invitation: UUID) -> bytes:
    return context("contact", round=round_id, invitation=invitation)


def _places_context(round_id: UUID) -> bytes:
    return context("organisation", round=round_id)


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read(packed: bytes) -> Any:
    return json.loads(unpadded(packed))
