"""The format's documentation names every key that the reader takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from must.core.instrument import loader, texts
from must.core.instrument.fields import Keys

GUIDE = Path(__file__).parents[3] / "docs" / "instrument-format.md"
KINDS = {name: keys for module in (loader, texts) for name, keys in vars(module).items() if isinstance(keys, Keys)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_documented(kind: str) -> None:
    documented = {word for span in re.findall(r"`([^`\n]+)`", GUIDE.read_text("utf-8")) for word in re.findall(r"\w+", span)}
    assert {*KINDS[kind].required, *KINDS[kind].optional} <= documented


def test_every_kind_of_mapping_is_looked_at() -> None:
    assert len(KINDS) == 19
