"""What every page of the participant's way begins with: the round in the address, and the attempt that this browser keeps in its cookie.

No session, no address of a machine, no log of who was here: all that a respondent's page knows is in the request itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from must.collection.actions.answers import Attempt, AttemptGone, Survey, find_survey, open_cookie, seal_cookie
from must.collection.web.form import UnreadableForm
from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.service.clock import clock
from must.ui.pages import page

View = Callable[..., HttpResponse]
"""A view; what its address holds comes by name. Decorators put the round, or the round and the attempt, after the request."""

COOKIE = "must_answer"
FORGET_ALL = '"cache", "storage"'
"""`Clear-Site-Data`: pages that the browser keeps for its back button; the answers that our script keeps until they are saved, and the
link, in every tab."""


def with_survey(view: View) -> View:
    """Give the view its round. An unknown one, and one that was never opened, is simply not found."""

    @wraps(view)
    def found(request: HttpRequest, code: str, **parts: int) -> HttpResponse:
        survey = find_survey(code)
        if survey is None:
            raise Http404
        try:
            response = view(request, survey, **parts)
        except UnreadableForm as error:
            raise BadRequest("not what our pages send") from error
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return found


def while_open(view: View) -> View:
    """Give the view its round while it takes answers; otherwise the start page says how things stand."""

    @with_survey
    @wraps(view)
    def opened(request: HttpRequest, survey: Survey, **parts: int) -> HttpResponse:
        if not survey.takes_answers(clock().now()):
            return HttpResponseRedirect(address(survey, "start_page"))
        try:
            return view(request, survey, **parts)
        except Refusal as refusal:
            if refusal.faults[0].code == "round.takes_no_answers":  # it closed while the participant pressed the button
                return HttpResponseRedirect(address(survey, "start_page"))
            raise UnreadableForm("not what this round asks") from refusal

    return opened


def while_kept(view: View) -> View:
    """Give the view its round for as long as what was answered can be taken back, also after the close (P17)."""

    @with_survey
    @wraps(view)
    def kept(request: HttpRequest, survey: Survey, **parts: int) -> HttpResponse:
        return view(request, survey, **parts) if survey.lets_withdraw else HttpResponseRedirect(address(survey, "start_page"))

    return kept


def by_form(view: View) -> View:
    """Let only a form of ours in; whoever comes by the address alone gets the start page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @while_open
    @wraps(view)
    def sent(request: HttpRequest, survey: Survey, **parts: int) -> HttpResponse:
        return view(request, survey, **parts) if request.method == "POST" else HttpResponseRedirect(address(survey, "start_page"))

    return sent


def with_attempt(view: View) -> View:
    """Give the view the attempt of this browser while the round takes answers. Without one, the participant is asked for link and code."""
    return while_open(_held(view))


def with_kept_attempt(view: View) -> View:
    """The same for as long as the attempt can be taken back."""
    return while_kept(_held(view))


def _held(view: View) -> View:
    @wraps(view)
    def held(request: HttpRequest, survey: Survey, **parts: int) -> HttpResponse:
        attempt = held_attempt(request, survey)
        if attempt is None:
            return HttpResponseRedirect(address(survey, "continue"))
        try:
            return view(request, survey, attempt, **parts)
        except AttemptGone:  # taken back meanwhile, here or on another machine; only its holder comes this way
            return forget(HttpResponseRedirect(address(survey, "withdrawn")), survey)

    return held


def held_attempt(request: HttpRequest, survey: Survey) -> Attempt | None:
    """The attempt in this browser's cookie. Its answers may be gone."""
    cookie = request.COOKIES.get(COOKIE)
    return open_cookie(survey, cookie) if cookie else None


def keep(response: HttpResponse, attempt: Attempt) -> HttpResponse:
    """Let this browser keep the attempt until the round closes; after that, until the browser is closed. Only the pages of this round
    get the cookie, and no script."""
    survey, now = attempt.survey, clock().now()
    response.set_cookie(
        COOKIE,
        seal_cookie(attempt),
        max_age=survey.closes - now if survey.takes_answers(now) else None,
        path=address(survey, "start_page"),
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )
    return response


def forget(response: HttpResponse, survey: Survey) -> HttpResponse:
    """Let this browser forget the attempt. What was saved stays saved."""
    response.delete_cookie(COOKIE, path=address(survey, "start_page"), samesite="Lax")
    response["Clear-Site-Data"] = FORGET_ALL
    return response


def address(survey: Survey, name: str, **parts: object) -> str:
    """The path of a page of the round."""
    return _path(survey.code, name, **parts)


@lru_cache(maxsize=4096)
def _path(code: str, name: str, **parts: object) -> str:
    return reverse(f"form:{name}", kwargs={"code": code, **parts})


def round_page(
    request: HttpRequest,
    survey: Survey,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    language: Language | None = None,
) -> HttpResponse:
    """Render a page of a round. Templates get `survey`, and `address(name)` for its other pages."""

    def address_of(name: str, **parts: object) -> str:
        return address(survey, name, **parts)

    return page(request, f"form/{template}", {"survey": survey, "address": address_of, **(context or {})}, status=status, language=language)
