"""Reading JSON that must be exactly what a format says: no unknown, missing or doubled key, no value of another type.

Whatever is wrong raises Refusal with a code `json.*` and the place, e.g. `cells[3].mean`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from must.core.common.refusals import Fault, Refusal
from must.core.common.words import hidden_sign

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def parse(text: str | bytes) -> object:
    """A JSON document in UTF-8."""
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(decoded, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(Fault("json.not_json")) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object with exactly the keys that it should have. `where` is its place in the document, '' for the document itself."""

    fields: dict[str, Any]
    where: str

    @classmethod
    def of(cls, value: object, where: str, keys: frozenset[str]) -> JsonObject:
        if type(value) is not dict:
            raise Refusal(Fault("json.value", details={"where": where or "the document"}))
        found = cls(value, where)
        if value.keys() != keys:
            faults = [Fault("json.unknown_key", details={"where": found.place(key)}) for key in sorted(value.keys() - keys)]
            faults += [Fault("json.missing_key", details={"where": found.place(key)}) for key in sorted(keys - value.keys())]
            raise Refusal(faults)
        return found

    def place(self, key: str) -> str:
        """Where a key's value lies in the document."""
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str) -> Refusal:
        """The refusal of a key's value."""
        return Refusal(Fault("json.value", details={"where": self.place(key)}))

    def only(self, key: str, expected: object) -> None:
        """Refuse any other value than this one."""
        value = self.fields[key]
        if type(value) is not type(expected) or value != expected:
            raise self.wrong(key)

    def text(self, key: str) -> str:
        """A text that is not blank, without signs that nobody would see: no line, no half of a surrogate pair, no change of direction."""
        return self._text(key, self.fields[key])

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(key, entry) for entry in self._list(key))

    def whole(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self.fields[key]
        if type(value) is not int or value < 0:  # true is an int to isinstance
            raise self.wrong(key)
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._list(key)
        if not {type(value) for value in values} <= {int}:  # true is an int to isinstance
            raise self.wrong(key)
        return tuple(values)

    def number(self, key: str) -> float:
        value = self.fields[key]
        if type(value) not in (int, float) or not math.isfinite(value):
            raise self.wrong(key)
        return float(value)

    def day(self, key: str) -> date:
        """A day as `2026-11-20`, and in no other way that names one."""
        try:
            day = date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.wrong(key) from error
        if day.isoformat() != self.fields[key]:
            raise self.wrong(key)
        return day

    def flag(self, key: str) -> bool:
        value = self.fields[key]
        if type(value) is not bool:
            raise self.wrong(key)
        return value

    def choice(self, key: str, among: type[E]) -> E:
        value = self.fields[key]
        try:
            return among(value)
        except ValueError as error:
            raise self.wrong(key) from error

    def maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        """None for null, else what `read` makes of the key."""
        return None if self.fields[key] is None else read(key)

    def entries(self, key: str) -> Iterator[tuple[Any, str]]:
        """The entries of a list, each with its place."""
        return ((entry, f"{self.place(key)}[{number}]") for number, entry in enumerate(self._list(key)))

    def _list(self, key: str) -> list[Any]:
        value = self.fields[key]
        if type(value) is not list:
            raise self.wrong(key)
        return value

    def _text(self, key: str, value: object) -> str:
        if type(value) is not str or not value.strip() or hidden_sign(value):
            raise self.wrong(key)
        return value
