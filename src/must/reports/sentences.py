"""What a factor's figures say, in a few sentences: the unit's own, beside whom it is compared with, and since the previous round."""

from __future__ import annotations

from collections.abc import Iterator

from must.core.common.topics import TopicClass
from must.core.disclosure.publication import PublishedUnit
from must.core.instrument.model import Topic
from must.reports.content import Axis, Row, Whose
from must.reports.differences import alike, comparison_of, difference, row_of
from must.reports.precision import Speech
from must.reports.source import Source


def sentence(words: str) -> str:
    """With a capital first: figures in words may come first."""
    return words[:1].upper() + words[1:]


def sentences_of(source: Source, topic: Topic, rows: tuple[Row, ...], axis: Axis | None, speech: Speech) -> Iterator[str]:
    """The sentences of a topic whose figures are shown. axis: None for a follow-up set."""
    if axis is None:
        yield source.t("report.says.follow_up")
    elif topic.topic_class is TopicClass.SENSITIVE:
        yield from _sensitive(source, rows, speech)
    else:
        yield sentence(_own(source, rows[0], axis, speech))
        yield from _beside(source, rows, axis, speech)


def other_questions(source: Source, unit: PublishedUnit, topic: Topic) -> Iterator[str]:
    """Why nothing of the earlier round stands beside a topic, where that follows from the questions that were asked then and now; nothing
    where it is because of what either round hides."""
    trend = source.trend
    if trend is not None and unit.code in trend.counterparts and topic.direction is not None and topic.id not in trend.topics:
        yield source.t("report.says.other_questions")


def _own(source: Source, own: Row, axis: Axis, speech: Speech) -> str:
    if own.bands is None:
        return source.t("report.says.mean", place=None if own.mean is None else speech.place(own.mean, axis))
    challenge, middle, favourable = map(speech.share, own.bands)
    key = "report.says.bands" if speech.exact else "report.says.bands_in_tenths"
    return source.t(key, challenge=challenge, middle=middle, favourable=favourable)


def _beside(source: Source, rows: tuple[Row, ...], axis: Axis, speech: Speech) -> Iterator[str]:
    """From whom the unit differs, each in a sentence; whom it is like, and from whom it doesn't differ for certain, each kind in one."""
    like: dict[bool, list[str]] = {True: [], False: []}
    for other in (comparison_of(rows), row_of(rows, Whose.PREVIOUS)):
        if other is not None and (differs := difference(rows[0], other, axis)):
            yield _differs(source, rows[0], other, speech, worse=differs > 0)
        elif other is not None:
            like[alike(rows[0], other, axis)].append(source.t(f"report.where.{other.whose}"))
    for key, where, before_last in (("alike", like[True], "and"), ("uncertain", like[False], "or")):
        if where:
            yield source.t(f"report.says.{key}", where=source.wording.listed(where, before_last))


def _differs(source: Source, own: Row, other: Row, speech: Speech, *, worse: bool) -> str:
    """With the other's share, where it reads otherwise than the unit's."""
    figure = ""
    if own.share is not None and other.share is not None and speech.share(own.share) != speech.share(other.share):
        figure = source.t("report.says.figure", figure=speech.share(other.share))
    where = source.t(f"report.where.{other.whose}")
    return source.t("report.says.worse" if worse else "report.says.better", where=where, figure=figure)


def _sensitive(source: Source, rows: tuple[Row, ...], speech: Speech) -> Iterator[str]:
    """How many it concerns, then and elsewhere; and what that asks of whoever reads it. No level of it is called better."""
    for row in rows:
        if row.share is not None:
            yield sentence(source.t(f"report.sensitive.{row.whose}", share=speech.share(row.share)))
    yield source.t("report.sensitive.duty")
    yield source.t("report.sensitive.help")
