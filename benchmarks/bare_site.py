"""The limit: a WSGI application that reads what is sent, sends back recorded bytes, and does nothing else."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

VARIABLE: Final = "BARE_SITE_ANSWERS"
"""Names a file with the answers, pickled."""

Answers = Mapping[tuple[str, str], tuple[str, list[tuple[str, str]], bytes]]
"""Status, headers and body by method and path."""


@cache
def _answers() -> Answers:
    answers: Answers = pickle.loads(Path(os.environ[VARIABLE]).read_bytes())  # noqa: S301 (our own file)
    return answers


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", [])
        return [b"ok\n"]
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, headers, body = _answers()[environ["REQUEST_METHOD"], environ["PATH_INFO"]]
    start_response(status, headers)
    return [body]
