"""A mail server that fails at every step: what is said of the mail, what comes of the next one, and how the server likes to be treated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives

from must.collection.adapters import smtp as adapter
from must.collection.adapters.mail import Frame, compose
from must.collection.adapters.mail_bodies import Words
from must.collection.adapters.smtp import MailServer, NotTaken, Pace, PutOff, Refused, Unanswered, Unavailable, server, smtp
from must.core.common.languages import Language, Text
from must.core.instrument.texts import load_texts

from .flaky import HANGS_UP, SILENT, TAKES_AND_HANGS_UP, TAKES_AND_IS_SILENT, Behaviour, Flaky, Step

EMAIL = load_texts("must-2026").emails.invitation
FRAME = Frame(Text("x", "x", "x"), "https://must.example", None)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def mail(to: str = "a@b.example", *, body: str = "x") -> EmailMultiAlternatives:
    made = compose(EMAIL, Words("x", "x", "1"), frame=FRAME, link="https://must.example/s/x", language=Language.NB, to=to, now=NOON)
    made.body = body
    return made


def hand_in(server: MailServer, to: str = "a@b.example") -> None:
    server.offer(mail(to))()


def at(step: Step, does: str, *, of: str | None = None) -> Behaviour:
    """Do so at one step, of all mails or of one person's."""
    return lambda now, recipient: does if now is step and of in {None, recipient} else None


BEFORE = [Step.CONNECT, Step.EHLO, Step.MAIL]
OF_THE_MAIL = [Step.RCPT, Step.DATA]

WAITED_FOR = (SILENT, TAKES_AND_IS_SILENT, "250-")
"""What makes us wait for an answer."""

SAID: list[tuple[Step, str, type[NotTaken]]] = [
    *((step, does, Unavailable) for step in BEFORE for does in (HANGS_UP, SILENT, "421 too many", "554 never")),
    (Step.MAIL, "451 later", Unavailable),
    *((step, does, PutOff) for step in OF_THE_MAIL for does in (HANGS_UP, SILENT, "421 too many", "452 full", "250-")),
    *((step, "550 never", Refused) for step in (*OF_THE_MAIL, Step.END)),
    (Step.CONTENT, HANGS_UP, Unanswered),
    *((Step.END, does, PutOff) for does in ("451 later", "421 too many")),
    *((Step.END, does, Unanswered) for does in (HANGS_UP, SILENT, TAKES_AND_HANGS_UP, TAKES_AND_IS_SILENT, "354 what", "gibberish")),
]


@pytest.mark.promise("P06")
@pytest.mark.parametrize(("step", "does", "raised"), SAID, ids=[f"{step}: {does}" for step, does, _ in SAID])
def test_what_a_server_does_at_each_step_and_that_the_next_mail_comes_through(
    monkeypatch: pytest.MonkeyPatch, step: Step, does: str, raised: type[NotTaken]
) -> None:
    """A mail of which the server may have heard the end is never said to be put off: that is what would be sent twice."""
    with Flaky() as flaky, smtp(flaky.address) as line:
        flaky.behaves = at(step, does)
        monkeypatch.setattr(adapter, "PATIENCE", 1.0 if does in WAITED_FOR else 60)
        with pytest.raises(NotTaken) as caught:
            hand_in(line)
        monkeypatch.undo()
        assert type(caught.value) is raised
        assert "@" not in str(caught.value)
        assert not flaky.taken or raised is Unanswered
        flaky.behaves = lambda step, recipient: None
        hand_in(line, "c@d.example")
        assert flaky.taken[-1] == "c@d.example"


def test_a_mail_whose_end_is_never_said_is_not_taken() -> None:
    """As when the mark that it is handed over can't be committed."""
    with Flaky() as flaky:
        for again in (True, False):
            with smtp(flaky.address) as line:
                line.offer(mail())
                if again:
                    hand_in(line, "c@d.example")
    assert flaky.taken == ["c@d.example"]


@pytest.mark.parametrize("does", [HANGS_UP, "421 idle for too long", "451 too many mails over this connection"])
def test_a_connection_that_the_server_has_had_enough_of_is_renewed_without_a_word(does: str) -> None:
    heard = 0

    def tires(step: Step, recipient: str) -> str | None:
        nonlocal heard
        heard += step is Step.MAIL
        return does if step is Step.MAIL and heard == 3 else None

    with Flaky(tires) as flaky, smtp(flaky.address) as line:
        for number in range(5):
            hand_in(line, f"a{number}@b.example")
        assert (len(flaky.taken), flaky.connections) == (5, 2)


def test_a_connection_is_used_again_and_renewed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "MAILS_A_CONNECTION", 3)
    with Flaky() as flaky:
        with smtp(flaky.address) as line:
            assert flaky.connections == 0, "a mailing that has nothing to send bothers no server"
            for number in range(7):
                hand_in(line, f"a{number}@b.example")
        assert (len(flaky.taken), flaky.connections) == (7, 3)
        assert [said.upper() for said in flaky.said].count("QUIT") == 3


def test_a_server_that_can_say_less_is_asked_to_send_less_back() -> None:
    """What comes back would hold the link otherwise."""
    with Flaky(at(Step.EHLO, "250-flaky\r\n250 DSN")) as flaky, smtp(flaky.address) as line:
        hand_in(line)
    assert any(said.endswith("RET=HDRS") for said in flaky.said if said.lower().startswith("mail"))
    assert any(said.endswith("NOTIFY=FAILURE") for said in flaky.said if said.lower().startswith("rcpt"))
    with Flaky() as flaky, smtp(flaky.address) as line:
        hand_in(line)
    assert flaky.taken
    assert not any("RET=" in said or "NOTIFY=" in said for said in flaky.said)


def test_lines_that_begin_with_a_dot_end_no_mail() -> None:
    with Flaky() as flaky, smtp(flaky.address) as line:
        line.offer(mail(body=".\r\n..\n.\r.\n.\r\nRSET\r\n."))()
        hand_in(line, "c@d.example")
    assert flaky.taken == ["a@b.example", "c@d.example"]
    assert "RSET" not in flaky.said


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("per_minute", "seconds"), [(None, 0), (1, 180), (60, 3), (600, 0.3)])
def test_mails_come_evenly_and_no_faster_than_the_server_likes(
    monkeypatch: pytest.MonkeyPatch, per_minute: int | None, seconds: float
) -> None:
    monkeypatch.setattr(adapter, "time", clock := Time())
    pace = Pace(per_minute)
    for _ in range(4):
        pace.wait()
    assert clock.now - 100 == pytest.approx(seconds)
    clock.now += 1000
    before = clock.now
    pace.wait()
    assert clock.now == before, "a rest is not made up for"


def test_a_server_gets_mails_at_the_rate_that_its_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "time", clock := Time())
    with smtp("smtp://127.0.0.1:2525?per_minute=60") as line:
        for _ in range(4):
            line.turn()
    assert clock.now - 100 == pytest.approx(3)


def test_the_rate_is_part_of_the_address() -> None:
    assert server("smtps://u:p%40@mail.example:465?per_minute=600").per_minute == 600
    assert server("smtps://mail.example:465").per_minute is None
    assert "p@" not in repr(server("smtps://u:p%40@mail.example:465"))
