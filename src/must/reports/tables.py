"""The tables behind the pictures: the same figures, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from must.core.common.topics import TopicClass
from must.core.instrument.model import Topic
from must.reports.content import Band, ItemShares, Row, Table
from must.reports.source import Source

Column = tuple[str, Callable[[Source, Row], str | None]]


def _share(band: Band) -> Callable[[Source, Row], str | None]:
    """The column of a band. The share with a potential challenge is also known where the other bands aren't."""
    position = list(Band).index(band)

    def share(_: Source, row: Row) -> str | None:
        found = row.share if band is Band.CHALLENGE else row.bands and row.bands[position]
        return None if found is None else str(found)

    return share


def _interval(source: Source, row: Row) -> str | None:
    return None if row.interval is None else source.wording.interval(row.interval)


_MEAN: Final[Column] = ("report.column.mean", lambda source, row: None if row.mean is None else source.wording.mean(row.mean))
_PEOPLE: Final[Column] = ("report.column.people", lambda _, row: row.people)
_INTERVAL: Final[Column] = ("report.column.interval", _interval)
_COLUMNS: Final[dict[TopicClass, tuple[Column, ...]]] = {
    TopicClass.ORDINARY: (*((f"report.band.{band}", _share(band)) for band in Band), _MEAN, _INTERVAL, _PEOPLE),
    TopicClass.SENSITIVE: (("report.column.experienced", _share(Band.CHALLENGE)), _PEOPLE),
}


def figure_tables(source: Source, topic: Topic, rows: Sequence[Row]) -> Iterator[Table]:
    """The figures of a topic's score, a row for each unit; the columns that any of them has. None for a follow-up set."""
    if topic.direction is None:
        return
    shown = [(key, figure) for key, figure in _COLUMNS[topic.topic_class] if figure(source, rows[0]) is not None]
    yield Table(
        caption=source.t("report.table.figures", name=topic.name[source.language]),
        head=(source.t("report.column.whose"), *(source.t(key) for key, _ in shown)),
        rows=tuple((row.label, *(figure(source, row) or "" for _, figure in shown)) for row in rows),
    )


def item_tables(source: Source, name: str, items: Sequence[ItemShares]) -> Iterator[Table]:
    """The items' answers in per cent: a table for each set of options, its columns in the order of its first item."""
    grouped: dict[frozenset[str], list[ItemShares]] = {}
    for item in items:
        grouped.setdefault(frozenset(part.label for part in item.parts), []).append(item)
    for alike in grouped.values():
        labels = tuple(part.label for part in alike[0].parts)
        shares = [{part.label: str(part.share) for part in item.parts} for item in alike]
        yield Table(
            caption=source.t("report.table.items", name=name),
            head=(source.t("report.column.item"), *labels),
            rows=tuple((item.text, *(of_item[label] for label in labels)) for item, of_item in zip(alike, shares, strict=True)),
        )
