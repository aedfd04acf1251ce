"""Mails that come back: counted by the formats of the servers that send them back, deleted at once, and harmless whatever they are."""

from __future__ import annotations

import base64
import os
from collections import Counter
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from django import conf
from django.core.mail import EmailMultiAlternatives
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from must.cli.round_steps import Steps
from must.collection.actions import bounces, invitations, rounds
from must.collection.actions.bounces import collect_bounces, tokens
from must.collection.actions.due import do_what_is_due
from must.collection.adapters.bounces import (
    LONGEST,
    LONGEST_HEADERS,
    LONGEST_TYPE,
    MOST_PARTS,
    MOST_RECIPIENTS,
    maildir,
    says_failed,
    sent_to,
)
from must.collection.adapters.queue import EVERY_ROUND, Job
from must.collection.adapters.smtp import PutOff, Unanswered
from must.collection.jobs import invitations as jobs
from must.collection.models import Delivery, Mailing
from must.service.environment import SettingFault

from .life import Life, become
from .queued import queued

TOKEN = "abcdefghijklmnopqrstuvwxy2"
HERE = f"must+{TOKEN}@127.0.0.1"


def report(status: str, *, to: str = HERE, words: str = "It could not be delivered.", headers: str = "", sent_back: str = "") -> bytes:
    """A report as RFC 3464 has it: words for people, a part for machines, and the headers of what is sent back."""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
{headers}Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

{words}

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 2 Mar 2026 08:00:00 +0100

{status}
--B
Content-Type: message/rfc822

{sent_back}From: must@127.0.0.1
Subject: synthetic

Text
--B--
""".encode()


RECIPIENT = "Final-Recipient: rfc822; somebody@kyst.example\nOriginal-Recipient: rfc822; somebody@kyst.example\n"
FAILED = RECIPIENT + "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n"

EXCHANGE = f"""\
Return-Path: <>
X-Original-To: {HERE}
From: Microsoft Outlook <postmaster@kyst.example>
To: <{HERE.upper()}>
Subject: Kan ikke leveres: synthetic
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
X-MS-Exchange-Message-Is-Ndr:

--B
Content-Type: multipart/alternative; boundary="C"

--C
Content-Type: text/plain; charset="us-ascii"

Delivery has failed to these recipients or groups.
--C
Content-Type: text/html; charset="us-ascii"

<p>Delivery has failed</p>
--C--
--B
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.kyst.example

Final-recipient: RFC822;somebody@kyst.example
Action: Failed
Status: 5.2.2
Diagnostic-code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
--B--
""".encode()

QMAIL = f"""\
Return-Path: <>
Delivered-To: {HERE}
From: MAILER-DAEMON@mx.example
To: {HERE}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<somebody@kyst.example>:
No mailbox here by that name.
""".encode()

EXIM = f"""\
Return-path: <>
Envelope-to: {HERE}
X-Failed-Recipients: somebody@kyst.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {HERE}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
""".encode()

IN_WORDS = f"""\
Return-Path: <>
Delivered-To: {HERE}
To: {HERE}
Subject: Delivery failure
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

UmVtb3RlIHNlcnZlciBzYWlkOiA1NTAgNS43LjEgVW5hYmxlIHRvIGRlbGl2ZXI=
""".encode()

CAME_BACK = {
    "Postfix": report(FAILED),
    "in capitals": report(FAILED, to=HERE.upper()),
    "given up after days": report(RECIPIENT + "Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; delivery expired\n"),
    "a server that says no action": report(RECIPIENT + "Status: 5.7.1\n"),
    "the mail itself behind it": report(FAILED, sent_back="X" * 100 + "\n"),
    "cut off": report(FAILED)[:-60],
    "longer than is read": report(FAILED, sent_back="Subject: x\n\n" + "long\n" * LONGEST),
    "with line ends of the wire": report(FAILED).replace(b"\n", b"\r\n"),
    "Exchange": EXCHANGE,
    "qmail": QMAIL,
    "Exim": EXIM,
    "a code in words": IN_WORDS,
}

ABSENT = f"""\
Return-Path: <>
Delivered-To: {HERE}
From: somebody@kyst.example
To: {HERE}
Subject: Automatisk svar: synthetic
Auto-Submitted: auto-replied

