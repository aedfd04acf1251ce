"""Which language a reader gets: the one asked for in the address, else the one chosen before, else the browser's, else bokmål.

An address asks for one by `?language=nb`, or by `?nb`, so that the address in a mail fits on one line.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from must.core.common.languages import Language

PARAMETER = "language"
COOKIE = "must_language"
DEFAULT = Language.NB

# What browsers call our languages. A machine that says only "Norwegian" means bokmål.
_TAGS = {"nb": Language.NB, "no": Language.NB, "nn": Language.NN, "en": Language.EN}


def language_of(request: HttpRequest) -> Language:
    """The language of the page that answers this request. A value that isn't a language of ours is passed over."""
    wishes = (_wish(request), request.COOKIES.get(COOKIE), *_accepted(request.headers.get("Accept-Language", "")))
    return next((_TAGS[wish] for wish in wishes if wish in _TAGS), DEFAULT)


def asked_language(request: HttpRequest) -> Language | None:
    """The language that the address asks for, if it does."""
    return _TAGS.get(_wish(request))


def has_switched(request: HttpRequest) -> bool:
    """Whether the reader has just followed a link of the page's own choice of language. A mail's isn't spelt so."""
    return PARAMETER in request.GET


def _wish(request: HttpRequest) -> str:
    short = next((name for name, value in request.GET.items() if not value), "")
    return request.GET.get(PARAMETER, short)


def remember_language(response: HttpResponse, language: Language) -> None:
    """Keep the reader's own choice until the browser closes. It says nothing about who reads."""
    response.set_cookie(COOKIE, language.value, httponly=True, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE)


def _accepted(header: str) -> Iterator[str]:
    """The primary tags of an Accept-Language header, most wanted first."""
    wishes = []
    for part in header.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        wishes.append((tag.split("-")[0].strip(), _weight(quality)))
    return (tag for tag, weight in sorted(wishes, key=lambda wish: -wish[1]) if weight > 0)


def _weight(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0
