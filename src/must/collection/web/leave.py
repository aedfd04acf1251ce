"""Ways out: a pause, the page of thanks, taking everything back. None of them is a gate: what was saved counts all the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from must.collection.actions.answers import Attempt, Survey, read_answers
from must.collection.actions.answers import withdraw as delete_attempt
from must.collection.web.aside import kept_query, way_back
from must.collection.web.visit import address, forget, round_page, while_kept, with_attempt, with_kept_attempt, with_survey
from must.service.clock import clock
from must.ui.dates import date_and_time, time_of_day
from must.ui.language import language_of
from must.ui.texts import texts


@require_safe
@with_attempt
def pause(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """Saved, and how to come back."""
    read_answers(attempt)
    t = texts(language_of(request))
    context = {"code": attempt.code, "closes": date_and_time(survey.closes, t), "time": time_of_day(clock().now(), t)}
    return round_page(request, survey, "pause.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_survey
def forget_here(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Let a shared machine forget the attempt, at any time. The answers stay saved."""
    if request.method != "POST":
        return HttpResponseRedirect(address(survey, "start_page"))
    return forget(HttpResponseRedirect(address(survey, "forgotten")), survey)


@require_safe
@while_kept
def forgotten(request: HttpRequest, survey: Survey) -> HttpResponse:
    """What the machine has forgotten, and what is kept all the same."""
    return round_page(request, survey, "forgotten.html")


@require_safe
@with_attempt
def done(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """Thanks, what happens now, and what one can still do."""
    read_answers(attempt)
    closes = date_and_time(survey.closes, texts(language_of(request)))
    return round_page(request, survey, "done.html", {"code": attempt.code, "closes": closes})


@require_http_methods(["GET", "HEAD", "POST"])
@with_kept_attempt
def withdraw(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """Ask once, then delete everything that this attempt has answered, also after the close (P04, P17)."""
    if request.method == "POST":
        delete_attempt(attempt)
        return forget(HttpResponseRedirect(address(survey, "withdrawn")), survey)
    read_answers(attempt)
    open_ = survey.takes_answers(clock().now())
    back = way_back(request, survey, otherwise=address(survey, "done" if open_ else "start_page"))
    context = {"back": back, "kept": kept_query(request, survey), "open": open_}
    return round_page(request, survey, "withdraw.html", context)


@require_safe
@while_kept
def withdrawn(request: HttpRequest, survey: Survey) -> HttpResponse:
    return round_page(request, survey, "withdrawn.html")
