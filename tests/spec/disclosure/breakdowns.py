"""Worked examples of R10: the enterprise's figures by a background question, where an adopter turns that on."""

from __future__ import annotations

from typing import Final

from tests.spec.disclosure.example import Example, Table

EXAMPLES: Final = (
    Example(
        name="a-breakdown-that-is-safe",
        title="A breakdown that is safe",
        why="There are women and men enough in both units, and what they answered differs enough, for nothing to be told of any "
        "of the four groups.",
        groups=("women", "men"),
        rules={"breakdowns": ["group"]},
        survey=Table.of(
            """
            unit  | part of | invited | women                | men
            Drift |         | 0       |                      |
            Nord  | Drift   | 100     | 3×1 3×2 3×3 3×4 3×5  | 4×1 4×2 4×3 4×4 4×5
            Sør   | Drift   | 100     | 4×1 4×2 4×3 4×4 4×5  | 3×1 3×2 3×3 3×4 3×5
            """
        ),
        report=Table.of(
            """
            unit         | answered | shown       | mean | people
            Drift        | 70       | all figures | 3.0  | 50–99
            Nord         | 35       | all figures | 3.0  | 30–
            Sør          | 35       | all figures | 3.0  | 30–
            Drift, women | 35       | all figures | 3.0  | 10–
            Drift, men   | 35       | all figures | 3.0  | 10–
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
    Example(
        name="a-breakdown-with-one-empty-corner",
        title="A breakdown with one empty corner",
        why="No women work in Sør, so Nord minus the women is one man; the topic has no breakdown, though each of the four "
        "figures is of ten or more.",
        groups=("women", "men"),
        rules={"breakdowns": ["group"]},
        survey=Table.of(
            """
            unit  | part of | invited | women                | men
            Drift |         | 0       |                      |
            Nord  | Drift   | 100     | 2×1 2×2 2×3 3×4 2×5  | 1×5
            Sør   | Drift   | 100     |                      | 2×1 2×2 2×3 2×4 2×5
            """
        ),
        report=Table.of(
            """
            unit         | answered | shown       | mean | people
            Drift        | 22       | all figures | 3.1  | 20–29
            Nord         | 12       | all figures | 3.3  | 10–
            Sør          | 10       | all figures | 3.0  | 10–
            Drift, women | 11       | hidden      |      |
            Drift, men   | 11       | hidden      |      |
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
)
