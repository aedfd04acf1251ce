"""What every report says of its own making: what was checked, in words for a unit leader; of a hidden result nothing but one sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from must.core.common.languages import Language
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Cell, Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument
from must.reports.content import Factor, Holds
from must.reports.describe import report_of
from must.reports.factors import factor_of
from must.reports.source import Source
from must.ui.texts import texts
from tests.core.examples import answers, tree
from tests.reports.conftest import read

WORDS = {
    Language.NB: "Ingen kan regne ut fra dem hva en gruppe på færre enn 5 personer har svart.",
    Language.NN: "Ingen kan rekne ut frå dei kva ei gruppe på færre enn 5 personar har svart.",
    Language.EN: "Nobody can work out from them what a group of fewer than 5 people answered.",
}
VERSION = {Language.NB: "tiny/1, versjon 1", Language.NN: "tiny/1, versjon 1", Language.EN: "tiny/1, version 1"}


@pytest.mark.promise("P09")
@pytest.mark.parametrize("language", list(Language))
def test_every_report_with_figures_says_what_was_checked(pages: Path, publication: Publication, language: Language) -> None:
    name = "report.html" if language is Language.NB else f"report.{language}.html"
    reported = [unit.code for unit in publication.units if unit.reported]
    assert len(reported) > 2
    for page in (read(pages / "reports" / code / name) for code in reported):
        (reading,) = page.find_all(class_="reading")
        assert WORDS[language] in reading.text
        assert VERSION[language] in page.footer.text  # type: ignore[union-attr]


def test_the_number_is_that_of_the_certificate(source: Source) -> None:
    stricter = replace(source.publication, certificate=replace(source.publication.certificate, smallest_group=7))
    unit = next(unit.code for unit in source.publication.units if source.holds(unit.code) is Holds.MEANS)
    (said,) = (sentence for sentence in report_of(replace(source, publication=stricter), unit).reading if "færre enn" in sentence)
    assert "færre enn 7 personer" in said


LEVELS = (1, 2, 3, 4, 5)
HIDDEN_BY: dict[str, tuple[str, str, Sequence[tuple[str, Sequence[int]]]]] = {
    "too few people (R1)": ("a", "workload", [("a", LEVELS[:4]), ("b", LEVELS * 4)]),
    "a sister would be too few (R3)": ("a", "workload", [("a", LEVELS * 3), ("b", LEVELS[1:])]),
    "nearly all the same (R4)": ("a", "workload", [("a", (3,) * 14), ("b", LEVELS * 4)]),
    "a sister's mean known too closely (R5)": ("e", "workload", [("a", (1, 1, 1, 1, 1, 2, 2)), ("b", (2,))]),
    "nobody answered": ("a", "workload", [("b", LEVELS * 4)]),
    "a sensitive topic with too few": ("e", "bullying", [("a", LEVELS * 3)]),
}
"""Rule → unit and topic that it hides, and each unit's answers to one question."""


def hidden_by(instrument: Instrument, rule: str) -> tuple[Source, Cell]:
    """A publication in which a rule hides a result, and its cell."""
    unit, topic, given = HIDDEN_BY[rule]
    item = instrument.topics[topic].items[0].id
    rules = Rules.of(instrument.rules)
    made = publish(
        instrument=instrument,
        asked=(item,),
        form="full",
        round=None,
        grid=build_grid(tree(("e", None, 0), ("a", "e", 40), ("b", "e", 40)), rules),
        answers=answers([item], [(code, [value]) for code, values in given for value in values]),
        rules=rules,
    )
    (cell,) = (cell for cell in made.cells if (cell.unit, cell.topic) == (unit, topic))
    return Source(made, instrument, Language.NB), cell


def factor(source: Source, cell: Cell) -> Factor:
    return factor_of(source, source.units[cell.unit], source.instrument.topics[cell.topic])


@pytest.mark.promise("P09", "P10")
def test_a_hidden_result_looks_the_same_whatever_hid_it(instrument: Instrument) -> None:
    cells, said = set(), set()
    for rule in HIDDEN_BY:
        source, cell = hidden_by(instrument, rule)
        assert cell.state is State.HIDDEN, rule
        documents = json.loads(source.publication.to_json())["cells"]
        (document,) = (each for each in documents if (each["unit"], each["topic"]) == (cell.unit, cell.topic))
        cells.add(json.dumps({key: value for key, value in document.items() if key not in {"unit", "topic", "class"}}))
        shown = factor(source, cell)
        said.add((shown.sentences, shown.rows, shown.items, shown.tables, shown.bands_picture, shown.means_picture))
    assert len(cells) == 1
    assert {sentences for sentences, *_ in said} == {(texts(Language.NB)("report.hidden"),)}
    assert len(said) == 1


def test_each_of_them_would_be_shown_but_for_its_rule(instrument: Instrument) -> None:
    """So the cases above do test what they say: a little more, or more varied, and the result is there."""
    for rule, more in {
        "too few people (R1)": [("a", LEVELS)],
        "a sister would be too few (R3)": [("b", LEVELS * 2)],
        "nearly all the same (R4)": [("a", LEVELS)],
        "a sister's mean known too closely (R5)": [("b", LEVELS)],
        "nobody answered": [("a", LEVELS * 4)],
        "a sensitive topic with too few": [("b", (1,) * 20 + (2, 3) * 10)],
    }.items():
        unit, topic, given = HIDDEN_BY[rule]
        HIDDEN_BY["enough"] = unit, topic, [*given, *more]
        try:
            _, cell = hidden_by(instrument, "enough")
        finally:
            del HIDDEN_BY["enough"]
        assert cell.state is State.SHOWN, rule
