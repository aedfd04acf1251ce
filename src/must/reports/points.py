"""The factors that the first page brings up, chosen by `talking_points`: what the figures say of each, and why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from must.core.disclosure.publication import PublishedUnit, State
from must.core.instrument.model import Evidence, Topic
from must.reports.content import Axis, Row, Side, TalkingPoint, Whose
from must.reports.differences import alike, comparison_of, difference, row_of
from must.reports.factors import axis_of, bands_picture, means_picture
from must.reports.precision import Speech, level
from must.reports.rows import rows_of
from must.reports.sentences import sentence
from must.reports.source import Source
from must.reports.talking_points import Lean, choose


@dataclass(frozen=True, slots=True)
class Candidate:
    """A factor that takes part in the choice. rows: the unit's own first, with a mean."""

    topic: Topic
    axis: Axis
    rows: tuple[Row, ...]
    speech: Speech
    lean: Lean

    @property
    def told(self) -> tuple[Row, ...]:
        """The rows that the point speaks of, in their order."""
        told = [self.rows[0], comparison_of(self.rows), row_of(self.rows, Whose.PREVIOUS) if self.lean.change else None]
        return tuple(row for row in self.rows if row in told)


def points_of(source: Source, unit: PublishedUnit) -> Iterator[TalkingPoint]:
    """Three to five things to talk about, fewer where fewer are shown."""
    candidates = {one.topic.id: one for one in candidates_of(source, unit)}
    for topic_id in choose({topic_id: one.lean for topic_id, one in candidates.items()}):
        one = candidates[topic_id]
        name, rows, axis = one.topic.name[source.language], one.told, one.axis
        picture = bands_picture(source, name, rows) if rows[0].bands is not None else means_picture(source, name, rows, axis)
        yield TalkingPoint(topic_id, one.lean.side, name, _figures(source, one), _why(source, one), rows, axis, picture)


def candidates_of(source: Source, unit: PublishedUnit) -> Iterator[Candidate]:
    """The factors that take part in the choice, in the order of asking."""
    for topic in source.instrument.topics.values():
        cell, axis = source.cells[unit.code].get(topic.id), axis_of(topic)
        if topic.factor and axis is not None and cell is not None and cell.state is State.SHOWN:
            rows = rows_of(source, unit, topic)
            yield Candidate(topic, axis, rows, Speech.of(cell, source.wording), _lean(topic, axis, rows))


def _lean(topic: Topic, axis: Axis, rows: tuple[Row, ...]) -> Lean:
    own = rows[0]
    if own.mean is None:
        raise ValueError("a factor without a mean takes no part in the choice")
    change = difference(own, row_of(rows, Whose.PREVIOUS), axis)
    return Lean(level(own.mean, axis), difference(own, comparison_of(rows), axis), change, topic.evidence)


_STEM: Final = {Side.CHALLENGE: "challenge", Side.MIDDLE: "challenge", Side.STRENGTH: "favourable"}


def _figures(source: Source, one: Candidate) -> str:
    """The share that a challenge or a strength is about, else where the mean lies; beside that of whom the unit is compared with."""
    own, other = one.rows[0], comparison_of(one.rows)
    measure = "mean" if own.bands is None else _STEM[one.lean.side]
    figure = _figure(one, measure, own)
    return sentence(source.t(f"report.point.{measure}", figure=figure, beside=_beside(source, one, measure, other)))


def _figure(one: Candidate, measure: str, row: Row) -> str | None:
    if measure == "mean":
        return None if row.mean is None else one.speech.place(row.mean, one.axis)
    share = row.share if measure == "challenge" else row.bands and row.bands[2]
    return None if share is None else one.speech.share(share)


def _beside(source: Source, one: Candidate, measure: str, other: Row | None) -> str:
    if other is None:
        return ""
    where, figure = source.t(f"report.where.{other.whose}"), _figure(one, measure, other)
    if not one.lean.difference:
        return source.t("report.point.alike", where=where) if alike(one.rows[0], other, one.axis) else ""
    if measure == "mean" or figure in (None, _figure(one, measure, one.rows[0])):
        return source.t("report.point.worse" if one.lean.difference > 0 else "report.point.better", where=where)
    return source.t("report.point.against", figure=figure, where=where)


def _why(source: Source, one: Candidate) -> str:
    """What in the rule speaks for the factor's side. One in the middle is there because no other that isn't a strength weighs more."""
    if one.lean.side is Side.MIDDLE:
        return source.t("report.why.middle")
    return source.t("report.why", reasons=source.wording.listed([source.t(key) for key in _reasons(one)]))


def _reasons(one: Candidate) -> Iterator[str]:
    lean, compared = one.lean, comparison_of(one.rows)
    sign = 1 if lean.side is Side.CHALLENGE else -1
    if Lean(lean.level).side is lean.side:
        yield "report.why.level"
    if compared is not None and lean.difference * sign > 0:
        yield f"report.why.difference.{compared.whose}"
    if lean.change * sign > 0:
        yield "report.why.change"
    if lean.evidence is not Evidence.NONE:
        yield f"report.why.evidence.{lean.evidence}"
