"""Answering without scripts: skip, take back, go back and forth, change language, come back elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from must.collection.actions.answers import open_cookie, read_answers
from must.collection.models import Response
from must.collection.web.form import pages
from must.core.instrument.model import NOT_RELEVANT
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
FIRST = "quantitative_demands_1"
SECOND = "quantitative_demands_2"
OPENING = "unwanted_sexual_attention_1"
FOLLOW_UP = "unwanted_sexual_attention_source"


def saved(life: Life, browser: Visitor) -> dict[str, int]:
    attempt = open_cookie(life.survey, browser.client.cookies["must_answer"].value)
    assert attempt is not None
    return dict(read_answers(attempt))


def number_of(life: Life, theme: str) -> int:
    form = pages(life.survey.instrument, life.survey.selection)
    return next(page.number for page in form if page.theme.id == theme)


@pytest.mark.promise("P04")
def test_every_page_can_be_passed_without_an_answer_and_without_a_word(door: Life, started: Visitor) -> None:
    page, walked = started.get("page/1"), []
    while "/page/" in page.path:
        walked.append(page)
        page = started.press(page, "next")
    assert len(walked) == len(pages(door.survey.instrument, door.survey.selection))
    assert page.path.endswith("/done")
    assert saved(door, started) == {}
    assert not any(page.soup.select("[role=alert], [required], [aria-required], [aria-invalid]") for page in walked)


def test_every_question_of_the_round_is_asked_once(door: Life, started: Visitor) -> None:
    form = pages(door.survey.instrument, door.survey.selection)
    asked = [item for page in form for item in started.get(f"page/{page.number}").questions()]
    follow_ups = {item.id for topic in door.survey.instrument.topics.values() if topic.follow_up for item in topic.items}
    assert sorted(asked) == sorted(set(door.survey.items) - follow_ups)


@pytest.mark.parametrize(
    ("button", "ending"),
    [
        ("next", "page/4"),
        ("back", "page/2"),
        ("leave", "pause"),
        ("letter", "letter"),
        ("contact", "contact"),
        ("code", "code"),
        ("withdraw", "withdraw"),
        ("language:en", "page/3"),
    ],
)
def test_each_button_saves_the_page_and_leads_where_it_says(door: Life, started: Visitor, button: str, ending: str) -> None:
    page = started.press(started.get("page/3"), button, {"role_clarity_1": 4, "role_clarity_2": 1})
    assert saved(door, started) == {"role_clarity_1": 4, "role_clarity_2": 1}
    assert page.path == f"{started.home}{ending}"
    if ending in ("letter", "contact", "code", "withdraw"):
        assert page.soup.select_one(f'main a[href="{started.home}page/3"]') is not None, "the way back is the page one came from"


def test_the_page_shows_what_was_answered(started: Visitor) -> None:
    page = started.press(started.get("page/2"), "next", {FIRST: 2, SECOND: 5})
    assert page.answers() == {}
    assert started.press(page, "back").answers() == {FIRST: 2, SECOND: 5}


@pytest.mark.promise("P04")
def test_an_answer_is_taken_back_by_its_own_button(door: Life, started: Visitor) -> None:
    page = started.press(started.get("page/2"), "language:nb", {FIRST: 2, SECOND: 5})
    offered = [button["value"] for button in page.soup.select("button[value^=take_back]") if not button.has_attr("hidden")]
    assert offered == [f"take_back:{FIRST}", f"take_back:{SECOND}"]
    page = started.press(page, f"take_back:{FIRST}", {"quantitative_demands_3": 1})
    assert page.path.endswith("/page/2")
    assert page.answers() == saved(door, started) == {SECOND: 5, "quantitative_demands_3": 1}


def test_not_relevant_is_an_answer_that_can_be_changed(door: Life, started: Visitor) -> None:
    item = "support_from_superior_1"
    number = number_of(door, "line_manager")
    page = started.press(started.get(f"page/{number}"), "language:nb", {item: NOT_RELEVANT})
    assert page.answers() == {item: NOT_RELEVANT}
    started.press(page, "next", {item: 4})
    assert saved(door, started) == {item: 4}


def test_the_language_changes_in_place_and_keeps_every_answer(started: Visitor) -> None:
    page = started.press(started.get("page/2"), "language:nn", {FIRST: 3})
    assert (page.language, page.path, page.answers()) == ("nn", f"{started.home}page/2", {FIRST: 3})
    page = started.press(page, "language:en", {SECOND: 1})
    assert (page.language, page.answers()) == ("en", {FIRST: 3, SECOND: 1})
    assert started.press(page, "next").language == "en"


def test_a_yes_opens_its_follow_ups_on_the_same_page_once(door: Life, started: Visitor) -> None:
    number = number_of(door, "negative_acts")
    page = started.get(f"page/{number}")
    assert not any(item.startswith(FOLLOW_UP) for item in page.questions())
    page = started.press(page, "next", {OPENING: 3})
    assert page.path.endswith(f"/page/{number}")
    assert page.response.redirect_chain[-1][0].endswith("#here")
    (here,) = page.soup.find_all(id="here")
    assert here["data-follows"] == "answer.unwanted_sexual_attention_1"
    assert [item for item in page.questions() if item.startswith(FOLLOW_UP)] == [f"{FOLLOW_UP}_{each}" for each in (1, 2, 3, 4)]
    page = started.press(page, "next", {f"{FOLLOW_UP}_1": 2})
    assert page.path.endswith(f"/page/{number + 1}"), "they are shown once; nobody is made to answer them"
    assert saved(door, started) == {OPENING: 3, f"{FOLLOW_UP}_1": 2}


def test_a_no_after_all_takes_the_follow_ups_back(door: Life, started: Visitor) -> None:
    number = number_of(door, "negative_acts")
    page = started.press(started.get(f"page/{number}"), "next", {OPENING: 3})
    started.press(page, "next", {f"{FOLLOW_UP}_1": 2})
    page = started.press(started.get(f"page/{number}"), "next", {OPENING: 1})
    assert page.path.endswith(f"/page/{number + 1}")
    assert saved(door, started) == {OPENING: 1}


@pytest.mark.promise("P11")
def test_the_sensitive_pages_say_beforehand_who_sees_the_result_and_where_help_is(door: Life, started: Visitor) -> None:
    for theme in ("negative_acts", "health"):
        page = started.get(f"page/{number_of(door, theme)}")
        notice = page.soup.select_one(".must-notice")
        assert notice is not None
        first_question = page.soup.select_one("[data-question]")
        assert first_question is not None
        assert first_question in notice.find_all_next("fieldset")
        assert notice.select_one("button[value=contact]") is not None


def test_two_machines_do_not_undo_one_another(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    """The page stands open and empty on the desk while the same page is answered on the phone."""
    on_desk = started.get("page/2")
    phone = visitor()
    phone.resume(door.links[0], started.get("code").code)
    phone.press(phone.get("page/2"), "next", {FIRST: 4})
    started.press(on_desk, "next", {SECOND: 2})
    assert saved(door, started) == {FIRST: 4, SECOND: 2}


def test_coming_back_elsewhere_with_the_code_everything_is_where_it_was(door: Life, started: Visitor, visitor: NewVisitor) -> None:
    started.press(started.get("page/4"), "leave", {"control_over_decisions_1": 5})
    phone = visitor("en")
    page = phone.resume(door.links[0], started.get("code").code)
    assert page.path.endswith("/page/4")
    assert page.answers() == {"control_over_decisions_1": 5}


def test_the_script_saves_while_the_page_stays(door: Life, started: Visitor) -> None:
    page = started.press(started.get("page/2"), "stay", {FIRST: 4})
    assert (page.status, page.body) == (204, b"")
    assert saved(door, started) == {FIRST: 4}


def test_a_page_that_changes_nothing_writes_nothing(door: Life, started: Visitor) -> None:
    page = started.press(started.get("page/2"), "language:nb", {FIRST: 4})
    before = Response.objects.values_list("worked", "to_self", "to_round").get()
    started.press(page, "next")
    assert Response.objects.values_list("worked", "to_self", "to_round").get() == before


@pytest.mark.parametrize(
    ("answers", "go"),
    [
        ({FIRST: 6}, "next"),
        ({FIRST: -1}, "next"),
        ({FIRST: NOT_RELEVANT}, "next"),
        ({FIRST: 99999}, "next"),
        ({}, "elsewhere"),
        ({}, ""),
        ({}, "take_back:role_clarity_1"),
        ({}, "take_back"),
        ({}, "language:xx"),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(door: Life, started: Visitor, answers: dict[str, int], go: str) -> None:
    page = started.press(started.get("page/2"), go, answers)
    assert page.status == 400
    assert "Vi forstod ikke" in page.text
    assert saved(door, started) == {}


def test_an_answer_to_another_pages_question_is_passed_over(door: Life, started: Visitor) -> None:
    started.press(started.get("page/2"), "next", {"role_clarity_1": 3, FIRST: 1})
    assert saved(door, started) == {FIRST: 1}


@pytest.mark.parametrize("number", [0, 99])
def test_a_page_that_is_not_there_is_not_found(started: Visitor, number: int) -> None:
    assert started.get(f"page/{number}").status == 404


def test_minutes_are_shown_and_count_down(door: Life, started: Visitor) -> None:
    last = len(pages(door.survey.instrument, door.survey.selection))

    def minutes(page: Seen) -> int:
        shown = page.soup.select_one(".must-minutes")
        assert shown is not None
        return int(shown.get_text().removeprefix("Omtrent ").removesuffix(" minutter igjen"))

    left = [minutes(started.get(f"page/{number}")) for number in range(1, last + 1)]
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1]
    assert "%" not in started.get("page/2").text


@pytest.mark.parametrize("name", ["code", "page/1", "pause", "done", "withdraw"])
def test_without_the_cookie_one_is_asked_for_link_and_code(started: Visitor, visitor: NewVisitor, name: str) -> None:
    assert visitor().get(name).path.endswith("/continue")
    stranger = visitor()
    stranger.client.cookies["must_answer"] = started.client.cookies["must_answer"].value[:-2] + "AA"
    assert stranger.get(name).path.endswith("/continue")
