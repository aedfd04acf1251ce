"""The page that a link is asked for on: one answer for everybody, whatever was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from must.collection.actions import invitations, rounds
from must.collection.models import ResendRequest
from must.collection.web import resends
from must.collection.web.resends import AT_ONCE, EVERY, Inflow
from tests.zones.collection.life import Life, become
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TYPED = ["person1.los@kyst.example", "nobody@kyst.example", "nonsense", "", "x" * 3000, "\0\r\n", "æøå@æøå.no"]


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resends, "inflow", Inflow())


def asking(browser: Visitor, typed: str) -> tuple[int, list[tuple[str, int]], dict[str, str], bytes]:
    """All that comes back: status, redirects, headers and bytes."""
    page = browser.send(browser.get("resend"), "resend", {"email": typed})
    headers = {name: value for name, value in page.response.headers.items() if name != "Set-Cookie"}
    return page.status, page.response.redirect_chain, headers, page.body


@pytest.mark.promise("P07")
def test_the_answer_is_the_same_to_the_byte_whatever_was_typed(visitor: NewVisitor) -> None:
    first = asking(visitor(), TYPED[0])
    assert first[0] == 200
    for typed in TYPED[1:]:
        assert asking(visitor(), typed) == first
    assert ResendRequest.objects.count() == len(TYPED)


@pytest.mark.promise("P07")
def test_each_request_costs_the_same_statements(
    visitor: NewVisitor, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    browser = visitor()
    page = browser.get("resend")
    for typed in TYPED:
        with django_assert_num_queries(4):  # the round, whether its links can be sent, the request, and the round for the page that answers
            browser.send(page, "resend", {"email": typed})


def test_a_form_without_the_field_is_taken_too(visitor: NewVisitor) -> None:
    browser = visitor()
    token = {"csrfmiddlewaretoken": browser.get("resend").fields()["csrfmiddlewaretoken"][0]}
    assert browser.client.post(f"{browser.home}resend", token).status_code == 302
    assert ResendRequest.objects.count() == 1


def test_beyond_the_limit_the_answer_is_the_same_and_nothing_is_kept(visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = asking(visitor(), TYPED[0])
    monkeypatch.setattr(resends.inflow, "takes", lambda **_: False)
    assert asking(visitor(), TYPED[0]) == first
    assert ResendRequest.objects.count() == 1


def test_a_process_keeps_so_many_at_once_and_then_one_at_a_time() -> None:
    inflow = Inflow()
    assert sum(inflow.takes(now=NOON) for _ in range(AT_ONCE + 50)) == AT_ONCE
    assert not inflow.takes(now=NOON + EVERY / 2)
    assert [inflow.takes(now=NOON + EVERY) for _ in range(2)] == [True, False]
    assert not inflow.takes(now=NOON - timedelta(days=1)), "a clock that goes back gives nothing"
    assert sum(inflow.takes(now=NOON + timedelta(days=9)) for _ in range(AT_ONCE + 50)) == AT_ONCE


@pytest.mark.parametrize("page", ["", "continue"])
def test_it_is_one_click_from_where_the_link_is_asked_for(visitor: NewVisitor, page: str) -> None:
    browser = visitor()
    assert browser.get(page).soup.select_one(f'[data-link] a[href="{browser.home}resend"]')


def test_what_was_typed_stands_nowhere_in_the_answer(visitor: NewVisitor) -> None:
    browser = visitor()
    page = browser.send(browser.get("resend"), "resend", {"email": "somebody.special@kyst.example"})
    assert b"somebody" not in page.body
    assert "somebody" not in str(page.response.headers) + str(page.response.redirect_chain)


def gone(browser: Visitor) -> Seen:
    page = browser.get("resend")
    assert page.soup.select("main form") == []
    assert "Vi kan ikke sende lenken lenger" in page.text
    return page


def test_after_the_last_reminder_everybody_is_told_that_it_is_too_late(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    before = browser.get("resend")
    become("operator")
    door.pass_days(3)
    rounds.remind(round_id=door.id, now=door.now, last=True)
    door.send()
    become("mailer")
    invitations.destroy_link_key(round_id=door.id)
    become("web")
    told = gone(browser).body
    for typed in TYPED:
        assert browser.send(before, "resend", {"email": typed}).body == told
    assert ResendRequest.objects.count() == 0


def test_before_the_opening_everybody_is_led_to_the_page_that_says_when(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    before = browser.get("resend")
    door.clock.set(door.row.opens - timedelta(seconds=1))
    assert browser.get("resend").response.redirect_chain == [(browser.home, 302)]
    for typed in TYPED:
        assert browser.send(before, "resend", {"email": typed}).response.redirect_chain == [(browser.home, 302)]
    assert ResendRequest.objects.count() == 0
    door.clock.set(door.row.opens)
    assert asking(browser, TYPED[0])[0] == 200
    assert ResendRequest.objects.count() == 1


def test_after_the_close_too(door: Life, visitor: NewVisitor) -> None:
    door.clock.set(door.row.closes)
    gone(visitor())
    door.closed()
    become("web")
    gone(visitor())


@pytest.mark.parametrize(("language", "words"), [("nb", "Send lenken min"), ("nn", "Send lenkja mi"), ("en", "Send my link")])
def test_it_is_there_in_every_language(visitor: NewVisitor, language: str, words: str) -> None:
    page = visitor(language).get("resend")
    assert words in page.text
    field = page.soup.select_one("#email")
    assert field is not None
    assert re.search(r"\w", str(field["aria-describedby"]))
