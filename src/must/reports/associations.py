"""The enterprise's chapter on health (P12): which work factors go together with complaints. No other report has it, and nothing in it says
how many have a complaint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure import associations as published
from must.core.disclosure.publication import PublishedUnit
from must.core.instrument.model import Topic
from must.reports.content import Association, Associations, Complaint, Picture, Strength, Table
from must.reports.source import Source

READING: Final = ("what", "scale", "interval", "cause", "nobody")
MOST_NAMED: Final = 3
"""Factors that a complaint's summary names."""


def associations_of(source: Source, unit: PublishedUnit) -> Associations | None:
    """None for a unit, and where nothing was asked about health. Where nothing may be said, the one neutral sentence alone."""
    if unit.parent is not None or not any(_asked(source)):
        return None
    complaints = tuple(_complaints(source))
    reading = tuple(source.t(f"report.health.reading.{key}") for key in READING) if complaints else (source.t("report.hidden"),)
    return Associations(source.t("report.health.title"), reading, complaints)


def _asked(source: Source) -> Iterator[Topic]:
    """The topics on health that were asked."""
    asked = frozenset(source.publication.asked)
    for topic in source.instrument.topics.values():
        if topic.topic_class is TopicClass.HEALTH and any(item.id in asked for item in topic.items):
            yield topic


def _complaints(source: Source) -> Iterator[Complaint]:
    for complaint in _asked(source):
        found = [_association(source, complaint, one) for one in source.publication.associations if one.complaint == complaint.id]
        if found:
            found.sort(key=lambda one: (one.strength is Strength.NONE, -abs(one.coefficient)))
            yield _complaint(source, complaint, tuple(found))


def _association(source: Source, complaint: Topic, one: published.Association) -> Association:
    factor = source.instrument.topics[one.factor]
    worse = factor.direction is not None and factor.direction.high_is_challenge
    # Of a complaint whose high scores are the good ones, more of the factor with a higher score is less of the complaint.
    more = (one.coefficient > 0) == (complaint.direction is not None and complaint.direction.high_is_challenge)
    strength = Strength.CLEAR if one.low > 0 or one.high < 0 else Strength.NONE
    key = "none" if strength is Strength.NONE else "more" if more else "less"
    names = {"factor": factor.name[source.language], "complaint": complaint.name[source.language]}
    told = source.t(f"report.health.{key}", **names)
    return Association(one.factor, names["factor"], one.coefficient, one.low, one.high, strength, worse, told)


def _complaint(source: Source, complaint: Topic, found: tuple[Association, ...]) -> Complaint:
    t, name = source.t, complaint.name[source.language]
    told = " ".join(t("report.health.picture_row", name=one.name, **_figures(source, one)) for one in found)
    return Complaint(
        id=complaint.id,
        name=name,
        summary=_summary(source, name, found),
        associations=found,
        picture=Picture(t("report.health.picture", complaint=name), told),
        table=Table(
            caption=t("report.health.table", complaint=name),
            head=tuple(t(f"report.column.{key}") for key in ("factor", "association", "from", "to")),
            rows=tuple((one.name, *_figures(source, one).values()) for one in found),
        ),
    )


def _figures(source: Source, one: Association) -> dict[str, str]:
    figures = {"coefficient": one.coefficient, "low": one.low, "high": one.high}
    return {key: source.wording.coefficient(figure) for key, figure in figures.items()}


def _summary(source: Source, name: str, found: Sequence[Association]) -> str:
    """The clearest by name; those without a clear association together."""
    t, clear = source.t, [one.name for one in found if one.strength is Strength.CLEAR]
    unclear = [one.name for one in found if one.strength is Strength.NONE]
    first = t("report.health.clearest", names=source.wording.listed(clear[:MOST_NAMED])) if clear else ""
    rest = t("report.health.unclear", names=source.wording.listed(unclear)) if clear and unclear else ""
    return " ".join(filter(None, (first, rest))) or t("report.health.no_clear", complaint=name)
