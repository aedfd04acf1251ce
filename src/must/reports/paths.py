"""Where a unit's report lies: a directory name for any unit code."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9ÆØÅæøå._-]")
_LONGEST: Final = 180
"""Bytes of a name before it is cut; file systems take 255, and the digest needs 33."""


def directory_of(code: str) -> str:
    """The name of the directory that holds the unit's report: the code itself wherever that is safe.

    Everything but Latin and Norwegian letters, digits, `.`, `_` and `-` is percent-encoded as UTF-8, and so are leading dots: no name is
    hidden, `.` or `..`. A name that would be too long for a file system is cut and ends with `~` and a digest of the code. Two codes never
    share a directory. Raises ValueError for an empty code.
    """
    if not code:
        raise ValueError("a unit code is not empty")
    dots = len(code) - len(code.lstrip("."))
    name = "%2E" * dots + "".join(_encoded(character) for character in code[dots:])
    if len(name.encode()) <= _LONGEST:
        return name
    digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{name.encode()[:_LONGEST].decode(errors='ignore')}~{digest}"


def _encoded(character: str) -> str:
    if _PLAIN.fullmatch(character):
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
