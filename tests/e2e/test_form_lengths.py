"""What passes over the line while a page is answered, as whoever sees the encrypted traffic does: how long, and how many."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import OpenRound
from tests.e2e.test_form import press, question, tick
from tests.e2e.test_form_saving import BACK, OFFLINE, ONE, READY, SAVED, THREE, TWO, Started, cut, line, mend, spoken
from tests.e2e.test_form_saving import started as started  # noqa: PLC0414 - a fixture

OPENER, FOLLOW_UP = "unwanted_sexual_attention_1", "unwanted_sexual_attention_source_1"


def posts(page: Page) -> list[int]:
    """The lengths of the bodies that the page sends from now on."""
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")) if request.method == "POST" else None)
    return sent


@pytest.fixture
def sensitive(started: Started, open_round: OpenRound) -> Page:
    """The page whose questions are the most sensitive, opened by a stopped clock."""
    page = started()
    page.clock.install()
    for number in range(3, 20):
        page.goto(f"{open_round.home}page/{number}")
        if page.locator(f"[data-question={OPENER}]").count():
            return page
    raise AssertionError("no such page")


@pytest.mark.promise("P09")
def test_every_request_of_a_page_is_as_long_as_the_others(started: Started) -> None:
    page = started()
    sent = posts(page)
    for item, value in ((ONE, 1), (TWO, 5)):
        tick(page, item, value)
        expect(line(page)).to_have_text(SAVED)
    question(page, ONE).get_by_role("button", name="Ta tilbake svaret").click()
    cut(page, lose_answers=True)
    tick(page, THREE, 3)
    expect(line(page)).to_have_text(OFFLINE)
    tick(page, THREE, 4)
    mend(page)
    expect(spoken(page)).to_have_text(BACK)
    press(page, "next")
    assert len(sent) >= 4
    assert len(set(sent)) == 1
    assert sent[0] % 1024 == 0


@pytest.mark.promise("P09")
@pytest.mark.parametrize("value", [1, 3])
def test_on_a_sensitive_page_the_number_of_requests_does_not_tell_how_much_was_answered(sensitive: Page, value: int) -> None:
    sent = posts(sensitive)
    tick(sensitive, OPENER, value)
    sensitive.clock.run_for(5_000)
    if value == 3:
        tick(sensitive, FOLLOW_UP, 1)
    sensitive.clock.run_for(5_000)
    assert sent == []
    sensitive.clock.run_for(20_000)
    expect(line(sensitive)).to_have_text(SAVED)
    assert len(sent) == 1
    press(sensitive, "next")
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_on_a_sensitive_page_nothing_says_saved_beside_an_answer_that_waits(sensitive: Page) -> None:
    tick(sensitive, OPENER, 3)
    sensitive.clock.run_for(20_000)
    expect(line(sensitive)).to_have_text(SAVED)
    sent = posts(sensitive)
    tick(sensitive, FOLLOW_UP, 1)
    expect(line(sensitive)).to_have_text(READY)
    expect(spoken(sensitive)).to_be_empty()
    assert sent == []
    sensitive.clock.run_for(20_000)
    expect(line(sensitive)).to_have_text(SAVED)
    assert len(sent) == 1


def test_nor_beside_one_that_was_given_while_another_was_on_its_way(sensitive: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    sensitive.route("**/page/*", hold_the_first)
    tick(sensitive, OPENER, 3)
    with sensitive.expect_request("**/page/*"):
        sensitive.clock.run_for(20_000)
    tick(sensitive, FOLLOW_UP, 1)
    with sensitive.expect_response("**/page/*"):
        held[0].continue_()
    expect(sensitive.locator("[name=shown]")).to_have_value(f"{OPENER}:3")
    expect(line(sensitive)).to_have_text(READY)
    sensitive.clock.run_for(20_000)
    expect(line(sensitive)).to_have_text(SAVED)
