"""Mails that come back: what a report says of the mail that couldn't be delivered, and the Maildir in which such reports lie.

Anybody may send anything to the address that reports go to. So a report is known by the token in the address that it was sent to, which
nobody can guess; that is read first, from the headers alone. What it says is looked for in the parts of its outermost level, so many and no
more. Mails nested in each other are never taken apart, so that reading takes no longer than the bytes are many, whatever they are.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import Message
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path
from typing import Final

from must.crypto.tokens import SIGNS
from must.service.environment import SettingFault

VARIABLE: Final = "MUST_COLLECTION_BOUNCES"

LONGEST: Final = 256 * 1024
"""Bytes of a report that are read. What failed stands at its beginning; the mail that is sent back stands at its end."""

LONGEST_HEADERS: Final = 32 * 1024
"""Bytes of the headers of a report or a part of it; what goes on after them isn't read."""

LONGEST_TYPE: Final = 1000
"""Signs of what a mail says it consists of: the parser takes a long one apart again and again."""

MOST_PARTS: Final = 8
"""Parts that are looked at. A report has three."""

MOST_RECIPIENTS: Final = 8
"""Recipients of whom a report is heard. Each mail has one, who may have it forwarded to some others."""

SENT_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Where mail servers write the address that a mail came in for."""

_TOKEN: Final = re.compile(rf"\bmust\+({SIGNS})@", re.I)
_NOBODY: Final = re.compile(r"\s*<\s*>\s*")
_CODES: Final = re.compile(r"\b5\d\d[ -]{1,3}#?5\.\d{1,3}\.\d{1,3}\b")
_QMAIL: Final = re.compile(r"\bThis is a permanent error; I've given up\b", re.I)
_EMPTY_LINE: Final = re.compile(rb"^\r?\n", re.M)


def maildir(setting: str) -> Path | None:
    """The Maildir that is set; None when nothing is. Raises SettingFault when there is none at that place."""
    if not setting:
        return None
    directory = Path(setting)
    if not (directory / "new").is_dir():
        raise SettingFault(f"{VARIABLE}: {directory} isn't a Maildir: it has no directory `new`")
    return directory


def reports(directory: Path) -> Iterator[Path]:
    """The files in a Maildir that have arrived whole."""
    for place in ("new", "cur"):
        with suppress(FileNotFoundError), os.scandir(directory / place) as entries:
            yield from (Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False))


def read(path: Path) -> bytes:
    """The beginning of a file. Raises OSError: it is gone, or isn't ours to read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a plain file")
        return file.read(LONGEST)


def sent_to(report: bytes) -> str | None:
    """The token in the address that a report came in for; None where there isn't exactly one."""
    try:
        headers, _ = _parted(report)
        tokens = {token.lower() for name in SENT_TO for value in headers.get_all(name, ()) for token in _TOKEN.findall(str(value))}
    except Exception:  # a damaged or forged mail may lead the parser astray in any way
        return None
    return tokens.pop() if len(tokens) == 1 else None


def says_failed(report: bytes) -> bool:
    """Whether a report says that the mail will never be delivered. What can't be read says nothing."""
    try:
        headers, body = _parted(report)
        parts = [_parted(part) for part in islice(_outermost(headers, body), MOST_PARTS)]
        statuses = [content for part, content in parts if part.get_content_type() == "message/delivery-status"]
        if statuses:
            return any(map(_status_says_failed, statuses))
        if headers.get("X-Failed-Recipients"):  # Exim
            return True
        return _from_a_server(headers) and _words_say_failed([(headers, body), *parts])
    except Exception:  # as above
        return False


def _parted(mail: bytes) -> tuple[Message, bytes]:
    """The headers of a mail or of a part, and what follows them, unread."""
    end = _EMPTY_LINE.search(mail)
    headers, body = (mail[: end.start()], mail[end.end() :]) if end else (mail, b"")
    return BytesHeaderParser().parsebytes(headers[:LONGEST_HEADERS]), body


def _outermost(headers: Message, body: bytes) -> Iterator[bytes]:
    """The parts that a mail itself consists of. The last may be cut off, where no more was read."""
    multipart = headers.get_content_maintype() == "multipart" and len(str(headers["Content-Type"])) <= LONGEST_TYPE
    boundary = headers.get_boundary() if multipart else None
    if not boundary:
        return
    begins = None
    for mark in re.finditer(rb"^--" + re.escape(boundary.encode("latin-1")) + rb"(--)?[ \t]*(?:\r?\n|\Z)", body, re.M):
        if begins is not None:
            yield body[begins : mark.start()]
        if mark[1]:
            return
        begins = mark.end()
    if begins is not None:
        yield body[begins:]


def _status_says_failed(status: bytes) -> bool:
    """What RFC 3464 has a server say: first of itself, then of each recipient."""
    blocks = re.split(rb"(?:^\r?\n)+", status.strip() + b"\n", maxsplit=1 + MOST_RECIPIENTS, flags=re.M)
    return any(map(_block_says_failed, blocks[: 1 + MOST_RECIPIENTS]))


def _block_says_failed(block: bytes) -> bool:
    """Whether never. A failure after days of trying has a status that begins with 4."""
    headers, _ = _parted(block)
    action, status = (str(headers.get(name, "")).strip().lower() for name in ("Action", "Status"))
    return action == "failed" or (not action and status.startswith("5."))


def _from_a_server(headers: Message) -> bool:
    """Nobody's address to answer to, and no absence note: that one quotes what it likes."""
    absence = str(headers.get("Auto-Submitted", "")).strip().lower().startswith("auto-replied")
    return bool(_NOBODY.fullmatch(str(headers.get("Return-Path", "")))) and not absence


def _words_say_failed(parts: Sequence[tuple[Message, bytes]]) -> bool:
    """Without a part for machines: a code that means never, or qmail's words."""
    for part, content in parts:
        if part.get_content_type() == "text/plain":
            part.set_payload(content.decode("latin-1"))
            payload = part.get_payload(decode=True)
            text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
            return bool(_CODES.search(text) or _QMAIL.search(text))
    return False
