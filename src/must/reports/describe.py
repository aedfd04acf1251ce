"""From a publication to the content of its reports: one unit's report, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, PublishedUnit
from must.core.instrument.model import Direction, Topic
from must.reports.content import Axis, Chapter, Entry, Holds, Neighbour, Report, Row, Side, TalkingPoint, Whose
from must.reports.factors import axis_of, bands_picture, enterprise_row, factor_of, means_picture, rows_of
from must.reports.source import Source
from must.reports.talking_points import choose, weight

LONGEST_PATH: Final = 4
"""Units above that a report names before it leaves some out."""


READING: Final = {
    Holds.FULL: ("sides", "bands", "means", "people", "hidden", "checked"),
    Holds.MEANS: ("sides", "means", "people", "hidden", "checked"),
    Holds.NOTHING: (),
}
"""What a reader of a report needs to be told about how to read it."""


def report_of(source: Source, code: str) -> Report:
    """The content of a unit's report. Raises KeyError for a code that isn't in the publication."""
    unit, t = source.units[code], source.t
    holds = source.holds(code)
    return Report(
        language=source.language,
        code=code,
        name=source.name_of(unit),
        title=t("report.title", name=source.name_of(unit)),
        enterprise=source.root.name,
        path=_path(source, unit),
        period=None,
        holds=holds,
        about=tuple(_about(source, unit, holds)),
        read_with=None if unit.parent is None else Neighbour(unit.parent, source.units[unit.parent].name),
        who=tuple(_who(source, unit)),
        points=tuple(_points(source, unit)),
        steps=(),
        reading=tuple(t(f"report.reading.{key}", people=source.publication.certificate.smallest_group) for key in READING[holds]),
        chapters=() if holds is Holds.NOTHING else tuple(_chapters(source, unit)),
        associations=None,
        source=tuple(_made_with(source)),
    )


def entries_of(source: Source) -> Iterator[Entry]:
    """The list of reports, in the order of the tree."""
    for unit in source.publication.units:
        words = [_holds(source, unit) if unit.reported else _no_report(source, unit)]
        merged = [code for code in unit.members if code not in source.units]
        if merged and (unit.reported or unit.parent is not None):
            words.append(source.t("report.index.merged", codes=", ".join(merged)))
        yield Entry(code=unit.code, name=source.name_of(unit), level=unit.level, report=unit.reported, words=tuple(words))


def _holds(source: Source, unit: PublishedUnit) -> str:
    holds = source.holds(unit.code)
    return source.t("report.hidden") if holds is Holds.NOTHING else source.t(f"report.holds.{holds}")


def _no_report(source: Source, unit: PublishedUnit) -> str:
    if unit.parent is None:
        return source.t("report.index.none")
    return source.t("report.index.read_with", name=source.units[unit.parent].name)


def _path(source: Source, unit: PublishedUnit) -> tuple[str | None, ...]:
    """Names from the enterprise down to the unit above; the middle of a long path is left out."""
    above: list[str | None] = []
    parent = unit.parent
    while parent is not None and len(above) < LONGEST_PATH:
        above.append(source.units[parent].name)
        parent = source.units[parent].parent
    if parent is not None:
        above[-2:] = [None, source.root.name]
    return tuple(reversed(above))


def _about(source: Source, unit: PublishedUnit, holds: Holds) -> Iterator[str]:
    """What the report covers and holds."""
    t = source.t
    yield from _covers(source, unit)
    if holds is not Holds.FULL:
        yield t("report.about.means") if holds is Holds.MEANS else t("report.hidden")
        if unit.parent is not None:
            yield t("report.about.read_with", name=source.units[unit.parent].name)
    if unit.parent is not None:
        yield t("report.about.enterprise_only")


def _covers(source: Source, unit: PublishedUnit) -> Iterator[str]:
    if unit.parent is None:
        yield source.t("report.about.enterprise")
    elif unit.kind is NodeKind.REST:
        yield source.t("report.about.rest", name=unit.name)
    elif source.leaves_out(unit):
        yield source.t("report.about.few_elsewhere")
    elif unit.code in source.inner or len(unit.members) > 1:
        yield source.t("report.about.inner")
    if source.takes_in(unit):
        yield source.t("report.about.few_from_elsewhere")


def _who(source: Source, unit: PublishedUnit) -> Iterator[tuple[str, str]]:
    """Response rate, and the number of answers behind the topic that most answered."""
    t, rate = source.t, source.rates.get(unit.code)
    yield t("report.who.rate"), t("report.hidden") if rate is None else source.wording.rate(rate)
    counted = [cell for cell in source.cells[unit.code].values() if cell.n is not None or cell.n_band is not None]
    if counted:
        most = max(counted, key=_at_least)
        yield t("report.who.people"), str(source.wording.people(most.n, most.n_band))
    for whose, other in source.compared(unit):
        yield t(f"report.who.compared.{whose}"), other.name


def _at_least(cell: Cell) -> int:
    """The least number of respondents that a cell owns up to."""
    return cell.n if cell.n is not None else int(str(cell.n_band).split("–", 1)[0])


def _made_with(source: Source) -> Iterator[tuple[str, str]]:
    t, publication = source.t, source.publication
    title = source.instrument.title[source.language]
    yield t("report.source.instrument"), f"{title} ({publication.instrument}, {publication.form})"
    version = publication.certificate.rules_version
    yield t("report.source.rules"), t("report.source.rules.version", rules=publication.rules, version=version)
    if publication.round is not None:
        yield t("report.source.round"), publication.round


def _chapters(source: Source, unit: PublishedUnit) -> Iterator[Chapter]:
    cells = source.cells[unit.code]
    for theme in source.instrument.themes:
        factors = tuple(factor_of(source, unit, topic) for topic in theme.topics if topic.id in cells)
        if factors:
            yield Chapter(theme.id, theme.title[source.language], factors)


def _points(source: Source, unit: PublishedUnit) -> Iterator[TalkingPoint]:
    """What the first page brings up, chosen as `talking_points` says."""
    found = {topic.id: (topic, axis, own) for topic, axis, own in _candidates(source, unit)}
    weights = {topic_id: _weight(axis, rows) for topic_id, (_, axis, rows) in found.items()}
    for topic_id, side in choose(weights):
        topic, axis, rows = found[topic_id]
        name = topic.name[source.language]
        whole = rows[0].bands is not None
        picture = bands_picture(source, name, rows) if whole else means_picture(source, name, rows, axis)
        yield TalkingPoint(topic_id, side, name, _point_says(source, side, rows, axis), rows, axis, picture)


def _candidates(source: Source, unit: PublishedUnit) -> Iterator[tuple[Topic, Axis, tuple[Row, ...]]]:
    """The factors with a mean that take part in the choice, in the order of asking, with the figures that the choice looks at."""
    for topic in source.instrument.topics.values():
        cell, axis = source.cells[unit.code].get(topic.id), axis_of(topic)
        if cell is None or cell.mean is None or axis is None:
            continue
        if topic.topic_class is TopicClass.ORDINARY and topic.direction in (Direction.RISK, Direction.PROTECTIVE):
            rows = rows_of(source, unit, topic)
            yield topic, axis, tuple(row for row in rows if row.whose is not Whose.PARENT)


def _weight(axis: Axis, rows: tuple[Row, ...]) -> Fraction:
    own, enterprise = rows[0], enterprise_row(rows)
    if own.mean is None:
        raise ValueError("a factor without a mean takes no part in the choice")
    return weight(own.mean, axis, enterprise.mean if enterprise is not None else None)


def _point_says(source: Source, side: Side, rows: tuple[Row, ...], axis: Axis) -> str:
    """One sentence: the share that a challenge or a strength is about, else the mean; beside the whole enterprise's where that is shown."""
    own, enterprise = rows[0], enterprise_row(rows)
    measure = "mean" if own.bands is None else "favourable" if side is Side.STRENGTH else "challenge"
    figure = _figure(source, measure, own)
    other = _figure(source, measure, enterprise) if enterprise is not None else None
    comparison = "" if other is None else ".same" if other == figure else ".compared"
    return source.t(f"report.point.{measure}{comparison}", figure=figure, other=other, low=axis.low, high=axis.high)


def _figure(source: Source, measure: str, row: Row) -> str | None:
    if measure == "mean":
        return None if row.mean is None else source.wording.mean(row.mean)
    if row.bands is None:
        return None
    return source.wording.percent(row.bands[0 if measure == "challenge" else 2])
