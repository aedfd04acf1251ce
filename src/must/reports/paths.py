"""Where a unit's report lies: a directory name for any unit code."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9ÆØÅæøå._-]")
_RESERVED: Final = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\..*)?", re.IGNORECASE)
"""Names of devices, with whatever ending: Windows has no such files."""
_LONGEST: Final = 180
"""Bytes of a name before it is cut; file systems take 255, and the digest needs 33."""


def directory_of(code: str) -> str:
    """The name of the directory that holds the unit's report: the code itself wherever that is safe.

    Everything but Latin and Norwegian letters, digits, `.`, `_` and `-` is percent-encoded as UTF-8, and so are dots at either end: no name
    is hidden, `.` or `..`, or one that Windows cuts. So is the first letter of a name that Windows keeps for a device. A name that would be
    too long for a file system is cut and ends with `~` and a digest of the code. Two codes never share a directory, nor do those of a tree
    where upper and lower case are one: a tree has no two codes that differ in it alone (`tree.alike_codes`). Raises ValueError for an empty
    code.
    """
    if not code:
        raise ValueError("a unit code is not empty")
    inner = range(len(code) - len(code.lstrip(".")) + bool(_RESERVED.fullmatch(code)), len(code.rstrip(".")))
    name = "".join(_encoded(sign, kept=place in inner) for place, sign in enumerate(code))
    if len(name.encode()) <= _LONGEST:
        return name
    digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{name.encode()[:_LONGEST].decode(errors='ignore')}~{digest}"


def _encoded(sign: str, *, kept: bool) -> str:
    if kept and _PLAIN.fullmatch(sign):
        return sign
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
