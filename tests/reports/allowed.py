"""What a unit's report may say, worked out from the publication's own text, and what it must not, worked out from the answers.

The oracle of `test_every_form.py`. It reads JSON and answers and knows nothing of how reports are made; of the package it takes the
questionnaire, the vocabulary, and the intervals that whoever reads a publication could work out as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final

from must.core.common.languages import Language
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.rules import Rules
from must.core.disclosure.uncertainty import interval_of_mean
from must.core.instrument.model import Instrument, Topic
from must.ui.texts import texts

Numbers = frozenset[Decimal]

NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
MOST_PAGES: Final = 40
OF_REPORTS: Final = ("report.", "workbook.", "slides.")


def numbers(text: str) -> set[Decimal]:
    """Every number in a text, whichever sign it has and whichever decimal mark is used."""
    return {Decimal(found.replace(",", ".")).normalize() for found in NUMBER.findall(text)}


def _rounded(value: Decimal | float, decimals: int = 0) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True, eq=False)
class Allowed:
    """What may be said in the reports of one publication. cells: as the JSON has them."""

    publication: Publication
    instrument: Instrument
    earlier: Publication | None = None
    averages: Averages | None = None

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        return json.loads(self.publication.to_json())

    @cached_property
    def units(self) -> Mapping[str, Mapping[str, Any]]:
        return {unit["code"]: unit for unit in self._document["units"]}

    @cached_property
    def root(self) -> str:
        return self._document["units"][0]["code"]

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        return {(cell["unit"], cell["topic"]): cell for cell in self._document["cells"]}

    @cached_property
    def _earlier_cells(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        document = json.loads(self.earlier.to_json()) if self.earlier is not None else {"cells": ()}
        return {(cell["unit"], cell["topic"]): cell for cell in document["cells"]}

    def shown(self, unit: str, topic: str) -> bool:
        cell = self.cells.get((unit, topic))
        return cell is not None and cell["state"] == "shown"

    def hidden(self, unit: str) -> Iterator[Topic]:
        """The topics that a unit's report names and says nothing of."""
        for (code, topic), cell in self.cells.items():
            if code == unit and cell["state"] == "hidden":
                yield self.instrument.topics[topic]

    def unspoken(self, unit: str) -> Iterator[Topic]:
        """The topics that a unit's report doesn't even name: sensitive ones and health below the enterprise."""
        for topic in self.instrument.topics.values():
            if unit != self.root and topic.topic_class != "ordinary":
                yield topic

    def figures(self, unit: str, topic: str) -> Numbers:
        """Every figure that a unit's report may have of a topic: its own, and those beside it; none where its own are hidden, and nothing
        but means where its own is one."""
        if not self.shown(unit, topic):
            return frozenset()
        own = self.cells[unit, topic]
        beside = [self.cells[code, topic] for code in (unit, self.units[unit]["parent"], self.root) if (code, topic) in self.cells]
        earlier = self._earlier_cells.get((unit, topic))
        found = {*self._scale(topic), *self._places(topic, beside), *self._of_average(topic)}
        if earlier is not None and earlier["mean"] is not None:
            found |= {*_change(own, earlier), *self._places(topic, [earlier])}
            beside.append(earlier)
        found |= {figure for cell in beside for figure in _figures(cell, means_alone=own["detail"] == "mean")}
        if own["detail"] == "full":
            found |= set(self._intervals(topic, {cell["unit"] for cell in beside}))
        return _numbers(found)

    def document(self, unit: str, language: Language) -> Numbers:
        """Every number that may stand anywhere in a unit's report."""
        found = {figure for topic in self.instrument.topics for figure in self.figures(unit, topic)}
        rate = next((entry["band"] for entry in self._document["participation"] if entry["unit"] == unit), None)
        found |= (
            numbers(rate or "")
            | self._earlier_rate(unit)
            | self._topics(unit)
            | self.names(language)
            | constants(language)
            | set(map(Decimal, range(MOST_PAGES)))
        )
        if unit == self.root:
            found |= set(self.coefficients())
        return _numbers(found)

    def _topics(self, unit: str) -> set[Decimal]:
        """How many topics its report has, and how many of them it shows: everybody can count them."""
        topics = [topic for code, topic in self.cells if code == unit]
        return {Decimal(len(topics)), Decimal(sum(self.shown(unit, topic) for topic in topics))}

    def _earlier_rate(self, unit: str) -> set[Decimal]:
        """The band that the same unit had in the earlier round."""
        entries = self.earlier.participation if self.earlier is not None else ()
        return numbers(" ".join(entry.band or "" for entry in entries if entry.unit == unit))

    def coefficients(self) -> Numbers:
        """The figures of associations, which the enterprise's report alone has."""
        return _numbers(Decimal(str(abs(one[key]))) for one in self._document["associations"] for key in ("coefficient", "low", "high"))

    def places(self, unit: str) -> Numbers:
        """How far up their scales the unit's means lie, by which lists are sorted."""
        return _numbers(place for (code, topic), cell in self.cells.items() if code == unit for place in self._places(topic, [cell]))

    def _intervals(self, topic: str, units: Iterable[str]) -> Iterator[Decimal]:
        """The ends of the intervals that follow from shown cells, of this round and the earlier one."""
        rules, codes = Rules.of(self.instrument.rules), set(units)
        for publication in (self.publication, self.earlier):
            for cell in publication.cells if publication is not None else ():
                if cell.topic == topic and cell.unit in codes and cell.breakdown is None:
                    interval = interval_of_mean(cell, self.instrument.topics[topic], publication, rules)
                    yield from (Decimal(str(end)) for end in interval or ())

    def _places(self, topic: str, cells: Iterable[Mapping[str, Any]]) -> Iterator[Decimal]:
        """How far up the scale shown means lie, from either end: what marks are drawn by, and lists sorted."""
        values = self.instrument.topics[topic].items[0].responses.values
        for cell in cells:
            if cell["mean"] is not None:
                place = (Decimal(str(cell["mean"])) - values[0]) / (values[-1] - values[0])
                yield from (place, 1 - place)

    def _of_average(self, topic: str) -> Iterator[Decimal]:
        figure = self.averages and self.averages.figure(topic)
        if figure is not None:
            yield from (figure.mean, Decimal(figure.challenge))

    def _scale(self, topic: str) -> Iterator[Decimal]:
        bands = self.instrument.topics[topic].bands
        yield from (Decimal(value) for item in self.instrument.topics[topic].items for value in item.responses.values)
        yield from (Decimal(str(bound)) for bound in ((bands.challenge, bands.favourable) if bands else ()))

    def names(self, language: Language) -> set[Decimal]:
        """Numbers in the names of things: units, round, questionnaire, rules, ids, and the months of the rounds."""
        document, dates = self._document, (self.publication.closed, self.earlier and self.earlier.closed)
        words = [text for entry in self.units.values() for text in (entry["code"], entry["name"], *entry["members"])]
        words += [document[key] or "" for key in ("instrument", "form", "rules", "round")]
        words += [str(part) for closed in dates if closed is not None for part in (closed.year, closed.month, closed.day)]
        words += [self.averages.period if self.averages else "", self.instrument.version]
        words += [str(document["certificate"][key]) for key in ("rules_version", "smallest_group")]
        words += [self.instrument.title[language], *self.instrument.items, *self.instrument.topics]
        for topic in self.instrument.topics.values():
            words += [topic.name[language], topic.meaning[language], *(question[language] for question in topic.questions)]
            words += [item.text[language] for item in topic.items]
            words += [option.text[language] for item in topic.items for option in item.responses.options]
        return numbers(" ".join(words)) | ({Decimal(self.averages.figures[0].enterprises)} if self.averages else set())


