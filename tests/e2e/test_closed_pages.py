"""Pages after the close, and the start pages of the other zones: axe finds nothing, nothing sticks out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from must.world.local import LocalWorld
from must.world.rounds import Enterprise, Round
from must.world.telling import Telling
from tests.e2e.conftest import NARROW, PLAN, WIDE, NewContext, axe_findings, sticks_out
from tests.e2e.test_form import FIRST, press, start, tick
from tests.e2e.test_form_saving import OFFLINE, cut, drafts, mend

WINDOWS = [(width, scheme) for width in (WIDE, NARROW) for scheme in ("light", "dark")]
TOO_LATE = "Svar som du ga her, og som vi ikke fikk lagret før undersøkelsen ble lukket, er ikke med i resultatene."
Closed = tuple[str, list[tuple[str, str]]]
"""A round's address, and link and code of people who answered."""


@dataclass(frozen=True)
class Closing:
    """A round that is about to close. code: its code; home: its address; links: of everybody."""

    code: str
    home: str
    links: Sequence[str]


@dataclass(frozen=True)
class LeftOpen:
    """Two tabs of somebody's that stood open at the close: in one, an answer wasn't saved; in the other, all were."""

    unsaved: Page
    saved: Page


@pytest.fixture(scope="module")
def closing(world: LocalWorld) -> Closing:
    staff_file = world.directory / "closed.csv"
    staff_file.write_text("\n".join(["E-post;Avdeling", *(f"person{number}@los.example;Havn" for number in range(12))]), "utf-8")
    round_ = Round(world, Enterprise("Losdirektoratet", staff_file), PLAN, Telling(io.StringIO()))
    mails = round_.open()
    home = f"{world.origin('collection')}/s/{round_.code}/"
    return Closing(round_.code, home, [link for mail in mails for link in mail.links if link.startswith(home)])


@pytest.fixture(scope="module")
def left_open(chromium: Browser, closing: Closing) -> Iterator[LeftOpen]:
    with chromium.new_context(locale="nb-NO", viewport={"width": NARROW, "height": 800}) as context:
        tabs = LeftOpen(context.new_page(), context.new_page())
        start(tabs.unsaved, closing.links[-1])
        for page, answer in ((tabs.unsaved, 1), (tabs.saved, 2)):
            page.goto(f"{closing.home}page/2")
            tick(page, FIRST, answer)
            expect(page.locator("[data-saving]")).to_have_attribute("data-state", "saved")
        cut(tabs.unsaved)
        tick(tabs.unsaved, FIRST, 4)
        expect(tabs.unsaved.locator("[data-saving]")).to_have_text(OFFLINE)
        yield tabs


@pytest.fixture(scope="module")
def closed(world: LocalWorld, chromium: Browser, closing: Closing, left_open: LeftOpen) -> Closed:
    """A round that was closed after one person for each window had answered."""
    assert drafts(left_open.unsaved)
    answered = []
    for link in closing.links[: len(WINDOWS)]:
        context = chromium.new_context(locale="nb-NO")
        page = context.new_page()
        code = start(page, link)
        tick(page, FIRST, 1)
        press(page, "next")
        page.wait_for_url("**/page/3")
        answered.append((link, code))
        context.close()
    world.must("round", "close", closing.code)
    return closing.home, answered


def pages(page: Page, home: str, link: str, code: str) -> Iterator[str]:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Undersøkelsen er lukket")
    yield "closed"
    page.locator("main").get_by_role("link", name="Trekk svarene mine").click()
    expect(page.locator("#link")).to_have_value(link.partition("#")[2])
    yield "late"
    page.get_by_label("Koden din").fill("ABCDE-FGHJK")
    page.get_by_role("button", name="Finn svarene mine").click()
    yield "late, refused"
    page.goto(f"{home}continue")
    yield "late, by its address alone"
    page.get_by_label("Den personlige lenken din").fill(link.partition("#")[2])
    page.get_by_label("Koden din").fill(code)
    page.get_by_role("button", name="Finn svarene mine").click()
    yield "withdraw"
    page.get_by_role("button", name="Ja, slett svarene mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svarene dine er slettet")
    yield "withdrawn"


@pytest.mark.parametrize("window", range(len(WINDOWS)))
def test_axe_finds_nothing_after_the_close(context: NewContext, world: LocalWorld, closed: Closed, window: int) -> None:
    (width, scheme), (home, answered) = WINDOWS[window], closed
    page = context(width, color_scheme=scheme).new_page()
    found = {what: findings for what in pages(page, home, *answered[window]) if (findings := axe_findings(page)) or sticks_out(page)}
    for zone in ("identity", "research"):
        page.goto(world.origin(zone))
        if (findings := axe_findings(page)) or sticks_out(page):
            found[zone] = findings
    assert found == {}


def test_whoever_had_unsaved_answers_at_the_close_is_told_once_and_nobody_else(closed: Closed, left_open: LeftOpen) -> None:
    home, _ = closed
    late, in_time = left_open.unsaved, left_open.saved
    in_time.reload()
    expect(in_time.get_by_role("heading", level=1)).to_have_text("Undersøkelsen er lukket")
    expect(in_time.get_by_text(TOO_LATE)).to_be_hidden()
    mend(late)
    expect(late.get_by_role("heading", level=1)).to_have_text("Undersøkelsen er lukket")
    expect(late.get_by_text(TOO_LATE)).to_be_visible()
    assert not sticks_out(late)
    assert axe_findings(late) == []
    assert drafts(late) == {}, "it couldn't be saved any more"
    late.goto(home)
    expect(late.get_by_text(TOO_LATE)).to_be_hidden()
