"""Symmetric encryption under a context (AES-256-GCM), and envelopes: a data key of their own, wrapped under a ring's key.

An envelope dies with the key it is wrapped under, wherever copies of it lie. A first byte names the suite.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from must.crypto.errors import CannotOpen

KEY = 32
"""Bytes of a key."""

SUITE = b"\x11"
_NONCE = 12
_TAG = 16
_WRAPPED = len(SUITE) + _NONCE + KEY + _TAG


def new_key() -> bytes:
    return os.urandom(KEY)


def lock(plaintext: bytes, key: bytes, *, context: bytes) -> bytes:
    """Encrypt under a key that we have. A key may lock 2³² texts: nonces are random."""
    nonce = os.urandom(_NONCE)
    return SUITE + nonce + AESGCM(key).encrypt(nonce, plaintext, SUITE + context)


def unlock(locked: bytes, key: bytes, *, context: bytes) -> bytes:
    """Decrypt what `lock` made. Raises CannotOpen for another key or context and for anything damaged or cut."""
    nonce, ciphertext = locked[len(SUITE) : len(SUITE) + _NONCE], locked[len(SUITE) + _NONCE :]
    if not locked.startswith(SUITE) or len(ciphertext) < _TAG:
        raise CannotOpen
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, SUITE + context)
    except InvalidTag:
        raise CannotOpen from None


def wrap(plaintext: bytes, ring_key: bytes, *, context: bytes) -> bytes:
    """Encrypt under a new data key, and that under the ring's key."""
    data_key = new_key()
    return lock(data_key, ring_key, context=b"key:" + context) + lock(plaintext, data_key, context=b"data:" + context)


def unwrap(envelope: bytes, ring_key: bytes, *, context: bytes) -> bytes:
    """Decrypt what `wrap` made. Raises CannotOpen."""
    data_key = unlock(envelope[:_WRAPPED], ring_key, context=b"key:" + context)
    return unlock(envelope[_WRAPPED:], data_key, context=b"data:" + context)
