"""Padding to a fixed length, so that a ciphertext's length tells nothing about what is in it."""

from __future__ import annotations

from must.crypto.errors import CannotOpen

_END = b"\x80"


def padded(content: bytes, length: int) -> bytes:
    """`content`, an end mark and zeros: exactly `length` bytes. Raises ValueError when it doesn't fit."""
    if len(content) >= length:
        raise ValueError(f"{len(content)} bytes and their end mark don't fit into {length}")
    return (content + _END).ljust(length, b"\0")


def unpadded(content: bytes) -> bytes:
    """What was padded. Raises CannotOpen when it wasn't."""
    content, end = content.rstrip(b"\0")[:-1], content.rstrip(b"\0")[-1:]
    if end != _END:
        raise CannotOpen
    return content
