"""What every page of the zone is wrapped in: headers, no cache, nothing from elsewhere, forms that only our pages can send."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from must.core.common.languages import Language
from must.core.instrument.texts import load_texts
from must.ui.errors import server_error
from must.ui.headers import HEADERS
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Visitor

NewVisitor = Callable[..., Visitor]

NAMES = {
    "start_page": "",
    "start": "start",
    "continue": "continue",
    "code": "code",
    "page": "page/1",
    "pause": "pause",
    "forget": "forget",
    "forgotten": "forgotten",
    "done": "done",
    "withdraw": "withdraw",
    "withdrawn": "withdrawn",
    "resend": "resend",
    "resent": "resent",
    "letter": "letter",
    "contact": "contact",
    "accessibility": "accessibility",
}
"""Every page of a round: name → where it lies below the round's address."""
TAKES_FORMS = {"start_page", "start", "continue", "page", "forget", "withdraw", "resend"}
WITHOUT_COOKIE = {
    "start_page",
    "start",
    "continue",
    "forget",
    "forgotten",
    "withdrawn",
    "resend",
    "resent",
    "letter",
    "contact",
    "accessibility",
}
SAFE_TO_REPEAT = {"start", "forget"}
"""Addresses that only take forms; coming by the address alone leads to the start page."""


def routes(resolver: URLResolver, before: str = "") -> set[str]:
    """Every address pattern of the zone, by its name where it has one."""
    found = set()
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            found.add(each.name or f"{before}{each.pattern}")
        else:
            found |= routes(each, f"{before}{each.pattern}")
    return found


def test_every_route_is_walked_here() -> None:
    assert routes(get_resolver()) == {*NAMES, "front", "healthz", "examples", "try", "begin", "clear"}, (
        "the trial is walked in test_trial.py"
    )


def test_every_page_shows_for_who_has_started(started: Visitor) -> None:
    for name, path in NAMES.items():
        page = started.get(path)
        assert page.status == 200, name
        lead = started.home if name in SAFE_TO_REPEAT else f"{started.home}{path}"
        assert page.path == (f"{started.home}page/1" if name == "continue" else lead), name


def test_without_a_cookie_only_the_doors_show(door: Life, visitor: NewVisitor) -> None:
    for name, path in NAMES.items():
        page = visitor().get(path)
        assert page.status == 200
        if name not in WITHOUT_COOKIE:
            assert page.path.endswith("/continue"), name


def test_only_forms_of_ours_are_taken(started: Visitor) -> None:
    """Every address, by POST without a token, and with one."""
    for name, path in NAMES.items():
        bare = started.client.post(started.home + path, {"go": "next"})
        assert bare.status_code == 403, name
        assert "Siden har vært åpen for lenge" in bare.content.decode()
        token = started.get("page/1").fields()["csrfmiddlewaretoken"][0]
        page = started.client.post(started.home + path, {"csrfmiddlewaretoken": token, "go": "next", "language": "nb"}, follow=True)
        assert (page.status_code == 405) == (name not in TAKES_FORMS), name
        if name == "withdraw":
            return  # the attempt is gone; it comes last but for pages that take nothing
    raise AssertionError("withdraw was not walked")


def test_after_an_old_form_one_is_led_back_to_the_page_and_to_no_other_site(started: Visitor) -> None:
    refused = started.client.post(f"{started.home}page/1", {"go": "next"})
    again = BeautifulSoup(refused.content, "html.parser").select_one("main a")
    assert again is not None
    assert again["href"] == f"{started.home}page/1"
    elsewhere = server_error(RequestFactory().get("/", PATH_INFO="//other.example/page"))
    assert 'href="/other.example/page"' in elsewhere.content.decode()


def test_no_other_method_is_taken(started: Visitor) -> None:
    client = Client(enforce_csrf_checks=False)
    client.cookies = started.client.cookies
    for method in ("put", "patch", "delete", "options", "trace"):
        for path in NAMES.values():
            assert getattr(client, method)(started.home + path).status_code == 405, (method, path)


