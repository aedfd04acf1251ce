"""One length for whatever may be answered on a page: encryption on the way hides what is sent, not how long it is (ADR 14)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpResponse

from must.collection.web.form import Page
from must.core.instrument.model import Item

STEP = 1024
"""Lengths are multiples of this, in bytes."""
SLACK = 512
"""Room, in bytes, for what a page has a little more of than the fullest one: attributes of closed follow-ups, the minutes left."""
AROUND = 512
"""Room, in bytes, for what the script sends besides answers: the token, the attempt's mark, the button."""
REPLY = 256
"""The length, in bytes, of every answer to the script that says where to go on."""

_longest: dict[tuple[str, str], int] = {}
"""Length of a page by address and language, kept by the process: the same for everybody who answers the round."""


@lru_cache(maxsize=1024)
def request_length(page: Page) -> int:
    """The length in bytes of each request of the script of a page, whatever is answered and however often sending failed. page: with
    everything that may be asked on it."""
    opened = (len(f"&opened={topic.id}") for topic in page.follow_ups())
    return _up(AROUND + sum(map(_room, page.items)) + sum(opened))


def page_length(address: str, language: str, fullest: Callable[[], HttpResponse]) -> int:
    """The length in bytes of a page in a language, whatever was answered. fullest: makes the page with everything asked and answered; it
    is asked once in a process."""
    key = (address, language)
    if key not in _longest:
        _longest[key] = _up(len(fullest().content) + SLACK)
    return _longest[key]


def lengthen(response: HttpResponse, length: int) -> HttpResponse:
    """Fill what is sent with spaces after its end."""
    response.content = response.content.ljust(length)
    return response


def _room(item: Item) -> int:
    """As much as an item takes up at most in the fields `answer.<item>`, `shown` and `late`."""
    values = [str(value) for value in item.offered]
    longest = max(values, key=len)
    return len(f"&answer.{item.id}={longest}" + f"{item.id}%3A{longest}+" + f"{item.id}%3A.{'.'.join(values)}+")


def _up(length: int) -> int:
    return -(-length // STEP) * STEP
