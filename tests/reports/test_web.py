"""The pages themselves: what figures they hold, that nothing gets in or out, and that every page stands on its own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag

from must.core.common.languages import Language
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Detail, Participation, Publication, PublishedUnit, State
from must.core.instrument.model import Instrument
from must.reports import forms
from must.reports.batch import render_reports
from must.reports.content import Factor, Report
from must.reports.describe import report_of
from must.reports.forms import Form
from must.reports.paths import directory_of
from must.reports.source import Source
from must.ui.texts import texts

from .conftest import read

REPORTED = ("0", "001", "002", "003", "006")
FILES = {Language.NB: "report.html", Language.NN: "report.nn.html", Language.EN: "report.en.html"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def page(pages: Path, code: str, language: Language) -> BeautifulSoup:
    return read(pages / "reports" / code / FILES[language])


def numbers(part: Tag) -> set[str]:
    """Every number in the words of a page or a part of it, pictures' words included; the act's paragraph apart."""
    told = [str(tag["aria-label"]) for tag in part.find_all(attrs={"aria-label": True})]
    return in_words(" ".join([part.get_text(" "), *told]))


def in_words(words: str) -> set[str]:
    return set(NUMBER.findall(words.replace("§\u00a04-3", "")))


def said(content: object) -> set[str]:
    """Every number in the words and labels of a part of a report's content, however deep."""
    if isinstance(content, str):
        return in_words(content)
    if is_dataclass(content):
        return set().union(*(said(getattr(content, field.name)) for field in fields(content)))
    return set().union(*map(said, content)) if isinstance(content, tuple) else {str(content)} if isinstance(content, int) else set()


def ticks(factor: Factor) -> set[str]:
    return set() if factor.axis is None else {str(value) for value in range(factor.axis.low, factor.axis.high + 1)}


@pytest.fixture
def content(publication: Publication, instrument: Instrument, code: str, language: Language) -> Report:
    return report_of(Source(publication, instrument, language), code)


def figures(cells: Iterable[Cell], language: Language) -> set[str]:
    """Every figure of these cells as a page writes it."""
    mark = "." if language is Language.EN else ","
    found: set[str] = set()
    for cell in cells:
        found |= {str(n) for n in (cell.n, cell.challenge, *(cell.bands or ())) if n is not None}
        found |= set(NUMBER.findall(cell.n_band or ""))
        found |= {str(share) for shares in (cell.items or {}).values() for share in shares}
        found |= {f"{cell.mean:.1f}".replace(".", mark)} if cell.mean is not None else set()
    return found


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("code", REPORTED)
def test_every_figure_about_a_topic_is_one_that_the_content_has_of_it(pages: Path, content: Report, code: str, language: Language) -> None:
    soup = page(pages, code, language)
    factors = [factor for chapter in content.chapters for factor in chapter.factors]
    assert [article["id"] for article in soup.find_all("article", class_="factor")] == [f"factor-{factor.id}" for factor in factors]
    for factor in factors:
        article = soup.find(id=f"factor-{factor.id}")
        assert isinstance(article, Tag)
        assert numbers(article) <= said(factor) | ticks(factor)


@pytest.mark.promise("P08")
@pytest.mark.parametrize("code", REPORTED)
def test_all_that_the_publication_shows_of_a_unit_is_in_its_report(
    pages: Path, publication: Publication, code: str, language: Language
) -> None:
    soup = page(pages, code, language)
    for cell in publication.cells:
        if cell.unit == code and cell.topic_class == "ordinary":
            article = soup.find(id=f"factor-{cell.topic}")
            assert isinstance(article, Tag)
            assert numbers(article) >= figures([cell], language)


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("code", REPORTED)
def test_the_rest_of_a_page_holds_no_other_figure_either(pages: Path, content: Report, code: str, language: Language) -> None:
    soup = page(pages, code, language)
    for part in soup.find_all(["article", "style", "script"]):
        part.decompose()
    scales = set().union(*(ticks(factor) for chapter in content.chapters for factor in chapter.factors))
    assert numbers(soup) <= said(content) | scales


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("code", "topic"), [("002", "availability"), ("003", "support")])
def test_a_hidden_result_is_one_quiet_line_with_the_same_words(pages: Path, code: str, topic: str, language: Language) -> None:
    article = page(pages, code, language).find(id=f"factor-{topic}")
    assert isinstance(article, Tag)
    assert [line.text for line in article.find_all(class_="hidden")] == [texts(language)("report.hidden")]
    assert not article.find_all(["svg", "table", "figure", "details"])
    assert numbers(article) == set()


@pytest.mark.promise("P09", "P10")
def test_a_unit_with_means_shows_no_share_anywhere(pages: Path, language: Language) -> None:
    words = page(pages, "003", language).find("main")
    assert isinstance(words, Tag)
    assert "%" not in words.text
    assert not words.find_all("rect", class_=["challenge", "favourable", "neutral"])


