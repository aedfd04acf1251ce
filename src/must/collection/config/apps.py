"""The zone as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from must.collection.adapters.roles import grant


class CollectionConfig(AppConfig):
    """Whoever migrates the database also grants, from the table of roles: a new table is nobody's until the table says whose it is."""

    name = "must.collection"
    label = "collection"

    def ready(self) -> None:
        post_migrate.connect(self._grant, sender=self)

    @staticmethod
    def _grant(using: str, **_: Any) -> None:
        grant(using)
