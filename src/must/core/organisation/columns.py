"""What each column of a staff file is taken for: recognised by its heading, corrected by hand, or refused; never guessed in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from must.core.common.fault_list import FaultList
from must.core.common.garbled import garbled_sign
from must.core.common.table import Row, Table, letter
from must.core.common.words import hidden_sign, tidy
from must.core.organisation.codes import pair_codes
from must.core.organisation.headings import (
    BARE_CODES,
    EMAIL,
    LANGUAGE,
    UnitWords,
    is_of_language,
    is_of_person,
    is_of_unit,
    key,
    unit_words,
)


class Meaning(StrEnum):
    """What a column is for."""

    EMAIL = "email"
    LANGUAGE = "language"
    LEVEL = "level"
    CODE = "code"
    IGNORED = "ignored"
    NOT_WANTED = "not_wanted"
    UNPAIRED_CODE = "unpaired_code"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What somebody says about columns, by heading or by letter; where they say nothing, headings decide.

    levels: outermost first; when given, no other column is a level. codes: pairs of a column of unit codes and the level that they belong
    to. ignored: columns that aren't read.
    """

    email: str | None = None
    language: str | None = None
    levels: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


NO_CORRECTIONS: Final = Corrections()


@dataclass(frozen=True, slots=True)
class Columns:
    """Indices of a staff file's columns. levels: outermost unit first. codes: the level's place in `levels` → the column of its codes."""

    email: int
    language: int | None
    levels: tuple[int, ...]
    codes: Mapping[int, int]

    @property
    def read(self) -> frozenset[int]:
        """Every column that is read."""
        language = () if self.language is None else (self.language,)
        return frozenset({self.email, *language, *self.levels, *self.codes.values()})


@dataclass(frozen=True, slots=True)
class ColumnTaken:
    """One column, as it is shown to whoever handed the file in. Nothing that a cell holds.

    level: 1 is the outermost, for levels and codes. filled: cells with a text. different: how many different texts. longest: signs.
    """

    letter: str
    heading: str
    meaning: Meaning
    level: int | None
    filled: int
    different: int
    longest: int


