"""The public page of the example reports: every link works, with the right type, and nothing is stored or asked for."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from wsgiref.headers import Headers

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from must.collection.config.static_files import add_headers
from must.core.common.languages import Language
from must.reports.examples import Example, name_of
from must.reports.forms import Form

TYPES = {
    Form.HTML: 'text/html; charset="utf-8"',
    Form.PDF: "application/pdf",
    Form.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TITLES = {Language.NB: "Eksempelrapporter", Language.NN: "Eksempelrapportar", Language.EN: "Example reports"}


def page(language: Language = Language.NB) -> BeautifulSoup:
    answer = Client(headers={"accept-language": language.value}).get("/examples")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.promise("P14")
@pytest.mark.django_db
def test_every_report_is_two_links_away_from_the_start_page(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    browser = Client()
    with django_assert_num_queries(0):
        front = BeautifulSoup(browser.get("/").content, "html.parser")
        assert "/examples" in [link["href"] for link in front.select("main a")]
        links = [str(link["href"]) for link in page().select(".must-files a")]
        assert sorted(re.sub(r".*/(.*)\?v=.*", r"\1", link) for link in links) == sorted(
            name_of(*each) for each in product(Example, Language, Form)
        )
        for link in links:
            answer = browser.head(link)
            assert answer.status_code == 200, link
            assert answer["Content-Type"] == TYPES[Form(link.partition("?")[0].rpartition(".")[2])]
            assert answer["Cache-Control"] == "no-cache", "what leads there by its plain name shall find the newest"
    assert not browser.cookies


@pytest.mark.promise("P14")
@pytest.mark.parametrize("language", Language)
def test_it_is_there_in_every_language_whose_reports_come_first(language: Language) -> None:
    soup = page(language)
    assert soup.h1 is not None
    assert soup.h1.text == TITLES[language]
    shelves = soup.select(".must-files")
    assert len(shelves) == len(Example)
    for shelf in shelves:
        assert [name["lang"] for name in shelf.select("dt")] == [language, *(other for other in Language if other is not language)]
        for group in shelf.select("div"):
            assert [re.search(rf"\.{form}\?", str(link["href"])) is not None for form, link in zip(Form, group.select("a"), strict=True)]
    assert "Eksempeldirektoratet" in soup.text


def test_it_says_how_large_each_is() -> None:
    for entry in page().select(".must-files li"):
        (link,) = entry.select("a")
        answer = Client().head(str(link["href"]))
        assert entry.text == f"{link.text} {-(-int(answer['Content-Length']) // 1000)} kB"


def test_a_page_may_do_what_it_says_itself_and_nobody_may_frame_it() -> None:
    for example, language in product(Example, Language):
        answer = Client().get(f"/static/examples/must-example-{example}.{language}.html")
        content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        said = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', content)
        assert said is not None
        assert answer["Content-Security-Policy"] == f"{said[1]}; frame-ancestors 'none'"
        assert "'unsafe" not in said[1]


def test_a_pdf_may_be_shown_and_other_static_files_say_what_all_say() -> None:
    pdf = Client().head("/static/examples/must-example-short.nb.pdf")
    other = Client().head("/static/must.css")
    assert "object-src 'self'" in pdf["Content-Security-Policy"]
    assert other["Content-Security-Policy"].startswith("default-src 'self'")
    assert "max-age=31536000" in other["Cache-Control"]


def test_a_page_without_a_policy_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html>", "utf-8")
    with pytest.raises(ValueError, match=r"page\.html has no policy"):
        add_headers(Headers([]), str(tmp_path / "page.html"), "/static/examples/page.html")


@pytest.mark.django_db
def test_what_isnt_there_ends_on_the_calm_page() -> None:
    for path in ("/examples/", "/examples/unit", "/static/examples/must-example-unit.de.pdf", "/static/examples/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert b"<h1" in answer.content
    assert Client().post("/examples").status_code == 405
