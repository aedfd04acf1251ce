"""What a staff file was taken for and what it comes to, in words for a terminal. Never an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from must.cli.faults import printable
from must.collection.actions.organisation import Checked, Imported
from must.core.common.words import quotable
from must.core.organisation.columns import ColumnTaken, Meaning
from must.core.organisation.staff_file import LARGEST_FILE
from must.core.organisation.tree import UnitTree

MOST_UNITS: Final = 30
"""Units that are listed."""

MEANINGS: Final[Mapping[Meaning, str]] = {
    Meaning.EMAIL: "e-mail address",
    Meaning.LANGUAGE: "language",
    Meaning.LEVEL: "unit, level {level}",
    Meaning.CODE: "codes of the units of level {level}",
    Meaning.IGNORED: "not read",
    Meaning.NOT_WANTED: "about the person: must not be there",
    Meaning.UNPAIRED_CODE: "codes, but of which level?",
    Meaning.UNKNOWN: "what is it? --level or --ignore",
}


def content_of(file: Path) -> bytes:
    """The content of a file; of one that is too large, enough to be refused."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def columns_words(columns: Sequence[ColumnTaken]) -> str:
    """One line a column: letter, heading, meaning, and how it is filled."""
    rows = [(each.letter, quotable(each.heading) or "–", MEANINGS[each.meaning].format(level=each.level), _facts(each)) for each in columns]
    letters, headings, meanings = (max(map(len, texts)) for texts in list(zip(*rows, strict=True))[:3])
    lines = (f"  {name:{letters}}  {heading:{headings}}  {meaning:{meanings}}  {facts}" for name, heading, meaning, facts in rows)
    return "\n".join(["Columns:", *map(printable, lines)])


def _facts(column: ColumnTaken) -> str:
    return f"{column.filled} filled, {column.different} different, at most {column.longest} characters"


def imported_words(imported: Imported) -> str:
    """What a staff file came to."""
    return f"{imported.people} people in {imported.units} units; {imported.cells} cells of the reporting grid."


def checked_words(checked: Checked) -> str:
    """What a staff file would come to, with the shape of every level and the outermost units."""
    languages = ", ".join(f"{language} {people}" for language, people in sorted(checked.languages.items()))
    return "\n".join(
        [
            f"Languages: {languages}",
            "Levels:",
            *_levels(checked.tree),
            "Units:",
            *_units(checked.tree),
            f"It would be {imported_words(checked.imported)}",
        ]
    )


def _levels(tree: UnitTree) -> Iterator[str]:
    """How many units each level has and how large they are, those under them counted: a level that isn't one shows there."""
    for level in range(1, max(tree.level.values()) + 1):
        sizes = [tree.invited[code] for code in tree.units if tree.level[code] == level]
        yield f"  {level}  units: {len(sizes)}, people in the smallest: {min(sizes)}, in the largest: {max(sizes)}"


def _units(tree: UnitTree) -> Iterator[str]:
    """The two outermost levels; only the outermost where those are too many to look through."""
    upper = [unit for unit in tree.units.values() if tree.level[unit.code] in {1, 2}]
    listed = upper if len(upper) <= MOST_UNITS else [unit for unit in upper if tree.level[unit.code] == 1]
    for unit in listed[:MOST_UNITS]:
        yield printable(f"{'  ' * tree.level[unit.code]}{unit.code}  {unit.name}: {tree.invited[unit.code]}")
    if len(listed) > MOST_UNITS:
        yield f"  and {len(listed) - MOST_UNITS} more"
