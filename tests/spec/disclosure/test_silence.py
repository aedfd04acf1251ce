"""R7: a hidden cell doesn't say why it is hidden. R8: what was published is published, once and unchanged."""

from __future__ import annotations

import json

import pytest

from must.core.common.refusals import Refusal
from must.core.disclosure.publication import Publication
from tests.spec.disclosure.every import EXAMPLES
from tests.spec.disclosure.outcome import published


@pytest.mark.promise("P09")
def test_hidden_cells_are_alike_whatever_hid_them() -> None:
    """Too few people; company for them; an answer that all gave; a sensitive topic with too few: one and the same."""
    said = {
        json.dumps({key: value for key, value in cell.items() if key not in {"unit", "topic", "class", "breakdown"}})
        for example in EXAMPLES.values()
        for cell in json.loads(published(example).to_json())["cells"]
        if cell["state"] == "hidden"
    }
    assert len(said) == 1
    figures = ("n", "n_band", "mean", "challenge", "bands", "items")
    assert json.loads(said.pop()) == {"state": "hidden", "detail": "full", **dict.fromkeys(figures)}


@pytest.mark.promise("P09")
def test_an_edited_publication_is_refused() -> None:
    text = published(EXAMPLES["parent-minus-children"]).to_json()
    edited = text.replace('"mean":3.2', '"mean":3.3', 1)
    assert edited != text
    with pytest.raises(Refusal, match=r"publication\.edited"):
        Publication.from_json(edited)
