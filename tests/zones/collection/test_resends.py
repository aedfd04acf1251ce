"""A link is sent again to whoever asks: to those who are invited, not too often, and with nothing that tells who they are."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import timedelta
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from must.collection.actions import invitations, resends, rounds
from must.collection.actions.due import do_what_is_due
from must.collection.actions.invitations import MailServerTrouble
from must.collection.actions.letters import LetterKind
from must.collection.actions.resends import PLACES, ask, links_can_be_sent, resend_links
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import PutOff, Refused, Unanswered, Unavailable
from must.collection.models import ResendRequest, ResendTally
from must.collection.models.invitations import MailingKind
from must.core.campaign.states import RoundState
from must.core.common.languages import Language
from must.core.instrument.texts import load_texts
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.rings import KeyRing

from .life import ENTERPRISE, Life, Outbox, become, keys, staff_file
from .queued import queued

SOMEBODY, ANOTHER = "person2.los@kyst.example", "person0.hav@kyst.example"
"""The one reads bokmål, the other nynorsk."""


@pytest.fixture
def door(life: Life) -> Life:
    """An open round; the invitations are out and forgotten."""
    life.invited()
    return life


def asked(life: Life, *typed: str) -> None:
    become("web")
    for each in typed:
        ask(round_id=life.id, typed=each)


def resent(life: Life, outbox: Outbox | None = None) -> list[EmailMultiAlternatives]:
    """Have the mailer do its work; the mails that came of it."""
    outbox = outbox or Outbox()
    become("mailer")
    try:
        resend_links(round_id=life.id, server=outbox, clock=life.clock.now)
    finally:
        become("web")
    return outbox.mails


def subject(mail: EmailMultiAlternatives) -> str:
    return str(email.message_from_bytes(mail.message().as_bytes(), policy=default)["Subject"])


def test_who_asks_gets_the_same_link_again_in_their_language(door: Life) -> None:
    before = door.outbox.links(door.row.code)
    asked(door, SOMEBODY, ANOTHER)
    outbox = Outbox()
    resent(door, outbox)
    assert outbox.links(door.row.code) == {address: before[address] for address in (SOMEBODY, ANOTHER)}
    words = load_texts("must-2026").emails.resend
    subjects = {mail.to[0]: (subject(mail), mail.extra_headers["Content-Language"]) for mail in outbox.mails}
    assert subjects == {
        SOMEBODY: (words.subject[Language.NB].format(enterprise=ENTERPRISE), "nb"),
        ANOTHER: (words.subject[Language.NN].format(enterprise=ENTERPRISE), "nn"),
    }
    assert door.start(outbox.links(door.row.code)[SOMEBODY])


def test_requests_are_gone_when_they_have_been_dealt_with(door: Life) -> None:
    asked(door, SOMEBODY, "nobody@kyst.example", "nonsense", "")
    assert ResendRequest.objects.count() == 4
    assert [mail.to for mail in resent(door)] == [[SOMEBODY]]
    assert ResendRequest.objects.count() == 0


NOBODYS = [
    "nobody@kyst.example",
    "",
    "nonsense",
    "æøå@æøå",
    "x" * 100_000 + "@kyst.example",
    "\0",
    f"{SOMEBODY}, {ANOTHER}",
    f"{SOMEBODY}\nBcc: {ANOTHER}",
    f"<{SOMEBODY}>",
    f"{SOMEBODY}'--",
    "\ud800@kyst.example",
]


@pytest.mark.promise("P06")
def test_who_is_not_invited_never_gets_a_mail(door: Life) -> None:
    asked(door, *NOBODYS)
    assert ResendRequest.objects.count() == len(NOBODYS)
    assert resent(door) == []
    assert ResendRequest.objects.count() == 0


def test_an_address_is_known_however_it_is_written(door: Life) -> None:
    for typed in (f"  {SOMEBODY}\t", SOMEBODY.upper(), "Person2.Los@Kyst.Example"):
        asked(door, typed)
        assert [mail.to for mail in resent(door)] == [[SOMEBODY]]
        door.pass_days(1)


def test_asking_often_at_once_gives_one_mail(door: Life) -> None:
    asked(door, *[SOMEBODY] * 5)
    assert len(resent(door)) == 1
    assert ResendRequest.objects.count() == 0


def test_once_a_day_and_three_times_in_all(door: Life) -> None:
    mails = []
    for _ in range(5):
        for _ in range(2):
            asked(door, SOMEBODY)
            mails.append(len(resent(door)))
        door.pass_days(1)
    assert mails == [1, 0, 1, 0, 1, 0, 0, 0, 0, 0]
    asked(door, ANOTHER)
    assert len(resent(door)) == 1, "others are not counted with them"


def test_a_request_holds_the_same_whatever_was_typed(door: Life) -> None:
    asked(door, SOMEBODY, "", "x" * 5000)
    assert len({len(bytes(row.sealed)) for row in ResendRequest.objects.all()}) == 1


@pytest.mark.promise("P23")
def test_only_the_mailer_can_read_what_was_typed(door: Life) -> None:
    asked(door, SOMEBODY)
    row = ResendRequest.objects.get()
    where = resends._request_context(door.id, row.pk)
    for process in ("web", "worker"):
        with pytest.raises(CannotOpen):
            KeyRing(keys() / process).private_key.open(bytes(row.sealed), context=where)
    assert SOMEBODY.encode() in KeyRing(keys() / "mailer").private_key.open(bytes(row.sealed), context=where)


def test_a_request_of_another_round_or_row_opens_for_nobody(door: Life) -> None:
    asked(door, SOMEBODY)
    sealed = ResendRequest.objects.get().sealed
    ResendRequest.objects.all().delete()
    ResendRequest.objects.bulk_create([ResendRequest(round_id=door.id, place=1, sealed=sealed)])
    assert resent(door) == []
    assert ResendRequest.objects.count() == 0


def test_a_thousand_requests_fit_and_no_more(door: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resends, "PLACES", 20)
    asked(door, *["nobody@kyst.example"] * 100)
    assert ResendRequest.objects.count() <= 20
    ResendRequest.objects.all().delete()
    ResendRequest.objects.bulk_create(ResendRequest(round_id=door.id, place=place, sealed=b"") for place in range(20))
    asked(door, SOMEBODY)
    assert ResendRequest.objects.count() == 20
    assert PLACES == 1000


@pytest.mark.promise("P07")
def test_asking_queues_nothing_and_the_tick_does(door: Life) -> None:
    asked(door, SOMEBODY)
    assert not queued(Job.RESEND_LINKS, door.id)
    become("worker")
    do_what_is_due(now=door.now)
    assert queued(Job.RESEND_LINKS, door.id)


def test_where_nobody_has_asked_nothing_is_queued(door: Life) -> None:
    become("worker")
    do_what_is_due(now=door.now)
    assert not queued(Job.RESEND_LINKS, door.id)


def failing(when: str, error: type[BaseException]) -> Outbox:
    def fails(mail: EmailMultiAlternatives) -> None:
        raise error

    return Outbox(refuses=fails) if when == "refuses" else Outbox(ends=fails)


def test_a_mail_that_is_not_taken_is_given_up(door: Life) -> None:
    for when, error in (("refuses", PutOff), ("refuses", Refused), ("ends", Unanswered), ("ends", PutOff), ("ends", Refused)):
        asked(door, SOMEBODY)
        assert resent(door, failing(when, error)) == []
        assert ResendRequest.objects.count() == 0
        assert resent(door) == []
        ResendTally.objects.all().delete()


def test_what_was_refused_before_it_was_whole_is_not_counted(door: Life) -> None:
    asked(door, SOMEBODY)
    resent(door, failing("refuses", PutOff))
    asked(door, SOMEBODY)
    assert len(resent(door)) == 1


def test_without_a_server_those_who_asked_keep_their_place(door: Life) -> None:
    asked(door, SOMEBODY, ANOTHER)
    with pytest.raises(MailServerTrouble):
        resent(door, failing("refuses", Unavailable))
    assert ResendRequest.objects.count() == 2
    assert len(resent(door)) == 2


class Killed(BaseException):
    """The mailer is gone, at this very moment."""


@pytest.mark.parametrize(("when", "mails"), [("refuses", 2), ("ends", 1)])
def test_a_killed_mailer_loses_one_mail_at_most_and_repeats_none(door: Life, when: str, mails: int) -> None:
    asked(door, SOMEBODY, ANOTHER)
    with pytest.raises(Killed):
        resent(door, failing(when, Killed))
    assert len(resent(door)) == mails
    assert resent(door) == []


@pytest.mark.parametrize("with_all", [True, False], ids=["all", "one of two"])
def test_two_mailers_send_one_mail(door: Life, with_all: bool) -> None:
    """Another mailer has dealt with the person while this one speaks to the server: with all their requests, or with one of the two."""

    def meanwhile(mail: EmailMultiAlternatives) -> None:
        later = list(ResendRequest.objects.all())[1:]
        assert len(resent(door)) == 1
        ResendRequest.objects.bulk_create([] if with_all else later)
        become("mailer")

    asked(door, SOMEBODY, SOMEBODY)
    assert resent(door, Outbox(refuses=meanwhile)) == []
    assert ResendTally.objects.get().sent == 1
    assert ResendRequest.objects.count() == 0


def last_reminder(life: Life) -> None:
    become("operator")
    life.pass_days(3)
    rounds.remind(round_id=life.id, now=life.now, last=True)
    life.send()
    become("mailer")
    invitations.destroy_link_key(round_id=life.id)
    become("web")


def close(life: Life) -> None:
    life.closed()
    become("mailer")
    invitations.destroy_link_key(round_id=life.id)
    become("web")


@pytest.mark.promise("P23")
@pytest.mark.parametrize("end", [last_reminder, close])
def test_when_the_key_goes_nobody_is_told_apart_any_more(door: Life, end: Callable[[Life], None]) -> None:
    asked(door, SOMEBODY)
    resent(door)
    asked(door, ANOTHER)
    assert ResendTally.objects.count() == 1
    end(door)
    assert (ResendRequest.objects.count(), ResendTally.objects.count()) == (0, 0)
    assert not links_can_be_sent(round_id=door.id, now=door.now)
    asked(door, SOMEBODY)
    assert resent(door) == []
    assert ResendRequest.objects.count() == 0, "one that came in between goes too"
    with pytest.raises(NoKey):
        KeyRing(keys() / "mailer").round_key(door.id)


def test_nothing_is_sent_after_the_last_moment_though_nobody_has_closed_the_round(door: Life) -> None:
    asked(door, SOMEBODY)
    assert links_can_be_sent(round_id=door.id, now=door.now)
    door.clock.set(door.row.closes)
    assert door.row.state == RoundState.OPEN
    assert not links_can_be_sent(round_id=door.id, now=door.now)
    assert resent(door) == []


def test_every_mailing_has_its_letter() -> None:
    assert {kind.value for kind in MailingKind} | {"resend"} == {kind.value for kind in LetterKind}


def test_a_request_says_nothing_of_when(door: Life) -> None:
    asked(door, SOMEBODY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_type FROM information_schema.columns WHERE table_name = 'collection_resendrequest'")
        assert {kind for (kind,) in cursor.fetchall()} == {"uuid", "smallint", "bytea"}


def test_who_reads_english_gets_english(life: Life) -> None:
    life.content = staff_file().replace(b";nb;", b";en;")
    life.invited()
    asked(life, SOMEBODY)
    (mail,) = resent(life)
    assert mail.extra_headers["Content-Language"] == "en"
    assert "/?en#" in str(mail.body)


def test_days_are_those_of_the_people(door: Life) -> None:
    """At eleven in the evening in UTC it's tomorrow in Norway."""
    asked(door, SOMEBODY)
    resent(door)
    door.clock.set(door.now.replace(hour=23, minute=30))
    asked(door, SOMEBODY)
    assert len(resent(door)) == 1
    door.clock.set(door.now + timedelta(hours=20))
    asked(door, SOMEBODY)
    assert resent(door) == []
