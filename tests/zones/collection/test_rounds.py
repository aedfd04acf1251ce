"""A round from its creation to its close: what is refused, and what each step leaves."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMultiAlternatives

from must.cli.round_steps import Steps
from must.collection.actions import invitations, rounds
from must.collection.adapters.instruments import instrument_of
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import NotTaken, PutOff, Unavailable
from must.collection.models import Mailing, Round
from must.core.campaign.periods import Period
from must.core.campaign.states import RoundState
from must.core.common.refusals import Refusal
from must.core.instrument.loader import instrument_directory
from must.core.instrument.model import Selection

from .life import ENTERPRISE, FIRST, LAST, ORDERED, Life, become
from .queued import queued

CREATION: dict[str, Any] = {
    "enterprise": ENTERPRISE,
    "instrument": "must-2026",
    "selection": Selection("short"),
    "period": Period(FIRST, LAST),
    "now": ORDERED,
}


def codes(caught: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [fault.code for fault in caught.value.faults]


def test_a_round_is_laid_out(life: Life) -> None:
    row = life.draft().row
    assert row.state == RoundState.DRAFT
    assert len(row.code) == 8
    assert row.selection == Selection("short")
    assert row.instrument_version == "1.0"
    assert (row.opens, row.closes) == (Period(FIRST, LAST).opens, Period(FIRST, LAST).closes)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"enterprise": " "}, "round.enterprise_name"),
    "a name that hides a sign": ({"enterprise": "A\u200bB"}, "round.enterprise_name"),
    "a name that breaks a line": ({"enterprise": "A\nBcc: x@y.example"}, "round.enterprise_name"),
    "a long name": ({"enterprise": "x" * 201}, "round.enterprise_name"),
    "an unknown instrument": ({"instrument": "must-1999"}, "instrument.not_found"),
    "an unknown form": ({"selection": Selection("long")}, "round.unknown_choice"),
    "an unknown module": ({"selection": Selection("short", modules=frozenset({"demands"}))}, "round.unknown_choice"),
    "an unknown theme": ({"selection": Selection("short", extended_themes=frozenset({"nothing"}))}, "round.unknown_choice"),
    "a short period": ({"period": Period(FIRST, FIRST + timedelta(days=5))}, "round.period_length"),
    "a long period": ({"period": Period(FIRST, FIRST + timedelta(days=28))}, "round.period_length"),
    "a period that is over": ({"now": ORDERED + timedelta(days=60)}, "round.period_past"),
}


@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_refused_and_nothing_is_stored(db: None, change: dict[str, Any], code: str) -> None:
    become("operator")
    with pytest.raises(Refusal) as caught:
        rounds.create_round(**CREATION | change)
    assert codes(caught) == [code]
    assert not Round.objects.exists()


def test_a_name_of_200_signs_of_four_bytes_fits(db: None) -> None:
    become("operator")
    rounds.create_round(**CREATION | {"enterprise": "𝔸" * 200})


@pytest.mark.promise("P22")
def test_an_enterprises_name_has_one_length_for_everybody(db: None) -> None:
    become("operator")
    made = [rounds.create_round(**CREATION | {"enterprise": name}) for name in ("Fyret", "Æ" * 200)]
    assert (
        len({len(name) for each in made for name in (each.enterprise_for_web, each.enterprise_for_mailer, each.enterprise_for_worker)}) == 1
    )


def test_a_round_opens_in_its_period_once_its_key_is_there(life: Life) -> None:
    life.ready()
    with pytest.raises(Refusal) as caught:
        rounds.open_round(round_id=life.id, now=life.row.opens)
    assert codes(caught) == ["round.not_prepared"]
    life = Life().prepared()
    become("operator")
    for moment, code in ((life.row.opens - timedelta(seconds=1), "round.too_early"), (life.row.closes, "round.too_late")):
        with pytest.raises(Refusal) as caught:
            rounds.open_round(round_id=life.id, now=moment)
        assert codes(caught) == [code]
    rounds.open_round(round_id=life.id, now=life.row.opens)
    assert life.row.state == RoundState.OPEN
    assert queued(Job.MINT_LINKS, life.id)


@pytest.mark.parametrize(("step", "state"), [("open_round", "draft"), ("remind", "prepared"), ("close_round", "prepared")])
def test_a_step_out_of_order_is_refused(life: Life, step: str, state: str) -> None:
    getattr(life, state)()
    before = life.row.state
    with pytest.raises(Refusal) as caught:
        getattr(rounds, step)(round_id=life.id, now=life.row.opens)
    assert codes(caught) == ["round.not_now"]
    assert life.row.state == before


def test_reminders_are_few_and_apart_and_wait_for_the_mail_before(life: Life) -> None:
    life.opened()
    life.pass_days(3)
    with pytest.raises(Refusal) as caught:
        rounds.remind(round_id=life.id, now=life.now)
    assert codes(caught) == ["round.mailing_unfinished"]
    Mailing.objects.filter(round_id=life.id).update(done=True)
    for number in (1, 2, 3):
        rounds.remind(round_id=life.id, now=life.now)
        assert Mailing.objects.get(round_id=life.id, done=False).number == number
        Mailing.objects.filter(round_id=life.id).update(done=True)
        with pytest.raises(Refusal) as caught:
            rounds.remind(round_id=life.id, now=life.now)
        assert codes(caught) == ["round.enough_reminders" if number == 3 else "round.reminder_too_soon"]
        life.pass_days(2)
    with pytest.raises(Refusal) as caught:
        rounds.remind(round_id=life.id, now=life.row.closes)
    assert codes(caught) == ["round.too_late"]


def test_a_reminder_waits_until_every_mail_has_been_tried_and_not_for_what_is_put_off(life: Life) -> None:
    life.outbox.refuses = tiring = Tiring(5)
    life.opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    with pytest.raises(invitations.MailServerTrouble):
        life.send()
    become("operator")
    life.pass_days(7)
    with pytest.raises(Refusal) as caught:
        rounds.remind(round_id=life.id, now=life.now)
    assert codes(caught) == ["round.mailing_unfinished"]
    tiring.failure = PutOff("451")
    with pytest.raises(invitations.MailServerTrouble):  # it gives up after 20 in a row, and then goes on with those that it hasn't tried
        life.send()
    life.send()
    become("operator")
    (stands,) = rounds.status(life.id).mailings
    assert (stands.accepted, stands.refused, stands.deferred, stands.in_doubt, stands.done) == (5, 0, 26, 0, False)
    words = Steps(print).status_words(life.row.code)
    assert "invitation: 5 sent, 0 refused, 26 put off, 0 in doubt, bounces not counted, going on" in words
    assert "has taken none" not in words
    assert Steps(print).remind(life.row.code, last=False) == "Everybody is reminded, since nobody knows who has answered."
    assert Steps(print).remind(life.row.code, last=False) == "The reminder goes on."
    assert Mailing.objects.count() == 2


class Tiring:
    """A mail server that takes so many mails and then fails."""

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self.failure: NotTaken = Unavailable()

    def __call__(self, mail: EmailMultiAlternatives) -> None:
        if not self.takes:
            raise self.failure
        self.takes -= 1


def test_a_round_that_is_closed_early_says_when_it_closed(life: Life) -> None:
    life.opened()
    rounds.close_round(round_id=life.id, now=life.now)
    assert life.row.closes == life.now
    assert life.row.state == RoundState.CLOSING
    assert queued(Job.DESTROY_LINK_KEY, life.id)
    assert queued(Job.PUBLISH, life.id)


def test_a_round_may_close_in_the_moment_in_which_it_opens(life: Life) -> None:
    life.prepared()
    become("operator")
    rounds.open_round(round_id=life.id, now=life.row.opens)
    rounds.close_round(round_id=life.id, now=life.row.opens)
    assert life.row.state == RoundState.CLOSING


def test_an_instrument_of_ones_own_is_found_from_everywhere(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(instrument_directory("must-2026"), tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    become("operator")
    made = rounds.create_round(**CREATION | {"instrument": "mine"})
    monkeypatch.chdir("/")
    assert instrument_of(made).id == "must-2026"


def test_status_tells_of_mails_and_never_of_answers(life: Life) -> None:
    life.invited()
    before = rounds.status(life.id)
    life.answer(life.links[0], {"role_clarity_1": 3})
    become("operator")
    assert rounds.status(life.id) == before
    assert before.invited == 31
    assert [(each.kind, each.accepted, each.refused, each.done) for each in before.mailings] == [("invitation", 31, 0, True)]


def test_an_unknown_round_is_refused(db: None) -> None:
    with pytest.raises(Refusal) as caught:
        rounds.find_round("nothing")
    assert codes(caught) == ["round.unknown"]
    with pytest.raises(Refusal) as caught:
        rounds.publication_of(uuid4())
    assert codes(caught) == ["round.not_published"]
