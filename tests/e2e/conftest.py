"""A real browser, the local world with its processes, and an open round whose links came by mail."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from must.core.campaign.periods import Period
from must.core.instrument.model import Selection
from must.world.local import LocalWorld, Ports
from must.world.rounds import Enterprise, Plan, Round
from must.world.telling import Telling

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
AXE_RUN = """axe.run({resultTypes: ["violations"]}).then(({passes, violations}) =>
    [passes.length, violations.map(one => [one.id, one.nodes.map(node => node.target)])])"""
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1280, 360
PEOPLE = 200
PLAN = Plan(
    instrument="must-2026",
    selection=Selection("full"),
    ordered=date(2026, 2, 9),
    period=Period(date(2026, 3, 2), date(2026, 3, 15)),
    reminded=date(2026, 3, 9),
    seed=1,
)

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world() -> Iterator[LocalWorld]:
    """Every zone's processes on free ports, on the day when the round is ordered."""
    directory = Path(tempfile.mkdtemp(prefix="must-e2e-"))
    try:
        begins = datetime(PLAN.ordered.year, PLAN.ordered.month, PLAN.ordered.day, 8, tzinfo=UTC)
        with LocalWorld(directory, Ports.free(), begins=begins) as world:
            yield world
    finally:
        shutil.rmtree(directory)


@dataclass
class OpenRound:
    """A round that takes answers. home: the address of its start page."""

    home: str
    _links: list[str] = field(repr=False)

    def link(self) -> str:
        """Somebody's whole link, as it stood in the mail. Everybody gets another one."""
        return self._links.pop()


@pytest.fixture(scope="session")
def open_round(world: LocalWorld) -> OpenRound:
    staff_file = world.directory / "staff.csv"
    people = [f"person{number}@kyst.example;{'Havn' if number % 2 else 'Los'}" for number in range(PEOPLE)]
    staff_file.write_text("\n".join(["E-post;Avdeling", *people]), "utf-8")
    round_ = Round(world, Enterprise("Kystverksdirektoratet", staff_file), PLAN, Telling(io.StringIO()))
    mails = round_.open()
    home = f"{world.origin('collection')}/s/{round_.code}/"
    return OpenRound(home, [link for mail in mails for link in mail.links if link.startswith(f"{home}?")])


@pytest.fixture
def context(chromium: Browser) -> Iterator[NewContext]:
    """Makes browsers that share nothing: one per call, all closed in the end."""
    made: list[BrowserContext] = []

    def new(width: int = WIDE, **options: Any) -> BrowserContext:
        phone = {"has_touch": True, "is_mobile": True} if width == NARROW else {}
        made.append(chromium.new_context(viewport={"width": width, "height": 800}, **{"locale": "nb-NO", **phone, **options}))
        made[-1].set_default_timeout(20_000)
        return made[-1]

    yield new
    for each in made:
        each.close()


def axe_findings(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe-core has against the page: rule, and where. Every rule runs; only violations are described and sent here, which is quick."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    passed, findings = page.evaluate(AXE_RUN)
    assert passed > 10, "axe looked at the page"
    return [(rule, where) for rule, where in findings]


def sticks_out(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
