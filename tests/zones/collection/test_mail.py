"""Mails over SMTP, as they arrive; and servers and headers that are refused."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP
from django.core.mail import BadHeaderError

from must.collection.adapters.mail import Frame, compose
from must.collection.adapters.mail_bodies import Words
from must.collection.adapters.smtp import PutOff, Refused, smtp
from must.core.common.languages import Language, Text
from must.core.instrument.texts import load_texts
from must.service.environment import SettingFault
from must.world.mailbox import Mailbox

LINK = "https://must.example/s/abcd2345/#AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
FRAME = Frame(Text("Spørjing", "Spørjing", "Survey"), "https://must.example", "help@must.example")
WORDS = Words("Ås & Sønner <tilsyn>", "15. mars 2026", "16")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def made(language: Language = Language.NN, *, to: str = "a@b.example", words: Words = WORDS, frame: Frame = FRAME):  # type: ignore[no-untyped-def]
    return compose(load_texts("must-2026").emails.invitation, words, frame=frame, link=LINK, language=language, to=to, now=NOON)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mails") as box:
        yield box


def test_a_mail_arrives_as_text_and_html(mailbox: Mailbox) -> None:
    with smtp(f"smtp://127.0.0.1:{mailbox.port}") as server:
        server.offer(made())()
    assert mailbox.wait_for(1, seconds=10)
    (path,) = (path for path in mailbox.directory.iterdir() if path.is_file())
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert message["From"] == "Spørjing <must@must.example>"
    assert message["Reply-To"] == "help@must.example"
    assert message["Date"].datetime == NOON
    assert message["Content-Language"] == "nn"
    assert str(message["Message-ID"]).endswith("@must.example>")
    text, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    assert LINK in text.get_content()
    assert "Ås & Sønner <tilsyn>" in text.get_content()
    assert "Ås &amp; Sønner &lt;tilsyn&gt;" in page.get_content(), "a name can't become markup"
    assert '<html lang="nn">' in page.get_content()


@pytest.mark.parametrize(("answer", "raised"), [("554 5.7.1 Never", Refused), ("451 4.3.0 Later", PutOff)])
def test_a_mail_that_is_refused_before_it_is_read_leaves_the_next_one_its_way(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, answer: str, raised: type[Exception]
) -> None:
    read = SMTP.smtp_DATA

    async def refuse(server: SMTP, arg: str) -> None:
        if server.envelope is not None and server.envelope.rcpt_tos == ["a@b.example"]:
            await server.push(answer)
        else:
            await read(server, arg)

    monkeypatch.setattr(SMTP, "smtp_DATA", refuse)
    with smtp(mailbox.address) as server:
        with pytest.raises(raised):
            server.offer(made())
        server.offer(made(to="c@d.example"))()
    assert [mail.recipient for mail in mailbox.mails()] == ["c@d.example"]


def test_this_machines_name_is_not_in_a_mail() -> None:
    assert "localhost" in made(frame=Frame(FRAME.title, "http://127.0.0.1:8101", None)).from_email
    headers = str(made().message())
    assert __import__("socket").getfqdn() not in headers


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_part(language: Language) -> None:
    mail = made(language)
    assert LINK in str(mail.body)
    assert all(part in str(mail.body) for part in ("15. mars 2026", "16"))
    assert mail.extra_headers["Content-Language"] == language


@pytest.mark.parametrize(
    "attempt",
    [
        {"to": "a@b.example\nBcc: everybody@b.example"},
        {"to": "a@b.example\r\nSubject: x"},
        {"words": Words("Ås\nBcc: everybody@b.example", "x", "1")},
        {"frame": Frame(Text("x\nBcc: y@z.example", "x\nBcc: y@z.example", "x\nBcc: y@z.example"), "https://must.example", None)},
        {"frame": Frame(FRAME.title, "https://must.example", "x@y.example\nBcc: y@z.example")},
    ],
)
def test_nothing_becomes_a_header_of_its_own(attempt: dict[str, object]) -> None:
    with pytest.raises(BadHeaderError):
        made(**attempt).message()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:25",
        "http://127.0.0.1:25",
        "smtp://127.0.0.1",
        "smtp://mail.example:25",
        "smtps://mail.example:465/path",
        "smtps://mail.example:x",
        "smtps://:465",
        "smtps://mail.example:465?tls=no",
        "smtps://mail.example:465?per_minute",
        "smtps://mail.example:465?per_minute=",
        "smtps://mail.example:465?per_minute=0",
        "smtps://mail.example:465?per_minute=60001",
        "smtps://mail.example:465?per_minute=-1",
        "smtps://mail.example:465?per_minute=1.5",
        "smtps://mail.example:465?per_minute=٣",
        "smtps://mail.example:465?per_minute=1&per_minute=2",
        "smtps://mail.example:465?per_minute=1&tls=no",
        "smtps://bjørn:p@mail.example:465",
        "smtps://u:p%C3%A5@mail.example:465",
        "smtps://post.blåbær.example:465",
        "smtps://mail..example:465",
        f"smtps://{'m' * 64}.example:465",
    ],
)
def test_another_server_is_refused_and_no_mail_leaves_without_encryption(url: str) -> None:
    with pytest.raises(SettingFault, match="MUST_COLLECTION_SMTP"), smtp(url):
        pass
