"""Names that people typed into a spreadsheet: made uniform, and refused where they could do harm in a report."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from must.core.common.garbled import LONGEST, garbled_sign

LONGEST_NAME: Final = LONGEST
"""Signs."""

_ADDRESS: Final = re.compile(r"\S*@\S*")
_IDENTITY_NUMBER: Final = re.compile(r"(?<!\d)\d{6}[\W_]*\d{5}(?!\d)|(?<!\d)(?<!\d[\W_])\d(?:[\W_]*\d){10}(?![\W_]*\d)")
"""Six and five digits with anything but letters between; or eleven, each so, that aren't part of more."""
_LONG_NUMBER: Final = re.compile(r"\d(?:[\W_]*\d){10}")
_SPACE: Final = "Zs"
_JOINED_PICTURES: Final = re.compile("(?<=[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])")
"""A zero-width joiner between two pictures (emoji), where it can be seen: they become one."""
_QUOTES: Final = re.compile("[\"'`´‘’‚‛“”„‟«»‹›′″＂＇]")
_DASHES: Final = re.compile("[-−]+")
_BESIDE_PUNCTUATION: Final = re.compile(r" (?=[^\w ])|(?<=[^\w ]) ")
_STARTS_FORMULA: Final = ("=", "@")
"""A spreadsheet runs a cell that starts so. It also runs some with + or -, but those begin honest names: writers of spreadsheets mark
every name as text."""


def tidy(text: str) -> str:
    """The text in Unicode's composed form (NFC), trimmed, with every run of spaces made one space."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def folded(text: str) -> str:
    """What a name is compared by, where one name typed in two ways must not be two: without upper and lower case, widths of letters, kinds
    of dashes and quotation marks, and spaces beside punctuation. Letters and digits stay."""
    plain = unicodedata.normalize("NFKC", _QUOTES.sub("'", tidy(text))).casefold()
    dashed = _DASHES.sub("-", "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in plain))
    return _BESIDE_PUNCTUATION.sub("", tidy(dashed))


def hidden_sign(text: str) -> str | None:
    """The first sign that nobody would see on paper, such as a tab, a line's end, a zero-width space or a change of direction; as "U+200B".

    Spaces of all widths may stand: `tidy` makes them plain. So may the joiner that makes one picture out of two.
    """
    if text.isprintable():
        return None
    for sign in _JOINED_PICTURES.sub("", text):
        if not sign.isprintable() and unicodedata.category(sign) != _SPACE:
            return f"U+{ord(sign):04X}"
    return None


def looks_like_identity_number(text: str) -> bool:
    """Whether eleven digits stand in a text as a Norwegian identity number is written, right or wrong."""
    return bool(_IDENTITY_NUMBER.search(text))


def quotable(text: str) -> str:
    """The text as a fault may repeat it, since faults are shown to others and copied into mails: no whole address, nothing that could be an
    identity number, and not endless."""
    masked = _LONG_NUMBER.sub("…", _ADDRESS.sub("…@…", text))
    return masked if len(masked) <= LONGEST_NAME else f"{masked[:LONGEST_NAME]}…"


def name_fault(raw: str) -> tuple[str, dict[str, str | int]] | None:
    """What keeps a cell from being a name: the fault's code and details, or None. Empty cells are no fault here."""
    if sign := hidden_sign(raw):
        return "file.hidden_sign", {"sign": sign}
    name = tidy(raw)
    if len(name) > LONGEST_NAME:
        return "file.long_cell", {"length": len(name), "longest": LONGEST_NAME}
    if sign := garbled_sign(name):
        return "file.garbled", {"sign": sign}
    if name.startswith(_STARTS_FORMULA):
        return "file.formula", {"sign": name[0]}
    return None
