"""Reports in a real browser: axe finds nothing, nothing is fetched, nothing sticks out of a phone, and all is there without script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from must.core.common.languages import Language
from must.reports.content import Neighbour
from must.reports.describe import entries_of, report_of
from must.reports.examples import Example, build, name_of
from must.reports.forms import Form
from must.reports.web import index_of, page_of
from tests.reports.example import example_source

from .conftest import axe_findings, sticks_out

FILES = {Form.PDF: "report.pdf", Form.XLSX: "report.xlsx"}
KINDS = {"enterprise": "0", "full": "002", "means": "003", "nothing": "005"}
NAMES = ("index", *KINDS)
LOOKS = ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light"))
"""Each kind of page is seen in three of them, each language in all."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of each kind in each language: with an earlier round, other enterprises, and associations in the enterprise's."""
    out = tmp_path_factory.mktemp("pages")
    for language in Language:
        source = example_source(language)
        addresses = [(one, f"enterprise.{one}.html") for one in Language]
        for name, code in KINDS.items():
            report = report_of(source, code)
            page = page_of(report, source.wording, addresses, files=FILES, above="enterprise.nb.html")
            (out / f"{name}.{language}.html").write_text(page, "utf-8")
        index = index_of(entries_of(source), source.root.name, source.wording, addresses, lambda code: {Form.HTML: f"{code}.html", **FILES})
        (out / f"index.{language}.html").write_text(index, "utf-8")
    return out


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def visit(page: Page, file: Path, width: int = 1280, scheme: str = "light") -> None:
    """The page with all tables open."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


@pytest.mark.promise("P08")
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(page: Page, pages: Path, name: str) -> None:
    first = NAMES.index(name)
    for number, language in enumerate(Language, start=first):
        width, scheme = LOOKS[number % len(LOOKS)]
        visit(page, pages / f"{name}.{language}.html", width, scheme)
        assert axe_findings(page) == [], (language, width, scheme)


@pytest.mark.promise("P14")
@pytest.mark.parametrize(("example", "look"), [*zip(Example, LOOKS, strict=True)])
def test_axe_finds_nothing_on_the_examples_of_the_whole_questionnaire(page: Page, example: Example, look: tuple[int, str]) -> None:
    visit(page, build.DIRECTORY / name_of(example, Language.NB, Form.HTML), *look)
    assert (axe_findings(page), sticks_out(page)) == ([], False)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fetches_nothing_and_shows_its_own_typeface(page: Page, pages: Path, name: str) -> None:
    fetched: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    visit(page, pages / f"{name}.nb.html")
    assert [url for url in fetched if not url.startswith("data:font/woff2;")] == [(pages / f"{name}.nb.html").as_uri()]
    assert said == [], "the page's policy refused something, or its script failed"
    assert page.evaluate("document.fonts.ready.then(() => [...document.fonts].filter(font => font.status === 'loaded').length)") == 2
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600", "the style took effect"


@pytest.mark.promise("P08")
def test_no_page_is_wider_than_a_phone(page: Page, pages: Path) -> None:
    for language in Language:
        for name in NAMES:
            for width in (320, 360):
                visit(page, pages / f"{name}.{language}.html", width)
                assert not sticks_out(page), (name, language, width)


LONG = "Seksjon for " + 5 * "arbeidsmiljøundersøkelsesoppfølging"


@pytest.mark.parametrize("name", ["full", "nothing"])
def test_a_name_without_end_breaks_rather_than_the_page(page: Page, tmp_path: Path, name: str) -> None:
    source = example_source(Language.NB)
    report = report_of(source, KINDS[name])
    unit = replace(report, name=LONG, path=(LONG, LONG), who=(("x", LONG),), about=(LONG,), read_with=Neighbour("0", LONG))
    (tmp_path / "report.html").write_text(page_of(unit, source.wording, [(Language.NB, "")], above="0"), "utf-8")
    entries = [replace(entry, name=LONG, level=9) for entry in entries_of(source)]
    index = index_of(entries, LONG, source.wording, [(Language.NB, "")], lambda code: {Form.HTML: code, **FILES})
    (tmp_path / "index.html").write_text(index, "utf-8")
    for file in tmp_path.iterdir():
        for width in (320, 1280):
            visit(page, file, width)
            assert not sticks_out(page), (file.name, width)


# What pictures share is drawn by <use>, which has no boxes of its own: put the shapes in its place before measuring.
INLINED = (
    "document.querySelectorAll('use').forEach(use => use.replaceWith(document.querySelector(use.getAttribute('href')).cloneNode(true)))"
)
BOXES = """[...document.querySelectorAll("svg[role=img]")].map(svg => [...svg.querySelectorAll("text")]
    .map(text => text.getBoundingClientRect()).filter(box => box.width > 0)
    .map(box => [box.left, box.right, box.top, box.bottom]))"""


@pytest.mark.promise("P08")
@pytest.mark.parametrize("name", ["enterprise", "full", "means"])
def test_words_in_pictures_stay_inside_the_window_and_apart(page: Page, pages: Path, name: str) -> None:
    for width in (360, 1280):
        visit(page, pages / f"{name}.en.html", width)
        page.evaluate(INLINED)
        boxes = page.evaluate(BOXES)
        assert sum(map(len, boxes)) > 20
        for picture in boxes:
            assert all(left >= 0 and right <= width for left, right, _, _ in picture)
            for index, (left, right, top, bottom) in enumerate(picture):
                for other_left, other_right, other_top, other_bottom in picture[index + 1 :]:
                    beside = right <= other_left + 1 or other_right <= left + 1
                    assert beside or min(bottom, other_bottom) - max(top, other_top) < 8, "two words lie on each other"


def test_what_pictures_share_looks_like_the_rest_of_them(page: Page, pages: Path) -> None:
    visit(page, pages / "full.nb.html", scheme="dark")
    page.evaluate("document.querySelectorAll('use').forEach((use, at) => { use.id = `use-${at}`; })")
    before = page.locator(".inset").first.screenshot()
    page.evaluate(INLINED)
    assert page.locator(".inset").first.screenshot() == before


READABLE = """[...document.querySelectorAll("main h1, main h2, main h3, main p, main li, main svg[role=img], main th, main td")]
    .filter(each => !each.closest("details:not([open]), template")).map(each => [each.checkVisibility(), each.textContent])"""


@pytest.mark.promise("P08")
@pytest.mark.parametrize("name", NAMES)
def test_everything_is_there_without_script(chromium: Browser, page: Page, pages: Path, name: str) -> None:
    address = (pages / f"{name}.nb.html").as_uri()
    with chromium.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(address)
        assert plain.locator("main button, main input, main select").filter(visible=True).count() == 0, "nothing that wouldn't work"
        for more in reversed(plain.locator("details:not([open]) > summary").all()):
            more.click()
        seen = {text for shown, text in plain.evaluate(READABLE) if shown}
    visit(page, pages / f"{name}.nb.html")
    missing = {text for shown, text in page.evaluate(READABLE) if shown} - seen
    assert missing == set()
    assert len(seen) > (3 if name == "nothing" else 10)


def test_factors_are_found_by_name_and_put_in_order(page: Page, pages: Path) -> None:
    visit(page, pages / "full.nb.html")
    rows = page.locator(".all li:visible a")
    as_asked = rows.all_inner_texts()
    orders = []
    for order, way in (("challenge", 1), ("favourable", -1)):
        page.get_by_label("Rekkefølge").select_option(order)
        orders.append(rows.all_inner_texts())
        places = [place for place in page.locator(".all li").evaluate_all("rows => rows.map(row => row.dataset.place ?? null)") if place]
        assert len(places) == 3
        assert places == sorted(places, key=lambda place: way * float(place))
        assert page.locator(".all li").last.get_attribute("data-place") is None, "what has no mean stands last"
        assert sorted(orders[-1]) == sorted(as_asked)
    assert orders[0] != orders[1]
    page.get_by_label("Rekkefølge").select_option("form")
    assert rows.all_inner_texts() == as_asked
    page.get_by_label("Finn en faktor").fill("STØT")
    assert rows.all_inner_texts() == ["Støtte"]
    page.get_by_label("Finn en faktor").fill("nothing like this")
    assert page.get_by_role("status").filter(visible=True).inner_text() == "Ingen navn passer. Prøv en del av ordet."


def test_units_are_found_by_name_in_the_list(page: Page, pages: Path) -> None:
    visit(page, pages / "index.en.html")
    page.get_by_label("Find a unit").fill("kai")
    assert page.locator(".tree li:visible").count() == 1


def test_all_tables_are_opened_and_closed_together(page: Page, pages: Path) -> None:
    page.goto((pages / "full.nb.html").as_uri())
    page.get_by_role("button", name="Vis alle tabeller").click()
    assert page.locator("details:not([open])").count() == 0
    page.get_by_role("button", name="Skjul alle tabeller").click()
    assert page.locator("details[open]").count() == 0


def test_on_a_small_projector_the_whole_overview_is_seen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto((build.DIRECTORY / name_of(Example.UNIT, Language.NB, Form.HTML)).as_uri())
    page.get_by_role("button", name="Vis på storskjerm").click()
    while not page.locator(".overview").is_visible():
        page.keyboard.press("ArrowRight")
    assert not page.locator(".choose").is_visible(), "nobody chooses anything on a wall"
    bar = page.locator(".present").bounding_box()
    last = max(row.bounding_box()["y"] + row.bounding_box()["height"] for row in page.locator(".all li").all())  # type: ignore[index]
    assert bar is not None
    assert last < bar["y"]


def test_on_paper_columns_are_apart_and_factors_share_pages(page: Page) -> None:
    page.goto((build.DIRECTORY / name_of(Example.ENTERPRISE, Language.NB, Form.HTML)).as_uri())
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    said = [printed_page.extract_text() for printed_page in printed.pages]
    factors = page.locator(".factor h3").all_text_contents()
    assert len(factors) > 25
    assert len(said) < len(factors), "several factors on a page"
    assert not [words for words in said if "Velg en faktor" in words]
    page.emulate_media(media="print")
    assert float(page.locator(".reading ul").evaluate("list => parseFloat(getComputedStyle(list).columnGap)")) > 20


TAKES_LINES = """links => links.filter(link => {
  const words = document.createRange();
  words.selectNodeContents(link);
  return !/\\s/.test(link.textContent.trim()) && words.getClientRects().length > 1;
}).map(link => link.textContent)"""


def test_no_word_of_the_overview_breaks_on_a_phone(page: Page) -> None:
    """A link of one word that takes two lines is cut where no hyphen tells."""
    for language in Language:
        visit(page, build.DIRECTORY / name_of(Example.ENTERPRISE, language, Form.HTML), 360)
        assert page.locator(".all li a").evaluate_all(TAKES_LINES) == []


@pytest.mark.promise("P08")
def test_on_a_big_screen_one_part_is_shown_at_a_time(page: Page, pages: Path) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto((pages / "enterprise.nb.html").as_uri())
    page.get_by_role("button", name="Vis på storskjerm").click()
    parts = page.locator(".front, .points, .steps, .overview, .factor, .complaint")
    shown = []
    for _ in range(parts.count()):
        assert page.locator("h1").is_visible()
        shown += [number for number in range(1, parts.count()) if parts.nth(number).is_visible()]
        page.keyboard.press("ArrowRight")
    assert shown == list(range(1, parts.count())), "the unit's name, and one part after the other"
    assert page.get_by_role("button", name="Neste").is_disabled()
    assert axe_findings(page) == []
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert all(parts.nth(number).is_visible() for number in range(parts.count()))
    assert not page.get_by_role("button", name="Neste").is_visible()
