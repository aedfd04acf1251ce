"""What the slides' charts are by themselves: their series, and their geometry where it hangs on how high they are."""

from __future__ import annotations

import pytest

from must.reports.content import Axis, Picture, Whose
from must.reports.slides_charts import Chart, Kind, Series, means_chart, means_scale

SCALE = means_scale([Axis(1, 5, 3, 2, high_is_challenge=True)], ("Mulig utfordring", "Gunstig"))


def means(height: float, *, alone: bool) -> Chart:
    series = {Whose.OWN: ("Denne enheten", (3.6,))}
    return means_chart(["Klarhet"], series, SCALE, Picture("Snitt", "3,6"), width=5, height=height, pattern="0.0", alone=alone)


@pytest.mark.parametrize("height", [1.6, 2.4, 3.4])
@pytest.mark.parametrize("alone", [True, False])
def test_words_around_means_have_room(height: float, alone: bool) -> None:
    """Inches: above the dots a line of the legend, which is set in 14 points, below them two of the names, to the left the ends' names."""
    chart = means(height, alone=alone)
    left, top, width, dots = chart.inner
    assert chart.legend is alone
    assert top * height >= 14 / 72 * 2 or not alone
    assert height * (1 - top - dots) >= 2 * chart.size / 72 * 1.2
    assert left * 5 >= len("Potential challenge 5") * 14 / 72 * 0.4
    assert dots > 0
    assert left + width <= 1


def test_factors_whose_favourable_ends_differ_have_no_scale_in_common() -> None:
    with pytest.raises(ValueError, match="unpack"):
        means_scale([Axis(1, 5, 3, 2, high_is_challenge=True), Axis(1, 5, 2, 3, high_is_challenge=False)], ("a", "b"))


def test_a_series_has_as_many_figures_as_there_are_categories() -> None:
    with pytest.raises(ValueError, match="as many figures"):
        Chart(Kind.BARS, ("a", "b"), (Series("x", (1.0,), "tx1"),), Picture("p", "d"), (0, 0, 1, 1))
