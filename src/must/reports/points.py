"""The factors that the first page brings up, chosen by `talking_points`: what the figures say of each, and why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from must.core.disclosure.publication import PublishedUnit, State
from must.core.instrument.model import Evidence, Topic
from must.reports.content import Axis, Band, Row, Side, TalkingPoint, Whose
from must.reports.differences import alike, comparison_of, difference, row_of
from must.reports.factors import axis_of, bands_picture, means_picture
from must.reports.guidance import few_shown
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
    """Three to five things to talk about, fewer where fewer are shown. None where few are and all of them are favourable: most may well be
    otherwise."""
    candidates = {one.topic.id: one for one in candidates_of(source, unit)}
    chosen = choose({topic_id: one.lean for topic_id, one in candidates.items()})
    if few_shown(source, unit) and all(candidates[topic_id].lean.side is Side.STRENGTH for topic_id in chosen):
        return
    for topic_id in chosen:
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
    """The share that a challenge or a strength is about, else where the mean lies; beside that of whom the unit is compared with, or its
    own in the previous round where that differs more."""
    measure = _measure(one)
    figure = _figure(one, measure, one.rows[0])
    return sentence(source.t(f"report.point.{measure}", figure=figure, beside=_beside(source, one, measure)))


def _measure(one: Candidate) -> str:
    return "mean" if one.rows[0].bands is None else _STEM[one.lean.side]


def _figure(one: Candidate, measure: str, row: Row) -> str | None:
    if measure == "mean":
        return None if row.mean is None else one.speech.place(row.mean, one.axis)
    share = row.share if measure == "challenge" else row.bands and row.bands[2]
    return None if share is None else one.speech.share(share)


def _beside(source: Source, one: Candidate, measure: str) -> str:
    """What differs more is told beside the figure that differs; where both read alike, `_moved` says that it does."""
    other, differs = _differing_more(one)
    if other is None:
        return ""
    where = source.t(f"report.where.{other.whose}")
    if not differs:
        return source.t("report.point.alike", where=where) if alike(one.rows[0], other, one.axis) else ""
    return source.t("report.point.against", figure=_figure(one, measure, other), where=where) if _told_beside(one) else ""


def _differing_more(one: Candidate) -> tuple[Row | None, bool]:
    """Whom a factor differs from more, the comparison or its own earlier round, and whether it differs at all."""
    since = abs(one.lean.change) > abs(one.lean.difference)
    other = row_of(one.rows, Whose.PREVIOUS) if since else comparison_of(one.rows)
    return other, bool(one.lean.change if since else one.lean.difference)


def _told_beside(one: Candidate) -> bool:
    """Whether another's figure is told beside the factor's own, because it differs and reads otherwise."""
    (other, differs), measure = _differing_more(one), _measure(one)
    if other is None or not differs or measure == "mean":
        return False
    return _figure(one, measure, other) not in (None, _figure(one, measure, one.rows[0]))


DIVIDED: Final = 30
"""Per cent in each of the outer bands from which on answers are told as divided."""


def _why(source: Source, one: Candidate) -> str:
    """What in the rule speaks for the factor's side, and what against it; of one in the middle, what pulls it there."""
    if one.lean.side is Side.MIDDLE:
        return _moved(source, one) or source.t(f"report.why.{_unmoved(one)}")
    evidence = "" if one.lean.evidence is Evidence.NONE else source.t(f"report.why.evidence.{one.lean.evidence}")
    told = [source.t("report.why.little") if _little(one) else "", _moved(source, one), evidence]
    return " ".join(filter(None, told)) or source.t(f"report.why.level.{one.lean.side}")


def _little(one: Candidate) -> bool:
    """Whether the factor is one that is favourable where there is little of it, as there is here."""
    mean = one.rows[0].mean
    return one.axis.high_is_challenge and mean is not None and one.axis.band(mean) is Band.FAVOURABLE


def _unmoved(one: Candidate) -> str:
    """How one reads that lies in the middle and neither differs nor has changed."""
    bands = one.rows[0].bands
    if bands is not None and min(bands[0], bands[2]) >= DIVIDED:
        return "divided"
    return "middle" if one.lean.total >= 0 else "middle.favourable"


def _moved(source: Source, one: Candidate) -> str:
    """From whom the factor differs, and whether since the previous round: towards a challenge, away from it, or both; and where its level
    lies on the other side, that it does. Empty where it does neither."""
    worse, better = (list(_from_whom(source, one, sign)) for sign in (1, -1))
    listed = source.wording.listed
    if worse and better:
        return source.t("report.why.both", worse=listed(worse), better=listed(better))
    if not (worse or better):
        return ""
    key = "report.why.worse" if worse else "report.why.better"
    if (one.lean.level <= -WORTH_A_TALK) if worse else (one.lean.level >= WORTH_A_TALK):
        return source.t(f"{key}.though", than=listed(worse or better))
    if _told_beside(one) and not one.lean.change:
        return source.t(f"{key}.here")  # than where, the sentence before has just said
    return source.t(key, than=listed(worse or better))


def _from_whom(source: Source, one: Candidate, sign: int) -> Iterator[str]:
    """In relation to what a factor lies further towards a challenge, or away from it. sign: 1 for towards."""
    compared = comparison_of(one.rows)
    if compared is not None and one.lean.difference * sign > 0:
        yield source.t("report.why.than", where=source.t(f"report.where.{compared.whose}"))
    if one.lean.change * sign > 0:
        yield source.t("report.why.than", where=source.t("report.why.last"))
