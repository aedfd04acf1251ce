"""How somebody at a terminal says what the columns of a staff file are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from must.core.organisation.columns import Corrections


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What is said of a staff file beside its name."""

    corrections: Corrections
    sheet: str | None


class Pair(click.ParamType[tuple[str, str]]):
    """COLUMN=LEVEL; the last equals sign divides, since a heading may have one."""

    name = "column=level"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        column, _, level = str(value).rpartition("=")
        if not (column and level):
            self.fail("write COLUMN=LEVEL, for example F=Avdeling", param, ctx)
        return column, level


def handed_in(function: Callable[..., None]) -> Callable[..., None]:
    """The options that correct what headings say; the function gets them as `handed`."""

    @click.option("--email", metavar="COLUMN", help="The column of e-mail addresses.")
    @click.option("--language", metavar="COLUMN", help="The column of languages.")
    @click.option("--level", "levels", metavar="COLUMN", multiple=True, help="A column of units, outermost first; no others are read then.")
    @click.option("--code", "codes", metavar="COLUMN=LEVEL", type=Pair(), multiple=True, help="A column of unit codes, and their level.")
    @click.option("--ignore", "ignored", metavar="COLUMN", multiple=True, help="A column that isn't read.")
    @click.option("--sheet", metavar="NAME", help="The sheet of the list, where a workbook has several.")
    @wraps(function)
    def with_options(
        *,
        email: str | None,
        language: str | None,
        levels: tuple[str, ...],
        codes: tuple[tuple[str, str], ...],
        ignored: tuple[str, ...],
        sheet: str | None,
        **others: Any,
    ) -> None:
        function(handed=HandedIn(Corrections(email, language, levels, codes, ignored), sheet), **others)

    return with_options
