"""Trying the form out in a real browser: from the front page to the end, and nothing stays behind."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, WIDE, NewContext, axe_findings, sticks_out
from tests.e2e.test_form import FIRST, press, themes, tick, ticked

BOTH = pytest.mark.parametrize("width", [WIDE, NARROW])
STORED = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker?.getRegistrations() ?? []).length]"""


def begin(page: Page, world: LocalWorld, *chosen: str) -> None:
    page.goto(world.origin("collection"))
    page.get_by_role("link", name="Prøv undersøkelsen").click()
    for each in chosen:
        page.get_by_label(each).check()
    page.get_by_role("button", name="Begynn").click()
    page.wait_for_url("**/page/1")


@BOTH
def test_anybody_walks_through_the_chosen_form_and_leaves_nothing_behind(context: NewContext, world: LocalWorld, width: int) -> None:
    browser = context(width)
    page, seen, found = browser.new_page(), [], []
    begin(page, world, "Det fulle skjemaet", "Brukerorientering")
    assert "full+user_orientation" in page.url
    for number in themes(page):
        expect(page.locator(".must-band")).to_have_text(re.compile("Prøveversjon. Ingenting lagres."))
        seen.append(page.locator("h1").inner_text())
        if number in (1, 3) and (axe_findings(page) or sticks_out(page)):
            found.append(number)
        if page.locator(f'[data-question="{FIRST}"]').count():
            tick(page, FIRST, 4)
            asked = page.url
    expect(page).to_have_url(re.compile("/done$"))
    assert "Brukerorientering" in seen
    assert len(seen) > 10
    assert (found, axe_findings(page), sticks_out(page)) == ([], [], False)
    page.goto(asked)
    assert ticked(page, FIRST) == "4", "what was ticked follows along"
    assert {cookie["name"]: cookie["expires"] for cookie in browser.cookies()} == {"must_try": -1, "csrftoken": -1}
    assert page.evaluate(STORED) == [0, 0, 0, 0, 0]
    press(page, "leave")
    page.get_by_role("button", name="Tøm, og velg på nytt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prøv undersøkelsen")
    assert (axe_findings(page), sticks_out(page)) == ([], False)
    page.goto(asked)
    assert ticked(page, FIRST) is None


def test_without_javascript_and_in_every_language_it_is_the_same(context: NewContext, world: LocalWorld) -> None:
    page = context(NARROW, java_script_enabled=False).new_page()
    begin(page, world, "Det korte skjemaet")
    for language, band in (("Nynorsk", "Ingenting blir lagra"), ("English", "Nothing is stored"), ("Bokmål", "Ingenting lagres")):
        page.get_by_role("button", name=language).click()
        expect(page.locator(".must-band")).to_contain_text(band)
    walked = sum(1 for _ in themes(page))
    assert walked > 8
    expect(page.get_by_role("heading", level=1)).to_have_text("Slik er undersøkelsen")
