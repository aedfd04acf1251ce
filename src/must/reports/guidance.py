"""What a report tells its readers besides figures: what it covers, whose report to read with it, how to work with it and how to read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from must.core.disclosure.publication import Cell, PublishedUnit
from must.reports.content import Holds, Neighbour, Whose
from must.reports.precision import EXACT_FROM, at_least
from must.reports.source import Source

READING: Final = {
    Holds.FULL: ("sides", "bands", "means", "interval", "differences", "people", "hidden", "never", "checked"),
    Holds.MEANS: ("sides", "means", "one", "differences", "people", "hidden", "never", "checked"),
    Holds.NOTHING: (),
}
"""What a reader of a report needs to be told about how to read it."""
STEPS: Final = {
    Holds.FULL: ("time", "works", "behind", "measures", "agree", "delegate"),
    Holds.MEANS: ("picture", "works", "nobody", "one", "delegate"),
    Holds.NOTHING: ("recognise", "bring", "measures_there"),
}
"""How a unit works with its report: explore, choose measures, carry them out."""
ENTERPRISE_STEPS: Final = ("first", "common", "units", "few", "gather", "ranking")
WITHOUT_FIGURES: Final = ("talk", "delegate")
"""When no report in the whole enterprise has anything to show."""


def about_of(source: Source, unit: PublishedUnit, holds: Holds) -> Iterator[str]:
    """What the report covers and holds."""
    if holds is Holds.NOTHING:
        yield from _without_figures(source, unit)
        return
    yield from covers(source, unit)
    yield from _some(source, unit, holds)
    if holds is Holds.MEANS:
        yield source.t("report.about.means")
        if (above := source.read_with(unit)) is not None:
            yield source.t("report.about.read_with", name=above.name)
    if unit.parent is not None:
        yield source.t("report.about.enterprise_only")


def few_shown(source: Source, unit: PublishedUnit) -> bool:
    """Whether a report shows less than half of its topics. What it does show is then no picture of the whole."""
    return 2 * source.shown(unit.code) < len(source.cells[unit.code])


def _some(source: Source, unit: PublishedUnit, holds: Holds) -> Iterator[str]:
    """How many topics are shown where those are few, and where there are more. What a report of means is read with is said of it anyway."""
    if few_shown(source, unit):
        yield source.t("report.about.some", shown=source.shown(unit.code), all=len(source.cells[unit.code]))
        if holds is Holds.FULL and (above := source.shows_more(unit)) is not None:
            yield source.t("report.about.more_in", name=above.name)


def _without_figures(source: Source, unit: PublishedUnit) -> Iterator[str]:
    yield source.t("report.about.for", name=unit.name)
    yield source.t("report.hidden")
    if (above := source.read_with(unit)) is not None:
        yield source.t("report.about.read_instead", name=above.name)
        yield source.t("report.about.counted")


def covers(source: Source, unit: PublishedUnit) -> Iterator[str]:
    """Whose answers a unit's figures are made of."""
    if unit.parent is None:
        yield source.t("report.about.enterprise")
    elif source.leaves_out(unit):
        yield source.t("report.about.few_elsewhere")
    elif unit.code in source.inner or len(unit.members) > 1:
        yield source.t("report.about.inner")
    else:
        yield source.t("report.about.leaf")
    if source.takes_in(unit):
        yield source.t("report.about.few_from_elsewhere")


def neighbour_of(source: Source, unit: PublishedUnit) -> Neighbour | None:
    """Whose report to read besides, or instead."""
    above = source.read_with(unit)
    return None if above is None else Neighbour(above.code, above.name)


def steps_of(source: Source, unit: PublishedUnit, holds: Holds) -> Iterator[str]:
    """How to work with the report, one step after the other."""
    above = source.read_with(unit)
    if holds is not Holds.FULL and above is not None:
        yield source.t(f"report.step.read_{holds}", name=above.name)
    for step in _steps(unit, holds, alone=above is None):
        yield source.t(f"report.step.{step}")


def _steps(unit: PublishedUnit, holds: Holds, *, alone: bool) -> tuple[str, ...]:
    if holds is Holds.NOTHING:
        return WITHOUT_FIGURES if alone else STEPS[holds]
    return ENTERPRISE_STEPS if unit.parent is None else STEPS[holds]


def _in_tenths(cell: Cell) -> bool:
    return cell.bands is not None and at_least(cell) < EXACT_FROM


def reading_of(source: Source, unit: PublishedUnit, holds: Holds, shown: frozenset[Whose]) -> Iterator[str]:
    """How to read the report. shown: those of whom it holds figures."""
    for key in READING[holds]:
        yield source.t(f"report.reading.{key}", people=source.publication.certificate.smallest_group)
        if key == "differences" and any(map(_in_tenths, source.cells[unit.code].values())):
            yield source.t("report.reading.tenths")
        if key == "differences":
            yield from (source.t(f"report.reading.{whose}") for whose in (Whose.PREVIOUS, Whose.OTHERS) if whose in shown)
        if key == "never" and unit.parent is None:
            yield source.t("report.reading.enterprise_alone")
