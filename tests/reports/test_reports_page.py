"""The worked example of docs/reports.md is what the rule makes of the example publication."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from must.core.common.languages import Language
from must.reports.content import Whose
from must.reports.describe import report_of
from must.reports.differences import row_of
from must.reports.points import Candidate, candidates_of
from tests.reports.example import example_source

PAGE = Path("docs/reports.md").read_text("utf-8")
STEPS = 4
"""Steps of a scale from 1 to 5."""


def signed(part: Fraction) -> str:
    return f"{float(part * STEPS):+.3f}".rstrip("0").rstrip(".").replace("-", "−") if part else "–"


def line(one: Candidate, name: str) -> str:
    means = [getattr(row_of(one.rows, whose), "mean", "–") for whose in (Whose.OWN, Whose.ENTERPRISE, Whose.PREVIOUS)]
    lean = one.lean
    parts = [*map(signed, (lean.level, lean.difference, lean.change)), str(lean.evidence), signed(lean.total), signed(lean.weight)]
    return f"| {' | '.join([name, *map(str, means), *parts])} |"


def test_the_page_works_the_example_as_the_rule_does() -> None:
    source = example_source(Language.EN)
    candidates = list(candidates_of(source, source.units["001"]))
    assert len(candidates) == 4
    for one in candidates:
        assert line(one, one.topic.name.en) in PAGE.splitlines()
    points = [(point.name, point.side) for point in report_of(source, "001").points]
    assert points == [("Workload", "challenge"), ("Support", "middle"), ("Availability", "strength"), ("Clarity", "strength")]
