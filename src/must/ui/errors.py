"""Error pages: what happened, what to do, and, for faults of ours, a reference that a reader may read out on the phone.

The log gets that reference and the exception; never an address, a name or what was sent. Of what was refused it gets nothing: a line in it
would say when somebody came.
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
    again = "/" + request.path.lstrip("/") if kind in WORTH_ANOTHER_TRY else None
    reference = log_fault() if status >= 500 else None
    return page(request, "ui/error.html", {"kind": kind, "reference": reference, "again": again}, status=status)


def log_fault() -> str:
    """Log the exception that is being handled. Returns the reference under which the log has it."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
    logger.error("a request failed, reference %s", reference, exc_info=True)
    return reference
