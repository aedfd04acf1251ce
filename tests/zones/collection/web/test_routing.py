"""Routing by background: who isn't asked a page never meets it, and what is no longer asked is taken back. Without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.collection.actions.answers import open_cookie, read_answers
from must.collection.web.form import UnreadableForm, merge, minutes_left, page_at, page_to_resume, pages
from must.core.common.languages import Language
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

MODULES = frozenset({"leadership", "office_solution"})
MUST = load_instrument("must-2026")
FORM = pages(MUST, Selection("short", modules=MODULES))
BACKGROUND = 1
LEADERSHIP, OFFICE = (next(page.number for page in FORM if page.theme.id == theme) for theme in ("leadership", "office_solution"))
LEADS, LEADS_NOT = {"leader_responsibility": 2}, {"leader_responsibility": 1}
EVERYBODYS = {"workplace_fit_1", "workplace_fit_2", "workplace_fit_3"}


@pytest.fixture
def life(db: None) -> Life:
    """A round with the two modules that background decides on."""
    return Life(modules=MODULES)


def saved(life: Life, browser: Visitor) -> dict[str, int]:
    attempt = open_cookie(life.survey, browser.client.cookies["must_answer"].value)
    assert attempt is not None
    return dict(read_answers(attempt))


def items_of(number: int, answers: dict[str, int]) -> set[str]:
    return {item.id for item in page_at(FORM, number, answers).items}


# The rules of the form


@pytest.mark.parametrize(
    ("office", "more"),
    [
        (None, set()),
        (1, set()),
        (2, {"office_disturbance_1", "office_disturbance_2"}),
        (3, {"office_disturbance_1", "office_disturbance_2"}),
        (4, {"office_disturbance_1", "office_disturbance_2", "workplace_choice_1"}),
        (5, {"contact_at_a_distance_1", "contact_at_a_distance_2"}),
    ],
)
def test_the_office_questions_are_those_of_the_kind_of_office(office: int | None, more: set[str]) -> None:
    answers = {} if office is None else {"office_kind": office}
    assert items_of(OFFICE, answers) == EVERYBODYS | more


@pytest.mark.parametrize("answers", [{}, LEADS_NOT], ids=str)
def test_a_page_that_asks_nothing_is_passed_over_in_both_directions(answers: dict[str, int]) -> None:
    assert items_of(LEADERSHIP, answers) == set()
    assert page_at(FORM, LEADERSHIP - 1, answers).after == LEADERSHIP + 1
    assert page_at(FORM, LEADERSHIP + 1, answers).before == LEADERSHIP - 1
    assert page_at(FORM, LEADERSHIP - 1, LEADS).after == page_at(FORM, LEADERSHIP + 1, LEADS).before == LEADERSHIP


def test_a_filtered_last_page_that_is_not_asked_ends_the_form_before_it() -> None:
    ending = FORM[:LEADERSHIP]
    assert page_at(ending, LEADERSHIP - 1, LEADS_NOT).last
    assert not page_at(ending, LEADERSHIP - 1, LEADS).last


def test_one_goes_on_at_a_page_that_is_asked() -> None:
    before = FORM[LEADERSHIP - 2]
    finished = {item.id: item.responses.values[0] for item in before.items}
    assert page_to_resume(FORM, finished).number == LEADERSHIP + 1
    assert page_to_resume(FORM, finished | LEADS).number == LEADERSHIP


@pytest.mark.promise("P02")
@pytest.mark.parametrize("language", list(Language))
def test_minutes_left_are_those_of_what_is_asked_and_never_grow(language: Language) -> None:
    def left(answers: dict[str, int]) -> list[int]:
        asked = [page.number for page in FORM if page_at(FORM, page.number, answers).items]
        return [minutes_left(FORM, number, answers, language) for number in asked]

    leader = left(LEADS | {"office_kind": 4})
    assert leader == sorted(leader, reverse=True)
    assert left({})[0] == leader[0], "before the background is answered, the most it may come to"
    assert left({})[1] < leader[1]


def test_answers_to_what_is_not_asked_are_passed_over() -> None:
    sent = {"answer.leader_conditions_1": "4", "answer.leader_strain_2": "2"}
    for answers in ({}, LEADS_NOT):
        assert page_at(FORM, LEADERSHIP, answers).changes(sent, answers) == {}
    assert page_at(FORM, LEADERSHIP, LEADS).changes(sent, LEADS) == {"leader_conditions_1": 4, "leader_strain_2": 2}


def test_a_button_of_a_question_that_is_no_longer_asked_does_no_harm() -> None:
    page = page_at(FORM, LEADERSHIP, LEADS_NOT)
    assert merge(LEADS_NOT, page.changes({}, LEADS_NOT, take_back="leader_conditions_1")) == LEADS_NOT
    with pytest.raises(UnreadableForm):
        page.changes({}, LEADS_NOT, take_back="office_kind")


ANSWERS = st.fixed_dictionaries(
    {}, optional={item.id: st.sampled_from(item.responses.values) for page in FORM for item in page.items if page.number != LEADERSHIP + 3}
)


@given(saved_before=ANSWERS, leads=st.sampled_from([None, 1, 2]), office=st.sampled_from([None, 1, 2, 3, 4, 5]))
def test_whatever_was_saved_after_the_background_nothing_unasked_is_left(
    saved_before: dict[str, int], leads: int | None, office: int | None
) -> None:
    page = page_at(FORM, BACKGROUND, saved_before)
    chosen = {"leader_responsibility": leads, "office_kind": office}
    sent = {"shown": page.shown(saved_before)} | {f"answer.{item}": str(value) for item, value in chosen.items() if value is not None}
    after = merge(saved_before, page.changes(sent, saved_before))
    asked = {item.id for each in FORM for item in page_at(FORM, each.number, after).items}
    assert set(after) <= asked
    assert {item: after.get(item) for item in chosen} == chosen


# Through the server, without scripts


def walk(browser: Visitor, page: Seen) -> list[int]:
    numbers = []
    while "/page/" in page.path:
        numbers.append(int(page.path.rpartition("/")[2]))
        page = browser.press(page, "next")
    return numbers


@pytest.mark.parametrize("answers", [{}, LEADS_NOT, LEADS], ids=str)
def test_the_way_through_leaves_out_the_page_that_is_not_asked(door: Life, started: Visitor, answers: dict[str, int]) -> None:
    everything = [page.number for page in FORM]
    page = started.press(started.get("page/1"), "next", answers)
    skipped = set() if answers == LEADS else {LEADERSHIP}
    assert [1, *walk(started, page)] == [number for number in everything if number not in skipped]
    back = started.press(started.get(f"page/{LEADERSHIP + 1}"), "back")
    assert back.path.endswith(f"/page/{LEADERSHIP - (1 if skipped else 0)}")


def test_the_address_of_a_page_that_is_not_asked_leads_to_the_next(started: Visitor) -> None:
    assert started.get(f"page/{LEADERSHIP}").path.endswith(f"/page/{LEADERSHIP + 1}")
    started.press(started.get("page/1"), "next", LEADS)
    assert started.get(f"page/{LEADERSHIP}").path.endswith(f"/page/{LEADERSHIP}")


@pytest.mark.promise("P04")
@pytest.mark.parametrize("how", ["changed", "taken back"])
def test_what_is_no_longer_asked_is_taken_back_wherever_it_stands(door: Life, started: Visitor, how: str) -> None:
    started.press(started.get("page/1"), "next", LEADS | {"office_kind": 4})
    started.press(started.get(f"page/{LEADERSHIP}"), "next", {"leader_conditions_1": 4})
    started.press(started.get(f"page/{OFFICE}"), "next", {"workplace_choice_1": 2, "workplace_fit_1": 3})
    background = started.get("page/1")
    if how == "changed":
        started.press(background, "next", LEADS_NOT | {"office_kind": 2})
        left = LEADS_NOT | {"office_kind": 2}
    else:
        started.press(started.press(background, "take_back:leader_responsibility"), "take_back:office_kind")
        left = {}
    assert saved(door, started) == left | {"workplace_fit_1": 3}


def test_a_page_left_open_saves_nothing_that_is_no_longer_asked(door: Life, started: Visitor, visitor: Callable[..., Visitor]) -> None:
    """The leader's page stands open on the desk; on the phone its holder says not to lead anybody."""
    started.press(started.get("page/1"), "next", LEADS)
    on_desk = started.get(f"page/{LEADERSHIP}")
    phone = visitor()
    phone.resume(door.links[0], started.get("code").code)
    phone.press(phone.get("page/1"), "next", LEADS_NOT)
    page = started.press(on_desk, "next", {"leader_conditions_1": 4})
    assert page.path.endswith(f"/page/{LEADERSHIP + 1}")
    assert saved(door, started) == LEADS_NOT
