"""The employer's mail administrator: reads the mailbox, so has the link; asks the site whether, and what, somebody has answered."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from must.collection.actions.answers import resume_attempt, withdraw
from must.collection.models import Response
from tests.zones.collection.life import Life, become

SAID = {"role_clarity_1": 4, "bullying_1": 3}
WRONG = "AAAAA-AAAAA"
RANDOM = re.compile(r'((?:name="csrfmiddlewaretoken" value|data-attempt|data-draft-key)=)"[^"]*"')
"""The token of a form, and the mark and key of the attempt that a page was made for: another for each, whoever made it."""


def told(response: HttpResponse, link: str) -> tuple[int, str, list[tuple[str, str]], list[str]]:
    """Everything that a response tells, but for the link that was sent and what is always another."""
    body = RANDOM.sub(r"\1", response.content.decode().replace(link, "LINK"))
    headers = [(name, value) for name, value in sorted(response.items()) if name != "Content-Length"]
    return response.status_code, body, headers, sorted(response.cookies)


@pytest.fixture
def links(life: Life) -> dict[str, str]:
    """Links by what has been done with them."""
    life.invited()
    answered, started, withdrawn, twice, unused = life.links[:5]
    life.answer(answered, SAID)
    life.start(started)
    withdraw(life.answer(withdrawn, SAID))
    life.answer(twice, SAID)
    life.answer(twice, SAID)
    become("web")
    return {"answered": answered, "started": started, "withdrawn": withdrawn, "twice": twice, "unused": unused}


def ask(life: Life, link: str) -> list[tuple[int, str, list[tuple[str, str]], list[str]]]:
    """Every way in that takes a link, without a code that fits."""
    site = f"/s/{life.row.code}/"
    browser = Client(SERVER_NAME="127.0.0.1")
    requests = [
        lambda: browser.get(site),
        lambda: browser.post(site, {"link": link, "language": "nn"}),
        lambda: browser.post(f"{site}continue", {"link": link}),
        lambda: browser.post(f"{site}continue", {"link": link, "code": WRONG}),
        lambda: browser.post(f"{site}continue", {"link": link, "code": ""}),
        lambda: browser.post(f"{site}start", {"link": link}),
        lambda: browser.get(f"{site}page/1"),
        lambda: browser.post(f"{site}withdraw", {"link": link, "code": WRONG}),
    ]
    return [told(request(), link) for request in requests]


@pytest.mark.promise("P07")
def test_the_site_says_the_same_whatever_was_done_with_a_link(life: Life, links: dict[str, str]) -> None:
    rows = list(Response.objects.order_by("id").values())
    answers = {name: ask(life, link) for name, link in links.items()}
    for name, said in answers.items():
        assert said == answers["unused"], name
    assert list(Response.objects.order_by("id").values()) == rows


@pytest.mark.promise("P07")
def test_starting_with_a_link_says_the_same_whatever_was_done_with_it(life: Life, links: dict[str, str]) -> None:
    site = f"/s/{life.row.code}/"
    page = Client(SERVER_NAME="127.0.0.1").get(site).content.decode()
    match = re.search(r'name="agreed" value="([0-9a-f]{64})"', page)
    assert match
    said = {}
    for name, link in links.items():
        browser = Client(SERVER_NAME="127.0.0.1")
        first = browser.post(f"{site}start", {"link": link, "agreed": match.group(1)})
        assert first.status_code == 302, name
        code_page = browser.get(first["Location"]).content.decode()
        shown = re.sub(r"[0-9A-Z]{5}-[0-9A-Z]{5}", "CODE", code_page)
        form = browser.get(f"{site}page/1").content.decode()
        said[name] = (first["Location"], RANDOM.sub(r"\1", shown), RANDOM.sub(r"\1", form))
    for name, words in said.items():
        assert words == said["unused"], name


@pytest.mark.promise("P07")
@pytest.mark.parametrize("meanwhile", ["started", "answered", "withdrawn"])
def test_whoever_starts_first_with_every_link_never_sees_who_came_after(life: Life, meanwhile: str) -> None:
    """On the first day somebody with access to the mailboxes starts with everybody's link, answers a question, and looks again later."""
    life.invited()
    spied, unused = life.links[:2]
    site = f"/s/{life.row.code}/"
    agreed = re.search(r'name="agreed" value="([0-9a-f]{64})"', Client(SERVER_NAME="127.0.0.1").get(site).content.decode())
    assert agreed
    spies = {link: Client(SERVER_NAME="127.0.0.1") for link in (spied, unused)}
    for link, spy in spies.items():
        assert spy.post(f"{site}start", {"link": link, "agreed": agreed.group(1)}).status_code == 302
        assert spy.post(f"{site}page/2", {"shown": "", "answer.quantitative_demands_1": "3", "go": "next"}).status_code == 302
    victim = life.start(spied) if meanwhile == "started" else life.answer(spied, SAID)
    if meanwhile == "withdrawn":
        withdraw(victim)
    become("web")
    for name in ("", "code", "page/1", "page/2", "pause", "done", "withdraw", "letter", "contact"):
        said = {link: told(spy.get(f"{site}{name}"), link) for link, spy in spies.items()}
        seen = {link: re.sub(r"[0-9A-Z]{5}-[0-9A-Z]{5}", "CODE", str(each)) for link, each in said.items()}
        assert seen[spied] == seen[unused], name


@pytest.mark.promise("P07")
def test_every_no_costs_the_same_work(life: Life, links: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock beside the site tells as little as the site: each guess is stretched once, whatever is or isn't behind it."""
    stretched: list[None] = []
    real = hashlib.scrypt

    def counted(*arguments: Any, **options: Any) -> bytes:
        stretched.append(None)
        return real(*arguments, **options)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    survey = life.survey
    guesses = [*((link, WRONG) for link in links.values()), ("nonsense", WRONG), (links["answered"], "nonsense"), ("", "")]
    for link, code in guesses:
        stretched.clear()
        assert resume_attempt(survey, link, code) is None
        assert len(stretched) == 1, (link, code)


def test_a_wrong_code_an_unknown_link_and_no_link_at_all_sound_alike(life: Life, links: dict[str, str]) -> None:
    site = f"/s/{life.row.code}/continue"
    other = Life().invited().links[0]
    become("web")
    said = [
        told(Client(SERVER_NAME="127.0.0.1").post(site, {"link": link, "code": WRONG}), link)
        for link in (links["answered"], links["unused"], other, "0" * 29)
    ]
    assert all(each == said[0] for each in said)
