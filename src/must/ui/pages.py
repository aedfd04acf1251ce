"""Rendering: one Jinja2 environment for all own pages, in which a forgotten name is an error and every value is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from jinja2 import Environment, StrictUndefined
from jinja2.runtime import Macro

from must.core.common.languages import Language
from must.ui.language import asked_language, has_switched, language_of, remember_language
from must.ui.markdown import markdown
from must.ui.texts import Texts, texts

STATIC: Path = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "jinja2"
STATIC_URL: str = "/static/"

_made: dict[tuple[Macro, Language, Hashable], str] = {}
"""What `once` has put together."""


def environment(**options: Any) -> Environment:
    """The Jinja2 environment, in the form that Django's template settings name."""
    ours = {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**(options | ours))  # noqa: S701 (it does escape, but a dictionary isn't looked into)
    made.globals.update(static=static_url, languages=tuple(Language), once=once)
    made.filters["markdown"] = markdown
    return made


def once(
    macro: Macro, t: Texts, language: Language, thing: Hashable = None, alternatives: Callable[[], Iterable[Hashable]] = lambda: [None]
) -> str:
    """What a macro that is given nothing else makes of `thing` in a language; put together once per process, and then remembered.

    alternatives: all that `thing` may be. All are made at once, so that a page takes no longer for whoever is the first to choose one of
    them.
    """
    if (macro, language, thing) not in _made:
        _made.update({(macro, language, each): macro(t, language, each) for each in alternatives()})
    return _made[macro, language, thing]


@cache
def static_url(name: str) -> str:
    """The address of a file below `static/`, with a part that changes when the file does, so that browsers may keep it.

    Raises FileNotFoundError when there is no such file (`make static` fills the vendor directory).
    """
    return f"{STATIC_URL}{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    language: Language | None = None,
) -> HttpResponse:
    """Render a page in the reader's language (or in the one given). Templates get `t`, `language`, `switched` and the context."""
    language = language or language_of(request)
    words = {"t": texts(language), "language": language, "switched": has_switched(request), **(context or {})}
    response = HttpResponse(render_to_string(template, words, request, using="jinja2"), status=status)
    response["Content-Language"] = language.value
    if asked_language(request) is not None:
        remember_language(response, language)
    return response
