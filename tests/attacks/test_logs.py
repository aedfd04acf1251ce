"""Whoever reads the logs: no link, code, answer, address or cookie is ever in them, whatever happens."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from must.collection.actions import answers
from must.collection.models import Response
from must.service.logs import QuietFormatter
from tests.attacks.holdings import found
from tests.zones.collection.life import Life, become

ANSWER = "role_clarity_1"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the process writes, at the levels that its settings set, in the form that they give it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(QuietFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def agreed_on(browser: Client, site: str) -> str:
    """What the start page says that whoever starts has agreed on."""
    fingerprints: list[str] = re.findall(r'name="agreed" value="([0-9a-f]{64})"', browser.get(site).content.decode())
    return fingerprints[0]


@pytest.mark.promise("P07", "P22")
def test_a_participants_way_and_its_failures_leave_nothing_in_the_log(
    life: Life, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.invited()
    site, link = f"/s/{life.row.code}/", life.links[0]
    become("web")
    browser = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    agreed = agreed_on(browser, site)
    started = browser.post(f"{site}start", {"link": link, "agreed": agreed})
    code = re.findall(r"data-code>([^<]+)<", browser.get(started["Location"]).content.decode())[0]
    numbers = [number for number in range(1, 20) if f"answer.{ANSWER}" in browser.get(f"{site}page/{number}").content.decode()]
    form = f"{site}page/{numbers[0]}"
    browser.post(form, {f"answer.{ANSWER}": "4", "go": "next", "shown": ""})
    browser.post(form, {f"answer.{ANSWER}": "77", "go": "next", "shown": ""})
    browser.post(f"{site}continue", {"link": link, "code": code})
    browser.post(f"{site}continue", {"link": "nonsense", "code": "nonsense"})
    browser.get(f"{site}nothing-here?link={link}")
    Response.objects.update(to_self=b"damaged")
    damaged = browser.get(form)
    assert damaged.status_code == 500
    monkeypatch.setattr(answers, "uuid4", lambda: Response.objects.get().pk)  # the database refuses the row, and quotes it
    refused = browser.post(f"{site}start", {"link": life.links[1], "agreed": agreed})
    assert refused.status_code == 500
    cookie = browser.cookies["must_answer"].value
    rows = [words for row in Response.objects.all() for words in (bytes(row.slot).hex(), str(row.pk))]
    told = log.getvalue()
    assert "a request failed, reference " in told
    assert "/s/" not in told
    assert found(told, [*life.links, code, code.replace("-", ""), cookie, ANSWER, "kyst.example", *rows]) == set()


@pytest.mark.promise("P07", "P22")
def test_what_is_refused_writes_no_line_at_all(life: Life, log: io.StringIO) -> None:
    """A line has the time at which it was written, and says that somebody was there."""
    life.invited()
    site = f"/s/{life.row.code}/"
    become("web")
    browser = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True, raise_request_exception=False)
    unchecked = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    unchecked.post(f"{site}start", {"link": life.links[0], "agreed": agreed_on(unchecked, site)})
    form = f"{site}page/3"
    refused = [
        browser.post(form, {"go": "stay"}),
        browser.post(f"{site}withdraw"),
        unchecked.post(form, {f"x{number}": "1" for number in range(600)}),
        unchecked.post(form, {"go": "x" * 300_000}),
        unchecked.post(form, b"no multipart", content_type="multipart/form-data"),
        unchecked.post(form, b"--x\r\nno header", content_type="multipart/form-data; boundary=x"),
        unchecked.post(form, {"go": "elsewhere"}),
        unchecked.post(f"{site}start", {"link": life.links[0], "agreed": "other"}),
        unchecked.put(form),
        unchecked.get(form, headers={"host": "elsewhere.example"}),
        unchecked.get(f"{site}page/999"),
        unchecked.get("/s/nothing/"),
        unchecked.get("/%ff%00"),
    ]
    assert {response.status_code for response in refused} >= {400, 403, 404, 405}
    assert [response.status_code for response in refused if response.status_code >= 500] == []
    assert log.getvalue() == ""
