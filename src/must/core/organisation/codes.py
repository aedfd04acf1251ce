"""Codes that a personnel system gives its units: which level a column of them belongs to, and whether they tell units apart.

A code outlasts a name. Where the enterprise hands codes in, reports of several years can be compared by them (P13); numbers that were given
here belong to one file alone.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Final

from must.core.common.alphabet import norwegian_key
from must.core.common.fault_list import FaultList
from must.core.common.garbled import garbled_sign
from must.core.common.table import Row, Table
from must.core.common.words import hidden_sign, looks_like_identity_number
from must.core.organisation.headings import is_general, unit_words

ROOT_CODE: Final = "0"
"""The enterprise's own code."""
LONGEST_CODE: Final = 40
"""Signs."""
CODE_SIGNS: Final = ".-_/ "
"""What may stand in a code besides letters and digits, after the first sign."""

Path = tuple[str, ...]
"""Where a unit stands: names from the outermost level to its own. The enterprise's own path is empty. The same name under two parents is
two paths, so two units."""


def pair_codes(headings: Sequence[str], codes: Iterable[int], levels: Sequence[int]) -> dict[int, int]:
    """Column of codes → the level that it belongs to. Codes that could belong to several levels, or to none, are left out.

    First by name: "Avdelingskode" is of "Avdeling" or "Avdelingsnavn". Then by number: "Orgkode 2" is of "Nivå 2". Then by place: a column
    whose heading names no other unit is of the only level right beside it that has no codes yet. The first of these that finds a level at
    all decides.
    """
    free = list(codes)
    pairs: dict[int, int] = {}
    for belongs in (_by_name, _by_number, _by_place):
        candidates = {code: [level for level in levels if level not in pairs.values() and belongs(headings, code, level)] for code in free}
        claims = Counter(level for found in candidates.values() for level in found)
        for code, found in candidates.items():
            if len(found) == 1 and claims[found[0]] == 1:
                pairs[code] = found[0]
        free = [code for code in free if not candidates[code]]
    return pairs


def _by_name(headings: Sequence[str], code: int, level: int) -> bool:
    words = unit_words(headings[code]).words
    return bool(words) and words == unit_words(headings[level]).words


def _by_number(headings: Sequence[str], code: int, level: int) -> bool:
    numbers = [[word for word in unit_words(headings[index]).words if word.isdecimal()] for index in (code, level)]
    return bool(numbers[0]) and numbers[0] == numbers[1]


def _by_place(headings: Sequence[str], code: int, level: int) -> bool:
    return abs(code - level) == 1 and is_general(headings[code])


class GivenCodes:
    """The codes of one file, checked row by row. columns: a level's place (0 is the outermost) → the column of its codes."""

    def __init__(self, table: Table, columns: Mapping[int, int], faults: FaultList) -> None:
        self._table = table
        self._columns = columns
        self._faults = faults
        self._code_of: dict[Path, tuple[str, int]] = {}
        self._unit_of: dict[str, tuple[Path, int]] = {}
        self._looked_at: set[tuple[Path, str]] = set()
        self._without: defaultdict[Path, list[int]] = defaultdict(list)

    @property
    def codes(self) -> dict[Path, str]:
        return {path: code for path, (code, _) in self._code_of.items()}

    def check(self, row: Row, path: Path) -> None:
        """Note what is wrong with the codes of a row whose units are `path`."""
        for depth, index in self._columns.items():
            raw = row.cells[index]
            code = unicodedata.normalize("NFC", raw.strip())
            unit = path[: depth + 1] if depth < len(path) else None
            if unit is None and code:
                self._note("staff.code_without_unit", row, index)
            elif unit is not None and not code:
                self._without[unit].append(row.number)
            elif unit is not None and (unit, code) not in self._looked_at:
                self._looked_at.add((unit, code))
                if self._is_code(code, row, index):
                    self._take(unit, code, row, index)

    def note_missing(self) -> None:
        """When every row was checked: note the rows without the code that their unit has in others."""
        for unit, rows in self._without.items():
            if unit in self._code_of:
                code, first = self._code_of[unit]
                column = self._table.place(self._columns[len(unit) - 1])
                for row in rows:
                    self._faults.add("staff.code_missing", row=row, column=column, unit=words_of(unit), given=code, first=first)

    def _is_code(self, code: str, row: Row, index: int) -> bool:
        if sign := hidden_sign(code):
            self._note("file.hidden_sign", row, index, sign=sign)
        elif sign := garbled_sign(code):
            self._note("file.garbled", row, index, sign=sign)
        elif len(code) > LONGEST_CODE:
            self._note("file.long_cell", row, index, length=len(code), longest=LONGEST_CODE)
        elif sign := _illegal_sign(code):
            self._note("staff.code_sign", row, index, sign=sign)
        elif looks_like_identity_number(code):
            self._note("staff.identity_number", row, index)
        elif code == ROOT_CODE:
            self._note("staff.code_of_root", row, index)
        else:
            return True
        return False

    def _take(self, unit: Path, code: str, row: Row, index: int) -> None:
        own, first = self._code_of.setdefault(unit, (code, row.number))
        if own != code:
            self._note("staff.unit_two_codes", row, index, unit=words_of(unit), given=code, other=own, first=first)
        other, first = self._unit_of.setdefault(code.casefold(), (unit, row.number))
        if other != unit:
            self._note("staff.code_two_units", row, index, given=code, unit=words_of(unit), other=words_of(other), first=first)

    def _note(self, code: str, row: Row, index: int, **details: str | int) -> None:
        self._faults.add(code, row=row.number, column=self._table.place(index), **details)


def words_of(unit: Path) -> str:
    """A unit with those that it stands under."""
    return " › ".join(unit)


def _illegal_sign(code: str) -> str | None:
    if not code[0].isalnum():
        return code[0]
    return next((sign for sign in code if not (sign.isalnum() or sign in CODE_SIGNS)), None)


def number_units(paths: Iterable[Path], given: Mapping[Path, str]) -> dict[Path, str]:
    """A code for every unit that somebody works in or under, in pre-order and Norwegian alphabetical order.

    given: codes that the file has. All other units are numbered, with what is free.
    """
    every = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    taken = {ROOT_CODE, *(code.casefold() for code in given.values())}
    fresh = (code for number in count(1) if (code := f"{number:03}") not in taken)
    ordered = sorted(every, key=lambda path: tuple(map(norwegian_key, path)))
    return {(): ROOT_CODE} | {path: given[path] if path in given else next(fresh) for path in ordered}
