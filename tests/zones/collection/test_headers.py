"""What a real server receives: our headers and no others, one recipient, and the words as they were meant; or nothing at all."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import BadHeaderError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from must.collection.adapters.mail import Frame, compose
from must.collection.adapters.mail_bodies import Words
from must.collection.adapters.smtp import MailServer, smtp
from must.core.common.languages import Language, Text
from must.core.instrument.texts import load_texts
from must.world.mailbox import Mailbox

OURS = ["Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To"]
LINK = "https://must.example/s/abcd2345/?nn#AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EMAIL = load_texts("must-2026").emails.invitation
TOKEN = "abcdefghijklmnopqrstuvwxy2"


class Open(Mailbox):
    """Keeps what came last, as it came."""

    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    content = b""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.senders = (*self.senders, str(envelope.mail_from))
        self.recipients = (*self.recipients, *envelope.rcpt_tos)
        self.content = envelope.original_content or b""
        return "250 Kept"

    def forget(self) -> None:
        self.senders = self.recipients = ()

    @property
    def message(self) -> EmailMessage:
        message = email.message_from_bytes(self.content, policy=default)
        assert isinstance(message, EmailMessage)
        return message


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    box = Open(tmp_path_factory.mktemp("mails"))
    with box:
        yield box


@pytest.fixture(scope="module")
def server(box: Open) -> Iterator[MailServer]:
    with smtp(box.address) as server:
        yield server


SIGNS = st.sampled_from("\r\n\0\t\v\f\x1c\x1d\x1e\x85\u2028\u2029\u202e\ufeff\x7f\ud800 \"'<>@:;,.=?()[]\\æØ漢🙂aBc-")
WORDS = st.lists(
    st.one_of(
        SIGNS,
        st.sampled_from(
            ["\r\nBcc: x@y.example\r\n", "=?utf-8?q?=0ABcc:?=", "\r\n.\r\nMAIL FROM:<x@y.example>", "\n\n", "{link}", "RCPT TO:"]
        ),
        st.text(max_size=6),
    ),
    max_size=12,
).map("".join)
SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80)
ADDRESSES = st.one_of(
    st.just("a@b.example"), st.emails(), WORDS, st.builds("{}@{}".format, WORDS, WORDS), st.builds("a@kyst.example{}".format, WORDS)
)


@given(enterprise=WORDS | SHOWN, title=WORDS | SHOWN, to=ADDRESSES)
@example(enterprise="Ås\nBcc: x@y.example", title="x", to="a@b.example")
@example(enterprise="x" * 5000, title="Æ" * 5000, to="a@b.example")
@example(enterprise="=?utf-8?q?=0D=0ABcc:x=40y?=", title='"<x@y.example>" ', to="a@b.example")
@example(enterprise=".\r\n..\n.\r.", title="x", to="a@b.example,c@d.example")
@example(enterprise="x", title="x", to="a@b.example\r\nRCPT TO:<c@d.example>")
@example(enterprise="x", title="\ud800", to="a@b.example")
@example(enterprise="x", title="x", to="ærlig@b.example")
@example(enterprise="x", title="x", to="a@blåbærsyltetøy.example")
@settings(max_examples=150)
def test_a_mail_has_exactly_our_headers_and_one_recipient_whatever_is_written_in_it(
    box: Open, server: MailServer, enterprise: str, title: str, to: str
) -> None:
    box.forget()
    try:
        mail = compose(
            EMAIL,
            Words(enterprise, "15. mars", "16"),
            frame=Frame(Text(*[f"T{title}"] * 3), "https://must.example", "help@must.example"),
            link=LINK,
            language=Language.NN,
            to=to,
            now=NOON,
            token=TOKEN,
        )
    except BadHeaderError:
        return
    server.offer(mail)()
    message = box.message
    assert sorted(message.keys()) == OURS
    assert box.senders == (f"must+{TOKEN}@must.example",)
    assert (box.recipients, message["To"]) == ((mail.to[0],), mail.to[0])
    assert message["From"].addresses[0].addr_spec == "must@must.example"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert all(set(part.keys()) == {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"} for part in message.iter_parts())
    assert all(len(line) <= 998 and line.isascii() for line in box.content.split(b"\r\n")), "what a server need not mend"
    assert b"\n" not in box.content.replace(b"\r\n", b"")
    assert b"\r" not in box.content.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", ["Ås & Sønner", 'Direktoratet "Fyr"', "=?utf-8?q?ikke_kodet?=", "漢字" * 40, "a" * 200, "🙂 (avd.) <x@y>"])
def test_a_name_arrives_as_it_was_written(box: Open, server: MailServer, name: str) -> None:
    frame = Frame(Text(name, name, name), "https://must.example", None)
    server.offer(compose(EMAIL, Words(name, "x", "1"), frame=frame, link=LINK, language=Language.NB, to="a@b.example", now=NOON))()
    subject = EMAIL.subject[Language.NB].format(enterprise=name, closes="x", minutes="1", link=LINK)
    # the newer parser would put spaces between the pieces
    sender = str(make_header(decode_header(str(email.message_from_bytes(box.content)["From"]))))
    assert box.message["Subject"] == subject
    assert sender.replace("\\", "") in {f"{name} <must@must.example>", f'"{name}" <must@must.example>'}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("a@blåbærsyltetøy.example", "a@xn--blbrsyltety-y8ao3x.example"),
        ("a@KYST.Example", "a@kyst.example"),
        ("Ola.Nordmann+x@kyst.example", "Ola.Nordmann+x@kyst.example"),
    ],
)
def test_an_address_reaches_the_server_in_plain_letters(box: Open, server: MailServer, given: str, taken: str) -> None:
    box.forget()
    words, frame = Words("x", "x", "1"), Frame(Text("x", "x", "x"), "https://must.example", None)
    server.offer(compose(EMAIL, words, frame=frame, link=LINK, language=Language.NB, to=given, now=NOON))()
    assert box.recipients == (taken,)
