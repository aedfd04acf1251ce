"""Signatures (Ed25519): whoever has the public half can tell that a process's ring made a statement, and can make none itself.

A process's signing key is derived from its own private key, so a ring needs no further secret. Unlike what is sealed, a signature needn't
outlast tomorrow's machines: it keeps those out who can write where we store, today. A first byte names the suite.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from must.crypto.contexts import context
from must.crypto.derivation import derived_key
from must.crypto.errors import BadKey, NotSigned
from must.crypto.sealing import PrivateKey

SUITE = b"\x21"
"""The only suite there is. Keys and signatures begin with it; any other first byte is refused."""


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """What anybody may have: it checks, and signs nothing. Raises BadKey for other bytes."""

    raw: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            if not self.raw.startswith(SUITE):
                raise ValueError("another suite")
            key = Ed25519PublicKey.from_public_bytes(self.raw.removeprefix(SUITE))
        except ValueError as error:
            raise BadKey("not a key that checks signatures") from error
        object.__setattr__(self, "_key", key)

    def check(self, signature: bytes, statement: bytes) -> None:
        """Raises NotSigned unless the signature is of these very bytes. statement: from `context`, so that it names its purpose."""
        if not signature.startswith(SUITE):
            raise NotSigned
        try:
            self._key.verify(signature.removeprefix(SUITE), SUITE + statement)
        except InvalidSignature:
            raise NotSigned from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs in the name of whoever has the private key that it is derived from."""

    public: VerifyKey
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, own: PrivateKey) -> SigningKey:
        key = Ed25519PrivateKey.from_private_bytes(derived_key(own.raw, context=context("must.signing/1")))
        return cls(VerifyKey(SUITE + key.public_key().public_bytes_raw()), key)

    def sign(self, statement: bytes) -> bytes:
        """The signature of a statement, 65 bytes. statement: from `context`, so that it names its purpose."""
        return SUITE + self._key.sign(SUITE + statement)
