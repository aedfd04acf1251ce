"""Error pages: what happened, what to do, and a reference that a reader may read out on the phone.

The log gets the reference and, for faults of ours, the exception; never an address, a name or what was sent.
A zone's urls module takes over `handler400` … `handler500`.
"""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse

from must.ui.pages import page

handler400 = "must.ui.errors.bad_request"
handler403 = "must.ui.errors.permission_denied"
handler404 = "must.ui.errors.page_not_found"
handler500 = "must.ui.errors.server_error"

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is mistaken for another when read aloud or written down

WORTH_ANOTHER_TRY = {"bad_request", "form", "server"}
"""Errors after which the same address, asked for afresh, may well show what the reader wants."""

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    return _error(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    return _error(request, 403, "denied")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    return _error(request, 404, "not_found")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """A form without a valid token: an old page, or another site's form."""
    return _error(request, 403, "form")


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500, "server")


def _error(request: HttpRequest, status: int, kind: str) -> HttpResponse:
    reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
    logger.log(logging.ERROR if status >= 500 else logging.INFO, "error page %s, reference %s", status, reference, exc_info=status >= 500)
    again = "/" + request.path.lstrip("/") if kind in WORTH_ANOTHER_TRY else None
    return page(request, "ui/error.html", {"kind": kind, "reference": reference, "again": again}, status=status)
