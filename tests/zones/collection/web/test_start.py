"""The door: the same for everybody, whether anybody has answered or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.cookies import Morsel

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings

from must.collection.actions.answers import open_cookie, read_answers
from must.core.common.languages import Language
from must.core.instrument.texts import load_texts
from tests.zones.collection.life import ENTERPRISE, Life
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
UNKNOWN_LINK = "ABCDE-FGHJK-MNPQR-STVWX-YZ234"
CHANGES_BY_CHANCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def bare(page: Seen, *typed: str) -> bytes:
    """A page without what differs by chance, and without what the visitor typed."""
    body = CHANGES_BY_CHANCE.sub(b"", page.body)
    for words in typed:
        body = body.replace(words.encode(), b"")
    return body


def cookie_of(browser: Visitor) -> Morsel[str]:
    return browser.client.cookies["must_answer"]


@pytest.mark.promise("P01", "P02", "P04", "P07", "P45")
@pytest.mark.parametrize("language", list(Language))
def test_the_start_page_says_what_it_asks_and_asks_for_no_consent_to_research(door: Life, visitor: NewVisitor, language: Language) -> None:
    page = visitor(language.value).get()
    written = load_texts("must-2026").participation
    assert page.status == 200
    assert page.language == language
    for words in (ENTERPRISE, written.agreement, *(paragraph for passage in written.passages for paragraph in passage.paragraphs)):
        assert words is not None
        assert (words if isinstance(words, str) else words[language]) in page.text
    assert {str(link["href"]) for link in page.soup.select("main a, footer a")} >= {
        f"/s/{door.row.code}/letter",
        f"/s/{door.row.code}/contact",
    }
    assert not page.soup.select("input[type=checkbox], input[type=radio], input[required]"), "nothing to tick before one may answer"


def test_the_start_page_is_the_same_before_and_after_somebody_has_answered(door: Life, visitor: NewVisitor) -> None:
    before = visitor().get()
    for link in door.links[:3]:
        visitor().start(link)
    door.answer_all(door.links[3:6])
    assert bare(visitor().get()) == bare(before)


def test_starting_looks_the_same_with_a_fresh_link_and_with_one_that_has_been_used(door: Life, visitor: NewVisitor) -> None:
    used, fresh = door.links[:2]
    door.answer(used, {"quantitative_demands_1": 5})
    pages = [visitor().start(link) for link in (used, fresh)]
    assert [page.path for page in pages] == [f"{visitor().home}code"] * 2
    assert bare(pages[0], pages[0].code) == bare(pages[1], pages[1].code)
    assert [len(page.response.redirect_chain) for page in pages] == [1, 1]


def test_no_link_and_no_answer_gives_an_empty_form_to_start_with(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    page = browser.start(door.links[0])
    survey = door.survey
    attempt = open_cookie(survey, cookie_of(browser).value)
    assert attempt is not None
    assert attempt.code == page.code
    assert read_answers(attempt) == {}


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.promise("P44")
def test_what_was_agreed_to_is_the_text_that_was_shown_in_its_language(door: Life, visitor: NewVisitor, language: str) -> None:
    digest = load_texts("must-2026").participation.sha256[Language(language)]
    page = visitor(language).get()
    assert page.fields()["agreed"] == [digest]


@pytest.mark.promise("P44")
def test_without_the_text_that_was_shown_nothing_starts(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    page = browser.start(door.links[0], agreed="ab" * 32)
    assert page.path == f"{browser.home}start"
    assert "must_answer" not in browser.client.cookies


@pytest.mark.parametrize("typed", ["", "x", UNKNOWN_LINK, "<script>alert(1)</script>", "0" * 25, "#" * 400])
def test_an_unknown_link_gets_one_answer(door: Life, visitor: NewVisitor, typed: str) -> None:
    browser = visitor()
    page = browser.start(typed)
    assert page.status == 422
    assert "Vi kjenner ikke igjen lenken" in page.text
    assert "must_answer" not in browser.client.cookies
    assert b"<script>alert" not in page.body


@pytest.mark.parametrize("written", ["{}", "  {} ", "http://127.0.0.1/s/{code}/#{}"])
def test_a_link_may_be_typed_or_pasted_whole(door: Life, visitor: NewVisitor, written: str) -> None:
    typed = written.format(door.links[0].lower(), code=door.row.code)
    assert visitor().start(typed).path.endswith("/code")


def test_wrong_code_unknown_link_and_nothing_there_are_one_answer(door: Life, visitor: NewVisitor) -> None:
    answered, untouched = door.links[:2]
    code = visitor().start(answered).code
    wrong = "AAAAA-AAAAA" if code != "AAAAA-AAAAA" else "BBBBB-BBBBB"
    tries = [(answered, wrong), (untouched, code), (UNKNOWN_LINK, code), (answered, ""), ("", ""), (answered, "?" * 40)]
    pages = [(visitor().resume(*typed), typed) for typed in tries]
    assert {page.status for page, _ in pages} == {422}
    assert len({bare(page, *filter(None, typed)) for page, typed in pages}) == 1
    assert visitor().resume(answered, code).path.endswith("/page/1")


def test_the_code_is_read_as_people_write_it(door: Life, visitor: NewVisitor) -> None:
    code = visitor().start(door.links[0]).code
    assert visitor().resume(door.links[0], f" {code.lower().replace('-', ' ')} ").path.endswith("/page/1")


def test_the_cookie_goes_to_this_round_only_and_dies_with_it(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    browser.start(door.links[0])
    cookie = cookie_of(browser)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == browser.home
    assert not cookie["secure"], "this origin is http"
    assert cookie["max-age"] == (door.row.closes - door.now).total_seconds()
    assert door.links[0] not in cookie.value


def test_over_https_every_cookie_is_secure(door: Life, visitor: NewVisitor, settings: LazySettings) -> None:
    settings.CSRF_COOKIE_SECURE = True  # as where the origin is https; whatever stands in front says
    browser = visitor()
    page = browser.client.get(browser.home, {"language": "nn"})
    sent = {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value, "link": door.links[0]}
    agreed = BeautifulSoup(page.content, "html.parser").find("input", attrs={"name": "agreed"})
    assert agreed is not None
    browser.client.post(f"{browser.home}start", {**sent, "agreed": agreed["value"]})
    assert cookie_of(browser)["secure"]
    assert browser.client.cookies["must_language"]["secure"]


def test_in_the_same_browser_one_goes_on(door: Life, visitor: NewVisitor) -> None:
    browser, (own, colleague) = visitor(), door.links[:2]
    code = browser.start(own).code
    browser.press(browser.get("page/2"), "next", {"quantitative_demands_1": 2})
    assert browser.start(own).path.endswith("/page/2"), "it isn't another attempt"
    assert browser.send(browser.get(), "continue", {"link": own}).path.endswith("/page/2")
    assert browser.get("continue").path.endswith("/page/2")
    assert browser.get("code").code == code
    asked = browser.send(browser.get(), "continue", {"link": colleague})
    assert asked.path.endswith("/continue"), "a colleague at the same machine is asked for a code"
    started = browser.start(colleague)
    assert started.path.endswith("/code")
    assert started.code != code


def test_the_language_changes_in_place_and_the_link_stays(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    for name in ("", "continue"):
        page = browser.send(browser.get(name), name, {"link": door.links[0], "language": "nn"})
        assert page.language == "nn"
        assert page.fields()["link"] == [door.links[0]]
    assert browser.get().language == "nn", "and is remembered"
    assert browser.send(browser.get(), "", {"language": "xx"}).status == 400


@pytest.mark.parametrize("name", ["", "start", "continue", "code", "page/1", "done", "letter"])
def test_an_unknown_round_is_not_found(door: Life, visitor: NewVisitor, name: str) -> None:
    for code in ("nothere1", door.row.code.upper()):
        assert Visitor(code).get(name).status == 404


@pytest.mark.parametrize("state", ["draft", "ready", "prepared"])
def test_a_round_that_was_never_opened_is_not_found(life: Life, state: str) -> None:
    getattr(life, state)()
    code = life.row.code
    assert life.clock.now() < life.row.closes
    assert Visitor(code).get().status == 404
    assert Visitor(code).get("letter").status == 404


def test_after_closing_the_start_page_says_so_and_nothing_is_taken(door: Life, visitor: NewVisitor) -> None:
    browser, link = visitor(), door.links[0]
    page = browser.start(link)
    question = browser.get("page/2")
    door.closed()
    door.survey  # noqa: B018 - go on as the web
    for late in (browser.get(), browser.get("page/1"), browser.press(question, "next", {"quantitative_demands_1": 1}), browser.get("done")):
        assert late.path == browser.home
        assert "Undersøkelsen er lukket" in late.text
    assert page.code not in browser.get("code").text
    assert browser.get("letter").status == browser.get("contact").status == 200
