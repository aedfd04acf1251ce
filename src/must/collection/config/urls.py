"""Addresses of the collection zone."""

from __future__ import annotations

from django.urls import include, path

from must.service.health import healthz
from must.ui.errors import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("healthz", healthz),
    path("", include("must.collection.web.urls")),
]