def _figures(cell: Mapping[str, Any], *, means_alone: bool) -> Iterator[Decimal]:
    """Every figure of a cell."""
    if cell["mean"] is not None:
        yield Decimal(str(cell["mean"]))
    if not means_alone:
        yield from numbers(f"{cell['n']} {cell['n_band']}")
        yield from map(Decimal, cell["bands"] or ())
        yield from (Decimal(share) for shares in (cell["items"] or {}).values() for share in shares)


def _change(later: Mapping[str, Any], earlier: Mapping[str, Any]) -> Iterator[Decimal]:
    for key in ("mean", "challenge"):
        if later[key] is not None and earlier[key] is not None:
            yield abs(Decimal(str(later[key])) - Decimal(str(earlier[key])))


def _numbers(found: Iterable[Decimal]) -> Numbers:
    return frozenset(number.normalize() for number in found)


def constants(language: Language) -> set[Decimal]:
    """Numbers in the reports' own words, such as a paragraph of the act."""
    vocabulary = texts(language).vocabulary
    return numbers(" ".join(words[language] for key, words in vocabulary.items() if key.startswith(OF_REPORTS)))


Answer = tuple[str, Mapping[str, int | None]]
"""Where somebody works, and what they answered."""


def truth(answers: Sequence[Answer], units: frozenset[str], topic: Topic) -> Numbers:
    """The figures of a topic for those who work in these units, as a careless report would print them; nobody, nothing."""
    rows = ([given[item.id] for item in topic.items] for unit, given in answers if unit in units)
    values = [row for row in rows if None not in row]
    if not values:
        return frozenset()
    found: list[Decimal] = []
    for item, column in zip(topic.items, zip(*values, strict=True), strict=True):
        shares = [Decimal(100 * column.count(value)) / len(column) for value in item.responses.values]
        found += [_rounded(share, decimals) for share in shares for decimals in (0, 1)]
    scored = [index for index, item in enumerate(topic.items) if not item.extended] or list(range(len(topic.items)))
    scores = [Decimal(sum(_turned(topic, index, row) for index in scored)) / len(scored) for row in values]
    found += [_rounded(sum(scores) / len(scores), decimals) for decimals in (1, 2)]
    return _numbers(found)


def _turned(topic: Topic, index: int, row: Sequence[int | None]) -> int:
    item, value = topic.items[index], row[index] or 0
    ends = item.responses.values
    return ends[0] + ends[-1] - value if item.reversed else value