I am away until 5.1.2027. My room is 5.1.1, telephone 550 12 345.
""".encode()

DID_NOT = {
    "delayed": report(RECIPIENT + "Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: Fri, 6 Mar 2026 08:00:00 +0100\n"),
    "delivered": report(RECIPIENT + "Action: delivered\nStatus: 2.0.0\n"),
    "relayed": report(RECIPIENT + "Action: relayed\nStatus: 2.0.0\n"),
    "expanded": report(RECIPIENT + "Action: expanded\nStatus: 2.0.0\n"),
    "an empty report": report(""),
    "absence note": ABSENT,
    "an answer by hand": ABSENT.replace(b"Return-Path: <>", b"Return-Path: <somebody@kyst.example>"),
    "an absence note that quotes an error": ABSENT + b"Last week I got: 550 5.1.1 No such user\n",
    "a code from somebody who isn't a server": IN_WORDS.replace(b"Return-Path: <>", b"Return-Path: <somebody@kyst.example>"),
    "no token": report(FAILED, to="must@127.0.0.1"),
    "a token that is too short": report(FAILED, to=f"must+{TOKEN[:-1]}@127.0.0.1"),
    "two tokens": report(FAILED, headers=f"X-Original-To: must+{TOKEN[::-1]}@127.0.0.1\n"),
    "a report in what is sent back": report(RECIPIENT + "Action: delayed\n", sent_back=report(FAILED).decode().replace("B", "N")),
    "a token in words alone": report(FAILED, to="must@127.0.0.1", words=HERE),
    "a digest of nothing": b"",
    "spam": b"From: a\nTo: " + HERE.encode() + b"\nContent-Type: text/html\n\n<b>550 5.1.1</b>",
    "nested for ever": b"To: " + HERE.encode() + b"\n" + b"Content-Type: message/rfc822\n\n" * 5000,
    "many boundaries": b"To: " + HERE.encode() + b"\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 5000,
    "no such encoding": b"Return-Path: <>\nTo: " + HERE.encode() + b"\nContent-Type: text/plain; charset=\xff\xfe\n\n\xff550 5.1.",
}


def failed(content: bytes) -> str | None:
    """The token of the mail that a report says has failed."""
    return sent_to(content) if says_failed(content) else None


@pytest.mark.parametrize("content", CAME_BACK.values(), ids=CAME_BACK.keys())
def test_a_report_that_a_mail_failed_names_the_mail(content: bytes) -> None:
    assert failed(content[:LONGEST]) == TOKEN


@pytest.mark.parametrize("content", DID_NOT.values(), ids=DID_NOT.keys())
def test_anything_else_says_nothing(content: bytes) -> None:
    assert failed(content[:LONGEST]) is None


TO = b"Return-Path: <>\nTo: " + HERE.encode() + b"\n"
LEVEL = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
STATUS = b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"

COSTLY = {
    "mails in mails": TO + b"".join(LEVEL % (level, level) for level in range(5000)),
    "many parts": TO + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nX: y\n\n" * 20_000,
    "many statuses": TO + STATUS + b"Action: delayed\n\n" * 15_000,
    "headers alone": TO + b"X: y\n" * 50_000,
    "a header that goes on": TO + b"X: y\n" + b" y\n" * 80_000,
    "a type that goes on": TO + b'Content-Type: multipart/mixed; x="' + b";" * 30_000 + b"\n\n",
}


@pytest.mark.parametrize("content", COSTLY.values(), ids=COSTLY.keys())
def test_a_report_of_any_making_is_read_in_a_few_short_steps(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, typed, parse, boundary = list[int](), list[int](), BytesHeaderParser.parsebytes, Message.get_boundary

    def counted(self: BytesHeaderParser, text: bytes) -> Message:
        parsed.append(len(text))
        return parse(self, text)

    def measured(self: Message) -> str | None:
        typed.append(len(str(self["Content-Type"])))
        return boundary(self)

    monkeypatch.setattr(BytesHeaderParser, "parsebytes", counted)
    monkeypatch.setattr(Message, "get_boundary", measured)
    assert sent_to(content[:LONGEST]) == TOKEN
    assert len(parsed) == 1, "to whom it came, and no more"
    assert not says_failed(content[:LONGEST])
    assert len(parsed) <= 2 + MOST_PARTS + 1 + MOST_RECIPIENTS
    assert max(parsed) <= LONGEST_HEADERS
    assert max(typed, default=0) <= LONGEST_TYPE


@given(st.binary(max_size=2000))
@example(b"\x00" * 100)
def test_any_bytes_end_without_harm(content: bytes) -> None:
    failed(content)


@given(st.sampled_from([*CAME_BACK.values(), *DID_NOT.values()]), st.data())
@settings(max_examples=200)
def test_a_damaged_report_ends_without_harm(content: bytes, data: st.DataObject) -> None:
    content = content[:4000]
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content)))
        content = content[:place] + data.draw(st.binary(max_size=8)) + content[place + data.draw(st.integers(0, 40)) :]
    assert failed(content) in {TOKEN, None} or TOKEN.encode() not in content.lower()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def come_back(directory: Path, mail: EmailMultiAlternatives, *, place: str = "new") -> Path:
    """Put the report that a mail failed into the Maildir, as the server that takes the zone's mail would."""
    path = directory / place / f"{mail.from_email}.{place}"
    path.write_bytes(report(FAILED, to=mail.from_email))
    return path


