"""What granian serves of a zone: Django, with each page handed over whole."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)


def zone_application() -> WSGIApplication:
    """Django's application, of the settings that the environment names. What isn't a stream goes out at one go, with its length: granian
    hands an iterator's parts from thread to thread. Without even an error page, granian would print what an exception says."""
    django: WSGIHandler = get_wsgi_application()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = django(environ, start_response)
        except Exception:  # whatever it is, as said above
            logger.exception("a request failed, and so did its error page")
            start_response("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        if not isinstance(response, HttpResponse):
            return response
        response.close()  # lets go of the database's connection, too
        return [response.content]

    return application
