"""E-mail addresses, as strict as an invitation needs them.

Narrower than RFC 5321: one plain address, nothing quoted, no comment, no display name. So an address can neither carry a second receiver
nor a line of a mail's header, nor be taken for an option by a program that sends it.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_ADDRESS: Final = 254
LONGEST_LOCAL_PART: Final = 64

_READ_IN_TWO_WAYS: Final = frozenset("ßẞς\u200c\u200d")
"""Signs that the two editions of IDNA send to two different domains (or one edition to none): whose mail is it?"""
_LOCAL_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]*(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(?=[a-z])[a-z0-9-]*[a-z0-9]")


def parse_address(text: str) -> str | None:
    """The address with its domain in lower case and in ASCII form (IDNA), ready for SMTP; None where it isn't an address."""
    local_part, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST_ADDRESS or len(local_part) > LONGEST_LOCAL_PART or not _LOCAL_PART.fullmatch(local_part):
        return None
    if not _READ_IN_TWO_WAYS.isdisjoint(domain):
        return None
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    address = f"{local_part}@{ascii_domain}"
    return address if _DOMAIN.fullmatch(ascii_domain) and len(address) <= LONGEST_ADDRESS else None
