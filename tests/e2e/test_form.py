"""The form in a real browser: with scripts and without, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import NARROW, WIDE, NewContext, OpenRound

BOTH = pytest.mark.parametrize("width", [WIDE, NARROW])
FIRST, SECOND = "quantitative_demands_1", "quantitative_demands_2"
OPENING, FOLLOW_UP = "unwanted_sexual_attention_1", "unwanted_sexual_attention_source_1"


def question(page: Page, item: str) -> Locator:
    return page.locator(f'[data-question="{item}"]')


def tick(page: Page, item: str, value: int) -> None:
    """Press the target, not the small circle in it."""
    question(page, item).locator("label", has=page.locator(f'input[value="{value}"]')).click()


def ticked(page: Page, item: str) -> str | None:
    """The value that is ticked. Waits for the page first: a click returns when the next page begins to come."""
    question(page, item).wait_for(state="attached")
    page.wait_for_load_state()
    asked = question(page, item)
    asked.wait_for()  # the page before may still be there
    pressed = asked.locator("input:checked")
    return pressed.get_attribute("value") if pressed.count() else None


def press(page: Page, go: str) -> None:
    """Press a button and wait for the page that comes: the script sends first and goes on afterwards."""
    with page.expect_navigation():
        page.locator(f'main button[name="go"][value="{go}"], footer button[name="go"][value="{go}"]').last.click()


def arrive(page: Page, link: str) -> str:
    """Open the link and start; the code. The page is then the first of the form."""
    page.goto(link)
    page.get_by_role("button", name="Start undersøkelsen").click()
    page.wait_for_url("**/code")
    code = page.locator("[data-code]").inner_text()
    page.get_by_role("link", name="Til spørsmålene").click()
    page.wait_for_url("**/page/1")
    return code


def start(page: Page, link: str) -> str:
    """Open the link, start, and pass over the background; the code. The page is then the first that asks about work."""
    code = arrive(page, link)
    press(page, "next")
    page.wait_for_url("**/page/2")
    return code


def themes(page: Page) -> Iterator[int]:
    """Walk the form from the page one is on to its end, by its own button."""
    while found := re.search(r"/page/(\d+)", page.url):
        yield int(found[1])
        press(page, "next")
        page.wait_for_load_state()


@pytest.fixture
def link(open_round: OpenRound) -> str:
    return open_round.link()


@BOTH
@pytest.mark.promise("P03")
def test_everything_is_answered_and_everything_is_there_again(context: NewContext, link: str, width: int) -> None:
    page = context(width).new_page()
    arrive(page, link)
    given: dict[str, str] = {}
    for _ in themes(page):
        for index, each in enumerate(page.locator("[data-question]:visible").all()):
            choices = each.locator("input").all()
            chosen = choices[index % len(choices)]
            chosen.check()
            given[str(each.get_attribute("data-question"))] = str(chosen.get_attribute("value"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Takk for at du tok deg tid")
    assert len(given) > 85
    page.get_by_role("link", name="Se på svarene mine").click()
    seen = {}
    for _ in themes(page):
        seen.update({item: ticked(page, item) for item in given if question(page, item).is_visible()})
    assert seen == given


@BOTH
@pytest.mark.promise("P04")
def test_everything_is_skipped_without_a_word(context: NewContext, link: str, width: int) -> None:
    page = context(width).new_page()
    arrive(page, link)
    for _ in themes(page):
        expect(page.locator("[role=alert], .ds-alert, .ds-validation-message")).to_have_count(0)
    expect(page).to_have_url(re.compile("/done$"))


@BOTH
@pytest.mark.promise("P04")
def test_an_answer_is_taken_back_at_once_and_stays_taken_back(context: NewContext, link: str, width: int) -> None:
    page = context(width).new_page()
    start(page, link)
    tick(page, FIRST, 2)
    tick(page, SECOND, 5)
    offered = question(page, FIRST).get_by_role("button", name="Ta tilbake svaret")
    address = page.url
    offered.click()
    assert page.url == address
    assert ticked(page, FIRST) is None
    expect(offered).to_be_hidden()
    expect(question(page, FIRST).get_by_role("radio").first).to_be_focused()
    press(page, "next")
    press(page, "back")
    assert (ticked(page, FIRST), ticked(page, SECOND)) == (None, "5")
    question(page, SECOND).get_by_role("button", name="Ta tilbake svaret").click()
    press(page, "next")
    press(page, "back")
    assert ticked(page, SECOND) is None


def test_a_yes_shows_its_follow_ups_and_a_no_hides_them(context: NewContext, link: str) -> None:
    page = context().new_page()
    start(page, link)
    for _ in themes(page):
        if question(page, OPENING).count():
            break
    expect(question(page, FOLLOW_UP)).to_be_hidden()
    tick(page, OPENING, 3)
    expect(question(page, FOLLOW_UP)).to_be_visible()
    tick(page, FOLLOW_UP, 2)
    here = page.url
    press(page, "next")
    expect(page).not_to_have_url(re.compile(re.escape(here)))
    page.goto(here)
    assert ticked(page, FOLLOW_UP) == "2"
    tick(page, OPENING, 1)
    expect(question(page, FOLLOW_UP)).to_be_hidden()
    press(page, "next")
    page.goto(here)
    tick(page, OPENING, 3)
    assert ticked(page, FOLLOW_UP) is None, "a no has taken its follow-ups back"


@BOTH
def test_one_goes_on_in_the_same_browser_and_in_another(context: NewContext, open_round: OpenRound, width: int) -> None:
    link, browser = open_round.link(), context(width)
    page = browser.new_page()
    code = start(page, link)
    tick(page, FIRST, 4)
    press(page, "leave")
    expect(page.get_by_role("heading", level=1)).to_have_text("Svarene dine er lagret")
    page.close()

    page = browser.new_page()
    page.goto(link)
    page.get_by_role("button", name="Start undersøkelsen").click()
    page.wait_for_url("**/page/2")
    assert ticked(page, FIRST) == "4", "in the same browser the cookie is enough"

    other = context(width).new_page()
    other.goto(link)
    other.get_by_role("button", name="Fortsett med koden min").click()
    other.get_by_label("Koden din").fill(code.lower())
    other.get_by_role("button", name="Fortsett").click()
    other.wait_for_url("**/page/2")
    assert ticked(other, FIRST) == "4", "elsewhere link and code are"


def test_a_wrong_code_is_one_neutral_sentence(context: NewContext, link: str) -> None:
    page = context().new_page()
    page.goto(link)
    page.get_by_role("button", name="Fortsett med koden min").click()
    page.get_by_label("Koden din").fill("ABCDE-FGHJK")
    page.get_by_role("button", name="Fortsett").click()
    expect(page.get_by_role("alert")).to_contain_text("Vi finner ingen svar med denne lenken og koden")
    expect(page.get_by_label("Den personlige lenken din")).to_have_value(link.partition("#")[2])


@pytest.mark.promise("P07")
def test_a_second_start_with_the_same_link_shows_nothing_and_changes_nothing_for_the_first(context: NewContext, link: str) -> None:
    mine, other = context().new_page(), context().new_page()
    start(mine, link)
    tick(mine, FIRST, 1)
    press(mine, "next")
    before = mine.locator("main").inner_text()
    start(other, link)
    assert ticked(other, FIRST) is None, "the link alone shows nothing"
    mine.reload()
    assert mine.locator("main").inner_text() == before
    press(mine, "back")
    assert ticked(mine, FIRST) == "1"


@BOTH
@pytest.mark.promise("P17")
def test_everything_is_withdrawn(context: NewContext, link: str, width: int) -> None:
    page = context(width).new_page()
    code = start(page, link)
    tick(page, FIRST, 1)
    press(page, "withdraw")
    yes, no = page.get_by_role("button", name="Ja, slett svarene mine"), page.get_by_role("link", name="Nei, behold svarene mine")
    one, another = yes.bounding_box(), no.bounding_box()
    assert one is not None
    assert another is not None
    assert abs(one["width"] - another["width"]) < 2, "two equal buttons"
    assert abs(one["height"] - another["height"]) < 2
    no.click()
    assert ticked(page, FIRST) == "1"
    press(page, "withdraw")
    page.get_by_role("button", name="Ja, slett svarene mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svarene dine er slettet")
    page.goto(link)
    page.get_by_role("button", name="Fortsett med koden min").click()
    page.get_by_label("Koden din").fill(code)
    page.get_by_role("button", name="Fortsett").click()
    expect(page.get_by_role("alert")).to_be_visible()


@BOTH
def test_the_language_changes_in_place_and_keeps_what_was_just_ticked(context: NewContext, link: str, width: int) -> None:
    page = context(width).new_page()
    page.goto(link)
    page.get_by_role("button", name="Nynorsk").click()
    page.get_by_role("button", name="Start undersøkinga").click()
    page.get_by_role("link", name="Til spørsmåla").click()
    press(page, "next")
    tick(page, FIRST, 3)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    expect(page).to_have_url(re.compile("/page/2$"))  # with a fragment, the browser would take the focus from the chosen language
    assert ticked(page, FIRST) == "3"


@BOTH
def test_without_javascript_all_of_it_works(context: NewContext, open_round: OpenRound, width: int) -> None:
    page = context(width, java_script_enabled=False).new_page()
    page.goto(open_round.home)
    page.get_by_label("Den personlige lenken din").fill(open_round.link().partition("#")[2])
    page.get_by_role("button", name="Start undersøkelsen").click()
    code = page.locator("[data-code]").inner_text()
    expect(page.get_by_role("button", name="Kopier koden")).to_be_hidden()
    page.get_by_role("link", name="Til spørsmålene").click()
    press(page, "next")
    tick(page, FIRST, 2)
    tick(page, SECOND, 3)
    page.get_by_role("button", name="Nynorsk").click()
    assert (ticked(page, FIRST), ticked(page, SECOND)) == ("2", "3")
    question(page, FIRST).get_by_role("button", name="Ta tilbake svaret").click()
    assert (ticked(page, FIRST), ticked(page, SECOND)) == (None, "3")
    page.get_by_role("button", name="Bokmål").click()
    for number in themes(page):
        if question(page, OPENING).count() and ticked(page, OPENING) is None:
            expect(question(page, FOLLOW_UP)).to_be_hidden()
            tick(page, OPENING, 2)
            press(page, "next")
            expect(page).to_have_url(re.compile(f"/page/{number}#here"))
            expect(question(page, FOLLOW_UP)).to_be_visible()
            tick(page, FOLLOW_UP, 1)
    expect(page.locator("[data-code]")).to_have_text(code)
    page.get_by_role("link", name="Trekk svarene mine").click()
    page.get_by_role("button", name="Ja, slett svarene mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svarene dine er slettet")


def test_the_keyboard_is_enough(context: NewContext, link: str) -> None:
    page = context().new_page()
    page.goto(link)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    start(page, link)
    question(page, FIRST).locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    assert ticked(page, FIRST) == "2"
    page.keyboard.press("Tab")
    expect(question(page, FIRST).get_by_role("button", name="Ta tilbake svaret")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ticked(page, SECOND) == "1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/3")
    press(page, "back")
    assert (ticked(page, FIRST), ticked(page, SECOND)) == ("2", "1"), "Enter goes on, and saves as every way out does"


def test_leaving_in_another_way_saves_too(context: NewContext, open_round: OpenRound, link: str) -> None:
    page = context().new_page()
    start(page, link)
    tick(page, FIRST, 5)
    page.goto(open_round.home)
    for _ in range(20):  # the browser sends it on its way out, beside what comes next
        page.goto(f"{open_round.home}page/2")
        if ticked(page, FIRST) is not None:
            break
    assert ticked(page, FIRST) == "5"


def test_coming_back_to_a_page_that_was_saved_on_the_way_out_loses_no_later_change(context: NewContext, link: str) -> None:
    """Another app and back: the page still stands there, and what is taken back afterwards is taken back."""
    page = context().new_page()
    start(page, link)
    tick(page, FIRST, 5)
    with page.expect_response(lambda response: response.request.method == "POST") as saved:
        page.evaluate(
            """Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"))"""
        )
    assert saved.value.status == 204
    expect(page.locator("input[name=shown]")).to_have_value(f"{FIRST}:5")
    question(page, FIRST).get_by_role("button", name="Ta tilbake svaret").click()
    press(page, "next")
    press(page, "back")
    assert ticked(page, FIRST) is None


