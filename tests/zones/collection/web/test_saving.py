"""What the script of a page of questions relies on: it saves by itself, goes on itself, and is told whose page it stands on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from must.collection.actions.answers import open_cookie, read_answers
from must.collection.web.answers import JSON
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
FIRST = "quantitative_demands_1"


@pytest.fixture
def life(db: None) -> Life:
    """A round with a module that the background decides on."""
    return Life(modules=frozenset({"leadership"}))


@pytest.fixture
def page(started: Visitor) -> Seen:
    """The page that asks about the demands, as it came."""
    return next(page for number in (1, 2, 3) if FIRST in (page := started.get(f"page/{number}")).questions())


def send(browser: Visitor, page: Seen, go: str, **fields: str) -> Any:
    """What the script sends, and what the server says to it."""
    sent = page.fields() | {f"answer.{FIRST}": "3", "go": go, "attempt": attribute(page, "data-attempt"), **fields}
    return browser.client.post(page.path, sent, headers={"Accept": JSON})


def attribute(page: Seen, name: str) -> str:
    form = page.soup.select_one("[data-answers]")
    assert form is not None
    return str(form[name])


def saved(life: Life, browser: Visitor) -> dict[str, int]:
    attempt = open_cookie(life.survey, browser.client.cookies["must_answer"].value)
    assert attempt is not None
    return dict(read_answers(attempt))


def test_the_script_is_told_where_to_go_on(door: Life, started: Visitor, page: Seen) -> None:
    answer = send(started, page, "leave")
    assert (answer.status_code, answer.json()) == (200, {"to": f"{started.home}pause"})
    assert answer["Cache-Control"] == "no-store"
    assert saved(door, started) == {FIRST: 3}


def test_the_script_changes_the_language_too(started: Visitor, page: Seen) -> None:
    assert send(started, page, "language:en").json() == {"to": f"{page.path}#here"}
    assert started.get(page.path.removeprefix(started.home)).language == "en"


def test_a_browser_that_accepts_anything_is_sent_on(started: Visitor, page: Seen) -> None:
    for accepted in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""):
        answer = started.client.post(page.path, {**page.fields(), "go": "next"}, headers={"Accept": accepted})
        assert answer.status_code == 302


def test_a_page_that_was_made_for_another_attempt_is_not_saved(door: Life, started: Visitor, visitor: NewVisitor, page: Seen) -> None:
    mine = open_cookie(door.survey, started.client.cookies["must_answer"].value)
    assert mine is not None
    other = visitor()
    other.start(door.links[1])
    started.client.cookies["must_answer"] = other.client.cookies["must_answer"].value
    for go in ("stay", "next"):
        answer = send(started, page, go)
        assert (answer.status_code, answer["Location"]) == (302, started.home)
    assert saved(door, other) == {}
    assert read_answers(mine) == {}


def test_the_script_is_sent_to_the_start_page_when_the_round_has_closed(door: Life, started: Visitor, page: Seen) -> None:
    door.clock.set(door.survey.closes + timedelta(seconds=1))
    for go in ("stay", "next"):
        answer = send(started, page, go)
        assert (answer.status_code, answer["Location"]) == (302, started.home)


def test_each_page_of_each_attempt_has_a_draft_key_of_its_own(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    other = visitor()
    other.start(door.links[0])
    seen = [browser.get(f"page/{number}") for browser in (started, other) for number in (1, 2)]
    keys = {attribute(page, "data-draft-key") for page in seen}
    assert len(keys) == 4
    assert {len(base64.b64decode(key)) for key in keys} == {32}
    assert len({attribute(page, "data-attempt") for page in seen}) == 2
    again = started.get("page/1")
    assert attribute(again, "data-draft-key") == attribute(seen[0], "data-draft-key"), "it opens what was kept before a reload"
    attempt = open_cookie(door.survey, started.client.cookies["must_answer"].value)
    assert attempt is not None
    assert attempt.self_key not in {base64.b64decode(key) for key in keys}


def test_what_other_pages_hold_is_taken_back_only_when_the_participant_goes_on(door: Life, started: Visitor) -> None:
    """The arrow keys pass over "no" on their way from one "yes" to another."""
    page = started.press(started.get("page/1"), "language:nb", {"leader_responsibility": 2})
    leading = next(page for number in range(2, 15) if "leader_conditions_1" in (page := started.get(f"page/{number}")).questions())
    started.press(leading, "next", {"leader_conditions_1": 4})
    no = {"attempt": attribute(page, "data-attempt"), "answer.leader_responsibility": "1", "shown": "leader_responsibility:2"}
    started.send(page, "page/1", {**no, "go": "stay"})
    assert saved(door, started) == {"leader_responsibility": 1, "leader_conditions_1": 4}
    started.send(page, "page/1", {**no, "go": "next"})
    assert saved(door, started) == {"leader_responsibility": 1}
