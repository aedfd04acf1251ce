"""Ids as words that may be seen: only whoever has the private key can make one, or read the id in it.

A word is the id, enciphered as one block (AES-256) under a key that is derived for the purpose. One block has no need of a mode. Nothing
must be stored to read a word, and somebody who has all ids and all words can't tell which belong together.
"""

from __future__ import annotations

import base64
import re
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from must.crypto.derivation import derived_key
from must.crypto.errors import NotAToken
from must.crypto.sealing import PrivateKey

SIGNS: Final = "[a-z2-7]{26}"
"""What a word looks like: lower case, and the same read in upper case."""

_PADDING: Final = "======"


class Tokens:
    """The words of one purpose. context: names it; see `contexts`."""

    def __init__(self, own: PrivateKey, *, context: bytes) -> None:
        self._cipher = Cipher(AES256(derived_key(own.raw, context=context)), ECB())  # noqa: S305 (a single block, as said above)

    def token(self, id_: UUID) -> str:
        encryptor = self._cipher.encryptor()
        return base64.b32encode(encryptor.update(id_.bytes) + encryptor.finalize()).decode().rstrip("=").lower()

    def read(self, token: str) -> UUID:
        """The id in a word. A word that somebody guessed gives an id that nothing has. Raises NotAToken for what no word looks like."""
        if not re.fullmatch(SIGNS, token.lower()):
            raise NotAToken
        decryptor = self._cipher.decryptor()
        return UUID(bytes=decryptor.update(base64.b32decode(token.upper() + _PADDING)) + decryptor.finalize())
