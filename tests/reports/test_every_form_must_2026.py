"""The questionnaire that is asked, whole, in every form: the same proof for units with everything, with means and with nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from must.core.common.languages import Language
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Detail, Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import PACKAGED, load_instrument
from must.core.instrument.model import Instrument, Selection
from must.core.organisation.tree import Unit, UnitTree
from must.reports.batch import render_reports
from must.reports.forms import Form
from tests.core import examples
from tests.reports.allowed import Allowed
from tests.reports.looked_for import Read, numbers_too_many, read_all, traces, unspeakable, wrong_numbers

TREE = UnitTree(
    [
        Unit("0", None, "Kystdirektoratet", 0),
        Unit("1", "0", "Avdeling hav", 150),
        Unit("2", "0", "Avdeling land", 14),
        Unit("3", "0", "Avdeling luft", 15),
    ]
)
ANSWERED = {"1": 110, "2": 8, "3": 3}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument(PACKAGED / "must-2026")


@pytest.fixture(scope="module")
def publication(instrument: Instrument) -> Publication:
    everything = Selection("full", modules=frozenset(theme.id for theme in instrument.modules))
    asked = tuple(item.id for _, items in instrument.asked(everything) for item in items)
    rules = Rules.of(instrument.rules)
    return publish(
        instrument=instrument,
        asked=asked,
        form="full",
        round="hav-2026",
        grid=build_grid(TREE, rules),
        answers=examples.answers(asked, _answers(instrument, asked)),
        rules=rules,
        closed=date(2026, 10, 23),
    )


def _answers(instrument: Instrument, asked: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    dice = random.Random(5)  # noqa: S311
    for unit, people in ANSWERED.items():
        for _ in range(people):
            yield unit, tuple(dice.choice(instrument.items[item].responses.values) for item in asked)


@pytest.fixture(scope="module")
def reports(publication: Publication, instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> tuple[Read, ...]:
    out = tmp_path_factory.mktemp("must-2026") / "out"
    assert render_reports(publication, instrument, out, languages=[Language.NB]) == ()
    return tuple(read_all(out, Allowed(publication, instrument)))


def test_there_is_a_unit_with_everything_one_with_means_and_much_that_is_hidden(publication: Publication) -> None:
    kinds = {(cell.unit, cell.detail if cell.state is State.SHOWN else cell.state) for cell in publication.cells}
    assert {("0", Detail.FULL), ("0", State.HIDDEN), ("1", Detail.FULL), ("2", Detail.MEAN)} <= kinds
    assert {kind for unit, kind in kinds if unit == "3"} == {State.HIDDEN}


@pytest.mark.promise("P08", "P09", "P10", "P11", "P12")
@pytest.mark.parametrize("check", [numbers_too_many, wrong_numbers, unspeakable, traces], ids=lambda check: check.__name__)
def test_no_report_of_the_whole_questionnaire_says_what_is_hidden(reports: tuple[Read, ...], check: object) -> None:
    assert callable(check)
    assert len(reports) == len(TREE.units) * len(Form)
    found = {read.where: check(read) for read in reports}
    assert {where: said for where, said in found.items() if said} == {}
