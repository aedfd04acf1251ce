"""The publications that reports are tested on are what the rules make."""

from __future__ import annotations

from must.core.common.languages import Language
from tests.reports.example import EARLIER, EXAMPLE, example, example_earlier, example_source


def test_the_example_is_what_the_rules_make_of_its_answers() -> None:
    assert EXAMPLE.read_text("utf-8") == example().to_json(), "write it anew: python -m tests.reports.example"


def test_so_is_the_round_before_it() -> None:
    assert EARLIER.read_text("utf-8") == example_earlier().to_json(), "write it anew: python -m tests.reports.example"


def test_a_report_can_be_made_of_all_that_there_is() -> None:
    source = example_source(Language.NN)
    assert source.trend is not None
    assert source.trend.cell("002", "support") is not None
    assert source.averages is not None
    assert source.averages.figure("support") is not None
    assert source.publication.associations
