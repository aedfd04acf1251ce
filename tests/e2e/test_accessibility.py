"""WCAG 2.1 AA beyond axe (P03), on every page of a participant's: reading order, keyboard, zoom, spacing, forced colours, speech.

What the accessibility statement says was tested is tested here; docs/accessibility.md says which sentence rests on which test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from must.core.common.languages import Language
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.ui.texts import texts
from must.world.local import LocalWorld
from tests.e2e.accessible import complaints, groups, misread
from tests.e2e.conftest import NARROW, NewContext, OpenRound, axe_findings, sticks_out
from tests.e2e.test_form import FIRST, FOLLOW_UP, OPENING, arrive, press, question, start, themes, tick

INSTRUMENT = load_instrument("must-2026")
EVERYTHING = Selection("full", modules=frozenset(theme.id for theme in INSTRUMENT.modules))
TRIAL = "/".join(["try", "+".join(["full", *sorted(EVERYTHING.modules)])])
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
SELDOM = 20_000
"""Milliseconds between two saves on a page with follow-ups."""
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", list(LOCALES))


def go_in(page: Page, link: str) -> None:
    """Start, in whatever language."""
    page.goto(link)
    page.locator("form#door button").first.click()
    page.wait_for_url("**/code")


def doors(page: Page, world: LocalWorld, open_round: OpenRound, link: str) -> Iterator[str]:
    """Pages around the form, in the states that they can be in; yields what each is."""
    origin, home = world.origin("collection"), open_round.home
    for name, path in {
        "front": "/",
        "examples": "/examples",
        "accessibility-front": "/accessibility",
        "not-found": "/nothing",
        "try": "/try/",
    }.items():
        page.goto(origin + path)
        yield name
    page.goto(home)
    yield "start"
    page.locator("form#door button").first.click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    yield "start-refused"
    page.goto(link)
    yield "start-with-link"
    for name in ("letter", "contact", "accessibility", "resend", "resent", "forgotten", "continue"):
        page.goto(home + name)
        yield name
    page.locator("form#door button").first.click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    yield "continue-refused"
    page.evaluate("document.querySelector('#door [name=csrfmiddlewaretoken]').value = 'x'")
    with page.expect_navigation():
        page.locator("form#door button").first.click()
    yield "error"


def after(page: Page, open_round: OpenRound, link: str) -> Iterator[str]:
    """Pages of whoever has started."""
    go_in(page, link)
    yield "code"
    for name in ("done", "pause", "withdraw"):
        page.goto(open_round.home + name)
        yield name
    page.locator("main form button").click()
    page.wait_for_url("**/withdrawn")
    yield "withdrawn"


def unfold(page: Page) -> None:
    """Answer so that every follow-up on the page opens."""
    for follows in page.locator("[data-follows]").all():
        value = str(follows.get_attribute("data-values")).split()[-1]
        page.locator(f'input[name="{follows.get_attribute("data-follows")}"][value="{value}"]').check()


def theme_pages(page: Page, world: LocalWorld) -> Iterator[int]:
    """Every page of the form with every module, follow-ups open, as somebody who leads others; yields its number."""
    page.goto(f"{world.origin('collection')}/{TRIAL}/page/1")
    for number in themes(page):
        for each in page.locator("[data-question]:visible").all() if number == 1 else []:
            each.locator("input").last.check()
        unfold(page)
        yield number


@IN_EVERY_LANGUAGE
@pytest.mark.promise("P03")
def test_every_page_keeps_to_what_axe_cant_see(context: NewContext, world: LocalWorld, open_round: OpenRound, language: str) -> None:
    page, found, titles = context(locale=LOCALES[language]).new_page(), {}, dict[str, str]()
    link = re.sub(r"\?nb", f"?{language}", open_round.link())
    for walk in (doors(page, world, open_round, link), after(page, open_round, link)):
        for what in walk:
            if wrong := complaints(page):
                found[what] = wrong
            assert page.locator("html").get_attribute("lang") == language, what
            titles[what] = page.title()
    assert found == {}
    assert len(titles) > 18
    same = {"accessibility", "accessibility-front", "start-with-link", "error", "not-found"}
    assert len({title for what, title in titles.items() if what not in same}) == len(titles.keys() - same)
    for what, title in titles.items():
        assert title.startswith(texts(language)("error.prefix")) == what.endswith("refused"), title


@pytest.mark.promise("P03")
def test_every_theme_keeps_to_it_too_and_is_read_as_it_is_written(context: NewContext, world: LocalWorld) -> None:
    """Each page with its follow-ups open, in one language after the other."""
    page, found, titles = context().new_page(), dict[int, list[str]](), set()
    asked = dict(enumerate(INSTRUMENT.asked(EVERYTHING), start=1))
    for number in theme_pages(page, world):
        theme, items = asked[number]
        language = list(Language)[number % 3]
        page.locator(f".must-languages [lang={language}]").click()
        page.wait_for_function("wanted => document.documentElement.lang === wanted", arg=language.value)
        unfold(page)
        wrong = complaints(page, walk=number % 4 == 1) + [str(each) for each in (axe_findings(page) if theme in INSTRUMENT.modules else [])]
        known = {item.text[language]: [option.text[language] for option in item.responses.options] for item in items}
        not_relevant = texts(language)("form.not_relevant")
        for name, options in groups(page):
            if [each for each in options if each != not_relevant] != known.get(name):
                wrong.append(f"read out as {name}: {options}")
        if wrong:
            found[number] = wrong
        titles.add(page.title())
    assert found == {}
    assert len(titles) == len(asked)


@pytest.mark.promise("P03")
def test_pages_are_read_out_as_they_should_be(context: NewContext, world: LocalWorld, open_round: OpenRound) -> None:
    page, link, found = context().new_page(), open_round.link(), list[str]()
    for walk in (doors(page, world, open_round, link), after(page, open_round, link)):
        for what in walk:
            # Little to read; a text that is reviewed for itself; and sizes that change with the reports.
            if what not in ("error", "not-found", "letter", "examples"):
                found += misread(page, f"nb/{what}")
    assert found == []


@IN_EVERY_LANGUAGE
@pytest.mark.promise("P03")
def test_questions_are_read_out_with_what_was_chosen(context: NewContext, open_round: OpenRound, language: str) -> None:
    page = context(locale=LOCALES[language]).new_page()
    go_in(page, open_round.link())
    page.locator("main a.ds-button").click()
    page.wait_for_url("**/page/1")
    press(page, "next")
    page.wait_for_url("**/page/2")
    tick(page, FIRST, 4)
    page.locator("[data-state=saved]").wait_for()
    assert misread(page, f"{language}/theme") == []


@pytest.mark.promise("P03")
def test_follow_ups_are_read_out_where_they_open(context: NewContext, open_round: OpenRound) -> None:
    page = context().new_page()
    page.clock.install()
    start(page, open_round.link())
    for _ in themes(page):
        if question(page, OPENING).count():
            break
    tick(page, OPENING, 3)
    page.clock.run_for(SELDOM)
    page.locator("[data-state=saved]").wait_for()
    assert misread(page, "nb/follow-ups") == []


@pytest.mark.promise("P03")
def test_a_page_is_answered_by_keyboard_alone(context: NewContext, open_round: OpenRound) -> None:
    page = context().new_page()
    start(page, open_round.link())
    keys, radios = page.keyboard, question(page, FIRST).get_by_role("radio")
    expect(page.locator("h1")).to_be_focused()  # a new page is read from its heading
    keys.press("Tab")
    expect(radios.first).to_be_focused()
    keys.press("Space")
    for _ in range(2):
        keys.press("ArrowDown")
    expect(radios.nth(2)).to_be_checked()
    expect(radios.nth(2)).to_be_focused()
    keys.press("Tab")
    expect(question(page, FIRST).get_by_role("button")).to_be_focused()
    keys.press("Enter")  # take back
    expect(radios.first).to_be_focused()
    expect(question(page, FIRST).locator("input:checked")).to_have_count(0)
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    nynorsk = page.get_by_role("button", name="Nynorsk")
    expect(nynorsk).to_be_focused()
    with page.expect_navigation():
        keys.press("Enter")
    expect(nynorsk).to_be_focused()
    expect(nynorsk).to_have_attribute("aria-current", "true")
    with page.expect_navigation():
        page.locator("button[value=next]").last.press("Enter")
    expect(page).to_have_url(re.compile("/page/3$"))
    expect(page.locator("h1")).to_be_focused()


def test_opening_follow_ups_by_keyboard_moves_nothing_and_leads_into_them(context: NewContext, open_round: OpenRound) -> None:
    page = context().new_page()
    start(page, open_round.link())
    for _ in themes(page):
        if question(page, OPENING).count():
            break
    chosen = question(page, OPENING).get_by_role("radio").nth(2)
    chosen.focus()
    page.keyboard.press("Space")
    expect(question(page, FOLLOW_UP)).to_be_visible()
    expect(chosen).to_be_focused()
    seen = set()
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('[data-question]')?.dataset.question"))
    assert FOLLOW_UP in seen


def test_the_skip_link_skips_and_links_of_languages_keep_the_focus(context: NewContext, open_round: OpenRound) -> None:
    page = context().new_page()
    page.goto(f"{open_round.home}letter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.get_by_role("link", name="English").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="English")).to_be_focused()
    page.goto(open_round.home)
    page.get_by_role("button", name="Nynorsk").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.get_by_role("button", name="Nynorsk")).to_be_focused()


def test_an_error_summary_leads_to_its_field(context: NewContext, open_round: OpenRound) -> None:
    page = context(java_script_enabled=False).new_page()
    page.goto(f"{open_round.home}continue")
    page.get_by_label("Koden din").fill("ABCDE-FGHJK")
    page.get_by_role("button", name="Fortsett").press("Enter")
    expect(page).to_have_title(re.compile("^Feil: "))
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Sjekk lenken")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Koden din")).to_be_focused()
    expect(page.get_by_label("Koden din")).to_have_value("ABCDE-FGHJK")


@pytest.mark.parametrize("typed", ["", "ikke en adresse"])
def test_an_address_that_is_none_keeps_the_focus_in_its_field(context: NewContext, open_round: OpenRound, typed: str) -> None:
    page = context().new_page()
    page.goto(f"{open_round.home}resend")
    field = page.get_by_label("E-postadressen din på jobben")
    field.fill(typed)
    page.get_by_role("button", name="Send lenken min").press("Enter")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.matches(':invalid') && field.validationMessage.length > 10")
    expect(page).to_have_url(re.compile("/resend$"))


def test_too_many_attempts_are_told_first(context: NewContext, open_round: OpenRound) -> None:
    page = context().new_page()
    page.goto(open_round.link())
    page.get_by_role("button", name="Fortsett med koden min").click()
    for _ in range(80):
        page.get_by_label("Koden din").fill("ABCDE-FGHJK")
        page.get_by_role("button", name="Fortsett").click()
        if page.title().startswith("Vent et minutt"):
            break
    expect(page.get_by_role("alert")).to_be_focused()
    assert (complaints(page), axe_findings(page)) == ([], [])


@pytest.mark.parametrize("options", [{"color_scheme": "dark", "locale": "en-GB"}, {"width": NARROW, "locale": "nn-NO"}])
def test_axe_finds_nothing_on_pages_around_the_form(
    context: NewContext, world: LocalWorld, open_round: OpenRound, options: dict[str, Any]
) -> None:
    page, found = context(**options).new_page(), {}
    for what in doors(page, world, open_round, open_round.link()):
        if (findings := axe_findings(page)) or sticks_out(page):
            found[what] = findings
    assert found == {}


def test_copying_the_code_is_said_aloud(context: NewContext, open_round: OpenRound) -> None:
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    go_in(page, open_round.link())
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("button", name="Kopier koden").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-code]").inner_text()


def test_paper_has_the_letter_whole_and_black_on_white(context: NewContext, open_round: OpenRound) -> None:
    page = context(color_scheme="dark").new_page()
    arrive(page, open_round.link())
    for name in ("letter", "code"):
        page.goto(open_round.home + name)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("nav:visible, footer:visible, .must-print-hide:visible").count() == 0
        dark = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert dark == "rgb(0, 0, 0)"
        page.emulate_media(media="screen")
