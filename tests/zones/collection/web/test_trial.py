"""Trying the form out: the very form, for anybody, and nothing is stored."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from must.collection.web.trial import COOKIE, choice_of
from must.core.common.languages import Language
from must.core.instrument.loader import load_instrument, packaged_names
from must.core.instrument.routing import unasked
from must.core.instrument.texts import load_texts
from must.service.logs import QuietFormatter
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

NEWEST = load_instrument(packaged_names()[-1])
EVERYTHING = "+".join(["full", *sorted(theme.id for theme in NEWEST.modules)])
BAND = {Language.NB: "Prøveversjon. Ingenting lagres.", Language.NN: "Ingenting blir lagra.", Language.EN: "Nothing is stored."}
BROWSERS_TAKE = 4096
"""Letters of a cookie with its name and attributes."""


class Trier(Visitor):
    """Somebody who tries the form out."""

    def __init__(self, what: str = "short", language: str = "nb") -> None:
        super().__init__("", language)
        self.home = f"/try/{what}/"

    def walk(self) -> Iterator[Seen]:
        """Every page from the first to the last, ticking the last option of whatever is asked. Yields each as it came back, ticked."""
        page = self.get("page/1")
        while "/page/" in page.path:
            ticked = self.press(page, "language:nb", last_options(page))
            yield ticked
            page = self.press(ticked, "next")
        assert page.path == f"{self.home}done"

    def clear(self) -> Seen:
        return self._seen(self.client.post("/try/clear", self.get("done").fields(), follow=True))


def last_options(page: Seen) -> dict[str, int]:
    shown = page.soup.select("[data-question]")
    open_ = [each for each in shown if each.find_parent("fieldset", hidden=True) is None]
    return {str(each["data-question"]): int(str(each.select(".must-scale input")[-1]["value"])) for each in open_}


def contents() -> dict[str, tuple[int, str]]:
    """Every table of the database: how many rows, and a digest of all that is in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608 - a name that the database itself has quoted
            rows = [row for (row,) in cursor.fetchall()]
            found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the process writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(QuietFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_the_whole_trial_asks_the_database_nothing_and_leaves_nothing(
    door: Life, log: io.StringIO, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Beside a round with answers in it: every table is the same to the last byte, and the log is empty."""
    door.answer(door.links[0], {"quantitative_demands_1": 5})
    before = contents()
    assert sum(rows for rows, _ in before.values()) > 50, "the comparison looks at a database with something in it"
    browser = Trier(EVERYTHING)
    with django_assert_num_queries(0):
        for path in ("/", "/try/", "/try/begin?form=full"):
            assert browser.client.get(path, follow=True).status_code == 200
        assert len(list(browser.walk())) > 15
        for name in ("letter", "contact", "done"):
            assert browser.get(name).status == 200
        browser.clear()
    assert contents() == before
    assert log.getvalue() == ""


@pytest.mark.parametrize("what", ["short", EVERYTHING])
def test_everything_is_asked_and_what_was_ticked_is_there_again(what: str) -> None:
    browser, ticked, shown = Trier(what), {}, []
    for page in browser.walk():
        ticked[page.path] = page.answers()
        shown += page.questions()
    everything = {item: value for answers in ticked.values() for item, value in answers.items()}
    assert set(shown) == {item.id for item in choice_of(what).items} - unasked(NEWEST, everything)
    assert len(everything) > (45 if what == "short" else 120)
    again = {path: browser.get(path.removeprefix(browser.home)).answers() for path in ticked}
    assert again == ticked


def test_the_pages_are_those_that_a_participant_meets(started: Visitor) -> None:
    """The same template, byte for byte, but for the band, the words about saving and what a participant alone has."""
    real, tried = started.get("page/2").soup, Trier("short").get("page/2").soup
    for soup in (real, tried):
        for each in soup.select(
            "[name=csrfmiddlewaretoken], .must-band, .must-onward [value=leave], [data-saving], [data-spoken], .must-quiet"
        ):
            each.decompose()
        for each in soup.select("footer [value=code], footer [value=withdraw]"):
            each.decompose()
        for form in soup.select("form"):
            own = ("action", "data-attempt", "data-draft-key", "data-length")
            form.attrs = {name: value for name, value in form.attrs.items() if name not in own}

    def lines(soup: BeautifulSoup) -> list[str]:
        return [line.rstrip() for line in str(soup).splitlines() if line.strip()]

    assert lines(tried) == lines(real)
    assert len(lines(real)) > 100


def test_the_cookie_ends_with_the_browser_and_fits_whatever_is_ticked() -> None:
    browser, lengths = Trier(EVERYTHING), set()
    for page in browser.walk():
        cookie = browser.client.cookies[COOKIE]
        assert (cookie["max-age"], cookie["expires"], cookie["path"]) == ("", "", "/try/"), page.path
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        lengths.add(len(cookie.OutputString()))
    assert len(lengths) == 1, "its length tells nothing"
    assert max(lengths) < BROWSERS_TAKE / 2
    assert {name: cookie["max-age"] for name, cookie in browser.client.cookies.items()} == {
        COOKIE: "",
        "csrftoken": "",
        "must_language": "",
    }
    browser.clear()
    assert browser.client.cookies[COOKIE].value == ""


def test_over_https_the_cookie_is_secure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CSRF_COOKIE_SECURE", True)
    browser = Trier()
    page = browser.get("page/1")
    browser.client.post(page.path, {**page.fields(), "go": "next"})
    assert browser.client.cookies[COOKIE]["secure"]


@pytest.mark.parametrize("cookie", ["", "x", "æ", "AAAA", "*" * 5000])
def test_a_cookie_that_is_not_ours_is_no_answer(cookie: str) -> None:
    browser = Trier()
    browser.client.cookies[COOKIE] = cookie
    page = browser.get("page/2")
    assert (page.status, page.answers()) == (200, {})


def test_another_choice_begins_afresh() -> None:
    short, full = Trier("short"), Trier("full")
    full.client = short.client
    page = short.press(short.get("page/2"), "back", last_options(short.get("page/2")))
    assert short.get("page/2").answers()
    assert page.status == 200
    assert full.get("page/2").answers() == {}


@pytest.mark.parametrize("language", list(Language))
def test_every_page_says_that_nothing_is_stored_in_each_language(language: Language) -> None:
    browser = Trier(EVERYTHING, language.value)
    chooser = browser.client.get("/try/").content.decode()
    pages = [browser.get(name).text for name in ("page/1", "done", "letter", "contact")]
    for text in (*pages, chooser):
        assert BAND[language] in " ".join(BeautifulSoup(text, "html.parser").get_text(" ").split())
    written = load_texts(NEWEST.id)
    assert written.help.title[language] in browser.get("contact", page="2").text
    assert browser.get("contact", page="2").soup.select_one("main a[href='" + browser.home + "page/2']")
    assert all(theme.title[language] in chooser for theme in NEWEST.modules)


def test_every_button_of_a_page_leads_somewhere_in_the_trial() -> None:
    browser = Trier()
    page = browser.get("page/1")
    for button in page.soup.select("button[name=go]"):
        there = browser.press(page, str(button["value"]))
        assert there.status == 200, button
        assert there.path.startswith("/try/"), button
    assert browser.press(page, "back").path == "/try/"
    assert browser.press(page, "leave").path == f"{browser.home}done"
    assert not page.soup.select("[value=code], [value=withdraw], [data-attempt]"), "what a participant alone has"
    assert browser.press(page, "code").path == "/try/", "and whoever sends it all the same stays in the trial"
    assert browser.press(page, "withdraw").path == f"{browser.home}done"


@pytest.mark.parametrize(
    "what", ["", "long", "short+", "short+nothing", "short+leadership+leadership", "short+demands", "full+user_orientation+leadership"]
)
def test_what_cannot_be_chosen_is_not_found(what: str) -> None:
    for name in ("page/1", "done", "letter"):
        assert Client().get(f"/try/{what}/{name}").status_code == 404


def test_what_was_chosen_is_where_one_begins() -> None:
    client = Client()
    went = client.get("/try/begin", {"form": "full", "module": ["user_orientation", "leadership", "nonsense"]})
    assert went.headers["Location"] == "/try/full+leadership+user_orientation/page/1"
    assert client.get("/try/begin", {"form": "nonsense"}).status_code == client.get("/try/begin").status_code == 404
    chosen = choice_of("full+leadership+user_orientation")
    assert chosen.selection.modules == {"leadership", "user_orientation"}
    assert Client().get("/try/short/page/0").status_code == Client().get("/try/short/page/99").status_code == 404


def test_only_what_our_pages_send_is_taken() -> None:
    browser = Trier()
    page = browser.get("page/2")
    item = next(iter(last_options(page)))
    assert browser.press(page, "next", {item: 77}).status == 400
    assert browser.press(page, "nonsense").status == 400
    assert browser.client.post(page.path, {"go": "next"}).status_code == 403
    assert browser.client.get("/try/clear").status_code == 405
    assert COOKIE not in browser.client.cookies
