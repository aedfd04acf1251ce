"""The reports as PDF/UA-1: tagged A4 in our own typeface, set by typst from a template that takes every word as data.

The same report always gives the same bytes: no day, no machine and nobody's name is in the file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from fontTools.ttLib import TTFont

from must.reports.content import Report
from must.reports.palette import LIGHT
from must.reports.pdf_lines import FONTS
from must.reports.pdf_sheet import sheet_of, shortened
from must.reports.wording import Wording

TEMPLATES: Final = Path(__file__).parent / "templates"
SUBSTITUTE: Final = "□"
"""Stands for each character that the typeface doesn't have. A report with any says so."""

LONGEST_WORD: Final = 30
"""Letters after which a word may break anywhere: else a name without spaces would run off its page."""

_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
# Marks that steer how the letters around them are set, and have no shape.
_SHAPELESS: Final = frozenset({"Cf", "Cc"})
_VARIATIONS: Final = re.compile("[\ufe00-\ufe0f]")


class PdfWarning(Exception):
    """typst had something to say on a report. What comes out then isn't what was meant, so nothing does."""


def pdf_of(report: Report, wording: Wording) -> bytes:
    """A report as PDF. Raises PdfWarning when typst warns of anything, a missing typeface among it.

    typst keeps threads of its own: a process that has made a PDF may start others, but not by fork.
    """
    files = {**_template(), "report.json": _said(report, wording).encode()}
    compiler = typst.Compiler(files, root=TEMPLATES, font_paths=_fonts())  # type: ignore[type-var]  # its stub forgets files in memory
    document, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards="ua-1")
    if warnings:
        raise PdfWarning("; ".join(warning.message for warning in warnings))
    if not isinstance(document, bytes):
        raise TypeError("typst gave no document")
    return document


def _said(report: Report, wording: Wording) -> str:
    """The report as JSON for the template, in letters that the typeface has; if it lacks any, the report says so.

    The document's title, which readers' programs show in letters of their own, stays as it is.
    """
    sheet = {**_printable(sheet_of(report, wording)), "title": report.title}
    if SUBSTITUTE in sheet["name"]:
        sheet |= _with_code(sheet, printable(wording.t("report.pdf.code", code=report.code)))
    said = json.dumps(sheet, ensure_ascii=False)
    if SUBSTITUTE not in said:
        return said
    note = {"label": wording.t("report.pdf.substituted"), "words": wording.t("report.pdf.substituted.words")}
    return json.dumps({**sheet, "source": [*sheet["source"], note]}, ensure_ascii=False)


def _with_code(sheet: Mapping[str, Any], code: str) -> Mapping[str, str]:
    """What stands over the name, and at the head of each page, so that a unit is known of which the name can't be read."""
    return {"kicker": f"{sheet['kicker']} · {code}", "header": shortened(f"{code} · {sheet['header']}")}


def _printable(value: Any) -> Any:
    """A value of JSON with each text in it as it can be set."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


@lru_cache(maxsize=4096)  # most of a report's texts are in the next one too
def printable(text: str) -> str:
    """A text in letters that the typeface has, others as `SUBSTITUTE`; and with places where a very long word may break."""
    if not text.isascii():
        text = _VARIATIONS.sub("", unicodedata.normalize("NFC", text))
    if not _letters().issuperset(text):
        text = "".join(letter if letter in _letters() else _instead(letter) for letter in text)
    return _LONG_WORD.sub(rf"\g<0>{_BREAK}", text) if len(text) > LONGEST_WORD else text


def _instead(letter: str) -> str:
    return "" if unicodedata.category(letter) in _SHAPELESS else SUBSTITUTE


@cache
def _template() -> Mapping[str, bytes]:
    """What all reports have in common. As files, not as inputs: where its inputs differ, typst sets everything anew."""
    files = {"main": "report.typ", "figures.typ": "figures.typ"}
    return {**{name: (TEMPLATES / file).read_bytes() for name, file in files.items()}, "colours.json": json.dumps(dict(LIGHT)).encode()}


@cache
def _fonts() -> typst.Fonts:
    """Our own typeface, read once, and none of the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _letters() -> frozenset[str]:
    """The characters that the typeface has, in all of its weights."""
    found = []
    for file in sorted(FONTS.glob("*.ttf")):
        with TTFont(file) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*found)
