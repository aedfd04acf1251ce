"""Where the parts of the printed report's pictures stand, as plain data for the typst template.

Places are parts of a picture's width, from 0 to 1. All of a report's pictures of a kind have the same extent, so that they can be compared.
All arithmetic is on the rounded figures that the words show, as on the web.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from must.reports.charts import SMALLEST_REACH, Extent, Parts, Segment, diverging, plain
from must.reports.content import (
    Association,
    Associations,
    Axis,
    Band,
    Complaint,
    Factor,
    ItemShares,
    Picture,
    Report,
    Row,
    TalkingPoint,
    Whose,
)
from must.reports.wording import Wording

Data = Mapping[str, Any]
"""JSON: what the template reads."""

# Millimetres: the room that the template gives bars and answers, and what a figure inside a part needs.
ANSWERS_WIDTH: Final = 104.0
BANDS_WIDTH: Final = 58.0
DIGIT: Final = 1.75
MARGINS: Final = 1.4

FAR_RIGHT: Final = 0.75
"""Where on the axis a mean's figure stands to the left of its mark, since there is no room to the right."""


class Pictures:
    """The pictures of one report."""

    def __init__(self, report: Report, wording: Wording) -> None:
        factors = [factor for chapter in report.chapters for factor in chapter.factors]
        self._wording = wording
        self._headings = [wording.t(f"report.band.{band}") for band in Band]
        self._bands = Extent.of(_bands(row) for factor in factors if factor.bands_picture for row in factor.rows if row.bands)
        self._answers = Extent.of(_parts(item) for factor in factors if factor.axis for item in factor.items)

    def panel(self, factor: Factor) -> Data | None:
        """The factor's rows: bars where it has bands, marks on the axis where it has means. None when there is nothing to draw."""
        if factor.axis is None or (factor.bands_picture is None and factor.means_picture is None):
            return None
        return {
            "bands-alt": _told(factor.bands_picture),
            "means-alt": _told(factor.means_picture),
            "headings": self._headings,
            "means-heading": self._wording.t("report.figure.means") if factor.bands_picture else "",
            "middle": self._bands.place(0) / 100,
            "axis": _axis(factor.axis),
            "rows": [self._row(row, factor.axis) for row in factor.rows],
        }

    def answers(self, item: ItemShares) -> Data:
        """How the answers to an item are spread: around the middle, or from the left for an item without bands."""
        parts = _parts(item)
        diverges = all(band is not None for _, band in parts)
        return {
            "alt": _told(item.picture),
            "middle": self._answers.place(0) / 100 if diverges else None,
            "parts": list(_drawn(diverging(parts, self._answers) if diverges else plain(parts), ANSWERS_WIDTH)),
        }

    def point(self, point: TalkingPoint) -> Data:
        """The small picture beside a sentence: the unit's own bar over the one that it is compared with, which is named there, or its mean
        beside the others', of which `marks_of` says whose they are."""
        own, *others = point.rows
        drawn: Data = {"alt": _told(point.picture), "axis": _axis(point.axis), "bars": []}
        if own.bands is not None:
            compared = [row for row in others if row.bands is not None][:1]
            bars = [list(_drawn(diverging(_bands(row), self._bands))) for row in (own, *compared)]
            named = "".join(row.label for row in compared)
            return {**drawn, "middle": self._bands.place(0) / 100, "bars": bars, "compared": named}
        marks = [{"whose": str(row.whose), "place": float(point.axis.place(row.mean))} for row in point.rows if row.mean is not None]
        return {**drawn, "marks": marks}

    def associations(self, associations: Associations) -> list[Data]:
        """A picture for each complaint: its associations' coefficients and intervals around none."""
        bounds = [bound for complaint in associations.complaints for one in complaint.associations for bound in (one.low, one.high)]
        reach = 1.1 * max(SMALLEST_REACH, *map(abs, bounds), 0)
        return [self._complaint(complaint, reach) for complaint in associations.complaints]

    def _complaint(self, complaint: Complaint, reach: float) -> Data:
        return {
            "alt": _told(complaint.picture),
            "headings": [self._wording.t(f"report.association.{key}") for key in ("caption", "fewer", "more")],
            "rows": [self._association(one, reach) for one in complaint.associations],
        }

    def _association(self, one: Association, reach: float) -> Data:
        place, low, high = ((value + reach) / (2 * reach) for value in (one.coefficient, one.low, one.high))
        said = self._wording.coefficient(one.coefficient)
        return {"name": one.name, "shape": str(one.strength), "place": place, "low": low, "high": high, "said": said}

    def _row(self, row: Row, axis: Axis) -> Data:
        own, bar = row.whose is Whose.OWN, list(diverging(_bands(row), self._bands))
        parts = list(_drawn(bar, BANDS_WIDTH if own else 0))
        return {
            "whose": str(row.whose),
            "own": own,
            "label": row.label,
            "parts": [part if part["shade"] == "neutral" else {**part, "said": ""} for part in parts],
            "start": bar[0].start / 100 if bar else 0,
            "end": (bar[-1].start + bar[-1].width) / 100 if bar else 0,
            "low": "" if row.bands is None else self._wording.percent(row.bands[0]),
            "high": "" if row.bands is None else self._wording.percent(row.bands[2]),
            "mean": None if row.mean is None else self._mean(row, row.mean, axis),
        }

    def _mean(self, row: Row, mean: float, axis: Axis) -> Data:
        place = float(axis.place(mean))
        span = sorted(float(axis.place(bound)) for bound in row.interval or (mean, mean))
        return {"place": place, "span": span, "said": self._wording.mean(mean), "said-left": place > FAR_RIGHT}


def marks_of(points: Iterable[TalkingPoint]) -> list[Data]:
    """Whose the marks of the small pictures are, each once and in the content's order; none where all of the pictures are bars."""
    drawn = [row for point in points if point.rows[0].bands is None for row in point.rows if row.mean is not None]
    labels = {row.whose: row.label for row in drawn}
    return [{"whose": str(whose), "label": labels[whose]} for whose in Whose if whose in labels]


def _drawn(segments: Iterable[Segment], width: float = 0) -> Iterator[Data]:
    """The parts of a bar that have any share. width: millimetres of the picture; a part says its share where that fits."""
    for segment in segments:
        if segment.share:
            fits = segment.width / 100 * width >= DIGIT * len(str(segment.share)) + MARGINS
            said = str(segment.share) if fits else ""
            yield {"start": segment.start / 100, "width": segment.width / 100, "shade": segment.shade, "said": said}


def _axis(axis: Axis) -> Data:
    return {
        "challenge": float(axis.place(axis.challenge)),
        "favourable": float(axis.place(axis.favourable)),
        "ticks": [(float(axis.place(value)), str(value)) for value in range(axis.low, axis.high + 1)],
    }


def _bands(row: Row) -> Parts:
    return tuple(zip(row.bands or (), Band, strict=False))


def _parts(item: ItemShares) -> Parts:
    return tuple((part.share, part.band) for part in item.parts)


def _told(picture: Picture | None) -> str | None:
    """What those are told who don't see the picture."""
    return None if picture is None else f"{picture.title}. {picture.description}"
