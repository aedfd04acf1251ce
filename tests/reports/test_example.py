"""The publication that reports are tested on is one that the rules make."""

from __future__ import annotations

from tests.reports.example import EXAMPLE, example


def test_the_example_is_what_the_rules_make_of_its_answers() -> None:
    assert EXAMPLE.read_text("utf-8") == example().to_json(), "write it anew: python -m tests.reports.example"