def test_what_is_taken_back_is_gone_though_its_saving_was_never_confirmed(context: NewContext, link: str) -> None:
    """Saved on the way out, but the connection broke before the page heard of it."""
    page = context().new_page()
    start(page, link)
    tick(page, FIRST, 5)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/page/2", lose)
    with page.expect_event("requestfailed"):
        page.evaluate(
            """Object.defineProperty(document, "visibilityState", { value: "hidden" });
            document.dispatchEvent(new Event("visibilitychange"))"""
        )
    page.unroute("**/page/2")
    assert lost == [204], "the server has saved it"
    question(page, FIRST).get_by_role("button", name="Ta tilbake svaret").click()
    press(page, "next")
    press(page, "back")
    assert ticked(page, FIRST) is None
    question(page, FIRST).scroll_into_view_if_needed()
    tick(page, FIRST, 4)
    question(page, FIRST).get_by_role("button", name="Ta tilbake svaret").click()
    tick(page, FIRST, 2)
    press(page, "next")
    press(page, "back")
    assert ticked(page, FIRST) == "2", "an answer chosen after taking back counts"


def test_the_link_leaves_the_address_bar_and_survives_a_reload(context: NewContext, link: str) -> None:
    page = context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    page.goto(link)
    secret = link.partition("#")[2]
    assert page.url == link.partition("#")[0]
    expect(page.get_by_text("Den personlige lenken din er fylt inn.")).to_be_visible()
    page.reload()
    expect(page.locator("input[name=link]")).to_have_value(secret)
    assert not any(secret in each for each in asked)
    page.get_by_role("button", name="Nynorsk").click()
    expect(page.locator("input[name=link]")).to_have_value(secret)


def test_the_code_is_copied(context: NewContext, link: str) -> None:
    browser = context()
    browser.grant_permissions(["clipboard-read", "clipboard-write"])
    page = browser.new_page()
    page.goto(link)
    page.get_by_role("button", name="Start undersøkelsen").click()
    code = page.locator("[data-code]").inner_text()
    page.get_by_role("button", name="Kopier koden").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code
