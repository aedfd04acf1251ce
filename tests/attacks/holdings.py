"""The thief's tools: a dump of the database, what is written in it, and every spelling of what is looked for."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Iterable, Iterator

from tests.zones.collection.logins import address, server

BYTEA = re.compile(r"\\\\x((?:[0-9a-f]{2})+)")


def dump() -> str:
    """`pg_dump` of the whole collection database, queue and all."""
    with server() as postgres:
        command = [postgres.tool("pg_dump"), "--dbname", address(postgres, None)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def found(text: str, needles: Iterable[str]) -> set[str]:
    """The needles that somebody who has the dump can read in it, in any usual spelling; binary columns are looked into too."""
    hay = [text.encode(), *(bytes.fromhex(blob) for blob in BYTEA.findall(text))]
    low = [part.lower() for part in hay]
    return {needle for needle in needles for spelling in spellings(needle) if any(spelling in part for part in (*hay, *low))}


def spellings(needle: str) -> Iterator[bytes]:
    """As text of three encodings, in hexadecimal, and in base 64 wherever in a longer text it stands."""
    for written in {needle, needle.lower(), needle.upper()}:
        for encoding in ("utf-8", "cp1252", "utf-16-le"):
            plain = written.encode(encoding)
            yield plain
            yield plain.hex().encode()
            for alphabet in (b"+/", b"-_"):
                for shift in range(3):
                    encoded = base64.b64encode(b"\0" * shift + plain, alphabet)
                    yield encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4]
