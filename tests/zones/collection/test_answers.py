"""A participant's way: links, attempts, answers, cookies, withdrawal."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from must.collection.actions import answers
from must.collection.actions.answers import (
    Attempt,
    AttemptGone,
    find_survey,
    find_ticket,
    open_cookie,
    read_answers,
    resume_attempt,
    seal_cookie,
    start_attempt,
    withdraw,
)
from must.collection.models import GridCell, Response, Round
from must.collection.models.answers import NEVER_WORKED
from must.core.common.refusals import Refusal
from must.crypto.envelope import unlock
from must.crypto.errors import CannotOpen, RingRefused
from must.crypto.rings import KeyRing

from .life import AGREED, ENTERPRISE, Life, become, keys, save_answers

SAID = {"role_clarity_1": 4, "role_clarity_2": 2, "bullying_1": 3}


@pytest.fixture
def open_round(life: Life) -> Life:
    return life.invited()


@pytest.fixture
def link(open_round: Life) -> str:
    return open_round.links[0]


def test_a_round_is_found_by_its_code_once_it_has_been_opened(life: Life) -> None:
    life.prepared()
    become("web")
    assert find_survey(life.row.code) is None
    assert find_survey("nothing") is None
    life = Life().opened()
    survey = life.survey
    assert (survey.enterprise, survey.code, survey.source) == (ENTERPRISE, life.row.code, "must-2026")
    assert ENTERPRISE not in repr(survey)


def test_answers_are_taken_in_the_period_while_the_round_is_open(open_round: Life) -> None:
    survey = open_round.survey
    second = timedelta(seconds=1)
    moments = [survey.opens - second, survey.opens, survey.closes - second, survey.closes]
    assert [survey.takes_answers(moment) for moment in moments] == [False, True, True, False]
    open_round.closed()
    assert not any(open_round.survey.takes_answers(moment) for moment in moments)


def test_a_link_is_known_however_it_is_typed(open_round: Life, link: str) -> None:
    survey = open_round.survey
    typed = [link, link.lower(), link.replace("-", " "), link.replace("0", "o").replace("1", "l"), f"  http://x.example/s/abc/#{link}\n"]
    assert {ticket and ticket.link for ticket in (find_ticket(survey, text) for text in typed)} == {link}


@pytest.mark.parametrize("text", ["", "hello", "0" * 25, "#", "U" * 25, "https://must.example/s/abc/"])
def test_what_is_not_a_link_of_the_round_is_no_ticket(open_round: Life, text: str) -> None:
    assert find_ticket(open_round.survey, text) is None


def test_another_rounds_link_is_no_ticket_here(open_round: Life, link: str) -> None:
    assert find_ticket(Life().invited().survey, link) is None


@pytest.mark.promise("P04", "P07")
def test_answers_are_saved_changed_and_taken_back(open_round: Life, link: str) -> None:
    attempt = open_round.start(link)
    assert read_answers(attempt) == {}
    save_answers(attempt, SAID, now=open_round.now)
    assert read_answers(attempt) == SAID
    save_answers(attempt, {"role_clarity_1": 5, "bullying_1": None, "belonging_1": None}, now=open_round.now)
    assert read_answers(attempt) == {"role_clarity_1": 5, "role_clarity_2": 2}


@pytest.mark.promise("P01")
def test_answering_needs_no_consent_to_research(open_round: Life, link: str) -> None:
    """Purpose 1 alone: nothing that is asked, kept or needed on the way speaks of purpose 2."""
    assert read_answers(open_round.answer(link, SAID)) == SAID
    assert "consent" not in json.dumps([field.name for field in Response._meta.local_fields])


@pytest.mark.promise("P44")
def test_what_was_agreed_to_is_sealed_with_the_answers(open_round: Life, link: str) -> None:
    attempt = open_round.answer(link, SAID)
    assert answers._open(attempt, answers._stored(attempt)).agreed == AGREED


def test_a_routed_answer_is_kept_when_its_question_closes(open_round: Life, link: str) -> None:
    attempt = open_round.answer(link, {"unwanted_sexual_attention_1": 3, "unwanted_sexual_attention_source_1": 2})
    save_answers(attempt, {"unwanted_sexual_attention_1": 1}, now=open_round.now)
    assert read_answers(attempt) == {"unwanted_sexual_attention_1": 1, "unwanted_sexual_attention_source_1": 2}


@pytest.mark.parametrize(
    ("changes", "saved"),
    [
        ({"unwanted_sexual_attention_source_1": 2}, {}),
        (
            {"unwanted_sexual_attention_1": 3, "unwanted_sexual_attention_source_1": 2},
            {"unwanted_sexual_attention_1": 3, "unwanted_sexual_attention_source_1": 2},
        ),
        ({"unwanted_sexual_attention_1": 1, "unwanted_sexual_attention_source_1": 2}, {"unwanted_sexual_attention_1": 1}),
        ({"unwanted_sexual_attention_1": None, "unwanted_sexual_attention_source_1": 2}, {}),
    ],
)
def test_an_answer_to_what_the_answers_do_not_open_is_not_taken(
    open_round: Life, link: str, changes: dict[str, int | None], saved: dict[str, int]
) -> None:
    """Whoever calls: the form's pages ask nothing else, but they aren't what keeps it out."""
    attempt = open_round.answer(link, SAID)
    save_answers(attempt, changes, now=open_round.now)
    assert read_answers(attempt) == SAID | saved


def test_a_kept_answer_that_is_open_no_more_is_not_changed_into_another(open_round: Life, link: str) -> None:
    attempt = open_round.answer(link, {"unwanted_sexual_attention_1": 3, "unwanted_sexual_attention_source_1": 2})
    save_answers(attempt, {"unwanted_sexual_attention_1": 1, "unwanted_sexual_attention_source_1": 1}, now=open_round.now)
    assert read_answers(attempt) == {"unwanted_sexual_attention_1": 1}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nothing": 1}, "round.unknown_item"),
        ({"organisational_change_1": 1}, "round.unknown_item"),
        ({"role_clarity_1": 6}, "round.unknown_value"),
        ({"role_clarity_1": 0}, "round.unknown_value"),
        ({"role_clarity_1": -1}, "round.unknown_value"),
        ({"role_clarity_1": True}, "round.unknown_value"),
        ({"role_clarity_2": 2, "role_clarity_1": 99}, "round.unknown_value"),
    ],
)
def test_what_the_round_does_not_ask_or_offer_is_refused(open_round: Life, link: str, changes: dict[str, int], code: str) -> None:
    attempt = open_round.answer(link, SAID)
    with pytest.raises(Refusal) as caught:
        save_answers(attempt, changes, now=open_round.now)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert "99" not in str(caught.value)
    assert read_answers(attempt) == SAID


def test_not_relevant_is_saved_where_it_is_offered(open_round: Life, link: str) -> None:
    offered = [item.id for item in open_round.survey.items.values() if item.not_relevant]
    assert read_answers(open_round.answer(link, {offered[0]: 0})) == {offered[0]: 0}


@pytest.mark.parametrize("when", ["before", "after", "closed"])
def test_outside_the_period_nothing_is_started_or_saved(open_round: Life, link: str, when: str) -> None:
    attempt, ticket = open_round.answer(link, SAID), find_ticket(open_round.survey, link)
    assert ticket is not None
    moment = {"before": open_round.row.opens - timedelta(seconds=1), "after": open_round.row.closes, "closed": open_round.now}[when]
    if when == "closed":
        open_round.closed()
        become("web")
    rows = list(Response.objects.values())
    for step in (
        lambda: start_attempt(ticket, agreed=AGREED, now=moment),
        lambda: save_answers(attempt, {"role_clarity_1": 1}, now=moment),
    ):
        with pytest.raises(Refusal) as caught:
            step()
        assert [fault.code for fault in caught.value.faults] == ["round.takes_no_answers"]
    assert list(Response.objects.values()) == rows


@pytest.mark.promise("P07", "P17")
def test_withdrawing_deletes_the_row(open_round: Life, link: str) -> None:
    attempt, other = open_round.answer(link, SAID), open_round.answer(open_round.links[1], SAID)
    withdraw(attempt)
    withdraw(attempt)
    assert [row.pk for row in Response.objects.all()] == [other.response]
    with pytest.raises(AttemptGone):
        read_answers(attempt)
    with pytest.raises(AttemptGone):
        save_answers(attempt, SAID, now=open_round.now)
    assert resume_attempt(open_round.survey, link, attempt.code) is None


@pytest.mark.promise("P17")
def test_withdrawing_takes_back_what_was_given_before_with_the_same_link(open_round: Life, link: str) -> None:
    """Whoever has lost the earlier code can still withdraw everything; an earlier holder who goes on counts again."""
    first, second = open_round.answer(link, SAID), open_round.answer(link, {"belonging_1": 1})
    withdraw(second)
    assert worked(first) == NEVER_WORKED
    save_answers(first, {}, now=open_round.now)
    assert worked(first) > NEVER_WORKED
    assert read_answers(first) == SAID


@pytest.mark.promise("P07")
def test_withdrawing_an_earlier_attempt_leaves_a_later_one_alone(open_round: Life, link: str) -> None:
    first, second = open_round.answer(link, SAID), open_round.answer(link, {"belonging_1": 1})
    before = worked(second)
    withdraw(first)
    withdraw(first)
    assert worked(second) == before


@pytest.mark.promise("P17")
def test_after_the_close_a_withdrawal_touches_no_other_attempt(open_round: Life, link: str) -> None:
    """Its holder couldn't make it count again any more."""
    first, second = open_round.answer(link, SAID), open_round.answer(link, {"belonging_1": 1})
    before = worked(first)
    open_round.closed()
    become("web")
    withdraw(second)
    assert worked(first) == before