def states() -> dict[str, int]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def left(directory: Path) -> list[str]:
    return [path.name for path in directory.rglob("*") if not path.is_dir()]


@pytest.fixture
def collecting(life: Life, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Life:
    """A round whose mails come back to the Maildir."""
    monkeypatch.setattr(conf.settings, "BOUNCES", directory)
    return life


@pytest.mark.promise("P06", "P23")
def test_what_came_back_is_counted_and_its_report_is_gone(collecting: Life, directory: Path) -> None:
    life = collecting.invited()
    become("mailer")
    for mail, place in zip(life.outbox.mails, ("new", "new", "cur"), strict=False):
        come_back(directory, mail, place=place)
    (directory / "new/absence").write_bytes(ABSENT)
    before = list(Delivery.objects.order_by("id").values_list("addressee", flat=True))
    jobs.collect_bounces(str(EVERY_ROUND))
    assert states() == {"accepted": 28, "bounced": 3}
    assert left(directory) == []
    assert list(Delivery.objects.order_by("id").values_list("addressee", flat=True)) == before
    become("operator")
    assert "invitation: 28 sent, 0 refused, 0 put off, 0 in doubt, 3 bounced" in Steps(print).status_words(life.row.code)
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    life.outbox.mails.clear()
    life.send()
    assert len(life.outbox.mails) == 31, "a mailbox that was full may have room by now"


def test_each_mail_comes_back_to_an_address_of_its_own_and_shows_another(collecting: Life) -> None:
    life = collecting.invited()
    assert len({mail.from_email for mail in life.outbox.mails}) == 31
    assert {mail.message()["From"].rpartition(" ")[2] for mail in life.outbox.mails} == {"<must@localhost>"}
    for mail in life.outbox.mails:
        token = mail.from_email.removeprefix("must+").removesuffix("@localhost")
        assert token not in mail.message().as_string(), "who forwards a mail doesn't hand on where it comes back to"


@pytest.mark.promise("P23")
def test_who_reads_the_database_cannot_tell_which_delivery_a_mail_was(collecting: Life) -> None:
    """The logs of mail servers hold the address that a mail comes back to, beside the one that it went to."""
    life = collecting.invited()
    written = {mail.from_email.partition("@")[0].removeprefix("must+") for mail in life.outbox.mails}
    ids = list(Delivery.objects.values_list("pk", flat=True))
    assert len(written) == len(ids) == 31
    assert not written & {base64.b32encode(each.bytes).decode().rstrip("=").lower() for each in ids}
    become("web")
    assert not written & {tokens().token(each) for each in ids}, "another process's ring doesn't tell either"
    become("mailer")
    assert written == {tokens().token(each) for each in ids}


def test_what_was_in_doubt_was_taken_after_all_when_it_comes_back(collecting: Life, directory: Path) -> None:
    def vanish(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            come_back(directory, mail)
            raise Unanswered

    collecting.outbox.ends = vanish
    collecting.invited()
    become("mailer")
    collect_bounces(directory=directory)
    assert states() == {"accepted": 30, "bounced": 1}


def test_a_mail_that_was_never_taken_does_not_come_back(collecting: Life, directory: Path) -> None:
    """Only somebody who forges it says so."""

    def refuse(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            come_back(directory, mail)
            raise PutOff

    collecting.outbox.refuses = refuse
    collecting.invited()
    become("mailer")
    collect_bounces(directory=directory)
    assert states() == {"accepted": 30, "deferred": 1}


@pytest.mark.parametrize("known", [True, False])
def test_what_a_report_says_is_read_only_where_it_came_to_the_address_of_a_mail_that_was_taken(
    collecting: Life, directory: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    life, read = collecting.invited(), list[bytes]()
    become("mailer")
    monkeypatch.setattr(bounces, "says_failed", read.append)
    (directory / "new/1").write_bytes(report(FAILED, to=life.outbox.mails[0].from_email if known else HERE))
    collect_bounces(directory=directory)
    assert len(read) == known
    assert left(directory) == []


@pytest.mark.parametrize(("limit", "stay"), [(("MOST", 2), 1), (("MOST", 3), 0), (("MOST_BYTES", 1), 2), (("MOST_BYTES", 10**6), 0)])
def test_a_run_reads_so_many_files_and_bytes_and_leaves_the_others_for_the_next(
    db: None, directory: Path, monkeypatch: pytest.MonkeyPatch, limit: tuple[str, int], stay: int
) -> None:
    become("mailer")
    monkeypatch.setattr(bounces, *limit)
    for number in range(3):
        (directory / "new" / str(number)).write_bytes(ABSENT)
    collect_bounces(directory=directory)
    assert len(left(directory)) == stay


def test_files_that_cannot_be_read_keep_no_other_from_its_turn_for_ever(db: None, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    become("mailer")
    monkeypatch.setattr(bounces, "MOST", 2)

    def refuse(path: Path) -> bytes:
        if path.name.startswith("stuck"):
            raise PermissionError
        return ABSENT

    monkeypatch.setattr(bounces, "read", refuse)
    for name in ("stuck1", "stuck2", "stuck3", "good"):
        (directory / "new" / name).write_bytes(b"")
    for _ in range(100):
        collect_bounces(directory=directory)
    assert sorted(left(directory)) == ["stuck1", "stuck2", "stuck3"]


@pytest.mark.promise("P23")
def test_what_somebody_guesses_marks_nobody_and_is_deleted(collecting: Life, directory: Path) -> None:
    collecting.invited()
    become("mailer")
    for number, content in enumerate([*CAME_BACK.values(), *DID_NOT.values()]):
        (directory / "new" / str(number)).write_bytes(content)
    collect_bounces(directory=directory)
    assert states() == {"accepted": 31}
    assert left(directory) == []


@given(content=st.binary(max_size=500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_lies_in_the_maildir_is_gone_afterwards(db: None, directory: Path, content: bytes) -> None:
    become("mailer")
    (directory / "new/1").write_bytes(content)
    collect_bounces(directory=directory)
    assert left(directory) == []


def test_what_is_no_file_is_left_and_stops_nothing(collecting: Life, directory: Path) -> None:
    life = collecting.invited()
    become("mailer")
    (directory / "new/directory").mkdir()
    os.mkfifo(directory / "new/pipe")
    (directory / "outside").write_bytes(report(FAILED, to=life.outbox.mails[0].from_email))
    (directory / "new/link").symlink_to(directory / "outside")
    (directory / "tmp/unfinished").write_bytes(report(FAILED, to=life.outbox.mails[1].from_email))
    come_back(directory, life.outbox.mails[2])
    collect_bounces(directory=directory)
    assert states() == {"accepted": 30, "bounced": 1}
    assert sorted(left(directory)) == ["link", "outside", "pipe", "unfinished"]


def test_who_is_killed_before_a_report_is_deleted_reads_it_again(
    collecting: Life, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = collecting.invited()
    become("mailer")
    path = come_back(directory, life.outbox.mails[0])
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", _killed)
        with pytest.raises(KeyboardInterrupt):
            collect_bounces(directory=directory)
    assert path.exists()
    collect_bounces(directory=directory)
    assert states() == {"accepted": 30, "bounced": 1}
    assert not path.exists()


def _killed(path: Path, missing_ok: bool) -> None:
    raise KeyboardInterrupt


@pytest.mark.promise("P23")
def test_what_cannot_be_deleted_is_told_by_number_alone(
    collecting: Life, directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    life = collecting.invited()
    become("mailer")
    come_back(directory, life.outbox.mails[0])

    def refuse(path: Path, missing_ok: bool) -> None:
        raise PermissionError(str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    collect_bounces(directory=directory)
    assert caplog.messages == ["1 files in the Maildir of bounces can't be read or deleted"]


def test_without_a_maildir_mails_come_back_to_one_address_and_the_status_says_that_nobody_counts(life: Life) -> None:
    life.invited()
    assert {mail.from_email for mail in life.outbox.mails} == {"must@localhost"}
    become("operator")
    assert "bounces not counted" in Steps(print).status_words(life.row.code)
    jobs.collect_bounces(str(EVERY_ROUND))


@pytest.mark.parametrize(("state", "due"), [("opened", True), ("prepared", False)])
def test_the_tick_has_reports_collected_once_there_are_mailings(life: Life, state: str, due: bool) -> None:
    getattr(life, state)()
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.COLLECT_BOUNCES, EVERY_ROUND) == due


def test_what_is_no_maildir_stops_the_start(tmp_path: Path, directory: Path) -> None:
    assert maildir("") is None
    assert maildir(str(directory)) == directory
    (tmp_path / "file").write_text("")
    for wrong in (tmp_path / "nothing", tmp_path / "file", directory / "new"):
        with pytest.raises(SettingFault, match="MUST_COLLECTION_BOUNCES"):
            maildir(str(wrong))


def test_a_report_of_a_mailing_that_goes_on_ends_nothing(collecting: Life, directory: Path) -> None:
    """A mailing counts as done by what is still to send, and what came back was sent."""
    life = collecting.invited()
    become("mailer")
    come_back(directory, life.outbox.mails[0])
    collect_bounces(directory=directory)
    Mailing.objects.update(done=False)
    invitations.send_mailing(mailing_id=Mailing.objects.get().pk, server=life.outbox, clock=life.clock.now)
    assert Mailing.objects.get().done
    assert len(life.outbox.mails) == 31
