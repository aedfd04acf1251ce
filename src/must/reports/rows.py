"""Whose figures stand beside each other: a unit's own, its own of an earlier round, and those of whom it is compared with."""

from __future__ import annotations

from collections.abc import Iterator

from must.core.disclosure.publication import Cell, PublishedUnit, State
from must.core.instrument.model import Topic
from must.reports.content import Row, Whose
from must.reports.source import Source


def rows_of(source: Source, unit: PublishedUnit, topic: Topic) -> tuple[Row, ...]:
    """The unit's own figures and those beside them, in the order of `Whose`; only what is shown. Beside a mean alone stand means alone."""
    rows = tuple(_rows(source, unit, topic))
    if rows and rows[0].whose is Whose.OWN and rows[0].bands is None and rows[0].mean is not None:
        return tuple(Row(row.whose, row.label, row.mean, None, None) for row in rows)
    return rows


def _rows(source: Source, unit: PublishedUnit, topic: Topic) -> Iterator[Row]:
    own = source.cells[unit.code].get(topic.id)
    if own is not None and own.state is State.SHOWN:
        label = source.t(f"report.whose.{Whose.ENTERPRISE if unit.parent is None else Whose.OWN}")
        yield _row(source, unit.code, own, Whose.OWN, label)
    if source.trend is not None and (earlier := source.trend.cell(unit.code, topic.id)) is not None:
        yield _row(source, unit.code, earlier, Whose.PREVIOUS, _previous_label(source))
    for whose, other in source.compared(unit):
        cell = source.cells[other.code].get(topic.id)
        if cell is not None and cell.state is State.SHOWN:
            yield _row(source, other.code, cell, whose, source.t(f"report.whose.{whose}"))
    if source.averages is not None and (figure := source.averages.figure(topic.id)) is not None:
        label = source.t("report.whose.others", period=source.averages.period)
        yield Row(Whose.OTHERS, label, float(figure.mean), None, None, share=figure.challenge)


def previous_period(source: Source) -> str | None:
    """When the answers of the earlier round were given: `mars 2024`; None where it isn't known."""
    closed = None if source.trend is None else source.trend.earlier.closed
    return None if closed is None else source.wording.month(closed.year, closed.month)


def _previous_label(source: Source) -> str:
    period = previous_period(source)
    return source.t("report.whose.previous") if period is None else source.t("report.whose.previous.period", period=period)


def _row(source: Source, unit: str, cell: Cell, whose: Whose, label: str) -> Row:
    """unit: in this publication, also of a cell of the earlier one."""
    people = source.wording.people(cell.n, cell.n_band)
    interval = source.interval(unit, cell.topic, whose is Whose.PREVIOUS)
    return Row(whose, label, cell.mean, cell.bands, people, share=cell.challenge, interval=interval)