class Headings:
    """The columns of one table on their way to their meanings."""

    def __init__(self, table: Table, rows: Sequence[Row], corrections: Corrections, faults: FaultList) -> None:
        self._table = table
        self._rows = rows
        self._faults = faults
        self._corrections = corrections
        self._meaning: dict[int, Meaning] = {}
        self._levels: list[int] = []
        self._codes: dict[int, int] = {}
        self._correct()
        self._recognise()

    def taken(self) -> tuple[ColumnTaken, ...]:
        """Every column in the file's order."""
        return tuple(self._taken(index) for index in range(len(self._table.headings)))

    def columns(self) -> Columns:
        """The columns to read. What keeps a column from being read is noted.

        Raises Refusal where there is no column of addresses or several, since nothing can be told of the rows then.
        """
        for index in self._of(Meaning.NOT_WANTED):
            self._note("staff.column_not_wanted", index)
        for index in self._of(Meaning.UNPAIRED_CODE):
            self._note("staff.code_without_level", index)
        for index in self._of(Meaning.UNKNOWN):
            heading = self._table.headings[index]
            if heading and not hidden_sign(heading) and not garbled_sign(heading):  # those are noted already
                self._note("staff.unknown_column", index)
        emails, languages = self._of(Meaning.EMAIL), self._of(Meaning.LANGUAGE)
        if not emails:
            self._faults.refuse("staff.no_email_column", row=self._table.heading_row)
        if len(emails) > 1:
            self._refuse_several("staff.several_email_columns", emails)
        if len(languages) > 1:
            self._refuse_several("staff.several_language_columns", languages)
        if not self._levels:
            self._faults.add("staff.no_levels", row=self._table.heading_row)
        codes = {self._levels.index(level): index for index, level in self._codes.items()}
        return Columns(emails[0], languages[0] if languages else None, tuple(self._levels), codes)

    def _correct(self) -> None:
        """Take what is said by hand. Raises Refusal for a column that isn't there or is named twice."""
        said = self._corrections
        for meaning, names in (
            (Meaning.EMAIL, (said.email,)),
            (Meaning.LANGUAGE, (said.language,)),
            (Meaning.LEVEL, said.levels),
            (Meaning.CODE, tuple(code for code, _ in said.codes)),
            (Meaning.IGNORED, said.ignored),
        ):
            for name in filter(None, names):
                self._choose(name, meaning)
        self._levels = self._of(Meaning.LEVEL) if not said.levels else [self._find(name) for name in said.levels]

    def _choose(self, name: str, meaning: Meaning) -> None:
        index = self._find(name)
        if index in self._meaning:
            self._faults.refuse("staff.column_chosen_twice", name=self._table.place(index))
        self._meaning[index] = meaning

    def _find(self, name: str) -> int:
        """The column of that heading; else the one whose heading has the same letters and digits; else the one of that letter."""
        headings = self._table.headings
        readings = (
            [heading.casefold() == tidy(name).casefold() for heading in headings],
            [bool(key(name)) and key(heading) == key(name) for heading in headings],
            [letter(index) == name.strip().upper() for index in range(len(headings))],
        )
        found = next((spelt.index(True) for spelt in readings if sum(spelt) == 1), None)
        if found is None:
            columns = ", ".join(f"{letter(index)} {heading}".strip() for index, heading in enumerate(headings))
            self._faults.refuse("staff.no_such_column", name=name, columns=columns)
        return found

    def _recognise(self) -> None:
        said = self._corrections
        exact = [] if said.email else self._headed(EMAIL)
        self._mean(exact, Meaning.EMAIL)
        self._mean([] if said.language else self._headed(LANGUAGE), Meaning.LANGUAGE)
        self._mean(self._telling(lambda heading: key(heading) in EMAIL | LANGUAGE or is_of_person(heading)), Meaning.NOT_WANTED)
        self._mean(self._telling(is_of_language), Meaning.NOT_WANTED if said.language else Meaning.LANGUAGE)
        self._mean(self._headed_as_codes(), Meaning.CODE)
        units = self._telling(is_of_unit)
        if not said.levels:
            self._levels = units
        self._mean(units, Meaning.IGNORED if said.levels else Meaning.LEVEL)
        self._mean([] if said.email or exact else self._looking_like_addresses(), Meaning.EMAIL)
        self._mean(list(self._free()), Meaning.IGNORED if said.levels else Meaning.UNKNOWN)
        self._pair()

    def _pair(self) -> None:
        """Find the level of every column of codes, those paired by hand first."""
        by_hand = {self._find(code): self._find(level) for code, level in self._corrections.codes}
        for code, level in by_hand.items():
            if level not in self._levels:
                self._faults.refuse("staff.code_of_no_level", name=self._table.place(level), given=self._table.place(code))
            if level in self._codes.values():
                self._faults.refuse("staff.column_chosen_twice", name=self._table.place(level))
            self._codes[code] = level
        free = [index for index in self._of(Meaning.CODE) if index not in by_hand]
        levels = [level for level in self._levels if level not in self._codes.values()]
        self._codes |= pair_codes(self._table.headings, free, levels)
        for index in free:
            if index not in self._codes:
                self._meaning[index] = Meaning.UNPAIRED_CODE

    def _taken(self, index: int) -> ColumnTaken:
        cells = [cell for row in self._rows if (cell := tidy(row.cells[index]))]
        level = self._codes.get(index, index)
        return ColumnTaken(
            letter=letter(index),
            heading=self._table.headings[index],
            meaning=self._meaning[index],
            level=self._levels.index(level) + 1 if level in self._levels else None,
            filled=len(cells),
            different=len(set(cells)),
            longest=max(map(len, cells), default=0),
        )

    def _free(self) -> Iterator[int]:
        return (index for index in range(len(self._table.headings)) if index not in self._meaning)

    def _mean(self, indices: Sequence[int], meaning: Meaning) -> None:
        self._meaning |= dict.fromkeys(indices, meaning)

    def _of(self, meaning: Meaning) -> list[int]:
        return sorted(index for index, its in self._meaning.items() if its is meaning)

    def _headed(self, headings: frozenset[str]) -> list[int]:
        return [index for index in self._free() if key(self._table.headings[index]) in headings]

    def _telling(self, tells: Callable[[str], bool]) -> list[int]:
        return [index for index in self._free() if tells(self._table.headings[index])]

    def _headed_as_codes(self) -> list[int]:
        """Columns whose heading has a word for "code" and otherwise names another column or a unit, or no more; and "Org.enhet" beside
        "Org.enhet navn"."""
        headings = self._table.headings
        spelt = [unit_words(heading) for heading in headings]
        plain = {each.words for each in spelt if each.words and not each.coded}
        named = {each.words for each in spelt if each.words and each.named and not each.coded}
        return [index for index in self._free() if _is_of_codes(headings[index], spelt[index], plain, named)]

    def _looking_like_addresses(self) -> list[int]:
        """Free columns most of whose cells hold "@"."""
        found = []
        for index in self._free():
            filled = [cell for row in self._rows if (cell := row.cells[index].strip())]
            if filled and 2 * sum("@" in cell for cell in filled) > len(filled):
                found.append(index)
        return found

    def _note(self, code: str, index: int) -> None:
        self._faults.add(code, row=self._table.heading_row, column=self._table.place(index))

    def _refuse_several(self, code: str, indices: Sequence[int]) -> None:
        self._faults.refuse(code, row=self._table.heading_row, columns=", ".join(map(letter, indices)))


def _is_of_codes(heading: str, spelt: UnitWords, plain: Collection[tuple[str, ...]], named: Collection[tuple[str, ...]]) -> bool:
    if spelt.coded:
        return spelt.words in plain or is_of_unit(heading) or key(heading) in BARE_CODES
    return not spelt.named and spelt.words in named and is_of_unit(heading)
