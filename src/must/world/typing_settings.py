"""The settings of all zones in one: the type checker's Django plugin takes one settings module. No process runs with it."""

from __future__ import annotations

from pathlib import Path

from must.service.settings import *  # noqa: F403 (settings that every zone shares)
from must.ui.settings import *  # noqa: F403 (settings of the shared look)

ORIGIN = "https://must.example"
KEYS = Path()
SMTP = "smtp://must.example:25"
BOUNCES: Path | None = None
REPORTS: Path | None = None
SECRET_KEY = "for-the-type-checker-alone"  # noqa: S105 (no process runs with it)
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}}
INSTALLED_APPS = ["procrastinate.contrib.django", "must.collection.config.apps.CollectionConfig"]
MIGRATION_MODULES = {"collection": "must.collection.models.migrations"}
