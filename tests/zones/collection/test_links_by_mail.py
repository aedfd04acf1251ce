"""A link on its way: through a real mail server, through what mail programs do to it, into the field, and an attempt starts."""

from __future__ import annotations

import email
import re
import textwrap
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

from must.collection.actions.invitations import send_mailing
from must.collection.adapters.smtp import smtp
from must.collection.models import Mailing
from must.crypto.links import Link
from must.world.mailbox import Mailbox
from tests.zones.collection.web.visitor import Visitor

from .life import Life, become

ORIGIN = "https://must.kyst.example"


@pytest.fixture
def mails(life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Everybody's invitation, as a mail server got it."""
    monkeypatch.setattr(settings, "ORIGIN", ORIGIN)
    life.invited()
    Mailing.objects.update(done=False)
    Mailing.objects.get().delivery_set.all().delete()
    with Mailbox(tmp_path / "mails") as mailbox:
        become("mailer")
        with smtp(mailbox.address) as server:
            send_mailing(mailing_id=Mailing.objects.get().pk, server=server, clock=life.clock.now)
        become("web")
        yield [path.read_bytes() for path in sorted(mailbox.directory.glob("*.eml"))]


def read(raw: bytes) -> str:
    """The text part, as a mail program shows it."""
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def link_in(text: str) -> str:
    """What a person takes for the link: from https to the next empty line, quotation marks of the lines and all."""
    found = re.search(r"https://(?:[^\n]|\n(?!\W*\n))+", text)
    assert found is not None
    return found.group()


def quoted(text: str, times: int = 1) -> str:
    return re.sub(r"^", "> " * times, text, flags=re.M)


def wrapped(text: str, columns: int) -> str:
    """As mail programs wrap that break long words too."""
    lines = (textwrap.wrap(line, columns, break_on_hyphens=True) or [""] for line in text.split("\n"))
    return "\n".join(part for line in lines for part in line)


def flowed(text: str, columns: int) -> str:
    """As format=flowed (RFC 3676) is sent, and read by a program that doesn't know it: soft breaks are a blank and a line end."""
    lines = (textwrap.wrap(line, columns - 1, break_on_hyphens=False, break_long_words=False) or [""] for line in text.split("\n"))
    return "\n".join(" \n".join(line) for line in lines)


def sent_on(raw: bytes, encoding: str) -> str:
    """Written anew by a server on the way."""
    message = EmailMessage(policy=SMTP)
    message.set_content(read(raw), cte=encoding)
    return read(message.as_bytes())


def by_scanner(text: str) -> str:
    return re.sub(
        r"https://\S+", lambda link: f"https://scanner.example/?url={quote(link[0], safe='')}&data=05%7C02%7C0A1B2C3D4E5F60718293", text
    )


WAYS: dict[str, Callable[[bytes], str]] = {
    "as it came": read,
    "base64": lambda raw: sent_on(raw, "base64"),
    "quoted-printable": lambda raw: sent_on(raw, "quoted-printable"),
    "8bit": lambda raw: sent_on(raw, "8bit"),
    "not decoded": lambda raw: raw.partition(b"\r\n\r\n")[2].decode("ascii").replace("\r\n", "\n"),
    "quoted": lambda raw: quoted(read(raw)),
    "wrapped at 72": lambda raw: wrapped(read(raw), 72),
    "quoted twice and wrapped at 72": lambda raw: wrapped(quoted(read(raw), 2), 72),
    "quoted five times and wrapped at 76": lambda raw: wrapped(quoted(read(raw), 5), 76),
    "wrapped at 78": lambda raw: wrapped(read(raw), 78),
    "wrapped at 50, then quoted": lambda raw: quoted(wrapped(read(raw), 50)),
    "wrapped at 45, quoted, wrapped at 40 and quoted": lambda raw: quoted(wrapped(quoted(wrapped(read(raw), 45)), 40)),
    "flowed at 72": lambda raw: flowed(read(raw), 72),
    "flowed, quoted": lambda raw: quoted(flowed(read(raw), 66)),
    "forwarded": lambda raw: "\n".join(["Fra: must", "Emne: VS: #1", "", *(f"\t{line}" for line in read(raw).split("\n"))]),
    "in angle brackets": lambda raw: re.sub(r"(https://\S+)", r"<\1>", read(raw)),
    "a full stop behind it": lambda raw: re.sub(r"(https://\S+)", r"\1.", read(raw)),
    "by a link scanner": lambda raw: by_scanner(read(raw)),
}


def test_whatever_happens_to_it_on_the_way_an_attempt_starts(life: Life, mails: list[bytes]) -> None:
    assert len(mails) > len(WAYS)
    for (way, happens), raw in zip(WAYS.items(), mails, strict=False):
        pasted = link_in(happens(raw))
        in_one_line = re.sub(r"[\r\n]", "", pasted)  # as a script and an <input> hand it on
        assert Link.find(in_one_line) == Link.find(pasted), (way, in_one_line)
        assert Visitor(life.row.code).start(pasted).code, (way, pasted)


def test_it_is_short_enough_to_stay_whole_where_it_is_quoted_twice(mails: list[bytes]) -> None:
    for raw in mails:
        (line,) = (line for line in read(raw).split("\n") if line.startswith("https://"))
        assert len(f"> > {line}") <= 76
        assert line.encode() in raw.split(b"\r\n"), "nor does the transfer break it"


def test_without_its_end_the_page_says_how_to_go_on(life: Life, mails: list[bytes]) -> None:
    """A scanner that drops what is behind the # opens the page without a link; the mail and the page name what to type."""
    address, _, secret = link_in(read(mails[0])).partition("#")
    page = Visitor(life.row.code).get()
    assert address.startswith(f"{ORIGIN}/s/{life.row.code}/?")
    assert "25 tegnene etter #" in page.text
    assert re.search("25 (tegnene|teikna) etter #", " ".join(read(mails[0]).split()))
    assert Visitor(life.row.code).start(secret.split("\n")[0]).code
    assert Visitor(life.row.code).start(address).status == 422
