"""Reading one mapping of an instrument file key by key.

Every getter returns something of its type also when the file is wrong: the fault is collected and a stand-in returned, so that reading goes
on and one run finds everything. A stand-in never leaves the loader, which refuses the instrument when there is a single fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from must.core.common.languages import Text
from must.core.instrument.leaves import NO_PLACEHOLDERS, UNREADABLE, read_flag, read_number, read_text, read_whole, read_word
from must.core.instrument.nodes import Node, Source

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one kind of mapping; every other key is a fault."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


class Fields:
    """One mapping of a file. Missing and unknown keys are reported at once.

    node: None where the mapping itself is missing, which has then been reported: nothing more is said of its keys.
    """

    def __init__(self, source: Source, node: Node | None, keys: Keys) -> None:
        self.source = source
        self.node = node or Node(1, {})
        self.entries = entries_of(source, node)
        if node is None or not isinstance(node.content, Mapping):
            return
        known = (*keys.required, *keys.optional)
        for key in keys.required:
            if key not in self.entries:
                self.fault("missing_key", name=key)
        for key in self.entries:
            if key not in known:
                self.fault("unknown_key", key, known=", ".join(known))

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def fault(self, code: str, key: str | None = None, **details: str | int) -> None:
        """Report something wrong with a key, or with the mapping itself."""
        if key is None:
            self.source.fault(code, self.node.line, **details)
        else:
            self.source.fault(code, self.line_of(key), key=key, **details)

    def line_of(self, *path: str) -> int:
        return self.node.line_of(path)

    def text(self, key: str, placeholders: frozenset[str] = NO_PLACEHOLDERS) -> Text:
        node = self.entries.get(key)
        return UNREADABLE if node is None else read_text(self.source, node, key, placeholders)

    def optional_text(self, key: str) -> Text | None:
        return self.text(key) if key in self else None

    def texts(self, key: str, placeholders: frozenset[str] = NO_PLACEHOLDERS) -> tuple[Text, ...]:
        return tuple(read_text(self.source, node, key, placeholders) for node in self.nodes(key))

    def word(self, key: str) -> str:
        """What is written there, on one line; the empty string where there is nothing."""
        return self._leaf(key, read_word, "")

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(read_word(self.source, node, key) for node in self.nodes(key))

    def flag(self, key: str) -> bool:
        """true or false; false where it isn't said."""
        return self._leaf(key, read_flag, False)

    def whole(self, key: str) -> int:
        return self._leaf(key, read_whole, 1)

    def wholes(self, key: str) -> tuple[int, ...]:
        return tuple(read_whole(self.source, node, key) for node in self.nodes(key))

    def number(self, key: str) -> float:
        return self._leaf(key, read_number, 1.0)

    def choice(self, key: str, among: type[Choice]) -> Choice:
        """A member of an enumeration; the first one as the stand-in."""
        written = self.word(key)
        if written in list(among):
            return among(written)
        if written:
            self.fault("unknown_choice", key, value=written, known=", ".join(among))
        return next(iter(among))

    def nodes(self, key: str) -> tuple[Node, ...]:
        """A list's entries. A list that isn't there has none."""
        node = self.entries.get(key)
        if node is None:
            return ()
        if isinstance(node.content, tuple):
            return node.content
        self.fault("not_a_list", key)
        return ()

    def one(self, key: str, keys: Keys) -> Fields:
        """The mapping under a key."""
        return Fields(self.source, self.entries.get(key), keys)

    def each(self, key: str, keys: Keys) -> tuple[Fields, ...]:
        """A list's entries, each a mapping."""
        return tuple(Fields(self.source, node, keys) for node in self.nodes(key))

    def named(self, key: str, keys: Keys) -> dict[str, Fields]:
        """A mapping's values by their names, each a mapping itself."""
        return {name: Fields(self.source, node, keys) for name, node in entries_of(self.source, self.entries.get(key)).items()}

    def _leaf(self, key: str, read: Callable[[Source, Node, str], T], stand_in: T) -> T:
        node = self.entries.get(key)
        return stand_in if node is None else read(self.source, node, key)


def entries_of(source: Source, node: Node | None) -> Mapping[str, Node]:
    if node is None:
        return {}
    if isinstance(node.content, Mapping):
        return node.content
    source.fault("not_a_mapping", node.line)
    return {}
