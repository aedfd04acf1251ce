"""One topic of a report in words and figures: what a factor means, what its figures say, how the answers are spread."""

from __future__ import annotations

from collections.abc import Iterator

from must.core.common.topics import TopicClass
from must.core.disclosure.publication import Cell, PublishedUnit, State
from must.core.instrument.model import Item, Topic
from must.reports.content import Axis, Band, Factor, ItemShares, Part, Picture, Row
from must.reports.precision import Speech
from must.reports.rows import rows_of
from must.reports.sentences import other_questions, sentences_of
from must.reports.source import Source
from must.reports.tables import figure_tables, item_tables


def factor_of(source: Source, unit: PublishedUnit, topic: Topic) -> Factor:
    """The factor in a unit's report. Raises KeyError when the unit has no cell of the topic."""
    cell = source.cells[unit.code][topic.id]
    name, meaning, tags = topic.name[source.language], topic.meaning[source.language], tuple(_tags(source, topic))
    if cell.state is State.HIDDEN:
        return Factor(topic.id, name, meaning, tags, sentences=(source.t("report.hidden"),))
    rows, axis = rows_of(source, unit, topic), axis_of(topic)
    # What counts of a sensitive topic is how many it concerns. Neither an average nor "favourable" is a word for it.
    drawn = axis if topic.topic_class is TopicClass.ORDINARY else None
    items = tuple(_items(source, cell, axis))
    return Factor(
        id=topic.id,
        name=name,
        meaning=meaning,
        tags=tags,
        sentences=(
            *sentences_of(source, topic, rows, axis, Speech.of(cell, source.wording)),
            *other_questions(source, unit, topic),
        ),
        rows=rows,
        axis=axis,
        bands_picture=bands_picture(source, name, rows) if drawn is not None and cell.bands is not None else None,
        means_picture=means_picture(source, name, rows, drawn) if drawn is not None and cell.mean is not None else None,
        items=items,
        tables=(*figure_tables(source, topic, rows), *item_tables(source, name, items)),
        questions=tuple(question[source.language] for question in topic.questions),
    )


def axis_of(topic: Topic) -> Axis | None:
    """The topic's scale; None for a follow-up set, which has no score."""
    if topic.direction is None or topic.bands is None:
        return None
    values = topic.scored_items[0].responses.values
    return Axis(values[0], values[-1], topic.bands.challenge, topic.bands.favourable, topic.direction.high_is_challenge)


def bands_picture(source: Source, name: str, rows: tuple[Row, ...]) -> Picture:
    """The words of the picture of the three bands."""
    return Picture(source.t("report.picture.bands", name=name), " ".join(told for row in rows if (told := _bands_told(source, row))))


def means_picture(source: Source, name: str, rows: tuple[Row, ...], axis: Axis) -> Picture:
    """The words of the picture of the means."""
    mean = source.wording.mean
    told = [source.t("report.picture.means_row", label=row.label, mean=mean(row.mean)) for row in rows if row.mean is not None]
    key = "report.picture.high_is_challenge" if axis.high_is_challenge else "report.picture.low_is_challenge"
    challenge, favourable = source.wording.threshold(axis.challenge), source.wording.threshold(axis.favourable)
    told.append(source.t(key, challenge=challenge, favourable=favourable))
    return Picture(source.t("report.picture.means", name=name, low=axis.low, high=axis.high), " ".join(told))


def _tags(source: Source, topic: Topic) -> Iterator[str]:
    yield source.t(f"report.kind.{topic.direction or 'follow_up'}")
    if topic.act is not None:
        yield source.t("report.kind.act", letter=topic.act)


def _bands_told(source: Source, row: Row) -> str | None:
    """All three bands, or the share with a potential challenge where no more is known."""
    if row.bands is None:
        return (
            None
            if row.share is None
            else source.t("report.picture.share_row", label=row.label, challenge=source.wording.percent(row.share))
        )
    challenge, middle, favourable = map(source.wording.percent, row.bands)
    return source.t("report.picture.bands_row", label=row.label, challenge=challenge, middle=middle, favourable=favourable)


def _items(source: Source, cell: Cell, axis: Axis | None) -> Iterator[ItemShares]:
    for item_id, shares in (cell.items or {}).items():
        item = source.instrument.items[item_id]
        parts = [
            Part(option.text[source.language], share, _band_of(item, option.value, axis))
            for option, share in zip(item.responses.options, shares, strict=True)
        ]
        if axis is not None and axis.high_is_challenge != item.reversed:
            parts.reverse()
        text = item.text[source.language]
        told = "; ".join(f"{part.label} {source.wording.percent(part.share)}" for part in parts)
        yield ItemShares(item_id, text, tuple(parts), Picture(source.t("report.picture.item", item=text), f"{told}."))


def _band_of(item: Item, value: int, axis: Axis | None) -> Band | None:
    """The band that an answer would lie in as a score of its own."""
    if axis is None:
        return None
    values = item.responses.values
    return axis.band(values[0] + values[-1] - value if item.reversed else value)
