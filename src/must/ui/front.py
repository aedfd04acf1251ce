"""The start page of a zone, as long as it has nothing else to show: where the reader is, and what happens here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from must.ui.pages import page


def front_page(zone: str) -> Callable[[HttpRequest], HttpResponse]:
    """The start page's view. Its words are `front.<zone>.*`."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return page(request, "ui/front.html", {"zone": zone})

    return view
