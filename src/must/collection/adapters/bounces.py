"""Mails that come back: what a report says of the mail that couldn't be delivered, and the Maildir in which such reports lie.

Anybody may send anything to the address that reports go to. So a report is known by the token in the address that it was sent to, which
nobody can guess; it is read up to a limit; and whatever it holds, reading it ends without harm.
"""

from __future__ import annotations

import email
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from pathlib import Path
from typing import Final

from must.crypto.tokens import SIGNS
from must.service.environment import SettingFault

VARIABLE: Final = "MUST_COLLECTION_BOUNCES"

LONGEST: Final = 256 * 1024
"""Bytes of a report that are read. What failed stands at its beginning; the mail that is sent back stands at its end."""

SENT_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
"""Where mail servers write the address that a mail came in for."""

_TOKEN: Final = re.compile(rf"\bmust\+({SIGNS})@", re.I)
_NOBODY: Final = re.compile(r"\s*<\s*>\s*")
_CODES: Final = re.compile(r"\b5\d\d[ -]{1,3}#?5\.\d{1,3}\.\d{1,3}\b")
_QMAIL: Final = re.compile(r"\bThis is a permanent error; I've given up\b", re.I)


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


def failed(report: bytes) -> str | None:
    """The token of the mail that a report says will never be delivered; None where it says anything else."""
    try:
        message = email.message_from_bytes(report)
        tokens = {token.lower() for name in SENT_TO for value in message.get_all(name, ()) for token in _TOKEN.findall(str(value))}
        return tokens.pop() if len(tokens) == 1 and _says_failed(message) else None
    except Exception:  # a damaged or forged mail may lead the parser astray in any way
        return None


def _says_failed(message: Message) -> bool:
    statuses = [part for part in _parts(message) if part.get_content_type() == "message/delivery-status"]
    if statuses:
        return any(_block_says_failed(block) for part in statuses for block in _parts(part))
    if message.get("X-Failed-Recipients"):  # Exim
        return True
    return bool(_NOBODY.fullmatch(str(message.get("Return-Path", "")))) and _words_say_failed(message)


def _parts(message: Message) -> list[Message]:
    """The parts that a message itself consists of, not those of the mail that it sends back."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _block_says_failed(block: Message) -> bool:
    """What RFC 3464 has a server say of one recipient. A failure after days of trying has a status that begins with 4."""
    action, status = (str(block.get(name, "")).strip().lower() for name in ("Action", "Status"))
    return action == "failed" or (not action and status.startswith("5."))


def _words_say_failed(message: Message) -> bool:
    """Without a part for machines: a code that means never, or qmail's words."""
    first = next((part for part in (message, *_parts(message)) if part.get_content_type() == "text/plain"), None)
    payload = first.get_payload(decode=True) if first is not None else None
    text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return bool(_CODES.search(text) or _QMAIL.search(text))