def test_going_on_without_a_change_counts_and_a_start_without_answers_displaces_nothing(open_round: Life, link: str) -> None:
    first, second = open_round.answer(link, SAID), open_round.start(link)
    save_answers(second, {}, now=open_round.now)
    assert worked(first) > worked(second) == NEVER_WORKED
    save_answers(second, {"belonging_1": 1}, now=open_round.now)
    assert worked(second) > worked(first)
    rows = list(Response.objects.values())
    save_answers(second, {}, now=open_round.now)
    assert list(Response.objects.values()) == rows, "it counts already"
    save_answers(first, {}, now=open_round.now)
    assert worked(first) > worked(second)


@pytest.mark.promise("P17")
def test_answers_are_withdrawn_after_the_close_too(open_round: Life, link: str) -> None:
    attempt = open_round.answer(link, SAID)
    open_round.closed()
    become("web")
    withdraw(attempt)
    assert not Response.objects.exists()


def test_link_and_code_find_the_attempt_elsewhere(open_round: Life, link: str) -> None:
    first, second = open_round.answer(link, SAID), open_round.answer(link, {"belonging_1": 1})
    for attempt in (first, second):
        found = resume_attempt(open_round.survey, link.lower(), f" {attempt.code.lower()} ")
        assert found is not None
        assert (found.response, found.code, found.link) == (attempt.response, attempt.code, link)
        assert read_answers(found) == read_answers(attempt)


