"""Security headers: every answer of every zone carries them. A page that needs anything else from a browser doesn't exist."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADERS = {
    # Nothing from elsewhere, nothing inline, no frames, and forms go home only. (Stylesheets draw small marks from data: addresses.)
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    # No other site learns where a reader came from. ("no-referrer" would blank the Origin of our own forms too; the CSRF check needs it.)
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# What a page says is for the one who asked: no cache on the way, and none on a shared machine, keeps it. Static files say otherwise.
NO_STORE = {"Cache-Control": "no-store"}

# Browsers heed it only over https, and only there it is sent.
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000"}


class SecurityHeaders:
    """Django middleware. Stands first, so that error pages and static files carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in (HEADERS | NO_STORE | (STRICT_TRANSPORT if request.is_secure() else {})).items():
            response.headers.setdefault(name, value)
        return response
