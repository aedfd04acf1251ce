"""Contexts: what a ciphertext belongs to, as canonical bytes. A ciphertext opens only under the context that it was made for.

Each part is written as its type, its length and its bytes, in the order of the parts' names: no two contexts share an encoding.
"""

from __future__ import annotations

from uuid import UUID

ENCODING = b"must.context/1"


def context(purpose: str, /, **parts: str | bytes | UUID) -> bytes:
    """The canonical bytes of a purpose and its parts, e.g. `context("mail", round=round.id, invitation=invitation.id)`."""
    encoded = [_part(ENCODING), _part(purpose)]
    for name in sorted(parts):
        encoded += [_part(name), _part(parts[name])]
    return b"".join(encoded)


def _part(value: str | bytes | UUID) -> bytes:
    match value:
        case str():
            kind, content = b"s", value.encode()
        case UUID():
            kind, content = b"u", value.bytes
        case _:
            kind, content = b"b", value
    return kind + len(content).to_bytes(4, "big") + content
