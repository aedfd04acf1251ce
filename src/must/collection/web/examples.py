"""The example reports: what they are, and the way to each. The files are static ones, made before anybody asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from must.core.common.languages import Language
from must.reports.examples import STATIC, Example, name_of
from must.reports.forms import Form
from must.ui import pages
from must.ui.language import language_of


@dataclass(frozen=True, slots=True)
class File:
    """A report to follow a link to. kilobytes: rounded up, as far as a visitor fetches it."""

    form: Form
    address: str
    kilobytes: int


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    own = language_of(request)
    order = (own, *(language for language in Language if language is not own))
    shelves = {example: [(language, files(example, language)) for language in order] for example in Example}
    return pages.page(request, "form/examples.html", {"shelves": shelves, "forms": tuple(Form), "front": reverse("front")})


@cache
def files(example: Example, language: Language) -> tuple[File, ...]:
    """A report in all forms. Raises FileNotFoundError where `make static` hasn't made it."""
    names = {form: f"{STATIC}/{name_of(example, language, form)}" for form in Form}
    return tuple(File(form, pages.static_url(name), ceil((pages.STATIC / name).stat().st_size / 1000)) for form, name in names.items())
