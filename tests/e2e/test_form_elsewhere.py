"""Answers given in several places: other tabs, other devices, other people's turns at one browser, and rounds that take none any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from must.world.local import LocalWorld
from tests.e2e.conftest import NARROW, NewContext, OpenRound
from tests.e2e.test_form import press, question, tick, ticked
from tests.e2e.test_form_saving import (
    AGAIN,
    NEXT_PAGE,
    OFFLINE,
    ON_NEXT_PAGE,
    ONE,
    PAGE,
    SAVED,
    THREE,
    TWO,
    Started,
    begin,
    button,
    cut_for_good,
    drafts,
    line,
    saved,
    until,
)
from tests.e2e.test_form_saving import started as started  # noqa: PLC0414 - a fixture


def other_device(page: Page, context: NewContext) -> Page:
    """Another browser whose holder has gone on with the same attempt, on the same page."""
    browser = context(NARROW)
    browser.add_cookies([{**cookie} for cookie in page.context.cookies()])  # type: ignore[typeddict-item]
    other = browser.new_page()
    other.goto(page.url)
    return other


def test_what_was_answered_elsewhere_since_stands(started: Started) -> None:
    page = started()
    cut_for_good(page)
    tick(page, ONE, 2)
    tick(page, TWO, 2)
    expect(line(page)).to_have_text(OFFLINE)
    other = page.context.new_page()
    other.goto(page.url)
    tick(other, ONE, 5)
    expect(line(other)).to_have_text(SAVED)
    page.reload()
    expect(line(page)).to_have_text(SAVED)
    assert (ticked(page, ONE), ticked(page, TWO)) == ("5", "2")
    assert saved(page) == {ONE: 5, TWO: 2}


@pytest.mark.parametrize("how", ["stay", "next", "asleep"])
def test_what_was_chosen_offline_yields_to_what_was_answered_on_another_device_since(
    started: Started, context: NewContext, how: str
) -> None:
    laptop = started()
    if how == "asleep":
        laptop.clock.install()
        laptop.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    else:
        laptop.context.set_offline(True)
    tick(laptop, ONE, 1)
    tick(laptop, TWO, 1)
    if how != "asleep":
        expect(line(laptop)).to_have_text(OFFLINE)
    phone = other_device(laptop, context)
    tick(phone, ONE, 5)
    expect(line(phone)).to_have_text(SAVED)
    if how == "asleep":  # before it had sent anything
        laptop.clock.fast_forward("01:00:00")
    elif how == "next":
        button(laptop, "next").click()
        expect(line(laptop)).to_have_text(f"{OFFLINE} {AGAIN}")
    laptop.context.set_offline(False)
    expect(line(laptop)).to_have_text(SAVED)
    assert (ticked(laptop, ONE), ticked(laptop, TWO)) == ("5", "1"), "the page shows what stands"
    assert saved(phone) == {ONE: 5, TWO: 1}


def test_of_two_devices_that_are_connected_the_later_answer_counts(started: Started, context: NewContext) -> None:
    laptop = started()
    phone = other_device(laptop, context)
    tick(phone, ONE, 5)
    expect(line(phone)).to_have_text(SAVED)
    tick(laptop, ONE, 1)
    expect(line(laptop)).to_have_text(SAVED)
    assert saved(phone) == {ONE: 1}


def test_two_tabs_do_not_undo_one_another(started: Started) -> None:
    one = started()
    two, next_page = one.context.new_page(), one.context.new_page()
    two.goto(one.url)
    next_page.goto(one.url.replace(PAGE, NEXT_PAGE))
    tick(one, ONE, 1)
    tick(two, TWO, 2)
    tick(next_page, ON_NEXT_PAGE, 3)
    for page in (one, two, next_page):
        expect(line(page)).to_have_text(SAVED)
    assert (saved(one), saved(one, 3)) == ({ONE: 1, TWO: 2}, {ON_NEXT_PAGE: 3})
    question(one, ONE).get_by_role("button", name="Ta tilbake svaret").click()
    expect(one.locator("[name=shown]")).to_have_value("")
    tick(two, ONE, 4)
    expect(two.locator("[name=shown]")).to_have_value(f"{ONE}:4 {TWO}:2")
    tick(one, THREE, 5)
    press(one, "next")
    assert saved(two) == {ONE: 4, TWO: 2, THREE: 5}, "what was taken back in one tab stays given in the other, where it was given later"


def test_a_page_from_the_browsers_memory_shows_how_things_stand(started: Started) -> None:
    page = started()
    other = page.context.new_page()
    other.goto(page.url)
    tick(other, ONE, 4)
    expect(line(other)).to_have_text(SAVED)
    remembered = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page.context.set_offline(True)
    page.evaluate(remembered)
    expect(line(page)).to_have_text(OFFLINE)
    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    with page.expect_navigation():
        page.evaluate(remembered)
    assert ticked(page, ONE) == "4"


def test_somebody_elses_start_in_the_same_browser_gets_none_of_the_answers(started: Started, open_round: OpenRound) -> None:
    page = started()
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(SAVED)
    begin(page.context, open_round)
    tick(page, TWO, 3)
    page.wait_for_url(open_round.home)
    page.goto(open_round.home + PAGE)
    assert saved(page) == {}
    assert ticked(page, TWO) is None
    until(lambda: drafts(page) == {}, page)


def test_where_the_attempt_is_gone_the_page_goes_where_the_server_says(started: Started, open_round: OpenRound) -> None:
    page = started()
    page.context.set_offline(True)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    page.context.clear_cookies(name="must_answer")
    page.context.set_offline(False)
    page.wait_for_url(f"{open_round.home}continue")


def test_where_the_round_takes_no_answers_any_more_it_does_so_too(started: Started, open_round: OpenRound, world: LocalWorld) -> None:
    """Before its opening as after its close; only that nobody can open it again in a test."""
    page, now = started(), world.clock.now()
    page.context.set_offline(True)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    world.clock.set(now - timedelta(days=30))
    try:
        page.context.set_offline(False)
        page.wait_for_url(open_round.home)
        expect(page.get_by_role("heading", level=1)).to_have_text("Undersøkelsen har ikke åpnet ennå")
    finally:
        world.clock.set(now)


@pytest.mark.parametrize(("path", "pressed"), [("pause", "Avslutt og glem denne maskinen"), ("withdraw", "Ja, slett svarene mine")])
def test_forgetting_and_withdrawing_delete_what_was_kept(started: Started, open_round: OpenRound, path: str, pressed: str) -> None:
    page = started()
    cut_for_good(page)
    tick(page, ONE, 2)
    expect(line(page)).to_have_text(OFFLINE)
    page.goto(open_round.home + path)
    assert len(drafts(page)) == 1
    with page.expect_navigation():
        page.get_by_role("button", name=pressed).click()
    assert drafts(page) == {}
