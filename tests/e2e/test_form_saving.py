"""Saving while a page is answered: networks that break, servers that don't answer, double clicks, leaving on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Error, Locator, Page, Route, expect

from tests.e2e.conftest import NARROW, WIDE, NewContext, OpenRound, axe_findings, sticks_out
from tests.e2e.test_form import press, question, tick, ticked

BOTH = pytest.mark.parametrize("width", [WIDE, NARROW])
ONE, TWO, THREE = (f"quantitative_demands_{number}" for number in (1, 2, 3))
PAGE, NEXT_PAGE = "page/2", "page/3"
ON_NEXT_PAGE = "role_clarity_1"
READY = "Svarene lagres mens du svarer."
SAVED = re.compile(r"^Lagret i undersøkelsen kl\.\s\d\d\.\d\d$")
OFFLINE = "Ingen forbindelse. Svarene dine blir tatt vare på her og lagres når forbindelsen er tilbake."
BUSY = "Vi får ikke lagret akkurat nå."
REFUSED = "Svarene ble ikke tatt imot."
AGAIN = "Trykk en gang til når du vil videre."
BACK = "Forbindelsen er tilbake, og svarene dine er lagret."

Started = Callable[..., Page]


@pytest.fixture
def started(context: NewContext, open_round: OpenRound) -> Started:
    """Makes a page of questions, in a browser where somebody has just started."""

    def new(width: int = WIDE) -> Page:
        browser = context(width)
        begin(browser, open_round)
        page = browser.new_page()
        page.goto(open_round.home + PAGE)
        return page

    return new


def begin(browser: BrowserContext, open_round: OpenRound) -> str:
    """Start with a new link, without looking at a page; the link."""
    link = open_round.link()
    door = BeautifulSoup(browser.request.get(open_round.home).text(), "html.parser")
    given = {str(field["name"]): str(field["value"]) for field in door.select("#door input[type=hidden]")}
    browser.request.post(open_round.home + "start", form={**given, "link": link.partition("#")[2]})
    return link


def saved(page: Page, number: int = 2) -> dict[str, int]:
    """What the server holds of a page, asked beside the browser, which may be offline."""
    address = re.sub(r"page/\d+.*", f"page/{number}", page.url)
    return shown(page.context.request.get(address).text())


def shown(body: str) -> dict[str, int]:
    field = BeautifulSoup(body, "html.parser").select_one("[name=shown]")
    assert field is not None
    return {item: int(value) for item, _, value in (word.partition(":") for word in str(field["value"]).split())}


def line(page: Page) -> Locator:
    return page.locator("[data-saving]")


def spoken(page: Page) -> Locator:
    return page.get_by_role("status")


def drafts(page: Page) -> dict[str, str]:
    """The answers that wait in the tab's storage."""
    stored: dict[str, str] = page.evaluate("({ ...sessionStorage })")
    return {name: value for name, value in stored.items() if name.startswith("must.draft.")}


def button(page: Page, go: str) -> Locator:
    return page.locator(f'main button[name="go"][value="{go}"]')


