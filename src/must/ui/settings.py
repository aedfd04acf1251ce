"""The part of a zone's Django settings that the shared look needs. A zone's settings module takes these over by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from must.ui import pages

STATIC_URL = pages.STATIC_URL
STATIC_ROOT = str(pages.STATIC)
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60  # every address of a static file changes with its content
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False

MIDDLEWARE = [
    "must.ui.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

# A token that scripts can't read and that no other site's form brings along.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"  # "Strict" would renew the token for whoever comes from a mail, and void a form open in another tab
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "must.ui.errors.csrf_failure"


def templates(*directories: Path) -> list[dict[str, Any]]:
    """TEMPLATES for a zone whose own templates are in `directories`."""
    return [
        {
            "NAME": "jinja2",
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [*directories, pages.TEMPLATES],
            "OPTIONS": {"environment": "must.ui.pages.environment"},
        }
    ]
