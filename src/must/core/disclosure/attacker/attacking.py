"""The whole attack on a publication."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from must.core.disclosure.attacker.findings import Findings
from must.core.disclosure.publication import Publication
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument
from must.core.organisation.tree import UnitTree
from must.core.scoring.answers import Answers

Progress = Callable[[str, int, int], None]
"""Called with what is being attacked, how many parts are done, and of how many."""


def attack(
    publication: Publication,
    units: UnitTree,
    answers: Answers,
    instrument: Instrument,
    rules: Rules,
    *,
    others: Sequence[Publication] = (),
    baseline: int | None = None,
    progress: Progress = lambda *_: None,
) -> Findings:
    """Try to learn from a publication what it mustn't tell.

    units: the unit file; answers: as they were given, by unit code (or by the publication's own codes). others: further publications.
    baseline: also tell what a bare threshold of so many answers would have left.
    Raises Refusal (codes `attack.*`) when the publication is of another instrument, other units or other questions.
    """
    raise NotImplementedError
