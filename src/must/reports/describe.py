"""From a publication to the content of its reports: one unit's report, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import PublishedUnit
from must.reports.associations import associations_of
from must.reports.content import Chapter, Entry, Holds, Report, Whose
from must.reports.factors import factor_of
from must.reports.guidance import about_of, neighbour_of, reading_of, steps_of
from must.reports.points import points_of
from must.reports.precision import at_least
from must.reports.rows import previous_period
from must.reports.source import Source

LONGEST_PATH: Final = 4
"""Units above that a report names before it leaves some out."""


def report_of(source: Source, code: str) -> Report:
    """The content of a unit's report. Raises KeyError for a code that isn't in the publication, and ValueError for a rest's."""
    unit, t = source.units[code], source.t
    if unit.kind is NodeKind.REST:
        raise ValueError("a rest has no report")
    holds, closed = source.holds(code), source.publication.closed
    chapters = () if holds is Holds.NOTHING else tuple(_chapters(source, unit))
    shown = frozenset(row.whose for chapter in chapters for factor in chapter.factors for row in factor.rows)
    return Report(
        language=source.language,
        code=code,
        name=unit.name,
        title=t("report.title", name=unit.name),
        enterprise=source.root.name,
        path=_path(source, unit),
        period=None if closed is None else source.wording.month(closed.year, closed.month),
        holds=holds,
        about=tuple(about_of(source, unit, holds)),
        read_with=neighbour_of(source, unit),
        who=tuple(_who(source, unit, holds, shown)),
        points=tuple(points_of(source, unit)),
        steps=tuple(steps_of(source, unit, holds)),
        reading=tuple(reading_of(source, unit, holds, shown)),
        chapters=chapters,
        associations=associations_of(source, unit),
        source=tuple(_made_with(source)),
    )


def entries_of(source: Source) -> Iterator[Entry]:
    """The list of reports, in the order of the tree: every unit has one, a rest has none."""
    for unit in source.publication.units:
        words = [_holds(source, unit)]
        merged = [code for code in unit.members if code not in source.units]
        if merged:
            words.append(source.t("report.index.merged", codes=", ".join(merged)))
        yield Entry(code=unit.code, name=source.name_of(unit), level=unit.level, report=unit.kind is NodeKind.UNIT, words=tuple(words))


def _holds(source: Source, unit: PublishedUnit) -> str:
    """What the report holds; of one that holds nothing, and of a rest, with which to read it."""
    holds, above = source.holds(unit.code), source.read_with(unit)
    if unit.kind is NodeKind.REST and unit.parent is not None:
        return source.t("report.index.read_with", name=source.units[unit.parent].name)
    if holds is not Holds.NOTHING:
        return source.t(f"report.holds.{holds}")
    return source.t("report.hidden") if above is None else source.t("report.index.read_with", name=above.name)


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


def _who(source: Source, unit: PublishedUnit, holds: Holds, shown: frozenset[Whose]) -> Iterator[tuple[str, str]]:
    """Response rate, and the previous one where both are shown; how many answered the topic that most answered; and with whom the unit
    can be compared."""
    t, rate = source.t, source.rates.get(unit.code)
    if holds is Holds.NOTHING:
        if rate is not None:
            yield t("report.who.rate"), source.wording.rate(rate)
        return
    yield t("report.who.rate"), t("report.hidden") if rate is None else source.wording.rate(rate)
    if rate is not None and (before := source.previous_rate(unit.code)) is not None:
        yield t("report.who.rate.previous"), source.wording.rate(before)
    counted = [cell for cell in source.cells[unit.code].values() if at_least(cell)]
    if counted:
        most = max(counted, key=at_least)
        yield t("report.who.people"), str(source.wording.people(most.n, most.n_band))
    for whose, other in source.compared(unit):
        yield t(f"report.who.compared.{whose}"), other.name
    if Whose.PREVIOUS in shown:
        yield t("report.who.compared.previous"), previous_period(source) or t("report.who.previous_round")
    if Whose.OTHERS in shown and source.averages is not None:
        yield t("report.who.compared.others"), source.averages.period


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
