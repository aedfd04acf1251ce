"""Trying the form out: the very pages of the form, for anybody, and nothing is stored.

What is ticked travels in a cookie that the browser drops with its window. No view here asks the database for anything.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from must.collection.actions.answers import Decide
from must.collection.web.accessibility import statement_context
from must.collection.web.answers import form_page
from must.collection.web.form import Page, UnreadableForm, merge, pages
from must.core.common.languages import Language
from must.core.instrument.counts import minutes
from must.core.instrument.loader import load_instrument, packaged_names
from must.core.instrument.model import Instrument, Item, Selection, Theme
from must.core.instrument.texts import load_texts
from must.crypto.contexts import context
from must.crypto.derivation import derived_key
from must.crypto.envelope import lock, unlock
from must.crypto.errors import CannotOpen
from must.ui.language import language_of
from must.ui.pages import page

COOKIE: Final = "must_try"
BETWEEN: Final = "+"
"""Stands between the form and the modules in an address: `full+leadership`."""
ELSEWHERE: Final = {"start_page": "try", "code": "try", "pause": "done", "withdraw": "done"}
"""Pages that only a participant has → where somebody who tries goes instead."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Choice:
    """What somebody tries: a form and modules of an instrument. name: as it stands in the address."""

    instrument: Instrument
    name: str
    selection: Selection

    @property
    def form(self) -> tuple[Page, ...]:
        return pages(self.instrument, self.selection)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for _, items in self.instrument.asked(self.selection) for item in items)


