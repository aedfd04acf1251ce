"""Doors in a real browser: a shared computer, a phone and a desktop, and the pages that say how things stand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from must.ui.texts import texts
from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, WIDE, NewContext, OpenRound, axe_findings, sticks_out
from tests.e2e.test_form import FIRST, press, start, themes, tick, ticked

BOTH = pytest.mark.parametrize("width", [WIDE, NARROW])


def to_the_question(page: Page) -> str:
    """Go on to the page with the first question about work; its address."""
    for _ in themes(page):
        if page.locator(f'[data-question="{FIRST}"]').count():
            return page.url
    raise AssertionError("the question is on no page")


def answer_and_finish(page: Page, link: str) -> tuple[str, str]:
    """Start, answer a question, go to the end: the code, and the address of the question's page."""
    code = start(page, link)
    asked = to_the_question(page)
    tick(page, FIRST, 4)
    press(page, "next")
    page.wait_for_load_state()
    page.goto(re.sub(r"page/\d+", "done", asked))
    return code, asked


def come_back(page: Page, link: str, code: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Fortsett med koden min").click()
    page.get_by_label("Koden din").fill(code)
    page.get_by_role("button", name="Fortsett").click()


@BOTH
@pytest.mark.promise("P07")
def test_a_shared_device_forgets_one_person_before_the_next_one_comes(context: NewContext, open_round: OpenRound, width: int) -> None:
    mine, colleagues, browser = open_round.link(), open_round.link(), context(width)
    page = browser.new_page()
    code, asked = answer_and_finish(page, mine)
    page.evaluate("sessionStorage.setItem('kept', '1'); localStorage.setItem('kept', '1')")
    page.get_by_role("button", name="Avslutt og glem denne maskinen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Maskinen har glemt svarene dine")
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    assert "must_answer" not in {cookie["name"] for cookie in browser.cookies()}
    for back in (page.go_back, page.go_back, page.reload):
        back()
        expect(page.locator("input:checked")).to_have_count(0)
        assert code not in page.content()
    page.goto(asked)
    expect(page).to_have_url(re.compile("/continue$"))
    start(page, colleagues)
    page.goto(asked)
    assert ticked(page, FIRST) is None, "the next person meets an empty form"
    come_back(page, mine, code)
    page.goto(asked)
    assert ticked(page, FIRST) == "4", "and the code is the way back"


@pytest.mark.promise("P07")
@pytest.mark.parametrize("way_out", ["forget", "withdraw"])
def test_going_back_to_the_start_page_finds_no_link_when_the_device_was_to_forget(
    context: NewContext, open_round: OpenRound, way_out: str
) -> None:
    """Who finds one there starts in somebody else's place, and by ADR 11 displaces that person's answers."""
    link, browser = open_round.link(), context()
    page = browser.new_page()
    answer_and_finish(page, link)
    leave_for_good(page, open_round, way_out)
    for _ in range(20):
        page.go_back()
        page.wait_for_load_state()
        assert link.partition("#")[2] not in stays_here(page)
        if page.url.partition("?")[0] == open_round.home:
            break
    expect(page.get_by_label("Den personlige lenken din")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Den personlige lenken din")).to_have_value("")
    page.get_by_role("button", name="Start undersøkelsen").click()
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.promise("P07")
@pytest.mark.parametrize("way_out", ["forget", "withdraw"])
def test_the_same_link_opened_in_another_tab_is_forgotten_there_too(context: NewContext, open_round: OpenRound, way_out: str) -> None:
    link, browser = open_round.link(), context()
    other, page = browser.new_page(), browser.new_page()
    other.goto(link)
    expect(other.locator("#link")).to_have_value(link.partition("#")[2])
    _, asked = answer_and_finish(page, link)
    third = browser.new_page()
    third.goto(asked)
    assert ticked(third, FIRST) == "4"
    leave_for_good(page, open_round, way_out)
    expect(other.get_by_label("Den personlige lenken din")).to_have_value("")
    expect(third).to_have_url(re.compile("/continue$"))
    assert link.partition("#")[2] not in stays_here(other)
    other.reload()
    expect(other.get_by_label("Den personlige lenken din")).to_have_value("")


@pytest.mark.promise("P07")
def test_what_was_typed_at_a_door_is_not_sent_again_by_going_back_to_it(context: NewContext, open_round: OpenRound) -> None:
    """A page that answers a form lies in the history with what was sent: there the link, and a code with one letter wrong."""
    link, page = open_round.link(), context().new_page()
    secret, code = link.partition("#")[2], start(page, link)
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    page.context.clear_cookies(name="must_answer")
    page.goto(open_round.home)
    page.get_by_label("Den personlige lenken din").fill(secret)
    page.get_by_role("button", name="Fortsett med koden min").click()
    page.get_by_label("Koden din").fill(wrong)
    page.get_by_role("button", name="Fortsett").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Koden din").fill(code)
    page.get_by_role("button", name="Fortsett").click()
    page.wait_for_url("**/page/*")
    leave_for_good(page, open_round, "forget")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.is_navigation_request() else None)
    for _ in range(8):
        page.go_back()
        page.reload()
        assert [each for each in (secret, wrong) if each in stays_here(page)] == []
        if page.url == open_round.home:
            break
    assert set(sent) == {"GET"}


def test_a_link_waits_over_a_look_at_the_letter_and_for_nobody_who_comes_by_the_bare_address(
    context: NewContext, open_round: OpenRound
) -> None:
    link, page = open_round.link(), context().new_page()
    secret = link.partition("#")[2]
    page.goto(open_round.home)
    page.evaluate("(link) => location.assign(link)", f"{open_round.home}#{secret}")
    expect(page.locator("#link")).to_have_value(secret)
    assert page.url == open_round.home, "also where the page was open already"
    page.locator('footer a[href$="/letter"]').click()
    page.wait_for_url("**/letter")
    page.go_back()
    expect(page.locator("#link")).to_have_value(secret)
    page.reload()
    expect(page.locator("#link")).to_have_value(secret)
    page.goto(open_round.home)
    expect(page.locator("#link")).to_have_value("")
    page.reload()
    expect(page.locator("#link")).to_have_value("")
    page.locator('footer a[href$="/letter"]').click()
    page.wait_for_url("**/letter")
    page.go_back()
    expect(page.locator("#link")).to_have_value("")
    page.get_by_role("button", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.locator("#link")).to_have_value("")
    assert secret not in stays_here(page)


@pytest.mark.promise("P07")
def test_nobody_s_link_waits_on_another_page_for_who_comes_by_its_bare_address(context: NewContext, open_round: OpenRound) -> None:
    link, page = open_round.link(), context().new_page()
    page.goto(link)
    expect(page.locator("#link")).not_to_have_value("")
    page.goto(open_round.home + "letter")
    assert link.partition("#")[2] not in stays_here(page)


def test_a_page_of_forgetting_that_is_merely_opened_takes_nothing_from_other_tabs(context: NewContext, open_round: OpenRound) -> None:
    link, browser = open_round.link(), context()
    other, page = browser.new_page(), browser.new_page()
    other.goto(link)
    for name in ("forgotten", "withdrawn"):
        page.goto(open_round.home + name)
        page.locator("header").get_by_text("English").click()
        page.wait_for_load_state()
        page.wait_for_timeout(300)
    expect(other.locator("#link")).to_have_value(link.partition("#")[2])


def test_where_a_browser_forbids_what_tabs_tell_each_other_the_link_is_taken_out_of_the_address(
    context: NewContext, open_round: OpenRound
) -> None:
    browser = context()
    browser.add_init_script("window.BroadcastChannel = class { constructor() { throw new DOMException('', 'SecurityError'); } }")
    link, page = open_round.link(), browser.new_page()
    page.goto(link)
    expect(page.locator("#link")).to_have_value(link.partition("#")[2])
    assert "#" not in page.url


def test_a_page_from_the_browsers_memory_is_loaded_anew(context: NewContext, open_round: OpenRound) -> None:
    """Browsers under test keep no pages in memory: what one would say that does is said in its place."""
    page = context().new_page()
    page.goto(open_round.link())
    expect(page.locator("#link")).not_to_have_value("")
    with page.expect_navigation():
        page.evaluate("sessionStorage.clear(); dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_label("Den personlige lenken din")).to_have_value("")


def leave_for_good(page: Page, open_round: OpenRound, way_out: str) -> None:
    """Let the device forget, or withdraw."""
    page.goto(open_round.home + ("done" if way_out == "forget" else "withdraw"))
    page.get_by_role("button", name=re.compile("^(Avslutt og glem denne maskinen|Ja, slett svarene mine)$")).click()
    page.wait_for_url(re.compile("/(forgotten|withdrawn)$"))


def stays_here(page: Page) -> str:
    """What a script, and whoever sits here, can find in this tab: storage, state, address and what stands in the fields."""
    return str(
        page.evaluate(
            """JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state, location.href,
            [...document.querySelectorAll("input")].map((each) => each.value)])"""
        )
    )


@pytest.mark.promise("P07")
def test_whoever_forgot_to_finish_is_still_not_shown_to_the_next_link(context: NewContext, open_round: OpenRound) -> None:
    mine, colleagues, page = open_round.link(), open_round.link(), context().new_page()
    code, asked = answer_and_finish(page, mine)
    page.goto(colleagues)
    page.get_by_role("button", name="Fortsett med koden min").click()
    expect(page).to_have_url(re.compile("/continue$"))
    expect(page.get_by_label("Koden din")).to_have_value("")
    assert start(page, colleagues) != code
    page.goto(asked)
    assert ticked(page, FIRST) is None
    come_back(context().new_page(), mine, code)


@pytest.mark.promise("P07")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_on_start_does_no_harm(context: NewContext, open_round: OpenRound, scripts: bool) -> None:
    """Two starts may be sent; the code that is shown is that of the answers."""
    link, page = open_round.link(), context(java_script_enabled=scripts).new_page()
    page.goto(link)
    if not scripts:
        page.get_by_label("Den personlige lenken din").fill(link.partition("#")[2])
    page.get_by_role("button", name="Start undersøkelsen").dblclick()
    page.wait_for_url("**/code")
    page.wait_for_load_state()
    code = page.locator("[data-code]").inner_text()
    page.get_by_role("link", name="Til spørsmålene").click()
    asked = to_the_question(page)
    tick(page, FIRST, 3)
    press(page, "next")
    elsewhere = context().new_page()
    come_back(elsewhere, link, code)
    elsewhere.wait_for_url("**/page/*")
    elsewhere.goto(asked)
    assert ticked(elsewhere, FIRST) == "3"


def test_answers_follow_from_the_phone_to_the_desktop_and_back(context: NewContext, open_round: OpenRound) -> None:
    link, phone, desktop = open_round.link(), context(NARROW).new_page(), context(WIDE).new_page()
    code, asked = answer_and_finish(phone, link)
    come_back(desktop, link, code)
    desktop.goto(asked)
    assert ticked(desktop, FIRST) == "4"
    tick(desktop, FIRST, 2)
    press(desktop, "next")
    desktop.wait_for_load_state()
    phone.goto(asked)
    assert ticked(phone, FIRST) == "2"


@pytest.mark.parametrize("locale", ["nb-NO", "nn-NO", "en-GB"])
@BOTH
def test_pages_that_say_how_things_stand_are_whole(
    context: NewContext, world: LocalWorld, open_round: OpenRound, width: int, locale: str
) -> None:
    page, found = context(width, locale=locale).new_page(), []
    for path in ("forgotten", "continue", "letter", "contact", "nothing", "../nothere1/"):
        page.goto(open_round.home + path)
        assert page.locator("h1").count() == 1
        if axe_findings(page) or sticks_out(page):
            found.append(path)
    page.goto(open_round.home)
    page.evaluate("document.querySelector('#door [name=csrfmiddlewaretoken]').value = 'x'")
    page.locator("#door button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts(locale[:2])("error.form.title"))
    if axe_findings(page) or sticks_out(page):
        found.append("an old form")
    page.locator("main a").click()
    expect(page).to_have_url(open_round.home)
    assert found == []
    assert world.origin("collection") in page.url
