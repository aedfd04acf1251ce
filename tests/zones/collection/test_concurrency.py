"""Many at once: nobody's answer is lost, nobody waits for ever, and the close comes after the last save that got in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

import pytest
from django.db import connection, transaction

from must.collection.actions import invitations, rounds
from must.collection.actions.answers import find_survey, find_ticket, read_answers, start_attempt, withdraw
from must.collection.actions.shuffling import shuffle
from must.collection.adapters.smtp import smtp
from must.collection.models import Delivery, Mailing, Response
from must.core.campaign.reminders import REST
from must.core.campaign.states import RoundState
from must.core.common.refusals import Refusal

from .flaky import HANGS_UP, TAKES_AND_HANGS_UP, Flaky, Step
from .life import AGREED, Life, become, save_answers

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def at_once(steps: Sequence[Callable[[], T]]) -> list[T]:
    """Take all steps at the same time, each on a connection of its own."""

    def take(step: Callable[[], T]) -> T:
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(take, steps))


def while_uncommitted(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Take the first step, and the second on another connection before the first is committed: it has to wait for a lock."""

    def take() -> None:
        try:
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(take)
            assert comes_to_wait(waiting)
        waiting.result()


def comes_to_wait(step: Future[None]) -> bool:
    """Whether a step waits for a lock sooner or later, or never does."""
    while not step.done():
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_locks WHERE NOT granted")
            if cursor.rowcount:
                return True
        wait([step], timeout=0.01)
    return False


@pytest.fixture
def life() -> Life:
    return Life().invited()


def test_starts_with_one_link_get_numbers_of_their_own(life: Life) -> None:
    ticket = find_ticket(life.survey, life.links[0])
    assert ticket is not None
    at_once([lambda: start_attempt(ticket, agreed=AGREED, now=life.now)] * 12)
    assert sorted(Response.objects.values_list("attempt", flat=True)) == list(range(1, 13))


def test_first_uses_of_a_round_agree_on_its_pepper(life: Life) -> None:
    survey, now = life.survey, life.now
    assert survey.pepper_check is None
    tickets = [find_ticket(survey, link) for link in life.links[:8]]
    attempts = at_once([lambda ticket=ticket: start_attempt(ticket, agreed=AGREED, now=now) for ticket in tickets])  # type: ignore[misc]
    for attempt in attempts:
        again = find_survey(survey.code)
        assert again is not None
        save_answers(type(attempt)(again, attempt.response, attempt.code, attempt.link, attempt.self_key), {"belonging_1": 1}, now=now)
    assert set(Response.objects.values_list("worked", flat=True)) == {1}


def test_saves_of_one_attempt_are_all_kept(life: Life) -> None:
    attempt, now = life.start(life.links[0]), life.now
    items = [item.id for item in life.survey.items.values() if {1, 2} <= set(item.responses.values)][:24]
    at_once([lambda item=item: save_answers(attempt, {item: 2}, now=now) for item in items])  # type: ignore[misc]
    assert read_answers(attempt) == dict.fromkeys(items, 2)


def test_saves_shuffles_and_the_close_do_not_get_in_each_others_way(life: Life) -> None:
    attempts, now = [life.start(link) for link in life.links[:10]], life.now

    def save(number: int) -> bool:
        try:
            save_answers(attempts[number % 10], {f"role_clarity_{1 + number % 3}": 1 + number % 5}, now=now)
        except Refusal as refusal:
            return [fault.code for fault in refusal.faults] != ["round.takes_no_answers"]
        return True

    steps: list[Callable[[], object]] = [lambda number=number: save(number) for number in range(60)]  # type: ignore[misc]
    for place in (10, 20, 30):
        steps.insert(place, lambda: shuffle(round_id=life.id))
    steps.insert(45, lambda: rounds.close_round(round_id=life.id, now=now))
    at_once(steps)
    assert life.row.state == RoundState.CLOSING
    assert Response.objects.count() == 10
    assert all(read_answers(attempt) for attempt in attempts)
    assert not save(0)


@pytest.mark.promise("P17")
def test_a_shuffle_under_way_does_not_bring_back_what_is_withdrawn_meanwhile(life: Life) -> None:
    leaving, staying = (life.answer(link, {"belonging_1": 1}) for link in life.links[:2])
    while_uncommitted(lambda: shuffle(round_id=life.id), lambda: withdraw(leaving))
    assert [row.pk for row in Response.objects.all()] == [staying.response]


def test_the_close_waits_for_a_save_that_has_got_in(life: Life) -> None:
    life.start(life.links[1])  # the first use of a round locks its row, which isn't what is tested here
    attempt, now = life.start(life.links[0]), life.now
    while_uncommitted(
        lambda: save_answers(attempt, {"belonging_1": 1}, now=now),
        lambda: rounds.close_round(round_id=life.id, now=now),
    )
    assert read_answers(attempt) == {"belonging_1": 1}
    assert life.row.state == RoundState.CLOSING


def test_several_mailers_share_a_mailing(db: None) -> None:
    life = Life().opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    mailing = Mailing.objects.get()
    at_once([lambda: invitations.send_mailing(mailing_id=mailing.pk, server=life.outbox, clock=life.clock.now)] * 4)
    assert set(Counter(mail.to[0] for mail in life.outbox.mails).values()) == {1}
    assert len(life.outbox.mails) == 31
    assert Mailing.objects.get().done


@pytest.mark.promise("P06")
def test_several_mailers_and_a_server_that_loses_mails_send_none_twice(db: None) -> None:
    """Each over a connection of its own; the server hangs up on some when it has their mail, and has taken one of these."""
    life = Life().opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    mailing = Mailing.objects.get()
    behaviour = {"person1.hav": TAKES_AND_HANGS_UP, "person3.los": HANGS_UP}

    def send() -> None:
        with smtp(flaky.address) as server:
            invitations.send_mailing(mailing_id=mailing.pk, server=server, clock=life.clock.now)

    with Flaky(lambda step, recipient: behaviour.get(recipient[:11]) if step is Step.END else None) as flaky:
        at_once([send] * 4)
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states == {"accepted": 29, "handed_over": 2}
    assert Counter(Counter(flaky.taken).values()) == {1: 30}
    assert Mailing.objects.get().done


@pytest.mark.promise("P06")
def test_several_mailers_and_a_server_that_refuses_everybody_burn_no_mailing(db: None) -> None:
    """Some hear refusals enough to give up, and others don't; once the server's setting is mended, everybody gets one mail."""
    life = Life().opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    mailing, mended = Mailing.objects.get(), False

    def send() -> None:
        with suppress(invitations.MailServerTrouble), smtp(flaky.address) as server:
            invitations.send_mailing(mailing_id=mailing.pk, server=server, clock=life.clock.now)

    with Flaky(lambda step, recipient: "554 rejected" if step is Step.END and not mended else None) as flaky:
        at_once([send] * 4)
        assert set(Delivery.objects.values_list("state", flat=True)) <= {"deferred", "waiting"}
        assert not Mailing.objects.get().done
        mended = True
        life.clock.set(life.now + REST)
        at_once([send] * 4)
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": 31}
    assert Counter(Counter(flaky.taken).values()) == {1: 31}
    assert Mailing.objects.get().done
