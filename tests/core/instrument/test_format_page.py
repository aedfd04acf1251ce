"""docs/instrument-format.md names every key that the loader knows, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from must.core.instrument import loader, texts
from must.core.instrument.fields import Keys

PAGE = re.sub(r"```.*?```", "", Path("docs/instrument-format.md").read_text("utf-8"), flags=re.S)
KEYS = {name: keys for module in (loader, texts) for name, keys in vars(module).items() if isinstance(keys, Keys)}


def in_code(text: str) -> set[str]:
    return {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"\w+", code)}


def first_cells(heading: str) -> set[str]:
    """The keys of the tables below a heading, up to the next one of its rank."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {key for row in re.findall(r"^\| (`.*?) \|", section, re.M) for key in in_code(row)}


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_key_is_on_the_page(name: str) -> None:
    assert {*KEYS[name].required, *KEYS[name].optional} - in_code(PAGE) == set()


def test_the_tables_name_nothing_that_a_file_may_not_have() -> None:
    instrument, theme, scale = loader.INSTRUMENT, loader.THEME, loader.SCALE
    assert first_cells("`instrument.yaml`") == {*instrument.required, *instrument.optional}
    assert first_cells("`themes/<id>.yaml`") == {*theme.required, *theme.optional, *scale.required, *scale.optional}


def test_the_lists_of_keys_are_found() -> None:
    assert {"INSTRUMENT", "THEME", "SCALE", "FOLLOW_UP", "ITEM", "LOOSE_ITEM", "DOCUMENT", "EMAIL", "HELP", "CONTACT"} <= KEYS.keys()
