"""What the slides' charts are by themselves: their series, and their geometry where it hangs on how high they are."""

from __future__ import annotations

import pytest

from must.reports.content import Picture, Whose
from must.reports.slides_charts import Chart, Kind, Scale, Series, means_chart


@pytest.mark.parametrize("height", [1.6, 2.4, 3.4])
def test_the_legend_of_means_has_a_line_above_the_uppermost_mark_and_names_have_two_below(height: float) -> None:
    """Inches: a line of the legend, which is set in 14 points, and two of the names, in 16."""
    series = {Whose.OWN: ("Denne enheten", (3.6,))}
    chart = means_chart(["Klarhet"], series, Scale(1, 5, 1), Picture("Snitt", "3,6"), height=height)
    _, top, _, dots = (part * height for part in chart.inner)
    assert chart.legend
    assert top >= 14 / 72 * 2
    assert height - top - dots >= 2 * 16 / 72 * 1.2
    assert dots > 0


def test_a_series_has_as_many_figures_as_there_are_categories() -> None:
    with pytest.raises(ValueError, match="as many figures"):
        Chart(Kind.BARS, ("a", "b"), (Series("x", (1.0,), "tx1"),), Picture("p", "d"), (0, 0, 1, 1))
