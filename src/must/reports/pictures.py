"""A report's pictures: from the content's figures to the bars and marks of `charts`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from must.reports import charts
from must.reports.content import Axis, Band, Complaint, Factor, ItemShares, Picture, Report, Row, TalkingPoint
from must.reports.svg import Frames
from must.reports.wording import Wording


class Pictures:
    """Draws one report. All pictures of a kind have the same extent, so that they can be compared down the page."""

    def __init__(self, report: Report, wording: Wording) -> None:
        factors = [factor for chapter in report.chapters for factor in chapter.factors]
        self.frames = Frames()
        self._wording = wording
        self._bands = charts.Extent.of(_bands(row) for factor in factors if factor.bands_picture for row in factor.rows if row.bands)
        self._answers = charts.Extent.of(_parts(item) for factor in factors if factor.axis for item in factor.items)
        self._headings = tuple(wording.t(f"report.band.{band}") for band in ("challenge", "middle", "favourable"))

    def bands(self, factor: Factor) -> Markup:
        """Diverging bars: the unit's own, then its comparisons. Empty when there is nothing to draw.

        The average enterprise has a share with a potential challenge and no other bands. Where its bar would begin hangs on those others,
        so it has none: its share stands in the table and in the sentence.
        """
        if factor.bands_picture is None:
            return Markup()
        return charts.bands(self.frames, self._stacks(factor.rows), self._bands, self._headings, factor.bands_picture)

    def means(self, factor: Factor) -> Markup:
        """Means on the scale's axis. Empty when there is nothing to draw."""
        if factor.means_picture is None or factor.axis is None:
            return Markup()
        marks, ends = self._marks(factor.rows, factor.axis), _ends(factor.axis)
        return charts.means(self.frames, marks, ends, self._headings, factor.means_picture)

    def item(self, item: ItemShares) -> Markup:
        """The answers to one item."""
        return charts.answers(_parts(item), self._answers, item.picture)

    def point(self, point: TalkingPoint) -> Markup:
        """The small picture beside a talking point's sentence: the unit's own figures alone, as nothing there says whose another bar is."""
        return self._small(point.rows[0], point.axis, point.picture)

    def overview(self, factor: Factor) -> Markup:
        """A factor's own figures as one small picture. Where there is nothing to draw, in words: an empty place would look like nought."""
        told = factor.bands_picture or factor.means_picture
        if told is None or factor.axis is None:
            return Markup('<span class="quiet">{}</span>').format(self._instead(factor))
        return self._small(factor.rows[0], factor.axis, told)

    def _instead(self, factor: Factor) -> str:
        """The share that a sensitive topic concerns; of follow-up questions, where they are."""
        own, t = factor.rows[0], self._wording.t
        share = own.bands[0] if own.bands is not None else own.share
        if factor.axis is None or share is None:
            return t("report.web.overview.inside")
        return t("report.web.overview.experienced", share=self._wording.percent(share))

    def _small(self, own: Row, axis: Axis, told: Picture) -> Markup:
        if own.bands is not None:
            return charts.small_bands(_bands(own), self._bands, told)
        return charts.small_mean(self._marks((own,), axis)[0], _ends(axis), told)

    def place(self, factor: Factor) -> float | None:
        """Where the factor's own mean stands from the challenging end (0) to the favourable one (1); None where no mean is drawn."""
        if factor.means_picture is None or factor.axis is None or factor.rows[0].mean is None:
            return None
        return float(factor.axis.place(factor.rows[0].mean))

    def complaint(self, complaint: Complaint) -> Markup:
        """What goes together with a complaint, the strongest first. Empty when nothing was looked at beside it."""
        if not complaint.associations:
            return Markup()
        t = self._wording.t
        links = [
            charts.Link(one.name, one.coefficient, one.low, one.high, self._wording.coefficient(one.coefficient), one.strength)
            for one in complaint.associations
        ]
        headings = t("report.association.fewer"), t("report.association.more")
        return charts.associations(links, headings, "0", complaint.picture)

    def _stacks(self, rows: Iterable[Row]) -> list[charts.Stack]:
        percent = self._wording.percent
        return [
            charts.Stack(row.whose, row.label, _bands(row), (percent(row.bands[0]), percent(row.bands[2])))
            for row in rows
            if row.bands is not None
        ]

    def _marks(self, rows: Iterable[Row], axis: Axis) -> list[charts.Mark]:
        return [
            charts.Mark(row.whose, row.label, float(axis.place(row.mean)), self._wording.mean(row.mean), _span(row.interval, axis))
            for row in rows
            if row.mean is not None
        ]


@lru_cache(maxsize=64)  # the topics of an instrument share a few axes
def _ends(axis: Axis) -> charts.Ends:
    ticks = tuple((float(axis.place(value)), str(value)) for value in range(axis.low, axis.high + 1))
    return charts.Ends(float(axis.place(axis.challenge)), float(axis.place(axis.favourable)), ticks)


def _span(interval: tuple[float, float] | None, axis: Axis) -> tuple[float, float] | None:
    """The places of an interval's ends, the leftmost first."""
    if interval is None:
        return None
    low, high = (float(axis.place(end)) for end in interval)
    return min(low, high), max(low, high)


def _bands(row: Row) -> charts.Parts:
    return tuple(zip(row.bands or (), Band, strict=False))


def _parts(item: ItemShares) -> charts.Parts:
    return tuple((part.share, part.band) for part in item.parts)
