"""What one may read beside the form at any time, also before opening it and after it has closed: the letter, and whom to ask (P45)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from must.collection.actions.answers import Survey
from must.collection.web.form import pages
from must.collection.web.visit import address, round_page, with_survey
from must.core.instrument.texts import load_texts


@require_safe
@with_survey
def letter(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The information letter, and the text that one agrees to at the start."""
    written = load_texts(survey.source)
    return round_page(request, survey, "letter.html", {"documents": (written.letter, written.participation), **beside(request, survey)})


@require_safe
@with_survey
def contact(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Who answers for the survey, and who helps with what it may stir up."""
    return round_page(request, survey, "contact.html", {"help": load_texts(survey.source).help, **beside(request, survey)})


def way_back(request: HttpRequest, survey: Survey, *, otherwise: str) -> str:
    """The page of the form that the reader came from, or `otherwise`."""
    number = _page_number(request, survey)
    return otherwise if number is None else address(survey, "page", number=number)


def kept_query(request: HttpRequest, survey: Survey) -> str:
    """The part of the address that a change of language keeps."""
    number = _page_number(request, survey)
    return "" if number is None else f"page={number}&"


def beside(request: HttpRequest, survey: Survey) -> dict[str, object]:
    """What the template of a page beside the form needs: the way back, and what a change of language keeps in the address."""
    return {"back": way_back(request, survey, otherwise=address(survey, "start_page")), "kept": kept_query(request, survey)}


def _page_number(request: HttpRequest, survey: Survey) -> int | None:
    """The page of the form that the address names; anything else is passed over."""
    named = request.GET.get("page", "")
    known = {str(page.number): page.number for page in pages(survey.instrument, survey.selection)}
    return known.get(named)
