"""The accessibility statement: on every page one click away, with contacts that are the round's own, and nothing in it that isn't known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from must.collection.web.accessibility import STATEMENT
from must.core.instrument.texts import load_texts
from must.ui.texts import vocabulary
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
BESIDE = ["", "letter", "contact", "resend", "forgotten", "withdrawn"]


def test_every_page_of_a_round_leads_to_its_statement_and_back(started: Visitor) -> None:
    for name in (*BESIDE, "code", "pause", "done", "withdraw"):
        link = started.get(name).soup.select_one('footer a[href$="/accessibility"]')
        assert link is not None, name
        assert link["href"] == f"{started.home}accessibility"
    page = started.press(started.get("page/2"), "accessibility", {"quantitative_demands_1": 3})
    back = page.soup.select_one("main a.must-way-back")
    assert back is not None
    assert back["href"] == f"{started.home}page/2"
    assert started.get("page/2").answers() == {"quantitative_demands_1": 3}, "what was ticked is saved first"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/try/", "/nothing", "/s/nothere1/", "/accessibility"])
def test_pages_of_no_round_lead_to_the_zones_statement(path: str) -> None:
    soup = BeautifulSoup(Client().get(path).content, "html.parser")
    assert [link["href"] for link in soup.select("footer a")] == ["/accessibility"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_says_what_was_tested_what_is_missing_and_whom_to_tell(door: Life, visitor: NewVisitor, language: str) -> None:
    page = visitor(language).get("accessibility")
    email = load_texts(door.row.instrument).help.contacts[0].email
    assert page.language == language
    assert email is not None
    assert email in page.text
    addresses = {link["href"] for link in page.soup.select("main a")}
    assert {STATEMENT.authority, STATEMENT.tribunal, f"mailto:{email}"} <= addresses
    assert len(page.soup.select("main li")) == len(STATEMENT.tested) + len(STATEMENT.gaps)
    assert "2026" in page.text
    assert "WCAG 2.1" in page.text


def test_every_written_sentence_is_used() -> None:
    for kind, used in (("tested", STATEMENT.tested), ("gaps", STATEMENT.gaps)):
        written = {key.rpartition(".")[2] for key in vocabulary() if key.startswith(f"accessibility.{kind}.")}
        assert written == set(used)


def test_a_trial_has_it_too_with_its_band() -> None:
    page = Client().get("/try/full/accessibility?page=2")
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select_one(".must-band") is not None
    back = soup.select_one("main a.must-way-back")
    assert back is not None
    assert back["href"] == "/try/full/page/2"


def title(page: Seen) -> str:
    found = page.soup.title
    assert found is not None
    return found.get_text()


def test_what_is_refused_leads_to_the_fields(door: Life, visitor: NewVisitor) -> None:
    browser = visitor()
    page = browser.resume(door.links[0], "00000-00000")
    assert title(page).startswith("Feil: ")
    summary = page.soup.select_one(".ds-error-summary")
    assert summary is not None
    assert summary.has_attr("autofocus")
    for link in summary.select("a"):
        field = page.soup.select_one(f"input{link['href']}")
        assert field is not None
        assert field["aria-invalid"] == "true"
        for described in str(field["aria-describedby"]).split():
            assert page.soup.find(id=described) is not None, described
    assert "Feil" not in title(browser.get("continue"))


def test_only_the_pages_own_choice_of_language_takes_the_focus(started: Visitor) -> None:
    def focused(**query: str) -> list[str]:
        return [each.get_text() for each in started.get("letter", **query).soup.select("[autofocus]")]

    assert focused() == []
    assert focused(nn="") == [], "as a mail asks for it"
    assert focused(language="nn") == ["Nynorsk"]
    door = started.send(started.get(""), "", {"language": "en"})
    assert [each.get_text() for each in door.soup.select("[autofocus]")] == ["English"]
