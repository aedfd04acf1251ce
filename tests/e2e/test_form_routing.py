"""What background decides, in a real browser, on the trial form: the page of leaders comes and goes, the office page has its questions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, WIDE, NewContext, axe_findings, sticks_out
from tests.e2e.test_form import press, tick


def go_on(page: Page, heading: str) -> None:
    """Press “next” until a page with that heading stands there."""
    for _ in range(20):
        press(page, "next")
        page.wait_for_load_state()
        if page.get_by_role("heading", level=1).inner_text() == heading:
            return
    raise AssertionError(f"no page {heading}")


def questions(page: Page) -> list[str]:
    return [str(each.get_attribute("data-question")) for each in page.locator("[data-question]:visible").all()]


@pytest.mark.promise("P03")
@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_background_decides_which_pages_and_questions_come(context: NewContext, world: LocalWorld, width: int, scripts: bool) -> None:
    page = context(width, java_script_enabled=scripts).new_page()
    home = f"{world.origin('collection')}/try/short+leadership+office_solution/page/"
    page.goto(f"{home}1")
    tick(page, "leader_responsibility", 2)
    tick(page, "office_kind", 4)
    go_on(page, "Å være leder")
    leaders = page.url
    tick(page, "leader_conditions_1", 4)
    press(page, "next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arbeidsplass og kontorløsning")
    assert questions(page)[3:] == ["office_disturbance_1", "office_disturbance_2", "workplace_choice_1"]
    page.goto(f"{home}1")
    tick(page, "leader_responsibility", 1)
    tick(page, "office_kind", 5)
    go_on(page, "Arbeidsplass og kontorløsning")
    assert questions(page)[3:] == ["contact_at_a_distance_1", "contact_at_a_distance_2"]
    press(page, "back")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Å være leder")
    page.goto(leaders)
    expect(page.get_by_role("heading", level=1)).to_have_text("Arbeidsplass og kontorløsning")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_on_the_pages_of_modules(context: NewContext, world: LocalWorld, width: int) -> None:
    page = context(width).new_page()
    page.goto(f"{world.origin('collection')}/try/short+leadership+office_solution/page/1")
    tick(page, "leader_responsibility", 2)
    tick(page, "office_kind", 4)
    for heading in ("Å være leder", "Arbeidsplass og kontorløsning"):
        go_on(page, heading)
        assert axe_findings(page) == []
        assert not sticks_out(page)
