"""The enterprise's chapter on health (P12): which work factors go together with complaints. No other report has it, and nothing in it says
how many have a complaint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.associations import Association as Published
from must.core.disclosure.publication import PublishedUnit
from must.core.instrument.model import Topic
from must.reports.content import Alike, Association, Associations, Complaint, Picture, Strength, Table
from must.reports.source import Source

READING: Final = ("what", "scale", "interval", "cause", "nobody")


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
        published = [one for one in source.publication.associations if one.complaint == complaint.id]
        if published:
            yield _complaint(source, complaint, published)


def _complaint(source: Source, complaint: Topic, published: Sequence[Published]) -> Complaint:
    t, name = source.t, complaint.name[source.language]
    alike = tuple(_alike(source, complaint, published))
    figures = [(one.name, _figures(source, one)) for some in alike for one in some.associations]
    return Complaint(
        id=complaint.id,
        name=name,
        alike=alike,
        picture=Picture(
            t("report.health.picture", complaint=name), " ".join(t("report.health.picture_row", name=of, **said) for of, said in figures)
        ),
        table=Table(
            caption=t("report.health.table", complaint=name),
            head=tuple(t(f"report.column.{key}") for key in ("factor", "association", "from", "to")),
            rows=tuple((of, *said.values()) for of, said in figures),
        ),
    )


def _alike(source: Source, complaint: Topic, published: Sequence[Published]) -> Iterator[Alike]:
    """Those with more of the complaint, those with less of it and the unclear ones. Equal figures stand in the order of the publication:
    what was rounded away ranks nothing."""
    kinds = [_kind(complaint, one) for one in published]
    for kind in ("more", "less", "none"):
        found = [_association(source, complaint, one, kind) for one, is_of in zip(published, kinds, strict=True) if is_of == kind]
        if found:
            found.sort(key=lambda one: -abs(one.coefficient))
            of_all = kind == "none" and len(found) == len(published)
            words = source.t(f"report.health.{'no_clear' if of_all else f'alike.{kind}'}", complaint=complaint.name[source.language])
            yield Alike(words, "" if of_all else source.wording.listed([one.name for one in found]), tuple(found))


def _kind(complaint: Topic, one: Published) -> str:
    if one.low <= 0 <= one.high:
        return "none"
    # Of a complaint whose high scores are the good ones, more of the factor with a higher score is less of the complaint.
    high_is_bad = complaint.direction is not None and complaint.direction.high_is_challenge
    return "more" if (one.coefficient > 0) == high_is_bad else "less"


def _association(source: Source, complaint: Topic, one: Published, kind: str) -> Association:
    factor = source.instrument.topics[one.factor]
    name = factor.name[source.language]
    told = source.t(f"report.health.{kind}", factor=_within(name), complaint=_within(complaint.name[source.language]))
    worse = factor.direction is not None and factor.direction.high_is_challenge
    strength = Strength.NONE if kind == "none" else Strength.CLEAR
    return Association(one.factor, name, one.coefficient, one.low, one.high, strength, worse, told)


def _within(name: str) -> str:
    """A name as it stands within a sentence: `HR-støtte` keeps its letters."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _figures(source: Source, one: Association) -> dict[str, str]:
    figures = {"coefficient": one.coefficient, "low": one.low, "high": one.high}
    return {key: source.wording.coefficient(figure) for key, figure in figures.items()}
