"""What a page of questions does by itself when it can't save, and when it is left: it tries again, saves on the way out, and warns."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from must.world.local import LocalWorld
from tests.e2e.conftest import NewContext, OpenRound
from tests.e2e.test_form import tick
from tests.e2e.test_form_saving import BUSY, OFFLINE, ONE, PAGE, SAVED, TWO, begin, line, saved, shown, until


@pytest.fixture
def started(context: NewContext, open_round: OpenRound) -> Page:
    """A page of questions, where somebody has just started."""
    browser = context()
    begin(browser, open_round)
    page = browser.new_page()
    page.goto(open_round.home + PAGE)
    return page


def test_what_could_not_be_saved_is_tried_again_by_itself(started: Page) -> None:
    """Nothing tells the page that the server is well again: neither the browser, nor somebody who does anything."""
    tries: list[str] = []

    def fail(route: Route) -> None:
        tries.append(route.request.method)
        route.fulfill(status=503)

    started.route("**/page/*", fail)
    tick(started, ONE, 2)
    until(lambda: len(tries) >= 3, started)
    expect(line(started)).to_contain_text(BUSY)
    assert saved(started) == {}
    started.unroute("**/page/*")
    expect(line(started)).to_have_text(SAVED, timeout=10_000)
    assert saved(started) == {ONE: 2}


@pytest.mark.parametrize("on_its_way", [False, True], ids=["nothing on its way", "a request on its way"])
def test_leaving_for_another_site_saves_what_was_not_saved_yet(
    started: Page, open_round: OpenRound, world: LocalWorld, on_its_way: bool
) -> None:
    """There, no draft of ours can be read any more; and nobody comes back to bring it."""
    if on_its_way:
        started.route("**/page/2", lambda route: None)
        with started.expect_request("**/page/2"):
            tick(started, ONE, 2)
    started.evaluate("window.setTimeout = () => 0")  # the pause after a change doesn't end
    tick(started, TWO, 3)
    assert saved(started) == {}
    browser = started.context
    started.goto(f"{world.origin('research')}/")
    until(lambda: shown(browser.request.get(open_round.home + PAGE).text()).get(TWO) == 3, started)


def test_closing_what_is_not_saved_is_warned_of_and_what_is_saved_is_not(started: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    started.on("dialog", stay)
    started.context.set_offline(True)
    tick(started, ONE, 2)
    expect(line(started)).to_have_text(OFFLINE)
    started.close(run_before_unload=True)
    until(lambda: asked == ["beforeunload"], started)
    assert not started.is_closed()
    started.context.set_offline(False)
    expect(line(started)).to_have_text(SAVED)
    with started.expect_event("close"):
        started.close(run_before_unload=True)
    assert asked == ["beforeunload"]
