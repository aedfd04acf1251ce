"""The two secrets of a participant, and what is derived from them.

The *link* secret S (125 bits) came by e-mail; the *code* R (50 bits) was shown on the screen when answering began. The *pepper* is the
round's secret in the web ring, and dies with the round.

    ticket_tag = HKDF(S)                      lets the site know a link; leads to nothing else
    slot_ref   = HKDF(S, pepper)              under which a link's attempts are stored; can't be told from the ticket
    self_key   = HKDF(S, scrypt(R), pepper)   opens one attempt's own copy of its answers
    cookie_key = HKDF(pepper)                 closes the browser's cookie
    draft_key  = HKDF(self_key)               closes what a page's script keeps until it is saved; a key for each page
    page_mark  = HKDF(self_key)               tells a page's script's attempt from another's; leads to nothing else

Every derivation names its purpose, its version and the round.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import ClassVar, Self
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from must.crypto.contexts import context
from must.crypto.errors import NotACode, NotALink

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: five bits a character, and nothing that is mistaken for something else."""

_TYPED = {ord(letter): letter for letter in ALPHABET}
_TYPED |= {ord(letter.lower()): letter for letter in ALPHABET}
_TYPED |= dict.fromkeys(map(ord, "oO"), "0") | dict.fromkeys(map(ord, "iIlL"), "1")
_TYPED |= dict.fromkeys(map(ord, " \t\r\n-\N{NO-BREAK SPACE}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{SOFT HYPHEN}"), "")

_BETWEEN = r"[\s\-<>|=\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\uFEFF]*"
"""What may stand between the characters of a pasted link: breaks of lines, and what marks a quoted or a broken one."""

_AFTER_MARK = [re.compile(rf"{mark}{_BETWEEN}((?:[0-9A-Za-z]{_BETWEEN}){{25}})") for mark in ("(?:#|%23)", r"\*")]
"""Behind the # of an address, which link scanners write as %23 or as * where they have put the address into one of their own."""

_AROUND = " \t\r\n\N{NO-BREAK SPACE}<>()[]|\"'.,;:"
"""What stands around a link in a sentence."""

_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20}
"""About a tenth of a second and 32 MiB for each guess at a code."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """A secret that people may have to type. Built from its canonical characters; never shown but through `grouped`."""

    characters: str = field(repr=False)

    LENGTH: ClassVar[int]
    REFUSAL: ClassVar[type[ValueError]]

    def __post_init__(self) -> None:
        if len(self.characters) != self.LENGTH or not set(self.characters) <= set(ALPHABET):
            raise self.REFUSAL

    @classmethod
    def mint(cls) -> Self:
        return cls("".join(secrets.choice(ALPHABET) for _ in range(cls.LENGTH)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """What a person typed: any case, O for 0, I or L for 1, spaces and hyphens anywhere. Raises the class's REFUSAL."""
        return cls(text.translate(_TYPED))

    @property
    def grouped(self) -> str:
        """As it is shown and sent: groups of five, joined by hyphens."""
        return "-".join(self.characters[start : start + 5] for start in range(0, self.LENGTH, 5))

    @property
    def encoded(self) -> bytes:
        return self.characters.encode("ascii")


class Link(_Typed):
    """S: the secret in a participant's personal link."""

    __slots__ = ()
    LENGTH = 25
    REFUSAL = NotALink

    @classmethod
    def find(cls, pasted: str) -> Self:
        """The link in what a person typed, or pasted from a mail: a whole address with words around it, wrapped, quoted, or rewritten by a
        scanner. Of several, the last one. Raises NotALink."""
        for mark in _AFTER_MARK:
            if found := mark.findall(pasted):
                return cls.parse(re.sub(_BETWEEN, "", found[-1]))
        return cls.parse(pasted.strip(_AROUND))


class Code(_Typed):
    """R: the code that an attempt was given on the screen."""

    __slots__ = ()
    LENGTH = 10
    REFUSAL = NotACode


def ticket_tag(link: Link, *, round_id: UUID) -> bytes:
    """What the site stores of a link. 32 bytes."""
    return _derive(link.encoded, None, "ticket", round_id)


def slot_ref(link: Link, *, pepper: bytes, round_id: UUID) -> bytes:
    """Where a link's attempts are stored. 32 bytes."""
    return _derive(link.encoded, pepper, "slot", round_id)


def self_key(link: Link, code: Code, *, pepper: bytes, round_id: UUID) -> bytes:
    """The key of one attempt's own copy. 32 bytes. Slow on purpose: a code is short."""
    salt = slot_ref(link, pepper=pepper, round_id=round_id)
    stretched = hashlib.scrypt(code.encoded, salt=salt, dklen=32, **_SCRYPT)
    return _derive(link.encoded + stretched, pepper, "self", round_id)


def cookie_key(*, pepper: bytes, round_id: UUID) -> bytes:
    """The key of the round's cookies. 32 bytes."""
    return _derive(pepper, None, "cookie", round_id)


def draft_key(key: bytes, *, page: int, round_id: UUID) -> bytes:
    """Under which the script of one page of one attempt keeps unsaved answers. key: the attempt's `self_key`. 32 bytes."""
    return _derive(key, None, f"draft {page}", round_id)


def page_mark(key: bytes, *, round_id: UUID) -> bytes:
    """Tells which attempt a page was made for. key: the attempt's `self_key`. 32 bytes."""
    return _derive(key, None, "mark", round_id)


def pepper_check(*, pepper: bytes, round_id: UUID) -> bytes:
    """Tells, beside the round, which pepper it has; leads to nothing else. 32 bytes."""
    return _derive(pepper, None, "pepper", round_id)


def _derive(secret: bytes, salt: bytes | None, purpose: str, round_id: UUID) -> bytes:
    info = context(f"must.links/1 {purpose}", round=round_id)
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)
