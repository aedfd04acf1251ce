"""Ways out: pause, thanks, withdrawal, a shared machine, and somebody else with the same link."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from must.collection.models import Response
from tests.zones.collection.life import ENTERPRISE, Life
from tests.zones.collection.web.visitor import Visitor

NewVisitor = Callable[..., Visitor]
FIRST = "quantitative_demands_1"
EVERYTHING_KEPT = '"cache", "storage"'
"""The browser's own copies of pages, and what our script keeps: answers until they are saved, and the link."""
LAST_COUNTS = "teller bare svarene som det ble arbeidet med sist"


@pytest.mark.promise("P04", "P07", "P17")
def test_withdrawing_asks_once_and_then_deletes_everything(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    code = started.get("code").code
    question = started.press(started.get("page/2"), "withdraw", {FIRST: 3})
    choices = question.soup.select("main form button, main form a")
    assert len(choices) == 2
    assert [str(choice["data-variant"]) for choice in choices] == ["secondary", "secondary"], "two equal buttons"
    assert Response.objects.count() == 1, "asking deletes nothing"
    page = started.send(question, "withdraw", {})
    assert page.path.endswith("/withdrawn")
    assert Response.objects.count() == 0
    assert started.client.cookies["must_answer"].value == ""
    assert started.get("page/1").path.endswith("/continue")
    assert visitor().resume(door.links[0], code).status == 422


@pytest.mark.promise("P17")
def test_withdrawn_on_one_machine_is_gone_on_the_other(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    phone = visitor()
    phone.resume(door.links[0], started.get("code").code)
    page = started.get("page/2")
    phone.send(phone.get("withdraw"), "withdraw", {})
    told = started.press(page, "next", {FIRST: 1})
    assert told.path.endswith("/withdrawn")
    assert "Svarene dine er slettet" in told.text
    assert started.client.cookies["must_answer"].value == ""
    assert Response.objects.count() == 0


@pytest.mark.promise("P17", "P18")
def test_after_the_close_one_can_still_withdraw_and_nothing_else(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    code = started.get("code").code
    started.press(started.get("page/2"), "next", {FIRST: 3})
    door.closed()
    browser = visitor()
    assert door.survey.lets_withdraw  # go on as the web
    assert any(str(link["href"]) == f"{browser.home}continue" for link in browser.get().soup.select("main a[href]"))
    refused = browser.resume(door.links[0], "00000-00000")
    assert (refused.status, Response.objects.count()) == (422, 1)
    question = browser.resume(door.links[0], code)
    assert question.path.endswith("/withdraw")
    assert "kan vi ikke slette" in question.text
    assert browser.get("page/1").path == browser.home
    assert browser.send(browser.get("withdraw"), "withdraw", {}).path.endswith("/withdrawn")
    assert Response.objects.count() == 0


def test_withdrawing_leaves_no_more_in_the_browser_than_forgetting(started: Visitor) -> None:
    question = started.get("withdraw")
    sent = started.client.post(f"{started.home}withdraw", question.fields())
    assert sent.headers["Clear-Site-Data"] == EVERYTHING_KEPT


def test_who_has_withdrawn_may_start_again(door: Life, started: Visitor) -> None:
    started.send(started.get("withdraw"), "withdraw", {})
    assert started.start(door.links[0]).path.endswith("/code")
    assert started.get("page/1").answers() == {}


def test_a_machine_forgets_after_the_close_too(door: Life, started: Visitor) -> None:
    question = started.get("pause")
    door.closed()
    assert door.survey.lets_withdraw  # go on as the web
    started.send(question, "forget", {})
    assert started.client.cookies["must_answer"].value == ""
    assert Response.objects.count() == 1


def test_a_shared_machine_forgets_and_the_answers_stay(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    code = started.get("code").code
    pause = started.press(started.get("page/2"), "leave", {FIRST: 3})
    page = started.send(pause, "forget", {})
    assert page.path.endswith("/forgotten")
    assert code not in page.text
    assert "fortsatt lagret i undersøkelsen og teller med" in page.text
    assert started.client.cookies["must_answer"].value == ""
    assert started.get("page/1").path.endswith("/continue")
    assert visitor().resume(door.links[0], code).answers() == {FIRST: 3}


def test_the_last_page_lets_one_finish_and_forget(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    thanks = started.get("done")
    form = thanks.soup.select_one("main form")
    assert form is not None
    assert (form["action"], form.get_text(" ", strip=True)) == (
        f"{started.home}forget",
        "Se på svarene mine Avslutt og glem denne maskinen",
    )
    sent = started.client.post(str(form["action"]), thanks.fields())
    assert sent.headers["Clear-Site-Data"] == EVERYTHING_KEPT
    assert sent.headers["Location"] == f"{started.home}forgotten"
    assert bare(started) == bare(visitor()), "it says the same to whoever has never answered"


def bare(browser: Visitor) -> bytes:
    return browser.get("forgotten").body


@pytest.mark.promise("P08", "P09", "P11")
def test_the_page_of_thanks_says_what_happens_and_what_one_may_still_do(started: Visitor) -> None:
    page = started.get("done")
    for words in ("15. mars 2026 kl. 23.59", ENTERPRISE, "aldri for avdelinger", started.get("code").code):
        assert words in page.text
    addresses = {str(link["href"]) for link in page.soup.select("a[href]")}
    assert {f"{started.home}{name}" for name in ("page/1", "withdraw", "letter", "contact")} <= addresses


def test_the_code_is_shown_again_and_never_in_an_address(started: Visitor) -> None:
    code = started.get("code").code
    for name in ("done", "pause"):
        page = started.get(name)
        assert page.code == code
        assert all(code not in str(link["href"]) for link in page.soup.select("a[href]"))


@pytest.mark.promise("P07")
def test_nobody_is_told_of_another_start_with_the_same_link(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    names = ("code", "page/1", "pause", "done", "withdraw")
    before = [started.get(name).text for name in names]
    visitor().start(door.links[0])
    assert [started.get(name).text for name in names] == before
    assert all(LAST_COUNTS in started.get(name).text for name in ("code", "pause", "done")), "the rule is told to everybody"
