"""The part of every zone's Django settings that is the same everywhere. A zone's settings module takes these over by name."""

from __future__ import annotations

from typing import Any

DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # the users' words are in must/ui/languages
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[str] = []  # nobody uploads a file

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "must.service.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "django.db.backends": {"level": "WARNING"},  # below that it logs statements with their values
        "django.request": {"level": "CRITICAL"},  # it tells the address that was asked for; faults of ours are told by must.ui.errors
        "django.security": {"level": "CRITICAL"},  # the same, and the host; when somebody sends what is refused is nobody's business
        "procrastinate": {"level": "WARNING"},
    },
}
