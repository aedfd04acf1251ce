"""Sealing to a public key: HPKE with the hybrid of ML-KEM-768 and X25519, HKDF-SHA256 and AES-256-GCM.

Answers must stay closed for decades, so what is recorded today must not open to tomorrow's machine; X25519 beside it covers the case that
the younger algorithm falls. HPKE here has no public additional data: the context is bound as its `info`. A first byte names the suite.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from must.crypto.errors import BadKey, CannotOpen

SUITE = b"\x01"
"""The only suite there is. Keys and ciphertexts begin with it; any other first byte is refused."""

OVERHEAD = 1137
"""Bytes that sealing adds to a plaintext."""

_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MLKEM_SEED, _MLKEM_PUBLIC, _X25519 = 64, 1184, 32


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What anybody may have: it seals, and opens nothing. Checked when it is built; raises BadKey."""

    raw: bytes
    _key: MLKEM768X25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        mlkem, x25519 = _split(self.raw, _MLKEM_PUBLIC)
        try:
            key = MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(mlkem), X25519PublicKey.from_public_bytes(x25519))
        except ValueError as error:
            raise BadKey("not a public key") from error
        object.__setattr__(self, "_key", key)

    def seal(self, plaintext: bytes, *, context: bytes) -> bytes:
        """Encrypt so that only the private key opens it, and only under the same context."""
        return SUITE + _HPKE.encrypt(plaintext, self._key, info=SUITE + context)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Opens what was sealed to its public key. `raw` is what a key ring stores, and is never shown. Raises BadKey for other bytes."""

    raw: bytes = field(repr=False)
    _key: MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)
    public: PublicKey = field(init=False)

    def __post_init__(self) -> None:
        seed, scalar = _split(self.raw, _MLKEM_SEED)
        mlkem, x25519 = MLKEM768PrivateKey.from_seed_bytes(seed), X25519PrivateKey.from_private_bytes(scalar)
        object.__setattr__(self, "_key", MLKEM768X25519PrivateKey(mlkem, x25519))
        public = SUITE + mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        object.__setattr__(self, "public", PublicKey(public))

    @classmethod
    def generate(cls) -> PrivateKey:
        return cls(SUITE + MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw())

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Decrypt. Raises CannotOpen for another key or context and for anything damaged or cut."""
        if not sealed.startswith(SUITE):
            raise CannotOpen
        try:
            return _HPKE.decrypt(sealed[len(SUITE) :], self._key, info=SUITE + context)
        except InvalidTag:
            raise CannotOpen from None


def _split(raw: bytes, first: int) -> tuple[bytes, bytes]:
    """A key's two parts, ML-KEM's and X25519's."""
    if not raw.startswith(SUITE) or len(raw) != len(SUITE) + first + _X25519:
        raise BadKey("not a key of this suite")
    return raw[len(SUITE) : -_X25519], raw[-_X25519:]
