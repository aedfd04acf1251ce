"""Reading the ends of an instrument file: texts in every language, words, numbers, yes or no. What is wrong is reported, never raised."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from must.core.common.languages import Language, Text
from must.core.instrument.nodes import Node, Scalar, Source

UNREADABLE = Text("?", "?", "?")
"""Stands in for a text with a fault."""

NO_PLACEHOLDERS: frozenset[str] = frozenset()

LEFT_OVER = re.compile(r"\b(?:TO[D]O|TBD|FIX[M]E|X{3,})\b|\blorem ipsum\b|\?\?\?|^\W*(?:\.\.\.|…)\W*$", re.IGNORECASE)
"""What a writer leaves where words are to come. (Brackets, so that this line itself isn't taken for one.)"""

BRACED = re.compile(r"\{[^{}]*\}|[{}]")


def read_text(source: Source, node: Node, key: str, placeholders: frozenset[str]) -> Text:
    """A text in every language, each on a line of its own, with no placeholder but those named."""
    if not isinstance(node.content, Mapping):
        source.fault("not_translated", node.line, key=key)
        return UNREADABLE
    for written in node.content:
        if written not in list(Language):
            source.fault("unknown_language", node.line_of([written]), key=key, language=written)
    words = {language: _words(source, node, key, language, placeholders) for language in Language}
    if not all(words.values()):
        return UNREADABLE
    if len({frozenset(BRACED.findall(each)) & {f"{{{name}}}" for name in placeholders} for each in words.values()}) > 1:
        source.fault("placeholders_differ", node.line, key=key)
    if len({node.line_of([language]) for language in Language}) < len(Language):
        source.fault("languages_share_a_line", node.line, key=key)
    return Text.of({language.value: each for language, each in words.items()})


def _words(source: Source, node: Node, key: str, language: Language, placeholders: frozenset[str]) -> str:
    """One language of a text; empty when it can't be used."""
    name = f"{language.own_name} ({language})"
    child = node.children().get(language)
    if child is None:
        source.fault("missing_translation", _place_of(node, language), key=key, language=name)
        return ""
    scalar = child.content
    if not isinstance(scalar, Scalar):
        source.fault("not_a_word", child.line, key=language)
        return ""
    if scalar.value is None or not scalar.written.strip():
        source.fault("empty_translation", child.line, key=key, language=name)
        return ""
    if scalar.lines > 1:
        source.fault("several_lines", child.line, key=key, language=name)
    if left := LEFT_OVER.search(scalar.written):
        source.fault("left_over", child.line, key=key, language=name, found=left.group())
    for found in BRACED.findall(scalar.written):
        if found.strip("{}") not in placeholders:
            source.fault("unknown_placeholder", child.line, key=key, found=found, known=", ".join(sorted(placeholders)) or "–")
    return scalar.written


def _place_of(node: Node, language: Language) -> int:
    """The line on which a missing language belongs: below the one that comes before it in the usual order, else first."""
    order = list(Language)
    lines = {Language(written): child.line for written, child in node.children().items() if written in order}
    before = [line for written, line in lines.items() if order.index(written) < order.index(language)]
    return max(before) + 1 if before else min(lines.values(), default=node.line)


def read_word(source: Source, node: Node, key: str) -> str:
    """A word or number as it was written; the empty string where there is none."""
    scalar = node.content
    if isinstance(scalar, Scalar) and scalar.value is not None and scalar.written.strip() and scalar.lines == 1:
        return scalar.written
    source.fault("not_a_word", node.line, key=key)
    return ""


def read_flag(source: Source, node: Node, key: str) -> bool:
    if isinstance(node.content, Scalar) and isinstance(node.content.value, bool):
        return node.content.value
    source.fault("not_a_flag", node.line, key=key)
    return False


def read_whole(source: Source, node: Node, key: str) -> int:
    """A whole number; 1 as the stand-in."""
    value = node.content.value if isinstance(node.content, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    source.fault("not_a_whole_number", node.line, key=key)
    return 1


def read_number(source: Source, node: Node, key: str) -> float:
    """A finite number; 1 as the stand-in."""
    value = node.content.value if isinstance(node.content, Scalar) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    source.fault("not_a_number", node.line, key=key)
    return 1.0
