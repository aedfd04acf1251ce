"""Keys made from other keys (HKDF-SHA256): one secret, and as many keys as there are purposes, none of which leads to another or back."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32
"""Bytes of a derived key."""


def derived_key(secret: bytes, *, context: bytes) -> bytes:
    """The key of a secret for one purpose. context: names the purpose, its version and what it is for; see `contexts`."""
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=context).derive(secret)
