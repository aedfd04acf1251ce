"""Asking for one's link: one field, and one answer for everybody, whatever was typed into it (ADR 19)."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from must.collection.actions.answers import Survey
from must.collection.actions.resends import ask, links_can_be_sent
from must.collection.web.visit import address, round_page, with_survey
from must.service.clock import clock

AT_ONCE: Final = 100
"""Requests that a process keeps in one go, all rounds together."""
EVERY: Final = timedelta(seconds=1)
"""How often it keeps another one after that."""


class Inflow:
    """How many requests are kept. Those beyond it get the same answer, and are forgotten. Threads may share it."""

    def __init__(self) -> None:
        self._left = float(AT_ONCE)
        self._then: datetime | None = None
        self._lock = Lock()

    def takes(self, *, now: datetime) -> bool:
        """Whether one more is kept now. Counts it if so."""
        with self._lock:
            passed = max(now - (self._then or now), timedelta())
            self._left, self._then = min(AT_ONCE, self._left + passed / EVERY), now
            if self._left < 1:
                return False
            self._left -= 1
            return True


inflow = Inflow()
"""This process's."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_survey
def resend(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Ask for one's link. What was typed changes nothing in the answer."""
    now = clock().now()
    if now < survey.opens:
        return HttpResponseRedirect(address(survey, "start_page"))
    if not links_can_be_sent(round_id=survey.id, now=now):
        return round_page(request, survey, "resend.html", {"state": "gone"})
    if request.method != "POST":
        return round_page(request, survey, "resend.html", {"state": "ask"})
    if inflow.takes(now=now):
        ask(round_id=survey.id, typed=request.POST.get("email", ""))
    return HttpResponseRedirect(address(survey, "resent"))


@require_safe
@with_survey
def resent(request: HttpRequest, survey: Survey) -> HttpResponse:
    """What happens now, for everybody."""
    return round_page(request, survey, "resend.html", {"state": "sent"})