@pytest.mark.promise("P11")
@pytest.mark.parametrize("code", REPORTED[1:])
def test_no_word_of_a_sensitive_topic_reaches_a_unit(pages: Path, instrument: Instrument, code: str, language: Language) -> None:
    words = page(pages, code, language).text.lower()
    for topic in (instrument.topics["bullying"], instrument.topics["bullying_source"]):
        told = [topic.name[language], topic.meaning[language], *(item.text[language] for item in topic.items)]
        assert not [text for text in told if text.lower() in words]
    assert instrument.topics["bullying"].name[language] in page(pages, "0", language).text


@pytest.mark.promise("P12")
def test_no_word_of_health_reaches_any_report(pages: Path, instrument: Instrument, language: Language) -> None:
    health = [topic for topic in instrument.topics.values() if topic.topic_class == "health"]
    assert health
    for code in REPORTED:
        words = page(pages, code, language).text
        assert not [topic.name[language] for topic in health if topic.name[language] in words]


def every_page(pages: Path) -> Iterator[Path]:
    return pages.rglob("*.html")


def test_each_unit_has_a_page_in_each_language_and_no_rest_has_any(pages: Path, publication: Publication) -> None:
    found = {str(path.relative_to(pages)) for path in every_page(pages)}
    units = [unit.code for unit in publication.units if unit.kind is NodeKind.UNIT]
    assert {*REPORTED, "005"} == set(units)
    assert found == {f"reports/{code}/{file}" for code in units for file in FILES.values()} | {
        "index.html",
        "index.nn.html",
        "index.en.html",
    }


def test_a_page_says_its_language_and_links_to_the_same_page_in_the_others(pages: Path, language: Language) -> None:
    soup = page(pages, "002", language)
    html, switch = soup.find("html"), soup.find("nav", class_="languages")
    assert isinstance(html, Tag)
    assert isinstance(switch, Tag)
    assert html["lang"] == language
    assert [(link["hreflang"], link["href"]) for link in switch.find_all("a")] == list(FILES.items())
    assert [link["hreflang"] for link in switch.find_all("a", attrs={"aria-current": "true"})] == [language]


def test_every_link_leads_somewhere(pages: Path) -> None:
    for path in every_page(pages):
        soup = read(path)
        for link in soup.find_all("a"):
            target = str(link["href"])
            if target.startswith("#"):
                assert soup.find(id=target[1:]), f"{path.name}: {target}"
            else:
                assert (path.parent / unquote(target)).is_file(), f"{path.name}: {target}"


def test_a_page_asks_nobody_for_anything_and_runs_only_what_it_has_in_itself(pages: Path) -> None:
    for path in every_page(pages):
        source, soup = path.read_text("utf-8"), read(path)
        assert not soup.find_all(["link", "img", "iframe", "object", "embed", "base", "form"])
        assert [script.attrs for script in soup.find_all("script")] == [{}]
        assert not [tag.name for tag in soup.find_all(True) if {"src", "style", "srcset"} & set(tag.attrs)]
        assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert set(re.findall(r"url\(.{6}", source)) == {'url("data:'}
        assert "@import" not in source
        assert not re.search(r"\b(https?|wss?|file):", source)
        assert not re.search(r"\b(fetch|import|eval|Function|XMLHttpRequest|innerHTML|cookie|localStorage)\b", str(soup.script))


def test_the_policy_allows_the_pages_own_style_script_and_typeface_and_nothing_else(pages: Path) -> None:
    soup = read(pages / "index.html")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    allowed = f"style-src '{digest(soup.style)}'; script-src '{digest(soup.script)}'; font-src data:"
    assert policy["content"] == f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def digest(tag: Tag | None) -> str:
    assert tag is not None
    return f"sha256-{base64.b64encode(hashlib.sha256(str(tag.string).encode()).digest()).decode()}"


def test_a_page_is_built_for_those_who_listen_to_it(pages: Path) -> None:
    for path in every_page(pages):
        soup = read(path)
        ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids))
        pointers = [str(tag[name]) for tag in soup.find_all(True) for name in ("aria-labelledby", "aria-describedby") if name in tag.attrs]
        assert set(pointers) <= set(ids)
        levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(lower - upper <= 1 for upper, lower in pairwise(levels))
        assert len(soup.find_all("main")) == 1


def test_the_units_above_are_a_list_with_a_name(pages: Path, language: Language) -> None:
    path = page(pages, "002", language).select_one("nav.path")
    assert path is not None
    assert path["aria-label"] == texts(language)("report.path")
    assert [" ".join(one.get_text().split()) for one in path.select("ol > li")] == ["Eksempeldirektoratet", "Avdeling fjord"]


def test_a_factor_without_a_picture_has_words_in_the_overview(pages: Path, language: Language) -> None:
    t = texts(language)
    rows = {str(row.a["href"]): row for row in page(pages, "0", language).select(".all li") if row.a is not None}
    assert all(row.find("svg") or row.select_one(".quiet") for row in rows.values())
    share = "12%" if language is Language.EN else "12\u00a0%"
    assert rows["#factor-bullying"].select_one(".quiet").get_text() == t("report.web.overview.experienced", share=share)  # type: ignore[union-attr]
    assert rows["#factor-bullying_source"].select_one(".quiet").get_text() == t("report.web.overview.inside")  # type: ignore[union-attr]


