"""Side doors closed: models that only actions write."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class WrittenByActions(models.Model):
    """Refuses `save` and `delete` on an object, and so `objects.create` too. An action writes with `bulk_create`, or with `update` and
    `delete` on a query that says which state it expects."""

    class Meta:
        abstract = True

    def save(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is written by an action")

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is deleted by an action")
