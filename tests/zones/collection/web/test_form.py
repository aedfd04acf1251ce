"""The form's own rules, without a server: what a page holds, what was changed on it, and where one goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.collection.web.form import Page, UnreadableForm, chosen_language, merge, minutes_left, page_to_resume, pages
from must.core.common.languages import Language
from must.core.instrument.counts import minutes
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection

TINY = load_instrument(Path(__file__).parents[3] / "data/instruments/tiny")
FORM = pages(TINY, Selection("full"))
SOCIAL = next(page for page in FORM if page.theme.id == "social")


def sent(page: Page, shown: Mapping[str, int], chosen: Mapping[str, int]) -> dict[str, str]:
    """What a browser sends: what the page showed, and which radio buttons are pressed now."""
    return {"shown": page.shown(shown), **{f"answer.{item}": str(value) for item, value in chosen.items()}}


def test_pages_are_numbered_from_one_and_know_the_last() -> None:
    assert [page.number for page in FORM] == list(range(1, len(FORM) + 1))
    assert [page.last for page in FORM] == [False] * (len(FORM) - 1) + [True]


def test_a_page_shows_its_follow_ups_after_the_question_that_opens_them() -> None:
    blocks = SOCIAL.blocks({"bullying_1": 2, "support_1": 3})
    assert [(block.follows.id if block.follows else None, block.open) for block in blocks] == [(None, True), ("bullying_source", True)]
    assert [question.answer for question in blocks[0].questions] == [3, None, 2]
    assert not SOCIAL.blocks({"bullying_1": 1})[1].open
    assert not SOCIAL.blocks({})[1].open


def test_only_what_changed_since_the_page_was_shown_is_saved() -> None:
    saved = {"support_1": 3, "support_2": 4}
    assert SOCIAL.changes(sent(SOCIAL, saved, saved), saved) == {}
    assert SOCIAL.changes(sent(SOCIAL, saved, {"support_1": 5, "support_2": 4}), saved) == {"support_1": 5}
    assert SOCIAL.changes(sent(SOCIAL, saved, {"support_1": 3}), saved) == {"support_2": None}


def test_a_page_left_open_elsewhere_undoes_nothing() -> None:
    """Opened empty on the desk, answered on the phone, then "next" on the desk."""
    saved_by_phone = {"support_1": 3}
    assert SOCIAL.changes(sent(SOCIAL, {}, {"support_2": 1}), saved_by_phone) == {"support_2": 1}


@pytest.mark.parametrize(
    ("saved", "late", "counts"),
    [(None, "", True), (3, "3", True), (4, ".4", True), (5, "", False), (5, ".4", False), (None, "3", False), (5, "3.4", False)],
)
def test_what_had_to_wait_counts_only_where_nothing_else_was_saved_meanwhile(saved: int | None, late: str, counts: bool) -> None:
    """late: the values that the page showed or tried."""
    answers = {"support_2": 1, **({} if saved is None else {"support_1": saved})}
    for value, change in (("2", 2), ("", None)):
        given = {"shown": "support_2:1", "answer.support_2": "4", "answer.support_1": value, "late": f"support_1:{late}"}
        changes = SOCIAL.changes(given, answers)
        assert merge(answers, changes) == merge(answers, {"support_2": 4, **({"support_1": change} if counts else {})})


@pytest.mark.promise("P04")
def test_an_answer_can_be_taken_back_by_its_button() -> None:
    saved = {"support_1": 3, "support_2": 4}
    assert SOCIAL.changes(sent(SOCIAL, saved, saved), saved, take_back="support_1") == {"support_1": None}
    with pytest.raises(UnreadableForm):
        SOCIAL.changes(sent(SOCIAL, saved, saved), saved, take_back="workload_1")


@pytest.mark.promise("P04")
def test_what_the_script_took_back_is_taken_back_though_the_page_never_knew_it_was_saved() -> None:
    """Saved in passing, the confirmation lost: the page says that it showed nothing, and sends the answer empty."""
    assert SOCIAL.changes({"shown": "", "answer.support_1": ""}, {"support_1": 3}) == {"support_1": None}
    assert SOCIAL.changes({"shown": "", "answer.support_1": ""}, {}) == {}


def test_closing_a_follow_up_set_takes_its_answers_back() -> None:
    saved = {"bullying_1": 3, "bullying_source_leader": 2}
    assert SOCIAL.changes(sent(SOCIAL, saved, {"bullying_1": 1}), saved) == {"bullying_1": 1, "bullying_source_leader": None}
    assert SOCIAL.changes(sent(SOCIAL, saved, saved), saved, take_back="bullying_1") == {"bullying_1": None, "bullying_source_leader": None}


def test_answers_to_a_set_that_was_never_open_are_not_kept() -> None:
    changes = SOCIAL.changes(sent(SOCIAL, {}, {"bullying_1": 1, "bullying_source_leader": 2}), {})
    assert merge({}, changes) == {"bullying_1": 1}


def test_a_newly_opened_set_is_shown_once() -> None:
    opened = SOCIAL.newly_opened([], {"bullying_1": 2})
    assert opened is not None
    assert opened.id == "bullying_source"
    assert SOCIAL.newly_opened(["bullying_source"], {"bullying_1": 2}) is None
    assert SOCIAL.newly_opened([], {"bullying_1": 1}) is None


@pytest.mark.parametrize("value", ["x", "-1", "1.0", "٣", "1e1", "9999", " 1", "+1"])
def test_a_value_that_no_button_sends_is_refused(value: str) -> None:
    with pytest.raises(UnreadableForm):
        SOCIAL.changes({"answer.support_1": value}, {})
    with pytest.raises(UnreadableForm):
        SOCIAL.changes({"shown": f"support_1:{value.replace(' ', 'x')}"}, {})


def test_an_unknown_language_is_refused() -> None:
    assert chosen_language("nn") is Language.NN
    with pytest.raises(UnreadableForm):
        chosen_language("xx")


def answers_of(page: Page) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({}, optional={item.id: st.sampled_from(item.responses.values) for item in page.items})


@given(saved=answers_of(SOCIAL), shown=answers_of(SOCIAL), chosen=answers_of(SOCIAL))
def test_saving_twice_is_saving_once(saved: dict[str, int], shown: dict[str, int], chosen: dict[str, int]) -> None:
    once = merge(saved, SOCIAL.changes(sent(SOCIAL, shown, chosen), saved))
    assert merge(once, SOCIAL.changes(sent(SOCIAL, shown, chosen), once)) == once


@given(saved=answers_of(SOCIAL), chosen=answers_of(SOCIAL))
def test_what_a_fresh_page_sends_is_what_is_saved(saved: dict[str, int], chosen: dict[str, int]) -> None:
    after = merge(saved, SOCIAL.changes(sent(SOCIAL, saved, chosen), saved))
    hidden = set() if chosen.get("bullying_1", 1) > 1 else {"bullying_source_leader", "bullying_source_colleague"}
    assert after == {item: value for item, value in chosen.items() if item not in hidden}


def test_one_goes_on_where_the_last_answer_is() -> None:
    assert page_to_resume(FORM, {}) is FORM[0]
    assert page_to_resume(FORM, {"support_1": 2}) == SOCIAL
    finished = {"support_1": 2, "support_2": 2, "bullying_1": 1}
    assert page_to_resume(FORM, finished) == FORM[SOCIAL.number]
    assert page_to_resume(FORM, finished | {"bullying_1": 2}) == SOCIAL, "its follow-ups are open"
    last = {item.id: item.responses.values[0] for item in FORM[-1].items}
    assert page_to_resume(FORM, last) == FORM[-1]


@pytest.mark.promise("P02")
@pytest.mark.parametrize("language", list(Language))
def test_minutes_left_count_down_to_one(language: Language) -> None:
    must = load_instrument("must-2026")
    form = pages(must, Selection("full"))
    left = [minutes_left(form, page.number, {}, language) for page in form]
    assert left == sorted(left, reverse=True)
    assert left[-1] >= 1
    assert minutes(must, Selection("full"), language) - left[0] in (0, 1, 2), "the start page is read before the first theme"


def test_short_labels_stand_in_a_row_and_long_ones_in_a_list() -> None:
    must = load_instrument("must-2026")
    shown = {
        question.item.responses.id: question.in_row
        for page in pages(must, Selection("full"))
        for block in page.blocks({})
        for question in block.questions
    }
    assert shown["frequency"]
    assert shown["yes_no"]
    assert not shown["office_kind"]