def test_every_answer_carries_the_headers_and_is_kept_by_nobody(started: Visitor) -> None:
    pages = [started.home + path for path in NAMES.values()]
    for path in ["/", "/s/nothere1/", "/nothing", *pages]:
        response = started.client.get(path)
        assert {name: response.headers.get(name) for name in HEADERS} == dict(HEADERS), path
        assert response.headers["Cache-Control"] == "no-store", path
        assert response.headers.get("X-Robots-Tag") == ("noindex, nofollow" if path in pages else None), path


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.django_db
def test_static_files_are_kept_and_carry_the_headers(client: Client) -> None:
    response = client.get("/static/must.css")
    response.close()
    assert response.headers["Cache-Control"] == "max-age=31536000, public"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert client.get("/static/../pages.py").status_code == 404


@pytest.mark.parametrize("language", list(Language))
def test_no_page_loads_anything_from_elsewhere_or_holds_anything_inline(started: Visitor, language: Language) -> None:
    started.client.get("/", {"language": language})
    for path in ["", *filter(None, NAMES.values())]:
        soup = started.get(path).soup
        for tag in soup.select("[src], link[href], form[action], [formaction]"):
            address = str(tag.get("src") or tag.get("href") or tag.get("action") or tag.get("formaction"))
            assert re.match(r"/(?!/)", address), address
        assert not soup.select("style, [style], script:not([src]), iframe, object, embed, base")
        assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert soup.html is not None
        assert soup.html["lang"] == language


def test_every_page_has_one_title_one_heading_and_landmarks(started: Visitor) -> None:
    for path in NAMES.values():
        soup = started.get(path).soup
        assert len(soup.select("h1")) == len(soup.select("main")) == len(soup.select("header")) == 1, path
        assert soup.title is not None
        assert soup.title.get_text().strip(" –MUST")


def test_no_secret_is_in_an_address(door: Life, started: Visitor) -> None:
    link, code = door.links[0], started.get("code").code
    for path in NAMES.values():
        for tag in started.get(path).soup.select("[href], [src], [action], [formaction]"):
            address = " ".join(str(tag.get(name, "")) for name in ("href", "src", "action", "formaction"))
            assert link not in address
            assert code not in address


@pytest.mark.promise("P45", "P42")
@pytest.mark.parametrize("language", list(Language))
def test_letter_and_contact_points_are_one_click_away_and_complete(visitor: NewVisitor, language: Language) -> None:
    written, browser = load_texts("must-2026"), visitor(language.value)
    letter = browser.get("letter").text
    for passage in written.letter.passages:
        assert passage.heading is None or passage.heading[language] in letter
    contact = browser.get("contact").text
    for each in (*written.help.contacts, *written.help.support):
        assert each.name[language] in contact
        assert all(way in contact for way in (each.email, each.phone, each.web) if way)


def test_the_front_page_and_what_is_not_there(client: Client) -> None:
    for language in Language:
        assert BeautifulSoup(client.get("/", {"language": language}).content, "html.parser").select_one(f"html[lang={language}] h1")
    missing = Client().get("/nothing", headers={"Accept-Language": "nn"})
    assert missing.status_code == 404
    assert "Vi finn ikkje sida" in missing.content.decode()
    assert "Referanse" not in missing.content.decode(), "no log knows of it"


@pytest.mark.django_db
def test_a_fault_of_ours_gives_a_reference_that_the_log_has_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(code: str) -> None:
        raise RuntimeError("a secret in a sentence")

    monkeypatch.setattr("must.collection.web.visit.find_survey", fails)
    client.raise_request_exception = False
    response = client.get("/s/anything/page/1", {"language": "nn"})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert "Noko gjekk gale hos oss" in page.get_text()
    assert "secret" not in page.get_text()
    reference = page.select_one(".must-mono")
    assert reference is not None
    again = page.select_one("main a")
    assert again is not None
    assert again["href"] == "/s/anything/page/1"
    assert [record.levelname for record in caplog.records if reference.get_text() in record.getMessage()] == ["ERROR"]
