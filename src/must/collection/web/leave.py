"""Ways out: a pause, the page of thanks, taking everything back. None of them is a gate: what was saved counts all the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from must.collection.actions.answers import Attempt, Survey, read_answers
from must.collection.actions.answers import withdraw as delete_attempt
from must.collection.web.aside import kept_query, way_back
from must.collection.web.visit import address, attempt_page, by_form, forget, round_page, while_kept, with_attempt, with_kept_attempt
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
    return attempt_page(request, survey, attempt, "pause.html", context)


@by_form
def forget_here(request: HttpRequest, survey: Survey) -> HttpResponse:  # noqa: ARG001 - the decorator's signature
    """Let a shared machine forget the attempt. The answers stay saved."""
    return forget(HttpResponseRedirect(address(survey, "start_page")), survey)


@require_safe
@with_attempt
def done(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """Thanks, what happens now, and what one can still do."""
    read_answers(attempt)
    closes = date_and_time(survey.closes, texts(language_of(request)))
    return attempt_page(request, survey, attempt, "done.html", {"code": attempt.code, "closes": closes})


@require_http_methods(["GET", "HEAD", "POST"])
@with_kept_attempt
def withdraw(request: HttpRequest, survey: Survey, attempt: Attempt) -> HttpResponse:
    """Ask once, then delete everything that this attempt has answered, also after the close (P04, P17)."""
    if request.method == "POST":
        delete_attempt(attempt)
        return forget(HttpResponseRedirect(address(survey, "withdrawn")), survey)
    read_answers(attempt)
    back = way_back(request, survey, otherwise=address(survey, "done"))
    context = {"back": back, "kept": kept_query(request, survey), "open": survey.takes_answers(clock().now())}
    return attempt_page(request, survey, attempt, "withdraw.html", context)


@require_safe
@while_kept
def withdrawn(request: HttpRequest, survey: Survey) -> HttpResponse:
    return round_page(request, survey, "withdrawn.html")
