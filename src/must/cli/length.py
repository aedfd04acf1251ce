"""How long a questionnaire takes, as the operator is told."""

from __future__ import annotations

from must.core.common.languages import Language
from must.core.instrument.counts import MOST_MINUTES, minutes
from must.core.instrument.model import Instrument, Selection


def length(instrument: Instrument, selection: Selection) -> tuple[int, str]:
    """Whole minutes in the language that takes longest, and in each: `nb 17, nn 17, en 18`."""
    each = {language: minutes(instrument, selection, language) for language in Language}
    return max(each.values()), ", ".join(f"{language} {time}" for language, time in each.items())


def length_words(instrument: Instrument, selection: Selection) -> str:
    """What a round will ask of people's time, with a warning where it is more than they are promised."""
    longest, each = length(instrument, selection)
    words = f"It takes about {longest} minutes to answer ({each})."
    if longest <= MOST_MINUTES:
        return words
    return f"{words}\nWarning: people are told that it takes at most {MOST_MINUTES}. Leave out modules or extended themes."
