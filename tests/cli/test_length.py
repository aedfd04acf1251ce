"""What the operator is told of how long answering takes."""

from __future__ import annotations

import pytest

from must.cli.length import length, length_words
from must.core.instrument.counts import MOST_MINUTES
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Selection


@pytest.fixture(scope="module")
def newest() -> Instrument:
    return load_instrument("must-2026")


def test_it_is_said_for_each_language(newest: Instrument) -> None:
    assert length(newest, Selection("full")) == (18, "nb 17, nn 17, en 18")
    assert length_words(newest, Selection("full")) == "It takes about 18 minutes to answer (nb 17, nn 17, en 18)."


def test_what_is_chosen_on_top_is_counted(newest: Instrument) -> None:
    short = length(newest, Selection("short"))
    assert length(newest, Selection("short", modules=frozenset({"leadership"})))[0] > short[0]
    assert length(newest, Selection("short", extended_themes=frozenset({"demands"})))[1] != short[1]


@pytest.mark.promise("P02")
def test_more_than_people_are_promised_is_warned_of(newest: Instrument) -> None:
    every_module = frozenset(module.id for module in newest.modules)
    chosen = [Selection(form, modules=modules) for form in newest.forms for modules in (frozenset[str](), every_module)]
    warned = {selection for selection in chosen if "Warning: " in length_words(newest, selection)}
    assert warned == {Selection("full", modules=every_module)}
    assert length(newest, Selection("short", modules=every_module))[0] == MOST_MINUTES, "the limit itself is kept"
