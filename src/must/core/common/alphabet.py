"""Norwegian alphabetical order, since neither Python nor the embedded database knows it."""

from __future__ import annotations

import unicodedata

_AFTER_Z = str.maketrans({"æ": "{0", "ä": "{0", "ø": "{1", "ö": "{1", "å": "{2"})
"""æ, ø, å end the alphabet (`{` is the character after z); the Swedish letters stand where Norwegian puts them. "Aa" is two letters."""


def norwegian_key(text: str) -> tuple[str, str]:
    """Sort key: letters first, accents and case only where nothing else differs. Different texts have different keys."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(_AFTER_Z)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", letters) if not unicodedata.combining(sign))
    return plain, text
