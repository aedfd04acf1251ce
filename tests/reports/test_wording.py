"""Figures as people write them."""

from __future__ import annotations

import pytest

from must.core.common.languages import Language
from must.reports.wording import Wording
from must.ui.texts import texts

NB, NN, EN = (Wording(texts(language), 1) for language in Language)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (NB.percent(22), "22\u00a0%"),
        (EN.percent(22), "22%"),
        (NB.mean(3.4), "3,4"),
        (NN.mean(3.0), "3,0"),
        (EN.mean(3.4), "3.4"),
        (NB.threshold(3.5), "3,5"),
        (NB.threshold(2), "2"),
        (NB.people(412, None), "412"),
        (NB.people(16056, None), "16\u00a0056"),
        (EN.people(16056, None), "16,056"),
        (NB.people(None, "10–14"), "10–14"),
        (NN.people(None, "1000–"), "1000 eller fleire"),
        (NB.people(None, None), None),
        (NB.rate("60–64"), "60–64\u00a0%"),
        (EN.rate("<5"), "below 5%"),
        (NB.rate("≥95"), "95\u00a0% eller mer"),
    ],
)
def test_figures_read_as_the_language_writes_them(found: str | None, expected: str | None) -> None:
    assert found == expected
