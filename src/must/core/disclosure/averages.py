"""The averages of a year as a file: what every enterprise's reports are compared with (P31, P37). Format: docs/publication.md.

A year's averages are worked out from all its publications at once, after its last round has closed, and given out once: two of them over
sets that differ by one enterprise, or by a few, would tell those enterprises' figures (see `across`). So the only periods are calendar
years, of which none lies within another, and a publication goes into the year that answering ended in and no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject, parse
from must.core.common.topics import TopicClass
from must.core.disclosure.across import AcrossFigure, across
from must.core.disclosure.certificate import content_digest
from must.core.disclosure.publication import Publication
from must.core.disclosure.rules import SMALLEST_GROUP, Rules
from must.core.disclosure.shown import bounds
from must.core.instrument.model import Instrument, Topic

SCHEMA: Final = "must.averages/1"

_PERIOD: Final = re.compile("[1-9][0-9]{3}")
_MEAN: Final = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_KEYS: Final = frozenset({"schema", "instrument", "instrument_version", "period", "figures", "content"})
_FIGURE_KEYS: Final = frozenset({"topic", "enterprises", "mean", "challenge"})


@dataclass(frozen=True, kw_only=True)
class Averages:
    """The average enterprise of a year.

    instrument, instrument_version: what all of them asked. period: the calendar year, `2026`. figures: in the instrument's order, only
    those that the rules allow. Raises ValueError for another period, no figure, and a topic that is there twice.
    """

    instrument: str
    instrument_version: str
    period: str
    figures: tuple[AcrossFigure, ...]

    def __post_init__(self) -> None:
        if not _PERIOD.fullmatch(self.period):
            raise ValueError("a period is a calendar year")
        if not 0 < len(self.figures) == len(self._by_topic):
            raise ValueError("averages have figures, one a topic")

    def figure(self, topic: str) -> AcrossFigure | None:
        """The topic at the average enterprise; None where there is none to show."""
        return self._by_topic.get(topic)

    @cached_property
    def _by_topic(self) -> Mapping[str, AcrossFigure]:
        return {figure.topic: figure for figure in self.figures}

    def check_made_with(self, instrument: Instrument) -> None:
        """Raises Refusal when they are of another questionnaire, or of another version of it, or hold what this one can't have given."""
        theirs, expected = f"{self.instrument} {self.instrument_version}", f"{instrument.id} {instrument.version}"
        if theirs != expected:
            raise Refusal(Fault("averages.other_instrument", details={"instrument": theirs, "expected": expected}))
        rules = Rules.of(instrument.rules)
        for figure in self.figures:
            if figure.topic not in instrument.topics:
                raise Refusal(Fault("averages.unknown_topic", details={"topic": figure.topic}))
            if not _fits(figure, instrument.topics[figure.topic], rules):
                raise Refusal(Fault("averages.impossible_figure", details={"topic": figure.topic}))

    def to_json(self) -> str:
        """The file's text, a figure a line. The same averages always give the same text, which ends with the digest of the rest."""
        text = self._text()
        return f'{text},\n"content":{_line(content_digest(text))}\n}}\n'

    def _text(self) -> str:
        """As far as the digest covers it."""
        head = {"schema": SCHEMA, "instrument": self.instrument, "instrument_version": self.instrument_version, "period": self.period}
        figures = ",\n".join(_line(_document(figure)) for figure in self.figures)
        return "{\n" + "".join(f'"{key}":{_line(value)},\n' for key, value in head.items()) + f'"figures":[\n{figures}\n]'

    @classmethod
    def from_json(cls, text: str | bytes) -> Averages:
        """Read averages, strictly. Raises Refusal for anything that `to_json` couldn't have written.

        `averages.edited`: the digest doesn't fit. As with a publication, that finds damage and plain edits, not who means harm.
        """
        document = JsonObject.of(parse(text), "", _KEYS)
        document.only("schema", SCHEMA)
        if not _PERIOD.fullmatch(document.text("period")):
            raise document.wrong("period")
        figures = tuple(_read_figure(JsonObject.of(entry, where, _FIGURE_KEYS)) for entry, where in document.entries("figures"))
        if not 0 < len(figures) == len({figure.topic for figure in figures}):
            raise document.wrong("figures")
        found = cls(
            instrument=document.text("instrument"),
            instrument_version=document.text("instrument_version"),
            period=document.text("period"),
            figures=figures,
        )
        if content_digest(found._text()) != document.text("content"):
            raise Refusal(Fault("averages.edited"))
        return found


def _fits(figure: AcrossFigure, topic: Topic, rules: Rules) -> bool:
    """Whether `across` can have made it: a topic with a score that enterprises show, a mean on its scale with the rules' decimals, and of
    enough enterprises."""
    if topic.direction is None or topic.topic_class is TopicClass.HEALTH:
        return False
    low, high = bounds(topic.scored_items)
    decimals = -int(figure.mean.as_tuple().exponent)
    return low <= figure.mean <= high and decimals == rules.rounding.mean and figure.enterprises >= rules.across.enterprises


def check_closed_in(period: str, publication: Publication) -> None:
    """Raises Refusal unless answering ended in that year: where it ended in another, and where the publication doesn't say (one of answers
    collected elsewhere needn't). Else one enterprise's publication could be in two years' averages."""
    details: dict[str, str | int] = {"enterprise": publication.units[0].name}
    if publication.closed is None:
        raise Refusal(Fault("averages.not_closed", details=details))
    if str(publication.closed.year) != period:
        raise Refusal(Fault("averages.other_year", details=details | {"closed": publication.closed.isoformat(), "period": period}))


def averages_of(publications: Iterable[Publication], instrument: Instrument, *, period: str) -> Averages:
    """The averages of all publications of a year. Raises Refusal as `across` and `check_closed_in` do, for a period that is none
    (`averages.period`), and where the rules allow no figure at all (`averages.none`)."""
    if not _PERIOD.fullmatch(period):
        raise Refusal(Fault("averages.period", details={"period": period}))
    everybody = tuple(publications)
    for publication in everybody:
        check_closed_in(period, publication)
    figures = across(everybody, instrument)
    if not figures:
        raise Refusal(Fault("averages.none", details={"publications": len(everybody)}))
    return Averages(instrument=instrument.id, instrument_version=instrument.version, period=period, figures=figures)


def _document(figure: AcrossFigure) -> Mapping[str, object]:
    return {
        "topic": figure.topic,
        "enterprises": figure.enterprises,
        "mean": str(figure.mean),  # a text, so that its decimals stay
        "challenge": figure.challenge,
    }


def _read_figure(entry: JsonObject) -> AcrossFigure:
    if entry.whole("enterprises") < SMALLEST_GROUP:
        raise entry.wrong("enterprises")
    if entry.whole("challenge") > 100:
        raise entry.wrong("challenge")
    if not _MEAN.fullmatch(entry.text("mean")):
        raise entry.wrong("mean")
    return AcrossFigure(
        topic=entry.text("topic"),
        enterprises=entry.whole("enterprises"),
        mean=Decimal(entry.text("mean")),
        challenge=entry.whole("challenge"),
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
