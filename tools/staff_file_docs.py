"""`python -m tools.staff_file_docs`: the parts of docs/staff-file.md that the program knows better: limits, headings, and every fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import yaml

from must.collection.adapters.packages import LARGEST_UNPACKED
from must.core.common.languages import Language
from must.core.common.words import LONGEST_NAME
from must.core.organisation.codes import LONGEST_CODE
from must.core.organisation.headings import EMAIL, LANGUAGE, LANGUAGE_VALUES, NOT_WANTED
from must.core.organisation.staff_file import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from must.ui.texts import LANGUAGES_DIRECTORY

PAGE: Final = Path("docs/staff-file.md")
ONLY_FOR_OTHER_FILES: Final = frozenset({"file.zip"})
"""Faults of readers that take text files alone."""


def limits() -> str:
    """How large a file may be."""
    return (
        f"A file may have {thousands(MOST_ROWS)} rows, {MOST_COLUMNS} columns and {LARGEST_FILE // 10**6} MB "
        f"({LARGEST_UNPACKED // 10**6} MB unpacked); "
        f"the name of a unit {LONGEST_NAME} characters, and a code {LONGEST_CODE}."
    )


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def headings() -> str:
    """Every heading that is known, spelt as it is compared."""
    values = {language.own_name: LANGUAGE_VALUES[language] for language in Language}
    return "\n".join(
        [
            "Headings are compared by their letters and digits alone, so *E-post (jobb):* is `epostjobb`.",
            "",
            f"- E-mail address: {listed(EMAIL)}. A file without such a heading may have one column of addresses under any other.",
            f"- Language: {listed(LANGUAGE)}. In the cells: {'; '.join(f'{name}: {listed(words)}' for name, words in values.items())}.",
            f"- Refused, since they are about the person: {listed(NOT_WANTED)}.",
        ]
    )


def listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


def faults() -> str:
    """A table of what can be said of a staff file."""
    said: dict[str, Mapping[str, str]] = {}
    for area in ("staff", "files"):
        said |= yaml.safe_load((LANGUAGES_DIRECTORY / f"faults_{area}.yaml").read_text("utf-8"))
    codes = [code for code in said if re.fullmatch(r"(file|staff)\.\w+", code) and code not in ONLY_FOR_OTHER_FILES]
    rows = [f"| {plain(said[code]['en'])} | {plain(said[f'{code}.mend']['en'])} |" for code in codes]
    return "\n".join(["| what it says | what to do |", "|---|---|", *rows])


def plain(text: str) -> str:
    """A text with an ellipsis where it names something of the file."""
    return re.sub(r"\{\w+\}", "…", text).replace("|", r"\|")


def page(text: str) -> str:
    """The page with its parts written anew between their marks."""
    for name, part in (("limits", limits()), ("headings", headings()), ("faults", faults())):
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = text.split(start)
        text = f"{before}{start}{part}\n{end}{rest.split(end)[1]}"
    return text


def main() -> None:
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
