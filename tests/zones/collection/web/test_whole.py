"""Pages as the server hands them over: whole, and static files as a stream."""

from __future__ import annotations

from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection
from django.http import FileResponse

from must.service.wsgi import zone_application

Headers = list[tuple[str, str]]


def asked(path: str) -> tuple[object, str, Headers]:
    """What the application returns, and the status and headers that it begins with."""
    environ = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    begun: list[tuple[str, Headers]] = []
    answer = zone_application()(environ, lambda status, headers, *_: begun.append((status, headers)) or (lambda _: None))
    return answer, *begun[0]


@pytest.mark.django_db(transaction=True)
def test_a_page_is_one_piece_and_its_connection_is_free() -> None:
    answer, status, _ = asked("/s/unknown/")
    assert status.startswith("404")
    assert isinstance(answer, list)
    assert len(answer) == 1
    assert b"</html>" in answer[0]
    assert connection.connection is None


@pytest.mark.django_db
def test_a_static_file_is_a_stream() -> None:
    answer, status, headers = asked("/static/must.css")
    assert status.startswith("200")
    assert "Content-Length" in dict(headers)
    assert isinstance(answer, FileResponse)
    assert b"".join(answer.streaming_content)
    answer.close()


def test_where_the_error_page_fails_too_the_server_is_told_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("a secret in a sentence")

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIHandler.get_response", fails)
    answer, status, headers = asked("/s/unknown/")
    assert (answer, status, headers) == ([b""], "500 Internal Server Error", [("Content-Length", "0")])
    told = capsys.readouterr().err
    assert told.startswith("ERROR must.service.wsgi: a request failed")
    assert "secret" not in told
    assert "/s/" not in told
