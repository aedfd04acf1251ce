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
from must.reports.precision import WORTH_A_TALK, Speech, level
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
    return Lean(level(own.mean, axis), difference(own, comparison_of(rows), axis), change, topic.evidence, axis.band(own.mean))


_STEM: Final = {Side.CHALLENGE: "challenge", Side.MIDDLE: "challenge", Side.STRENGTH: "favourable"}


def _figures(source: Source, one: Candidate) -> str:
    """The share that a challenge or a strength is about, else where the mean lies; beside that of whom the unit is compared with, or its
    own in the previous round where only that differs."""
    own = one.rows[0]
    measure = "mean" if own.bands is None else _STEM[one.lean.side]
    figure = _figure(one, measure, own)
    return sentence(source.t(f"report.point.{measure}", figure=figure, beside=_beside(source, one, measure)))


def _figure(one: Candidate, measure: str, row: Row) -> str | None:
    if measure == "mean":
        return None if row.mean is None else one.speech.place(row.mean, one.axis)
    share = row.share if measure == "challenge" else row.bands and row.bands[2]
    return None if share is None else one.speech.share(share)


def _beside(source: Source, one: Candidate, measure: str) -> str:
    since = one.lean.change and not one.lean.difference
    differs, other = (one.lean.change, row_of(one.rows, Whose.PREVIOUS)) if since else (one.lean.difference, comparison_of(one.rows))
    if other is None:
        return ""
    where, figure = source.t(f"report.where.{other.whose}"), _figure(one, measure, other)
    if not differs:
        return source.t("report.point.alike", where=where) if alike(one.rows[0], other, one.axis) else ""
    if measure == "mean" or figure in (None, _figure(one, measure, one.rows[0])):
        return source.t("report.point.worse" if differs > 0 else "report.point.better", where=where)
    return source.t("report.point.against", figure=figure, where=where)


DIVIDED: Final = 30
"""Per cent in each of the outer bands from which on answers are told as divided."""


def _why(source: Source, one: Candidate) -> str:
    """What in the rule speaks for the factor's side; of one in the middle, what pulls it there."""
    lean, own, listed = one.lean, one.rows[0], source.wording.listed
    if lean.side is not Side.MIDDLE:
        return source.t("report.why", reasons=listed([source.t(key) for key in _reasons(one)]))
    if abs(lean.level) >= WORTH_A_TALK:
        side, sign = (Side.CHALLENGE, -1) if lean.level > 0 else (Side.STRENGTH, 1)
        return source.t(f"report.why.level.{side}", reasons=listed([source.t(key) for key in _pulling(one, sign)]))
    if own.bands is not None and min(own.bands[0], own.bands[2]) >= DIVIDED:
        return source.t("report.why.divided")
    return source.t("report.why.middle" if lean.total >= 0 else "report.why.middle.favourable")


def _reasons(one: Candidate) -> Iterator[str]:
    sign = 1 if one.lean.side is Side.CHALLENGE else -1
    if one.lean.level * sign >= WORTH_A_TALK:
        yield "report.why.level"
    yield from (f"{key}.{one.lean.side}" if key == _CHANGE else key for key in _pulling(one, sign))
    if one.lean.evidence is not Evidence.NONE:
        yield f"report.why.evidence.{one.lean.evidence}"


_CHANGE: Final = "report.why.change"


def _pulling(one: Candidate, sign: int) -> Iterator[str]:
    """What besides the level pulls towards a challenge, or away from it. sign: 1 for towards."""
    compared = comparison_of(one.rows)
    if compared is not None and one.lean.difference * sign > 0:
        yield f"report.why.difference.{compared.whose}"
    if one.lean.change * sign > 0:
        yield _CHANGE
