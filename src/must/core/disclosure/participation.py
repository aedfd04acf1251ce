"""Response rates and numbers of respondents, only as finely as R6 permits."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from must.core.disclosure.rules import Rules

_EVEN_WIDTHS: Final = (5, 10, 20, 25, 50)
"""Widths in percentage points that cut 0–100 evenly with whole ends."""


def rate_band(answered: int, invited: int, rules: Rules) -> str | None:
    """The band of a response rate, in per cent: `60–64`; the ends coded, `<5` and `≥95`; None where the group is too small for any.

    A band is at least as wide as `rules.participation.width` points and as `rules.ordinary.full` people. So everybody and nobody having
    answered look like all else in the outermost bands.
    Raises ValueError when more have answered than were invited.
    """
    if not 0 <= answered <= invited:
        raise ValueError("more have answered than were invited")
    if invited < rules.participation.minimum:
        return None
    width = _width(invited, rules)
    if width is None:
        return None
    last = 100 // width - 1
    number = min(100 * answered // (invited * width), last)
    if number == 0:
        return f"<{width}"
    if number == last:
        return f"≥{100 - width}"
    return f"{number * width}–{number * width + width - 1}"


def _width(invited: int, rules: Rules) -> int | None:
    wide_enough = (width for width in _EVEN_WIDTHS if width >= rules.participation.width and width * invited >= 100 * rules.ordinary.full)
    return next(wide_enough, None)


def number_band(n: int, rules: Rules) -> str:
    """The band of a number of respondents: `10–14`, the last one open, `1000–`. Raises ValueError below the first band."""
    starts = rules.counts.bands
    if n < starts[0]:
        raise ValueError("no band holds so few")
    following = bisect_right(starts, n)
    last = starts[following] - 1 if following < len(starts) else ""
    return f"{starts[following - 1]}–{last}"


def exact_number(n: int, invited: int, rules: Rules) -> int | None:
    """The enterprise's exact number of respondents, where so many answered and so many didn't that nobody's choice shows; else None."""
    return n if n >= rules.counts.exact and invited - n >= rules.ordinary.full else None