def test_link_and_code_of_two_people_find_nothing(open_round: Life) -> None:
    first, second = (open_round.answer(link, SAID) for link in open_round.links[:2])
    survey = open_round.survey
    assert resume_attempt(survey, first.link, second.code) is None
    assert resume_attempt(survey, second.link, first.code) is None


@pytest.mark.promise("P07")
def test_a_wrong_code_is_tried_on_as_much_whether_anybody_has_answered_or_not(
    open_round: Life, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def counting(locked: bytes, key: bytes, *, context: bytes) -> bytes:
        tried.append(len(locked))
        return unlock(locked, key, context=context)

    monkeypatch.setattr(answers, "unlock", counting)
    work = []
    for _ in range(3):
        tried.clear()
        assert resume_attempt(open_round.survey, link, "AAAAA-AAAAA") is None
        work.append(tuple(tried))
        open_round.answer(link, SAID)
    assert len(set(work)) == 1
    assert work[0]


def worked(attempt: Attempt) -> int:
    return Response.objects.get(pk=attempt.response).worked


def test_the_counter_says_which_attempt_was_worked_on_last_and_no_more(open_round: Life, link: str) -> None:
    first, second = open_round.start(link), open_round.start(link)
    assert (worked(first), worked(second)) == (0, 0)
    for _ in range(3):
        save_answers(first, SAID, now=open_round.now)
    assert (worked(first), worked(second)) == (1, 0), "saving often doesn't show"
    save_answers(second, SAID, now=open_round.now)
    save_answers(second, SAID, now=open_round.now)
    assert (worked(first), worked(second)) == (1, 2)
    save_answers(first, SAID, now=open_round.now)
    assert (worked(first), worked(second)) == (3, 2)


@pytest.mark.promise("P22")
def test_no_length_says_how_much_was_answered(open_round: Life) -> None:
    nothing, some = open_round.start(open_round.links[0]), open_round.answer(open_round.links[1], SAID)
    every = open_round.answer(open_round.links[2], {item.id: max(item.responses.values) for item in open_round.survey.items.values()})
    rows = [Response.objects.get(pk=attempt.response) for attempt in (nothing, some, every)]
    assert len({len(bytes(row.to_round)) for row in rows}) == len({len(bytes(row.to_self)) for row in rows}) == 1


@pytest.mark.promise("P22")
def test_a_row_moved_elsewhere_does_not_open(open_round: Life) -> None:
    first, second = (open_round.answer(link, SAID) for link in open_round.links[:2])
    cell = GridCell.objects.exclude(pk=Response.objects.get(pk=first.response).cell_id).get().pk
    other = Response.objects.get(pk=second.response)
    for change in ({"slot": other.slot, "attempt": 2}, {"to_self": other.to_self}, {"cell_id": cell}):
        before = Response.objects.filter(pk=first.response).values(*change).get()
        Response.objects.filter(pk=first.response).update(**change)
        with pytest.raises(CannotOpen):
            read_answers(first)
        Response.objects.filter(pk=first.response).update(**before)
    assert read_answers(first) == SAID


def test_the_cookie_keeps_the_attempt(open_round: Life, link: str) -> None:
    attempt = open_round.answer(link, SAID)
    assert open_cookie(open_round.survey, seal_cookie(attempt)) == Attempt(
        open_round.survey, attempt.response, attempt.code, attempt.link, attempt.self_key
    )
    raw = base64.urlsafe_b64decode(seal_cookie(attempt))
    for secret in (attempt.code, attempt.link, attempt.self_key.hex(), attempt.response.hex):
        assert secret.encode() not in raw
    assert len(seal_cookie(attempt)) < 1000


def test_a_cookie_that_is_not_ours_is_none(open_round: Life, link: str) -> None:
    sealed = seal_cookie(open_round.answer(link, SAID))
    survey = open_round.survey
    for wrong in (
        "",
        "x",
        "é",
        sealed[:-4],
        sealed[:-1] + ("A" if sealed[-1] != "A" else "B"),
        sealed[4:],
        "A" * len(sealed),
        sealed + " ",
    ):
        assert open_cookie(survey, wrong) is None
    other = Life().invited()
    assert open_cookie(other.survey, sealed) is None, "before anybody has started there"
    other.start(other.links[0])
    assert open_cookie(other.survey, sealed) is None


def test_an_attempt_does_not_show_its_secrets(open_round: Life, link: str) -> None:
    attempt = open_round.start(link)
    for secret in (attempt.code, attempt.link, attempt.self_key.hex(), str(attempt.self_key)):
        assert secret not in repr(attempt)


def test_the_pepper_is_minted_once_on_first_use(open_round: Life, link: str) -> None:
    assert open_round.row.pepper_check is None
    open_round.start(link)
    first = open_round.row.pepper_check, KeyRing(keys() / "web").round_key(open_round.id)
    open_round.start(link)
    assert (open_round.row.pepper_check, KeyRing(keys() / "web").round_key(open_round.id)) == first


def test_a_pepper_whose_transaction_was_lost_is_the_rounds_pepper(open_round: Life, link: str) -> None:
    KeyRing(keys() / "web").mint_round_key(open_round.id)
    attempt = open_round.answer(link, SAID)
    assert read_answers(attempt) == SAID
    assert open_round.row.pepper_check is not None


@pytest.mark.parametrize("lose", ["lost", "another"])
def test_a_ring_without_the_rounds_pepper_refuses_to_work(open_round: Life, link: str, lose: str) -> None:
    open_round.answer(link, SAID)
    KeyRing(keys() / "web").destroy_round_key(open_round.id)
    if lose == "another":
        KeyRing(keys() / "web").mint_round_key(open_round.id)
    ticket = find_ticket(open_round.survey, link)
    assert ticket is not None
    with pytest.raises(RingRefused):
        start_attempt(ticket, agreed=AGREED, now=open_round.now)
    with pytest.raises(RingRefused):
        resume_attempt(open_round.survey, link, "AAAAA-AAAAA")
    assert Response.objects.count() == 1


def test_a_round_asks_with_the_instrument_it_was_created_with_or_not_at_all(open_round: Life) -> None:
    Round.objects.filter(pk=open_round.id).update(instrument_version="0.9")
    with pytest.raises(Refusal) as caught:
        find_survey(open_round.row.code)
    assert [fault.code for fault in caught.value.faults] == ["round.instrument_changed"]
