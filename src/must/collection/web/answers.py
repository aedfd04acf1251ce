"""The form: one theme a page. Whatever button is pressed, what the page holds is saved first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from must.collection.actions.answers import Attempt, Survey
from must.collection.web.form import OPENED, Page, UnreadableForm, chosen_language, minutes_left, page_at
from must.collection.web.lengths import REPLY, lengthen, page_length
from must.collection.web.sitting import Answering, Keeping, Sitting
from must.collection.web.visit import with_attempt
from must.core.instrument.model import Topic
from must.ui.language import language_of, remember_language

Destination = Callable[[Sitting, Page], str]


def _page(sitting: Sitting, number: int) -> str:
    return sitting.address("page", number=number)


def _beside(name: str) -> Destination:
    """A page beside the form, which knows the way back."""
    return lambda sitting, page: f"{sitting.address(name)}?{urlencode({'page': page.number})}"


HERE = "#here"
"""Where a page goes on when it is shown again. Always the same word: an address stays in the history of a machine that may be the
employer's, and mustn't tell which question was answered or opened."""

DESTINATIONS: Mapping[str, Destination] = {
    "next": lambda sitting, page: sitting.address("done") if page.after is None else _page(sitting, page.after),
    "back": lambda sitting, page: sitting.address("code") if page.before is None else _page(sitting, page.before),
    "leave": lambda sitting, _: sitting.address("pause"),
    "letter": _beside("letter"),
    "contact": _beside("contact"),
    "accessibility": _beside("accessibility"),
    "code": _beside("code"),
    "withdraw": _beside("withdraw"),
    "language": lambda sitting, page: _page(sitting, page.number),
    "take_back": lambda sitting, page: _page(sitting, page.number),
}
"""Value of the pressed button (what stands after a colon belongs to it) → where the participant goes."""

STAY = "stay"
"""What the script sends instead of a button's value: save, and the page stays where it is."""

ATTEMPT = "attempt"
"""Field name: the mark of the attempt that the page was made for. Only the script sends it, which saves without being asked."""

JSON = "application/json"
"""What the script accepts: it goes on itself, so that a lost connection never takes the page away."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_attempt
def theme_page(request: HttpRequest, survey: Survey, attempt: Attempt, number: int) -> HttpResponse:  # noqa: ARG001 - in the attempt
    """A participant's page of the form."""
    return form_page(request, Answering(attempt), number)


def form_page(request: HttpRequest, sitting: Sitting, number: int) -> HttpResponse:
    """Show a page with the saved answers, or save what was sent and go where the button leads. A page that asks this participant nothing is
    passed over."""
    if not 1 <= number <= len(sitting.form):
        raise Http404
    if request.method == "POST":
        return _save(request, sitting, number)
    answers = sitting.read()
    page = page_at(sitting.form, number, answers)
    if not page.items:
        return HttpResponseRedirect(DESTINATIONS["next"](sitting, page))
    keeping = sitting.keeping(number)
    shown = _shown(request, sitting, page, answers, keeping)
    if keeping is None:
        return shown
    here = _page(sitting, number)
    return lengthen(shown, page_length(here, language_of(request), lambda: _fullest(request, sitting, sitting.form[number - 1], keeping)))


def _shown(request: HttpRequest, sitting: Sitting, page: Page, answers: Mapping[str, int], keeping: Keeping | None) -> HttpResponse:
    minutes = minutes_left(sitting.form, page.number, answers, language_of(request))
    context = {"page": page, "blocks": page.blocks(answers), "shown": page.shown(answers), "minutes": minutes, "keeping": keeping}
    return sitting.show(request, "page.html", context)


def _fullest(request: HttpRequest, sitting: Sitting, page: Page, keeping: Keeping | None) -> HttpResponse:
    """The page with everything that it may hold, each question answered. Nobody sees it: it is measured."""
    return _shown(request, sitting, page, {item.id: max(item.offered) for item in page.items}, keeping)


def _save(request: HttpRequest, sitting: Sitting, number: int) -> HttpResponse:
    go, _, what = request.POST.get("go", "").partition(":")
    if go not in DESTINATIONS and go != STAY:
        raise UnreadableForm("no such button")
    if _of_another(request, sitting, number):
        return HttpResponseRedirect(sitting.address("start_page"))
    sent = {name: str(value) for name, value in request.POST.items()}

    def decide(answers: Mapping[str, int]) -> Mapping[str, int | None] | None:
        page = page_at(sitting.form, number, answers)
        changes = page.changes(sent, answers, take_back=what if go == "take_back" else None)
        # going on with an attempt makes it the one that counts; staying on a page doesn't
        return changes if go != STAY else _on_the_page(page, changes) or None

    after = sitting.change(decide)
    if go == STAY:
        return HttpResponse(status=204)
    page = page_at(sitting.form, number, after)
    response = _onward(request, _target(go, sitting, page, page.newly_opened(request.POST.getlist(OPENED), after)))
    if go == "language":
        remember_language(response, chosen_language(what))
    return response


def _of_another(request: HttpRequest, sitting: Sitting, number: int) -> bool:
    """Whether the script saves a page that was made for another attempt: somebody else has started in this browser meanwhile."""
    sent = request.POST.get(ATTEMPT)
    keeping = None if sent is None else sitting.keeping(number)
    return keeping is not None and sent != keeping.attempt


def _on_the_page(page: Page, changes: Mapping[str, int | None]) -> Mapping[str, int | None]:
    """What the script saves by itself. A hand that only passes over an answer mustn't take back what depends on it on other pages, which
    this page can't give back: that is done once the participant goes on. Until then scoring passes over it."""
    here = {item.id for item in page.theme.items}
    return {item: value for item, value in changes.items() if item in here}


def _target(go: str, sitting: Sitting, page: Page, opened: Topic | None) -> str:
    """Where a button leads. opened: follow-ups that haven't been shown yet; going on shows them first."""
    here = _page(sitting, page.number)
    target = here if go == "next" and opened is not None else DESTINATIONS[go](sitting, page)
    return target + HERE if target == here else target


def _onward(request: HttpRequest, target: str) -> HttpResponse:
    if request.headers.get("Accept") != JSON:
        return HttpResponseRedirect(target)
    return lengthen(JsonResponse({"to": target}), REPLY)
