"""The door: the start page, starting with a personal link, continuing with a code, and the page that shows the code.

The start page is the same for everybody, whether anybody has answered or not (the link alone shows nothing).
"""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from must.collection.actions.answers import (
    Agreed,
    Attempt,
    AttemptGone,
    Survey,
    find_ticket,
    read_answers,
    resume_attempt,
    start_attempt,
)
from must.collection.web.aside import kept_query, way_back
from must.collection.web.form import chosen_language, page_to_resume, pages
from must.collection.web.limits import EVERY, Door, TooManyAttempts, limits
from must.collection.web.visit import address, by_form, held_attempt, keep, round_page, while_kept, with_attempt, with_survey
from must.core.common.languages import Language
from must.core.instrument.counts import minutes
from must.core.instrument.texts import Document, load_texts
from must.service.clock import clock
from must.ui.dates import date_and_time
from must.ui.language import language_of, remember_language
from must.ui.texts import texts

LONGEST_LINK = 1000
"""Letters of a typed or pasted link that are looked at: some link scanners make addresses of several hundred."""
LONGEST_CODE = 40


class Said(StrEnum):
    """What a door says to what was sent."""

    NOTHING = "nothing"
    REFUSED = "refused"
    WAIT = "wait"


STATUS = {Said.NOTHING: 200, Said.REFUSED: 422, Said.WAIT: 429}


@require_http_methods(["GET", "HEAD", "POST"])
@with_survey
def start_page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Who asks, what for, and the two ways in. A POST changes the language and keeps the link that was typed."""
    if not survey.takes_answers(clock().now()):
        return _closed_page(request, survey)
    if request.method == "POST":
        return _in_another_language(request, survey, "start.html")
    return _door(request, survey, "start.html")


@by_form
def start(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Start with a personal link. In the browser that has started with this very link already, go on there."""
    ticket = find_ticket(survey, _link(request))
    agreed = _agreed(_participation(survey), request.POST.get("agreed", ""))
    if ticket is None or agreed is None:
        return _door(request, survey, "start.html", said=Said.REFUSED if ticket is None else Said.NOTHING)
    held = held_attempt(request, survey)
    if held is not None and held.link == ticket.link and (there := _where_to_go_on(held)):
        return HttpResponseRedirect(there)
    now = clock().now()
    try:
        with limits.turn(Door.START, ticket, now=now):
            attempt = start_attempt(ticket, agreed=agreed, now=now)
    except TooManyAttempts:
        return _door(request, survey, "start.html", said=Said.WAIT)
    return keep(HttpResponseRedirect(address(survey, "code")), attempt)


@require_http_methods(["GET", "HEAD", "POST"])
@while_kept
def continue_page(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Go on: in this browser at once, elsewhere with link and code. After the close, all that one can go on to is withdrawing.

    A wrong code, an unknown link and a link with nothing behind it get one and the same answer.
    """
    link, code = _link(request), request.POST.get("code")
    if "language" in request.POST:
        return _in_another_language(request, survey, "continue.html")
    held = held_attempt(request, survey)
    if held is not None and code is None and _is_own(survey, link, held) and (there := _where_to_go_on(held)):
        return HttpResponseRedirect(there)
    if code is None:
        return _door(request, survey, "continue.html")
    return _by_code(request, survey, link, code)


@require_safe
@with_attempt
def code_page(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """The code, large. It's shown to whoever holds it, and sent nowhere."""
    go_on = _where_to_go_on(attempt)
    if go_on is None:
        raise AttemptGone
    context = {"code": attempt.code, "back": way_back(request, survey, otherwise=go_on), "kept": kept_query(request, survey)}
    return round_page(request, survey, "code.html", context)


def _closed_page(request: HttpRequest, survey: Survey) -> HttpResponse:
    t = texts(language_of(request))
    state = "not_open" if clock().now() < survey.opens else "closed"
    moment = survey.opens if state == "not_open" else survey.closes
    return round_page(request, survey, "closed.html", {"state": state, "moment": date_and_time(moment, t)})


def _by_code(request: HttpRequest, survey: Survey, link: str, code: str) -> HttpResponse:
    """Only for a link that we know a code is stretched: that a link exists is no secret, what is behind it is."""
    ticket = find_ticket(survey, link)
    if ticket is None:
        return _door(request, survey, "continue.html", said=Said.REFUSED)
    try:
        with limits.turn(Door.CONTINUE, ticket, now=clock().now()):
            attempt = resume_attempt(survey, link, code)
    except TooManyAttempts:
        return _door(request, survey, "continue.html", said=Said.WAIT)
    if attempt is None:
        return _door(request, survey, "continue.html", said=Said.REFUSED)
    return keep(HttpResponseRedirect(_where_to_go_on(attempt) or address(survey, "continue")), attempt)


def _door(
    request: HttpRequest, survey: Survey, template: str, *, said: Said = Said.NOTHING, language: Language | None = None
) -> HttpResponse:
    """The start page, or the page that asks for the code; with what was typed, if anything."""
    shown_in = language or language_of(request)
    participation = _participation(survey)
    response = round_page(
        request,
        survey,
        template,
        {
            "link": _link(request),
            "code": request.POST.get("code", "")[:LONGEST_CODE],
            "said": said,
            "switched": language is not None,
            "participation": participation,
            "agreed": participation.sha256[shown_in],
            "minutes": minutes(survey.instrument, survey.selection, shown_in),
            "closes": date_and_time(survey.closes, texts(shown_in)),
            "way": "continue" if survey.takes_answers(clock().now()) else "late",
        },
        status=STATUS[said],
        language=shown_in,
    )
    if said is Said.WAIT:
        response["Retry-After"] = str(int(EVERY.total_seconds()))
    return response


def _in_another_language(request: HttpRequest, survey: Survey, template: str) -> HttpResponse:
    language = chosen_language(request.POST.get("language", ""))
    response = _door(request, survey, template, language=language)
    remember_language(response, language)
    return response


def _participation(survey: Survey) -> Document:
    return load_texts(survey.source).participation


def _agreed(text: Document, shown: str) -> Agreed | None:
    """What the participant agrees to (P44): the text whose hash the form brings along is the one that was shown, in that language."""
    language = next((language for language, digest in text.sha256.items() if digest == shown), None)
    return None if language is None else Agreed(text.id, text.version, shown, language)


def _link(request: HttpRequest) -> str:
    return request.POST.get("link", "")[:LONGEST_LINK]


def _is_own(survey: Survey, link: str, held: Attempt) -> bool:
    """Whether a link is the one of this browser's attempt. No link at all means "mine"."""
    if not link.strip():
        return True
    ticket = find_ticket(survey, link)
    return ticket is not None and ticket.link == held.link


def _where_to_go_on(attempt: Attempt) -> str | None:
    """The page where the attempt goes on; None when it has been withdrawn."""
    try:
        answers = read_answers(attempt)
    except AttemptGone:
        return None
    if not attempt.survey.takes_answers(clock().now()):
        return address(attempt.survey, "withdraw")
    form = pages(attempt.survey.instrument, attempt.survey.selection)
    return address(attempt.survey, "page", number=page_to_resume(form, answers).number)
