"""`python -m tools.staff_file_docs`: docs/staff-file.md and its page in each language, from the texts in staff_file_docs.yaml.

What the program knows better is filled in: limits, headings, and every fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from must.collection.adapters.packages import LARGEST_UNPACKED
from must.core.common.languages import Language
from must.core.common.words import LONGEST_NAME
from must.core.organisation.codes import LONGEST_CODE
from must.core.organisation.headings import (
    EMAIL,
    LANGUAGE,
    LANGUAGE_VALUES,
    NOT_WANTED,
    PERSON_ENDINGS,
    PERSON_STARTS,
    PERSON_WORDS,
    UNIT_ENDINGS,
    UNIT_WORDS,
    WIDE_WORDS,
)
from must.core.organisation.staff_file import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from must.ui.texts import LANGUAGES_DIRECTORY

INDEX: Final = Path("docs/staff-file.md")
SOURCE: Final = Path("tools/staff_file_docs.yaml")
NOTE: Final = "<!-- Written by python -m tools.staff_file_docs. -->\n"
AFTER: Final = "How it is taken in, and the rest of a round's life: [operations.md](operations.md).\n"
ONLY_FOR_OTHER_FILES: Final = frozenset({"file.zip"})
"""Faults of readers that take text files alone."""

Block = Mapping[str, str]
"""A part of the page: its Markdown in each language, or under `all`."""


def documents(blocks: Sequence[Block]) -> Mapping[Path, str]:
    """Everything that is written, by path. Raises KeyError when a block lacks a language, or names what the program doesn't know."""
    pages = {INDEX.with_suffix(f".{language}.md"): _parts(blocks, language) for language in Language}
    titles = [(page.name, parts[0].removeprefix("# ").partition("\n")) for page, parts in pages.items()]
    ways = [
        f"- {language.own_name}: [{title}]({name}). {lead.strip()}"
        for language, (name, (title, _, lead)) in zip(Language, titles, strict=True)
    ]
    return {page: "\n".join([NOTE, *parts]) for page, parts in pages.items()} | {
        INDEX: "\n".join([NOTE, "# The staff file\n", *ways, "", AFTER])
    }


def read_blocks() -> list[Block]:
    blocks: list[Block] = yaml.safe_load(SOURCE.read_text("utf-8"))
    return blocks


def known(language: Language) -> Mapping[str, str]:
    """What the program fills in: how large a file may be, every heading that is known, spelt as it is compared, and every fault."""
    values = ((other.own_name, LANGUAGE_VALUES[other]) for other in Language)
    return {
        "rows": thousands(MOST_ROWS),
        "columns": str(MOST_COLUMNS),
        "size": str(LARGEST_FILE // 10**6),
        "unpacked": str(LARGEST_UNPACKED // 10**6),
        "name": str(LONGEST_NAME),
        "code": str(LONGEST_CODE),
        "email_headings": listed(EMAIL),
        "language_headings": listed(LANGUAGE),
        "language_values": "; ".join(f"{name}: {listed(words)}" for name, words in values),
        "units": listed(UNIT_WORDS),
        "unit_endings": listed(UNIT_ENDINGS),
        "wide": listed(WIDE_WORDS),
        "not_wanted": listed(NOT_WANTED | PERSON_WORDS),
        "person_starts": listed(PERSON_STARTS),
        "person_endings": listed(PERSON_ENDINGS),
        "faults": faults(language),
    }


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


def faults(language: Language) -> str:
    """The rows of a table of what can be said of a staff file."""
    said: dict[str, Mapping[str, str]] = {}
    for area in ("staff", "files"):
        said |= yaml.safe_load((LANGUAGES_DIRECTORY / f"faults_{area}.yaml").read_text("utf-8"))
    codes = [code for code in said if re.fullmatch(r"(file|staff)\.\w+", code) and code not in ONLY_FOR_OTHER_FILES]
    return "\n".join(f"| {plain(said[code][language])} | {plain(said[f'{code}.mend'][language])} |" for code in codes)


def plain(text: str) -> str:
    """A text with an ellipsis where it names something of the file."""
    return re.sub(r"\{\w+\}", "…", text).replace("|", r"\|")


def _parts(blocks: Iterable[Block], language: Language) -> list[str]:
    filled_in = known(language)
    return [(block["all"] if "all" in block else block[language]).format_map(filled_in) for block in blocks]


def main() -> None:
    for path, text in documents(read_blocks()).items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
