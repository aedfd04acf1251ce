"""The start page leads to what a demo made, and to nothing that it keeps secret."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from must.world.processes import free_port
from must.world.start_page import HeldRound, Place, ReportLink, served, write_start_page


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in ("keys/web/own.key", "secrets/web", "postgres/passwords.json", "clock", "mails/00001.eml", "reports/0/report.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"this is {name}")
    forms = {"html": "reports/0/report.html", "pdf": "reports/0/report.pdf"}
    reports = (ReportLink("Nordlys", 0, forms), ReportLink("Andre <i>Nordlys</i>", 1, {}))
    rounds = [
        HeldRound(year=2026, form="short", questions=37, invited=60, mails=120, publication="publications/2026.json", list="earlier/2026/"),
        HeldRound(year=2027, form="full", questions=70, invited=60, mails=120, publication="publications/2027.json", reports=reports),
    ]
    places = [Place("Mails", "mails/", "mails/"), Place("SMTP", "127.0.0.1:8125")]
    write_start_page(tmp_path, enterprise="Nordlys", rounds=rounds, places=places, open_links=["http://127.0.0.1/s/x/#AAAAA"])
    return tmp_path


def answer(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_it_leads_to_every_round_the_latest_first(directory: Path) -> None:
    page = BeautifulSoup((directory / "index.html").read_text(), "html.parser")
    assert [heading.text for heading in page.find_all("h2")] == [
        "Answer it yourself",
        "The round of 2027",
        "The round of 2026",
        "Where everything is",
    ]
    links = [link["href"] for link in page.find_all("a")]
    assert links == [
        "http://127.0.0.1/s/x/#AAAAA",
        "publications/2027.json",
        "reports/0/report.html",
        "reports/0/report.pdf",
        "publications/2026.json",
        "earlier/2026/",
        "mails/",
    ]
    assert "Andre <i>Nordlys</i>" in page.text


def test_only_what_may_be_shown_is_served(directory: Path) -> None:
    port = free_port()
    with served(directory, port):
        assert answer(port, "/")[0] == 200
        assert answer(port, "/reports/0/report.html") == (200, "this is reports/0/report.html")
        assert answer(port, "/mails/00001.eml") == (200, "this is mails/00001.eml")
        for path in (
            "/keys/web/own.key",
            "/mails/../keys/web/own.key",
            "/mails/%2e%2e/keys/web/own.key",
            "//keys/web/own.key",
            "/./keys/web/own.key",
            "/secrets/web",
            "/postgres/passwords.json",
            "/clock",
            "/mails/../../../etc/passwd",
        ):
            status, body = answer(port, path)
            assert status == 404, path
            assert "this is" not in body
