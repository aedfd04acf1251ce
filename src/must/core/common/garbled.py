"""Text that was read in another encoding than it was written in, known by the signs that stand where a name has letters.

A file of an old encoding doesn't say which it is. Excel's "CSV (MS-DOS)" (code page 850) and "CSV (Macintosh)" read as Windows-1252 make
"M†ling" and "MŒling" of "Måling"; UTF-8 read so makes "MÃ¥ling", and a reader that gave up leaves "M�ling". All are letters and signs that
honest names have elsewhere ("‘Huset’", "Œuvre", "Lego®"), so what counts is where a sign stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

LONGEST: Final = 200
"""Signs of a text whose signs are looked at one by one. What is longer is no name, and is refused for its length wherever it is read."""

_MAC: Final = bytes(range(0x80, 0xC0)).decode("mac_roman").replace("π", "")
_850: Final = bytes(range(0x80, 0xC0)).decode("cp850")
"""What the second bytes of UTF-8 become. √π is an honest root."""
_ENCODED_TWICE: Final = re.compile(
    "\ufffd"
    r"|Ã[¡¢£¤¥¦§¨©ª«¬¯°±²³´µ¶¸¹º¼½¾¿€‚ƒ„…†‡ˆ‰˜œŸ]|Ã[–“‘](?=[a-zà-ÿ])|Ã[“‘](?=\w)|(?<!\w)Ã–(?=\w)|Â[«§°©½]|â€"
    r"|[ÄÅ][¡¢£¤¥¦§¨¬¶¸º¼½¾¿ˆ‰]|[ÄÅ][«‘‚„‹“](?=[a-zà-ÿ])|Ä‘(?=\w)|(?<=[a-zà-ÿ])Ä‘"
    rf"|[aou]Ì[Šˆ]|[AOU]Ì[Šˆ](?=[a-z])|√[{_MAC}]|(?<=\w)≈[{_MAC}]|≈[°æãß]|[├┼][{_850}]|─[ìî]"
)
"""UTF-8 read as Windows-1252, composed or not, as Mac OS Roman or as code page 850. No language has these pairs."""
_SIGNS: Final = frozenset("†›‘’¾¿Œ®¯")
"""å, ø, æ, Æ of code page 850; æ, ø, å, Æ, Ø of Mac OS Roman. Ø, Å and Å are bytes that Windows-1252 doesn't have."""
_LETTERS_OF_1252: Final = frozenset("æøåÆØÅäöéüàáèêó")
"""Bytes that are no usual letter in either of the other two."""
_FRENCH: Final = ("uv", "uf", "il", "di", "de", "dé", "dè", "no", "cu", "co", "so", "str", "ch")
"""How words that begin with Œ go on."""
_CONSONANTS: Final = frozenset("bcdfghjklmnpqrstvwxz")
_ELIDED: Final = frozenset("dmnst")
"""Letters that stand alone after an apostrophe: "MEN’S", "’t Hooft"."""
_OPENS: Final = re.compile(r"(?<!\w)[‘’‚']\w")
_CLOSES: Final = re.compile(r"\w[’‘'](?!\w)")


def garbled_sign(name: str) -> str | None:
    """The first sign or pair of signs that stands where no honest name has it, whatever file it came in; None if there is none."""
    if name.isascii():
        return None
    if twice := _ENCODED_TWICE.search(name):
        return twice[0]
    return next((sign for at, sign in _signs(name) if _is_surely_garbled(sign, name, at)), None)


def is_of_1252(text: str) -> bool:
    """Whether a text that was read as Windows-1252 has letters that say it is."""
    return not _LETTERS_OF_1252.isdisjoint(text)


def doubtful_sign(cell: str) -> int | None:
    """Where the first sign of a cell stands that is a letter of code page 850 or Mac OS Roman, rather than the sign that it is in
    Windows-1252: given that nothing in its file says which of them it is. None if there is none, or the cell is too long for a name.

    A capital Æ of code page 850 is an apostrophe: it is told only before the rest of a word, and between consonants of capital words.
    """
    if cell.isascii():
        return None
    places = (at for at, sign in _signs(cell) if _is_surely_garbled(sign, cell, at) or _is_doubtful(sign, cell, at))
    return next(places, None)


def _signs(text: str) -> Iterator[tuple[int, str]]:
    return ((at, sign) for at, sign in enumerate(text if len(text) <= LONGEST else "") if sign in _SIGNS)


def _is_surely_garbled(sign: str, text: str, at: int) -> bool:
    return sign in _SURE and _SURE[sign](text[at - 1 : at], text[at + 1 : at + 2], text)


def _is_doubtful(sign: str, text: str, at: int) -> bool:
    if sign in _IN_DOUBT:
        return _IN_DOUBT[sign](text[at - 1 : at], text[at + 1 :], text)
    return _is_small_ae(text, at) if sign == "‘" else _is_capital_ae(text, at)


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or (bool(sign) and sign in _SIGNS)


_SURE: Final[Mapping[str, Callable[[str, str, str], bool]]] = {
    "†": lambda _, after, __: after.islower(),
    "›": lambda before, after, text: after.islower() and (before.isalpha() or text.count("›") + text.count("‹") == 1),
    "¾": lambda before, after, _: before.isalpha() and after.islower(),
    "¿": lambda before, after, text: after.islower() and (before.isalpha() or "?" not in text),
    "Œ": lambda before, after, _: before.isalpha() and (before.islower() or after.islower()),
    "®": lambda before, after, _: after.islower() and not before.isalpha(),
    "¯": lambda before, after, _: before.isalpha() or after.isalpha(),
}
"""Whether no name in any language has the sign there, given the signs before and after it and the whole name. The first five are small
letters, which small ones follow."""
_IN_DOUBT: Final[Mapping[str, Callable[[str, str, str], bool]]] = {
    "†": lambda _, __, ___: True,
    "›": lambda before, rest, text: "‹" not in text and (not rest[:1].isupper() if _is_letter(before) else rest[:1].islower()),
    "¾": lambda before, rest, _: _is_letter(before) or rest[:1].islower(),
    "¿": lambda before, _, __: _is_letter(before),
    "Œ": lambda before, rest, _: not rest[:1].isupper() and (before.isalpha() or not rest.startswith(_FRENCH)),
    "®": lambda _, rest, __: _is_letter(rest[:1]),
    "¯": lambda _, __, ___: True,
}
"""Whether it is rather a letter there, given the sign before it, what follows, and the whole cell."""


def _is_small_ae(text: str, at: int) -> bool:
    """Whether ‘ is no quotation mark: within a word, at its end without one that opens, or at its beginning without one that closes."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if _is_letter(before):
        return _is_letter(after) or not _OPENS.search(text, 0, at)
    return after.islower() and not _closes(text, at)


def _is_capital_ae(text: str, at: int) -> bool:
    """Whether ’ is neither a quotation mark nor an apostrophe: at the beginning of a word without one that closes, or between consonants
    of a word in capital letters, but for letters that stand alone after apostrophes."""
    before, first, second = text[at - 1 : at], text[at + 1 : at + 2], text[at + 2 : at + 3]
    consonant = first.lower() in _CONSONANTS
    if not first.isalpha() or (first.lower() in _ELIDED and not _is_letter(second)):
        return False
    if _is_letter(before):
        return before.isupper() and first.isupper() and consonant and before.lower() in _CONSONANTS
    alike = first.islower() == second.islower() if second.isalpha() else consonant
    return alike and not _closes(text, at)


def _closes(text: str, at: int) -> bool:
    """Whether a quotation mark that opens there is closed at the end of a word."""
    return bool(_CLOSES.search(text, at + 1))
