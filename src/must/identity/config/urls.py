"""Addresses of the identity zone."""

from __future__ import annotations

from django.urls import path

from must.service.health import healthz
from must.ui.errors import handler400, handler403, handler404, handler500
from must.ui.front import front_page

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", front_page("identity")),
    path("healthz", healthz),
]
