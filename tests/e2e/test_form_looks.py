"""Every page of the collection zone as people see it: axe finds nothing, nothing sticks out, nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, WIDE, NewContext, OpenRound, axe_findings, sticks_out
from tests.e2e.test_form import arrive, press, start, themes

WINDOWS = [(width, scheme) for width in (WIDE, NARROW) for scheme in ("light", "dark")]
SMALLEST_TARGET = 44
COMPLAINTS = {"error", "warning", "assert"}
"""What a browser complains of; as mere information it says that `Clear-Site-Data` has been heeded."""


def pages(page: Page, world: LocalWorld, open_round: OpenRound) -> Iterator[str]:
    """Go through every page that there is, in the states that it can be in; yields what each is."""
    home, link = open_round.home, open_round.link()
    page.goto(world.origin("collection"))
    yield "the zone's start page"
    for path in ("nothing", "s/nothere1/"):
        page.goto(f"{world.origin('collection')}/{path}")
        yield f"not found: {path}"
    page.goto(home)
    yield "start page without a link"
    page.locator("form#door button").first.click()
    yield "start page after a link that isn't one"
    page.goto(link)
    page.locator("summary").click()
    yield "start page with a link, participation text open"
    for name in ("letter", "contact", "continue"):
        page.goto(home + name)
        yield name
    page.locator("form#door button").first.click()
    yield "continue, refused"
    arrive(page, link)
    page.go_back()
    yield "code"
    page.go_forward()
    for number in themes(page):
        yield f"theme {number}, empty"
        for index, each in enumerate(page.locator("[data-question]:visible").all()):
            each.locator("input").nth(index % 3 if each.locator("input").count() > 2 else 1).check()
        yield f"theme {number}, answered"
    yield "done"
    for name in ("pause", "withdraw"):
        page.goto(home + name)
        yield name
    page.locator("main form button").click()
    yield "withdrawn"


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.promise("P03")
def test_axe_finds_nothing_and_nothing_sticks_out(
    context: NewContext, world: LocalWorld, open_round: OpenRound, width: int, scheme: str
) -> None:
    page = context(width, color_scheme=scheme, reduced_motion="reduce").new_page()
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type in COMPLAINTS and "status of 4" not in said.text else None)
    found, count = {}, 0
    for what in pages(page, world, open_round):
        count += 1
        if findings := axe_findings(page):
            found[what] = findings
        if sticks_out(page):
            found[f"{what}, sideways"] = []
    assert found == {}
    assert count > 30
    assert trouble == [], "a script failed, or the page's policy refused something"
    assert [url for url in asked if not url.startswith((world.origin("collection"), "data:"))] == []


def test_targets_are_a_row_on_a_wide_screen_and_a_list_of_whole_lines_on_a_phone(context: NewContext, open_round: OpenRound) -> None:
    for width in (WIDE, NARROW):
        page = context(width).new_page()
        start(page, open_round.link())
        targets = [label.bounding_box() for label in page.locator("[data-question]").first.locator("label").all()]
        boxes = [box for box in targets if box is not None]
        assert len(boxes) == 5
        assert all(box["height"] >= SMALLEST_TARGET for box in boxes)
        tops, lefts = {round(box["y"]) for box in boxes}, {round(box["x"]) for box in boxes}
        assert (len(tops), len(lefts)) == ((1, 5) if width == WIDE else (5, 1))
        if width == NARROW:
            assert all(box["width"] > width - 60 for box in boxes)


def test_every_button_and_link_can_be_hit_with_a_thumb(context: NewContext, open_round: OpenRound) -> None:
    page = context(NARROW).new_page()
    start(page, open_round.link())
    for control in page.locator("button:visible, footer a:visible, header a:visible").all():
        box = control.bounding_box()
        assert box is not None
        if control.get_attribute("aria-hidden") is None:
            assert box["height"] >= SMALLEST_TARGET, control.inner_text()


def test_nothing_moves_when_an_answer_is_given(context: NewContext, open_round: OpenRound) -> None:
    page = context(WIDE).new_page()
    start(page, open_round.link())
    last = page.locator("[data-question]").last
    before = last.bounding_box()
    page.locator("[data-question]").first.locator("label").first.click()
    assert last.bounding_box() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answered_question_gets_quieter(context: NewContext, open_round: OpenRound, scheme: str) -> None:
    page = context(WIDE, color_scheme=scheme).new_page()
    start(page, open_round.link())
    legend = page.locator("[data-question] legend").first
    weight = "legend => getComputedStyle(legend).fontWeight"
    before = legend.evaluate(weight)
    page.locator("[data-question]").first.locator("label").first.click()
    assert int(legend.evaluate(weight)) < int(before)


def test_paper_has_the_code_and_no_buttons(context: NewContext, open_round: OpenRound) -> None:
    page = context(WIDE).new_page()
    code = start(page, open_round.link())
    press(page, "code")
    page.emulate_media(media="print")
    assert code in page.locator("body").inner_text()
    assert page.locator("button:visible, nav:visible, footer:visible").count() == 0
