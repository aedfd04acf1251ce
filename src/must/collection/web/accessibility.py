"""The accessibility statement (tilgjengelighetserklæring): what was tested, what is missing, and whom to tell.

What it says was tested is what tests/e2e/test_accessibility.py does; docs/accessibility.md names the test behind each sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from must.collection.actions.answers import Survey
from must.collection.web.aside import beside
from must.collection.web.visit import round_page, with_survey
from must.core.instrument.loader import packaged_names
from must.core.instrument.texts import load_texts
from must.ui.dates import date
from must.ui.language import language_of
from must.ui.pages import page
from must.ui.texts import texts


@dataclass(frozen=True, slots=True)
class Statement:
    """What we can truthfully say. tested, gaps: the last parts of keys `accessibility.tested.*` and `accessibility.gaps.*`.

    authority: who sees to it that the law is kept. tribunal: who decides complaints.
    """

    written: datetime
    tested: tuple[str, ...]
    gaps: tuple[str, ...]
    authority: str
    tribunal: str


STATEMENT: Final = Statement(
    written=datetime(2026, 11, 23, 12, tzinfo=UTC),
    tested=("keyboard", "speech", "size", "colours", "errors", "touch"),
    gaps=("audit", "people", "browsers", "languages"),
    authority="https://www.uutilsynet.no",
    tribunal="https://www.diskrimineringsnemnda.no",
)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement for whoever comes from a page that belongs to no round. To be told is who answers for the newest instrument."""
    context = {"back": reverse("front"), "kept": "", **statement_context(request, packaged_names()[-1])}
    return page(request, "form/accessibility_front.html", context)


@require_safe
@with_survey
def accessibility_of_round(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The statement beside a round's pages, with the way back to where the reader was."""
    return round_page(request, survey, "accessibility.html", {**statement_context(request, survey.source), **beside(request, survey)})


def statement_context(request: HttpRequest, source: str) -> Mapping[str, object]:
    """What the template needs beside the way back. source: the instrument whose contact is told of hindrances."""
    contact, *_ = load_texts(source).help.contacts
    return {"statement": STATEMENT, "contact": contact, "written": date(STATEMENT.written, texts(language_of(request)))}
