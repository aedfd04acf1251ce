"""A factor's pictures for the web: from the content's figures to the chart module's bars and marks."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from must.reports import charts
from must.reports.content import Axis, Band, Factor, ItemShares, Report, Row, TalkingPoint
from must.reports.wording import Wording


class Pictures:
    """Draws one report. Ids are made from the factor's id, which occurs once on a page for each kind of picture."""

    def __init__(self, report: Report, wording: Wording) -> None:
        factors = [factor for chapter in report.chapters for factor in chapter.factors]
        self._wording = wording
        self._bands = charts.Extent.of(_bands(row) for factor in factors if factor.bands_picture for row in factor.rows if row.bands)
        self._answers = charts.Extent.of(_parts(item) for factor in factors if factor.axis for item in factor.items)
        self._headings = tuple(wording.t(f"report.band.{band}") for band in ("challenge", "middle", "favourable"))

    def bands(self, factor: Factor) -> Markup:
        """Diverging bars: the unit's own, then its comparisons. Empty when there is nothing to draw."""
        if factor.bands_picture is None:
            return Markup()
        return charts.bands(self._stacks(factor.rows), self._bands, self._headings, factor.bands_picture, f"{factor.id}-bands")

    def means(self, factor: Factor) -> Markup:
        """Means on the scale's axis. Empty when there is nothing to draw."""
        if factor.means_picture is None or factor.axis is None:
            return Markup()
        marks, ends = self._marks(factor.rows, factor.axis), self._ends(factor.axis)
        return charts.means(marks, ends, self._headings, factor.means_picture, f"{factor.id}-means")

    def item(self, item: ItemShares) -> Markup:
        """The answers to one item."""
        return charts.answers(_parts(item), self._answers, item.picture, f"{item.id}-answers")

    def point(self, point: TalkingPoint) -> Markup:
        """The small picture beside a talking point's sentence."""
        name = f"{point.factor}-point"
        own = point.rows[0]
        if own.bands is not None:
            return charts.small_bands(_bands(own), self._bands, point.picture, name)
        return charts.small_means(self._marks(point.rows, point.axis), self._ends(point.axis), point.picture, name)

    def _stacks(self, rows: Iterable[Row]) -> list[charts.Stack]:
        percent = self._wording.percent
        return [
            charts.Stack(row.whose, row.label, _bands(row), (percent(row.bands[0]), percent(row.bands[2])))
            for row in rows
            if row.bands is not None
        ]

    def _marks(self, rows: Iterable[Row], axis: Axis) -> list[charts.Mark]:
        return [
            charts.Mark(row.whose, row.label, float(axis.place(row.mean)), self._wording.mean(row.mean))
            for row in rows
            if row.mean is not None
        ]

    def _ends(self, axis: Axis) -> charts.Ends:
        ticks = tuple((float(axis.place(value)), str(value)) for value in range(axis.low, axis.high + 1))
        return charts.Ends(float(axis.place(axis.challenge)), float(axis.place(axis.favourable)), ticks)


def _bands(row: Row) -> charts.Parts:
    return tuple(zip(row.bands or (), Band, strict=False))


def _parts(item: ItemShares) -> charts.Parts:
    return tuple((part.share, part.band) for part in item.parts)
