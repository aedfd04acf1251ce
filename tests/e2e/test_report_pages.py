"""Reports in a real browser: axe finds nothing, nothing is fetched, nothing sticks out of a phone. Light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.reports.batch import render_reports
from must.reports.forms import Form

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("index.html", "reports/0/report.html", "reports/002/report.nn.html", "reports/003/report.en.html")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages")
    publication = Publication.from_json((DATA / "publications" / "example.json").read_bytes())
    render_reports(publication, load_instrument(DATA / "instruments" / "tiny"), out, forms=[Form.HTML])
    return out


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=str)
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(window: Page, pages: Path, page: str) -> None:
    window.goto((pages / page).as_uri())
    window.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    window.evaluate(AXE.read_text("utf-8"))
    found = window.evaluate("axe.run()")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 10


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fetches_nothing_and_fits_its_window(window: Page, pages: Path, page: str) -> None:
    fetched: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: fetched.append(request.url))
    window.on("console", lambda message: said.append(message.text))
    window.goto((pages / page).as_uri())
    assert fetched == [(pages / page).as_uri()]
    assert said == [], "the page's policy refused something"
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert window.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600", "the style took effect"


def test_words_in_pictures_stay_inside_the_window_and_apart(chromium: Browser, pages: Path) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto((pages / "reports/002/report.en.html").as_uri())
    boxes = page.evaluate(
        """[...document.querySelectorAll("svg[role=img]")].map(svg => [...svg.querySelectorAll("text")]
            .map(text => text.getBoundingClientRect()).filter(box => box.width > 0)
            .map(box => [box.left, box.right, box.top, box.bottom]))"""
    )
    page.close()
    assert sum(map(len, boxes)) > 20
    for picture in boxes:
        assert all(left >= 0 and right <= 360 for left, right, _, _ in picture)
        for index, (left, right, top, bottom) in enumerate(picture):
            for other_left, other_right, other_top, other_bottom in picture[index + 1 :]:
                beside = right <= other_left + 1 or other_right <= left + 1
                assert beside or min(bottom, other_bottom) - max(top, other_top) < 8, "two words lie on each other"
