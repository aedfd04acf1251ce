"""The mail catcher keeps what was sent to each recipient, as a mail program would show it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from must.world.mailbox import Mail, Mailbox

LINK = "http://127.0.0.1:8101/s/abc/#AAAAA-BBBBB"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mails") as mailbox:
        yield mailbox


def send(mailbox: Mailbox, *recipients: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Hvordan er det på jobb?"
    message["From"] = "must@nordlys.example"
    message["To"] = recipients[0]
    message.set_content(f"Hei!\n\nSvar her: {LINK}\n")
    message.add_alternative(f"<p>Hei! <a href='{LINK}'>Svar</a></p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", mailbox.port) as server:
        server.send_message(message, to_addrs=list(recipients))


def test_a_mail_is_kept_as_it_is_shown(mailbox: Mailbox) -> None:
    send(mailbox, "åse@nordlys.example".replace("å", "a"))
    (mail,) = mailbox.mails()
    assert (mail.recipient, mail.subject) == ("ase@nordlys.example", "Hvordan er det på jobb?")
    assert mail.links == (LINK,)
    assert "Svar</a>" in mail.html
    assert mailbox.address == f"smtp://127.0.0.1:{mailbox.port}"


def test_every_recipient_has_a_mail_and_order_is_kept(mailbox: Mailbox) -> None:
    send(mailbox, "a@nordlys.example", "b@nordlys.example")
    send(mailbox, "c@nordlys.example")
    assert mailbox.wait_for(3, seconds=5)
    assert [mail.recipient for mail in mailbox.mails(after=1)] == ["b@nordlys.example", "c@nordlys.example"]


def test_waiting_in_vain_says_so(mailbox: Mailbox) -> None:
    assert not mailbox.wait_for(1, seconds=0.01)


def test_a_mail_without_an_html_part_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plain.eml").write_bytes(b"X-Envelope-To: a@nordlys.example\r\nSubject: x\r\n\r\ntext")
    with pytest.raises(ValueError, match="HTML part"):
        Mail.read(tmp_path / "plain.eml")