def test_every_picture_has_its_words_and_its_table(pages: Path, language: Language) -> None:
    for code in REPORTED:
        soup = page(pages, code, language)
        pictures = soup.find_all("svg", role="img")
        assert pictures
        assert all(len(picture["aria-label"]) > 20 for picture in pictures)
        for article in soup.find_all("article"):
            assert bool(article.find("svg")) is bool(article.find("table"))


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "{name}",
    "%s &amp; </title>",
    "Å'\"",
    "<!--",
    "\\",
)


def renamed(publication: Publication, names: Iterable[str]) -> Publication:
    units = tuple(replace(unit, name=name) for unit, name in zip(publication.units, names, strict=True))
    return replace(publication, units=units)


def test_names_are_text_wherever_they_stand(publication: Publication, instrument: Instrument, tmp_path: Path) -> None:
    render_reports(renamed(publication, HOSTILE), instrument, tmp_path, forms=[Form.HTML])
    for path in every_page(tmp_path):
        soup = read(path)
        assert not soup.find_all("img")
        assert [script.attrs for script in soup.find_all("script")] == [{}]
        assert digest(soup.script) in str(soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"}))
        assert "49" not in (soup.find("title") or soup).text
    headings = [read(tmp_path / "reports" / code / "report.html").find("h1") for code in REPORTED]
    assert [heading.text for heading in headings if heading] == [*HOSTILE[:4], HOSTILE[6]]


AWKWARD = ("../x", "a/b", ".", "..", ".hidden", "a b", "%2E", "~", '"<&>', "CON", "nul.txt", "a.", "å", "☃" * 100, "a?b#c", "\\")


def level_one(code: str) -> PublishedUnit:
    return PublishedUnit(code=code, parent="0", name=f"Enhet {code}", level=1, kind=NodeKind.UNIT, members=(code,), reported=True)


def with_units(publication: Publication, codes: Iterable[str]) -> Publication:
    """The enterprise with these units below it, each showing a mean of every ordinary topic."""
    units = tuple(level_one(code) for code in codes)
    own = tuple(cell for cell in publication.cells if cell.unit == "0")
    below = tuple(
        Cell(unit=unit.code, topic=cell.topic, topic_class=cell.topic_class, state=State.SHOWN, detail=Detail.MEAN, mean=3.2)
        for unit in units
        for cell in own
        if cell.topic_class == "ordinary"
    )
    rates = tuple(Participation(unit=unit.code, band=None) for unit in units)
    return replace(
        publication, units=(publication.units[0], *units), cells=own + below, participation=(publication.participation[0], *rates)
    )


def test_any_unit_code_gets_a_page_that_the_list_leads_to(publication: Publication, instrument: Instrument, tmp_path: Path) -> None:
    out = tmp_path / "out"
    render_reports(with_units(publication, AWKWARD), instrument, out, forms=[Form.HTML])
    assert {path.name for path in (out / "reports").iterdir()} == {directory_of(code) for code in ("0", *AWKWARD)}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    links = read(out / "index.html").select(".tree a")
    assert len(links) == len(AWKWARD) + 1
    for link, code in zip(links, ("0", *AWKWARD), strict=True):
        heading = read(out / unquote(str(link["href"]))).find("h1")
        assert isinstance(heading, Tag)
        assert heading.text == link.text == ("Eksempeldirektoratet" if code == "0" else f"Enhet {code}")


def test_the_same_publication_gives_the_same_pages(publication: Publication, instrument: Instrument, pages: Path, tmp_path: Path) -> None:
    render_reports(Publication.from_json(publication.to_json()), instrument, tmp_path, forms=[Form.HTML])
    assert {path.relative_to(pages): path.read_bytes() for path in every_page(pages)} == {
        path.relative_to(tmp_path): path.read_bytes() for path in every_page(tmp_path)
    }


@pytest.mark.promise("P08")
def test_a_page_leads_to_its_other_forms_and_to_the_report_to_read_with_it(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_in_its_place = forms.RENDERERS[Form.HTML]
    monkeypatch.setattr(forms, "RENDERERS", {form: page_in_its_place if form is Form.HTML else f"{__name__}:nothing" for form in Form})
    assert render_reports(publication, instrument, tmp_path) == ()
    for path in every_page(tmp_path):
        for link in read(path).find_all("a", href=re.compile("^[^#]")):
            assert (path.parent / unquote(str(link["href"]))).is_file(), f"{path}: {link['href']}"
    soup = page(tmp_path, "003", Language.NN)
    assert [link["href"] for link in soup.select(".files a")] == ["report.nn.pdf", "report.nn.pptx", "report.nn.xlsx"]
    assert [link["href"] for link in soup.select(".above a")] == ["../001/report.nn.html"]
    assert not page(tmp_path, "0", Language.NN).select(".above")
    listed = read(tmp_path / "index.en.html").select(".tree li")[1].select("a")
    assert [str(link["href"]).rpartition("/")[2] for link in listed] == [
        "report.en.html",
        "report.en.pdf",
        "report.en.pptx",
        "report.en.xlsx",
    ]


def nothing(*_: object) -> bytes:
    return b""
