"""Counts and minutes of the tiny instrument, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from must.core.common.languages import Language
from must.core.instrument.counts import Counts, count, minutes, page_seconds
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Selection, Timing
from tests.core.instrument.copies import TINY


@pytest.fixture
def tiny() -> Instrument:
    return load_instrument(TINY)


def test_counts(tiny: Instrument) -> None:
    assert count(tiny) == Counts(
        forms={"short": 6, "full": 9},
        extended={"demands": 3},
        modules={"change": 3},
        health=2,
        background=1,
        follow_ups=2,
    )


def test_seconds_of_a_page(tiny: Instrument) -> None:
    """Bokmål: title 1, introduction 7, item 3, options 1 + 1 words; one answer."""
    background = tiny.themes[0]
    timing = replace(tiny.timing, words_per_minute=60, seconds_per_answer=10)
    assert page_seconds(background, background.items, replace(tiny, timing=timing), Language.NB) == 13 + 10


def test_follow_ups_take_no_time(tiny: Instrument) -> None:
    social = next(theme for theme in tiny.themes if theme.id == "social")
    assert page_seconds(social, social.items, tiny, Language.EN) == page_seconds(social, social.counted, tiny, Language.EN)


def test_a_filtered_scale_is_counted_as_if_everybody_were_asked(tiny: Instrument) -> None:
    (change,) = tiny.modules
    filtered = tiny.topics["leading_change"].items
    assert set(filtered) <= set(change.counted)
    everybodys = [item for item in change.items if item not in filtered]
    assert page_seconds(change, change.items, tiny, Language.EN) > page_seconds(change, everybodys, tiny, Language.EN)


def test_minutes_are_start_reading_and_answering(tiny: Instrument) -> None:
    fast_reader = Timing(words_per_minute=1e9, seconds_per_answer=60, start_seconds=120)
    timed = replace(tiny, timing=fast_reader)
    assert minutes(timed, Selection("short"), Language.NB) == 2 + 6 + 2 + 1
    assert minutes(timed, Selection("full"), Language.NB) == 2 + 9 + 2 + 1
    assert minutes(timed, Selection("short", extended_themes=frozenset({"demands"})), Language.NB) == 2 + 9 + 2 + 1
    assert minutes(timed, Selection("short", modules=frozenset({"change"})), Language.NB) == 2 + 6 + 3 + 2 + 1
