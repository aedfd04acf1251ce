"""The zone's own start page: what this place is, and the ways to try the form and to see reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from must.ui.pages import page


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return page(request, "form/front.html", {"zone": "collection", "try": reverse("trial:try"), "examples": reverse("examples")})