class Trial:
    """A sitting whose answers are nowhere but in the request and its response. changed: whether the browser must be given them again."""

    def __init__(self, choice: Choice, answers: Mapping[str, int]) -> None:
        self.choice = choice
        self.answers = answers
        self.changed = False
        self.form = choice.form

    def read(self) -> Mapping[str, int]:
        return self.answers

    def change(self, decide: Decide) -> Mapping[str, int]:
        """Raises UnreadableForm for what isn't offered."""
        changes = decide(self.answers)
        if changes is None:
            return self.answers
        items = {item.id: item for item in self.choice.items}
        for name, value in changes.items():
            if value is not None and value not in items[name].offered:
                raise UnreadableForm("not one of the options")
        self.answers = merge(self.answers, changes)
        self.changed = True
        return self.answers

    def keeping(self, number: int) -> None:  # noqa: ARG002 - no page is kept
        return None

    def address(self, name: str, **parts: object) -> str:
        name = ELSEWHERE.get(name, name)
        return reverse("trial:try") if name == "try" else reverse(f"trial:{name}", kwargs={"what": self.choice.name, **parts})

    def show(self, request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
        return page(request, f"trial/{template}", {"address": self.address, **context})


def with_trial(view: View) -> View:
    """Give the view its trial, and the browser what was ticked in it."""

    @wraps(view)
    def tried(request: HttpRequest, what: str, **parts: int) -> HttpResponse:
        choice = choice_of(what)
        trial = Trial(choice, _opened(request.COOKIES.get(COOKIE, ""), choice))
        try:
            response = view(request, trial, **parts)
        except UnreadableForm as error:
            raise BadRequest("not what our pages send") from error
        if trial.changed:
            _give(response, _sealed(trial))
        return response

    return tried


@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """What there is to try, and how long each takes."""
    forms, modules = _lengths(language_of(request))
    context = {"instrument": _newest(), "forms": forms, "modules": modules, "begin": reverse("trial:begin")}
    return page(request, "trial/try.html", context)


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """From what was chosen to its first page."""
    known = {theme.id for theme in _newest().modules}
    name = BETWEEN.join([request.GET.get("form", ""), *sorted(known & set(request.GET.getlist("module")))])
    return HttpResponseRedirect(Trial(choice_of(name), {}).address("page", number=1))


@require_http_methods(["GET", "HEAD", "POST"])
@with_trial
def trial_page(request: HttpRequest, trial: Trial, number: int) -> HttpResponse:
    """A page of the form, by the very view that a participant meets."""
    return form_page(request, trial, number)


@require_safe
@with_trial
def done(request: HttpRequest, trial: Trial) -> HttpResponse:
    """The end, and what a participant would find here."""
    return trial.show(request, "done.html", {"clear": reverse("trial:clear")})


@require_safe
@with_trial
def letter(request: HttpRequest, trial: Trial) -> HttpResponse:
    written = load_texts(trial.choice.instrument.id)
    return trial.show(request, "letter.html", {"documents": (written.letter, written.participation), **_aside(request, trial)})


@require_safe
@with_trial
def contact(request: HttpRequest, trial: Trial) -> HttpResponse:
    return trial.show(request, "contact.html", {"help": load_texts(trial.choice.instrument.id).help, **_aside(request, trial)})


@require_safe
@with_trial
def accessibility(request: HttpRequest, trial: Trial) -> HttpResponse:
    return trial.show(request, "accessibility.html", {**statement_context(request, trial.choice.instrument.id), **_aside(request, trial)})


@require_POST
def clear(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - there is nothing in it
    """Let the browser drop what was ticked at once."""
    response = HttpResponseRedirect(reverse("trial:try"))
    response.delete_cookie(COOKIE, path=reverse("trial:try"), samesite="Lax")
    return response


def choice_of(name: str) -> Choice:
    """The choice of that name. Raises Http404 for what the newest instrument doesn't have, and for another spelling of what it has."""
    instrument = _newest()
    form, *modules = name.split(BETWEEN)
    if form not in instrument.forms or modules != sorted({theme.id for theme in instrument.modules} & set(modules)):
        raise Http404
    return Choice(instrument, name, Selection(form, modules=frozenset(modules)))


@cache
def _newest() -> Instrument:
    """The newest instrument that comes with the program: their names end in their year."""
    return load_instrument(packaged_names()[-1])


@cache
def _lengths(language: Language) -> tuple[Mapping[str, int], tuple[tuple[Theme, int], ...]]:
    """Whole minutes that each form takes, and what each module adds."""
    instrument = _newest()

    def length(form: str, *modules: str) -> int:
        return minutes(instrument, Selection(form, modules=frozenset(modules)), language)

    forms = {form: length(form) for form in instrument.forms}
    one = next(iter(forms))
    return forms, tuple((theme, max(1, length(one, theme.id) - forms[one])) for theme in instrument.modules)


def _aside(request: HttpRequest, trial: Trial) -> dict[str, object]:
    """The way back to the page of the form that the address names, and the part of the address that a change of language keeps."""
    named = request.GET.get("page", "")
    if named not in {str(each.number) for each in trial.form}:
        return {"back": trial.address("try"), "kept": ""}
    return {"back": trial.address("page", number=int(named)), "kept": f"page={named}&"}


def _sealed(trial: Trial) -> str:
    """A byte an item: 0 where nothing is ticked, else the place of the option. So the cookie is as long whatever was answered."""
    packed = bytes(_place(item, trial.answers) for item in trial.choice.items)
    return base64.urlsafe_b64encode(lock(packed, _key(), context=_context(trial.choice))).decode("ascii")


def _place(item: Item, answers: Mapping[str, int]) -> int:
    return 1 + item.offered.index(answers[item.id]) if item.id in answers else 0


def _opened(cookie: str, choice: Choice) -> Mapping[str, int]:
    """What was ticked; nothing where the cookie is of another choice, damaged or missing."""
    try:
        sealed = base64.b64decode(cookie.encode("ascii"), altchars=b"-_", validate=True)
        places: Iterable[int] = unlock(sealed, _key(), context=_context(choice))
    except (CannotOpen, UnicodeEncodeError, binascii.Error):
        return {}
    return {item.id: item.offered[place - 1] for item, place in zip(choice.items, places, strict=True) if place}


def _give(response: HttpResponse, cookie: str) -> None:
    """Until the browser is closed; to the pages of the trial only, and to no script."""
    where = reverse("trial:try")
    response.set_cookie(COOKIE, cookie, path=where, httponly=True, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE)


def _key() -> bytes:
    return derived_key(settings.SECRET_KEY.encode(), context=context("trial/1"))


def _context(choice: Choice) -> bytes:
    return context("trial", instrument=choice.instrument.id, version=choice.instrument.version, what=choice.name)
