"""What is sent over an encrypted line keeps its length: nothing of a page's may tell what was answered on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from must.collection.actions.answers import Attempt, open_cookie
from must.collection.web.answers import JSON, form_page
from must.collection.web.form import Page, merge
from must.collection.web.lengths import REPLY, STEP, request_length
from must.collection.web.sitting import Answering
from must.core.instrument.routing import unasked
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Visitor


@dataclass(frozen=True)
class Given(Answering):
    """A participant's sitting with answers that needn't be saved first."""

    answers: Mapping[str, int]

    def read(self) -> Mapping[str, int]:
        return self.answers


@pytest.fixture
def life(db: None) -> Life:
    """A round with a module that the background decides on."""
    return Life(modules=frozenset({"leadership"}))


@pytest.fixture
def attempt(door: Life, started: Visitor) -> Attempt:
    found = open_cookie(door.survey, started.client.cookies["must_answer"].value)
    assert found is not None
    return found


@pytest.fixture
def length(attempt: Attempt) -> Callable[..., int]:
    """How many bytes a page has for whoever has given these answers; 0 where it asks them nothing."""

    def measured(number: int, answers: Mapping[str, int], language: str) -> int:
        request: HttpRequest = RequestFactory(headers={"Accept-Language": language}).get("/")
        get_token(request)
        response: HttpResponse = form_page(request, Given(attempt, answers), number)
        return len(response.content) if response.status_code == 200 else 0

    return measured


def states(form: tuple[Page, ...], page: Page) -> Iterator[dict[str, int]]:
    """Ways to have answered a page: each answer alone, and all questions with their first and last answer; each after the background's
    first and last answers, on which it depends what is asked."""
    for extreme in (min, max):
        before = {item.id: extreme(item.responses.values) for item in form[0].items} if page.number > 1 else {}
        yield from ({**before, item.id: value} for item in page.items for value in item.offered)
        for pick in (min, max):
            yield {**before, **{item.id: pick(item.offered) for item in page.items}}
        yield before


@pytest.mark.promise("P09")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_page_is_as_long_whatever_is_answered(attempt: Attempt, length: Callable[..., int], language: str) -> None:
    form = Answering(attempt).form
    for page in form:
        every = list(states(form, page)) if language == "nb" else list(states(form, replace(page, items=page.items[:1])))
        asked = [merge(state, dict.fromkeys(unasked(page.instrument, state))) for state in every]
        lengths = {length(page.number, answers, language) for answers in asked} - {0}
        assert len(lengths) == 1, page.theme.id
        assert lengths.pop() % STEP == 0, page.theme.id


@pytest.mark.promise("P09")
def test_each_request_of_the_script_has_room_for_everything(attempt: Attempt) -> None:
    """Everything answered, and every answer tried without hearing whether it was saved."""
    for page in Answering(attempt).form:
        worst = {f"answer.{item.id}": max(item.offered) for item in page.items}
        late = " ".join(f"{item.id}:.{'.'.join(str(value) for value in item.offered)}" for item in page.items)
        fields = {"csrfmiddlewaretoken": "x" * 64, "attempt": attempt.mark, "go": "language:nb", "pad": "", "late": late}
        opened = [("opened", topic.id) for topic in page.follow_ups()]
        shown = page.shown({item.id: max(item.offered) for item in page.items})
        body = urlencode([*{**worst, **fields, "shown": shown}.items(), *opened])
        assert len(body) <= request_length(page) <= len(body) + 2 * STEP, page.theme.id


def test_what_the_script_is_answered_is_as_long_wherever_it_leads(started: Visitor) -> None:
    page = started.get("page/2")

    def answer(go: str) -> Any:
        return started.client.post(page.path, {**page.fields(), "go": go}, headers={"Accept": JSON}).content

    answers = [answer(go) for go in ("next", "back", "language:nb", "leave", "contact")]
    assert {len(each) for each in answers} == {REPLY}
    assert len({json.loads(each)["to"] for each in answers}) == 5