def cut(page: Page, *, lose_answers: bool = False) -> list[Route]:
    """Break this page's way to the server, or, with `lose_answers`, only the way back. The requests that it tries."""
    tried: list[Route] = []

    def fail(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        tried.append(route)
        with suppress(Error):  # the way was mended meanwhile
            if lose_answers:
                route.fetch()
            route.abort()

    page.route("**/page/*", fail)
    return tried


def cut_for_good(page: Page) -> None:
    """Break the way to the server for what the page sends when it goes, too: that is out of reach of the other ways."""
    page.evaluate("void (window.fetch = () => Promise.reject(new TypeError()))")


def until(true: Callable[[], bool], page: Page) -> None:
    """Wait for something that no locator shows."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it never came")


def mend(page: Page) -> None:
    """Let the way be whole again, and let the browser notice."""
    page.unroute("**/page/*")
    page.evaluate("dispatchEvent(new Event('online'))")


@BOTH
def test_what_is_chosen_is_saved_shortly_afterwards_and_quietly(started: Started, width: int) -> None:
    page = started(width)
    expect(line(page)).to_have_text(READY)
    before = page.evaluate("document.documentElement.scrollHeight")
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    expect(line(page)).to_be_in_viewport()
    assert saved(page) == {ONE: 2}
    question(page, ONE).get_by_role("button", name="Ta tilbake svaret").click()
    tick(page, TWO, 5)
    expect(page.locator("[name=shown]")).to_have_value(f"{TWO}:5")
    assert saved(page) == {TWO: 5}
    assert drafts(page) == {}
    assert page.evaluate("document.documentElement.scrollHeight") == before, "nothing moves"
    expect(spoken(page)).to_be_empty()


@BOTH
def test_without_a_connection_typing_goes_on_and_it_heals_itself(started: Started, width: int) -> None:
    page = started(width)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    tick(page, TWO, 3)
    expect(line(page)).to_have_text(OFFLINE)
    expect(line(page)).to_be_in_viewport(ratio=1)
    expect(spoken(page)).to_have_text(OFFLINE)
    assert not sticks_out(page)
    assert axe_findings(page) == []
    tick(page, THREE, 4)
    tick(page, ONE, 1)
    assert saved(page) == {ONE: 2}
    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    expect(spoken(page)).to_have_text(BACK)
    assert saved(page) == {ONE: 1, TWO: 3, THREE: 4}
    assert drafts(page) == {}


def test_a_reload_without_a_connection_loses_nothing(started: Started) -> None:
    page = started()
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    cut_for_good(page)
    question(page, ONE).get_by_role("button", name="Ta tilbake svaret").click()
    tick(page, THREE, 4)
    expect(line(page)).to_have_text(OFFLINE)
    ((name, kept),) = drafts(page).items()
    assert name.endswith(PAGE)
    assert THREE not in kept
    assert len(kept) > 5000, "padded"
    page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.reload()
    expect(line(page)).to_have_text(SAVED)
    assert (ticked(page, ONE), ticked(page, THREE)) == (None, "4")
    assert saved(page) == {THREE: 4}
    assert drafts(page) == {}


def test_what_is_kept_opens_with_the_key_of_the_page_alone(started: Started) -> None:
    page = started()
    cut(page)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    key, other = (page.evaluate("document.querySelector('[data-answers]').dataset.draftKey"), "A" * 43 + "=")
    (kept,) = drafts(page).values()
    opened = """async ([key, kept]) => {
      const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
      const imported = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
      const iv = bytes(kept).slice(0, 12);
      return crypto.subtle.decrypt({ name: "AES-GCM", iv }, imported, bytes(kept).slice(12)).then((plain) =>
        JSON.parse(new TextDecoder().decode(plain)).chosen, () => "unreadable");
    }"""
    assert page.evaluate(opened, [key, kept]) == {ONE: "2"}
    assert page.evaluate(opened, [other, kept]) == "unreadable"
    assert key not in str(drafts(page))
    page.goto(page.url.replace(PAGE, NEXT_PAGE))
    assert page.evaluate("document.querySelector('[data-answers]').dataset.draftKey") != key


def test_what_cannot_be_opened_is_deleted(started: Started, open_round: OpenRound) -> None:
    page = started()
    cut_for_good(page)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    page.goto(open_round.home)
    page.evaluate(
        "for (const name of Object.keys(sessionStorage)) sessionStorage[name] = sessionStorage[name].replace(/.{9}/, 'A'.repeat(9))"
    )
    assert len(drafts(page)) == 1
    page.goto(open_round.home + PAGE)
    until(lambda: drafts(page) == {}, page)
    assert ticked(page, ONE) is None


def test_next_without_a_connection_stays_and_says_so(started: Started) -> None:
    page = started()
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    tick(page, TWO, 3)
    button(page, "next").click()
    expect(line(page)).to_have_text(f"{OFFLINE} {AGAIN}")
    expect(spoken(page)).to_have_text(f"{OFFLINE} {AGAIN}")
    expect(button(page, "next")).to_be_focused()
    assert page.url.endswith(PAGE)
    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    assert page.url.endswith(PAGE), "nobody is sent on who hasn't pressed again"
    assert saved(page) == {ONE: 2, TWO: 3}
    press(page, "next")
    expect(page).to_have_url(re.compile(NEXT_PAGE))


@pytest.mark.parametrize(("status", "words"), [(503, BUSY), (429, BUSY), (413, REFUSED), (200, REFUSED)])
def test_a_server_that_does_not_answer_as_it_should_is_waited_for(started: Started, status: int, words: str) -> None:
    page = started()
    page.route(
        "**/page/*", lambda route: route.fulfill(status=status, body="busy") if route.request.method == "POST" else route.continue_()
    )
    tick(page, ONE, 2)
    expect(line(page)).to_contain_text(words)
    button(page, "leave").click()
    expect(line(page)).to_have_text(re.compile(f"^{words}.* {AGAIN}$"))
    mend(page)
    expect(line(page)).to_have_text(SAVED)
    assert saved(page) == {ONE: 2}
    press(page, "leave")
    expect(page.get_by_role("heading", level=1)).to_have_text("Svarene dine er lagret")


def test_a_token_that_is_no_longer_the_browsers_is_renewed_without_a_word(started: Started) -> None:
    page = started()
    page.context.clear_cookies(name="csrftoken")
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    assert saved(page) == {ONE: 2}
    expect(spoken(page)).to_be_empty()


def test_one_request_at_a_time_and_what_changes_meanwhile_goes_with_the_next(started: Started) -> None:
    page = started()
    sent: list[Route] = []

    def hold_the_first(route: Route) -> None:
        sent.append(route)
        if len(sent) > 1:
            route.continue_()

    page.route("**/page/2", hold_the_first)
    with page.expect_request("**/page/2"):
        tick(page, ONE, 2)
    tick(page, ONE, 3)
    button(page, "next").click()
    tick(page, TWO, 4)
    expect(line(page)).to_have_text("Lagrer …")
    assert len(sent) == 1
    with page.expect_navigation():
        sent[0].continue_()
    assert saved(page) == {ONE: 3, TWO: 4}


def test_what_was_saved_without_the_page_hearing_of_it_is_changed_back_all_the_same(started: Started) -> None:
    page = started()
    tick(page, ONE, 1)
    tick(page, TWO, 1)
    expect(line(page)).to_have_text(SAVED)
    cut(page, lose_answers=True)
    tick(page, ONE, 5)
    question(page, TWO).get_by_role("button", name="Ta tilbake svaret").click()
    tick(page, THREE, 5)
    expect(line(page)).to_have_text(OFFLINE)
    assert saved(page) == {ONE: 5, THREE: 5}
    tick(page, ONE, 1)
    tick(page, TWO, 1)
    question(page, THREE).get_by_role("button", name="Ta tilbake svaret").click()
    mend(page)
    expect(line(page)).to_have_text(SAVED)
    assert saved(page) == {ONE: 1, TWO: 1}


def test_the_same_after_a_reload(started: Started) -> None:
    page = started()
    cut(page, lose_answers=True)
    tick(page, ONE, 5)
    tick(page, THREE, 5)
    expect(line(page)).to_have_text(OFFLINE)
    cut_for_good(page)
    kept = drafts(page)
    tick(page, ONE, 1)
    question(page, THREE).get_by_role("button", name="Ta tilbake svaret").click()
    until(lambda: drafts(page) != kept, page)
    page.unroute("**/page/*")
    page.reload()
    expect(line(page)).to_have_text(SAVED)
    assert (ticked(page, ONE), ticked(page, THREE)) == ("1", None)
    assert saved(page) == {ONE: 1}


def test_a_double_click_is_one_click(started: Started) -> None:
    page = started()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    question(page, ONE).locator("input").first.check()
    with page.expect_navigation():
        button(page, "next").dblclick()
    expect(page).to_have_url(re.compile(f"{NEXT_PAGE}$"))
    button(page, "next").scroll_into_view_if_needed()
    box = button(page, "next").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(200)
    assert page.url.endswith(NEXT_PAGE), "the second click, when the next page has come between the two"
    assert len(posts) == 1
    assert saved(page) == {ONE: 1}


def test_enter_and_a_click_are_one_press(started: Started) -> None:
    page = started()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.evaluate("""() => {
          const next = document.querySelector("main button[value=next]");
          document.querySelector(".must-default").click();
          next.click();
          next.click();
        }""")
    page.wait_for_load_state()
    assert len(posts) == 1
    assert page.url.endswith(NEXT_PAGE)


def test_without_encryption_nothing_is_kept_and_everything_else_works(started: Started) -> None:
    page = started()
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    page.reload()
    page.context.set_offline(True)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    assert drafts(page) == {}
    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    assert saved(page) == {ONE: 2}


def test_leaving_on_the_way_saves_what_was_not_saved_yet(started: Started, open_round: OpenRound) -> None:
    page = started()
    tick(page, ONE, 2)
    page.goto(open_round.home)
    page.goto(open_round.home + PAGE)
    expect(question(page, ONE).locator("input:checked")).to_have_value("2")
    expect(line(page)).to_have_text(re.compile("^(Lagret|Svarene lagres)"))
    assert saved(page) == {ONE: 2}


def test_leaving_while_a_request_is_on_its_way_saves_what_changed_since(started: Started, open_round: OpenRound) -> None:
    page = started()
    page.route("**/page/2", lambda route: None)
    with page.expect_request("**/page/2"):
        tick(page, ONE, 2)
    tick(page, TWO, 3)
    page.goto(open_round.home)
    page.goto(open_round.home + NEXT_PAGE)
    until(lambda: saved(page) == {ONE: 2, TWO: 3}, page)
