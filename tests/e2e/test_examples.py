"""The example reports in a real browser, as they are served: what a report's page does, the zone's headers let it do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, WIDE, NewContext, axe_findings, sticks_out

LOADED = "document.fonts.ready.then(() => [...document.fonts].filter(font => font.status === 'loaded').length)"


def listening(page: Page) -> list[str]:
    """What goes wrong from now on: what the browser says, and what it doesn't get."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url[:100]))
    return said


@pytest.mark.promise("P14")
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_anybody_finds_a_report_and_reads_it(context: NewContext, world: LocalWorld, width: int) -> None:
    browser = context(width)
    page = browser.new_page()
    said = listening(page)
    page.goto(world.origin("collection"))
    page.get_by_role("link", name="Se eksempelrapporter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eksempelrapporter")
    assert (axe_findings(page), sticks_out(page)) == ([], False)
    page.locator("#short").get_by_role("link", name="Nettside").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kurs og nettsider")
    page.get_by_role("link", name="Veiledningssenteret").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Veiledningssenteret")
    assert page.evaluate(LOADED) == 2, "the page's own typeface"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600", "its style"
    page.get_by_role("button", name="Vis alle tabeller").click()
    assert page.locator("details:not([open])").count() == 0, "its script"
    assert not sticks_out(page)
    assert said == []
    assert browser.cookies() == []


def test_a_report_comes_under_a_name_that_says_what_it_is(context: NewContext, world: LocalWorld) -> None:
    page = context(WIDE).new_page()
    page.goto(f"{world.origin('collection')}/examples")
    with page.expect_download() as download:
        page.locator("#unit").get_by_role("link", name="PowerPoint").first.click()
    assert download.value.suggested_filename == "must-example-unit.nb.pptx"
