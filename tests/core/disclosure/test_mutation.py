"""No cell is hidden without need: whichever is shown with its true figures, the attacker finds something that a rule forbids.

So the attacker is no rubber stamp, and nothing is hidden that could have been shown by itself.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, seed, settings

from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Topic
from tests.cli.report_command import MUST, write_answers, write_units
from tests.core.disclosure.random_rounds import RULES_FILES, SHAPES, Recipe, Round, recipes
from tests.core.disclosure.reference import Respondent, band, covered, number_band, percent, rounded, score, what_counts

ROUNDS = 6
"""For each shape and each rules file."""


@pytest.mark.promise("P09", "P10", "P11")
@pytest.mark.parametrize("rules", RULES_FILES)
@pytest.mark.parametrize("shape", SHAPES)
def test_showing_more_of_any_cell_of_a_random_round_gives_something_away(shape: str, rules: str) -> None:
    @seed(f"{shape} {rules}")
    @settings(max_examples=ROUNDS, database=None)
    @given(recipes(shape, rules))
    def check(recipe: Recipe) -> None:
        assert not overlooked(Round(recipe))

    check()


MUST_2026 = load_instrument("must-2026")
ENTERPRISE = Round(
    Recipe(
        shape="two levels",
        size=26,
        turnout=0.75,
        skipping=0.02,
        mood="leaning",
        topics=tuple(MUST_2026.topics),
        rules="shipped",
        form="short",
        seed=2,
    ),
    instrument=MUST_2026,
)
"""A round as it may be: the questionnaire that is shipped, 26 units, 248 people."""


@pytest.mark.promise("P09", "P10", "P11")
def test_showing_more_of_any_cell_of_a_whole_round_gives_something_away() -> None:
    cells = list(shows_more(ENTERPRISE))
    assert len(cells) > 250
    assert len({cell.topic for cell in cells}) > 15
    assert [cell for cell in cells if not _given_away_alone(ENTERPRISE, cell)] == []


@pytest.mark.promise("P09")
def test_must_attack_fails_when_a_cell_shows_more(tmp_path: Path) -> None:
    """A hidden one its mean, a hidden one everything, and one that showed the mean everything."""
    units = write_units(tmp_path, [(unit.code, unit.parent or "", unit.name, unit.invited) for unit in ENTERPRISE.units.units.values()])
    rows = [[person.unit, *(person.answers.get(item, "") for item in ENTERPRISE.asked)] for person in ENTERPRISE.people]
    answers = write_answers(tmp_path, ENTERPRISE.asked, rows)
    published = replace(ENTERPRISE.publication, round=None)
    states = {(cell.unit, cell.topic): cell.state for cell in published.cells}
    kinds = {(states[more.unit, more.topic], more.detail): more for more in shows_more(ENTERPRISE)}
    assert len(kinds) == 3
    codes = []
    for number, each in enumerate([published, *(with_cell(published, more) for more in kinds.values())]):
        (tmp_path / f"{number}.json").write_text(each.to_json(), "utf-8")
        command = [str(MUST), "attack", str(tmp_path / f"{number}.json"), "--units", str(units), "--answers", str(answers)]
        codes.append(subprocess.run(command, check=False, capture_output=True).returncode)
    assert codes == [0, 1, 1, 1]


def overlooked(survey: Round) -> list[Cell]:
    """Cells that could show more than they do, as they would be, without the attacker finding anything."""
    return [more for more in shows_more(survey) if not _given_away(survey, more)]


def shows_more(survey: Round) -> Iterator[Cell]:
    """Every cell of people that doesn't show everything, with its mean alone and in full."""
    for cell in survey.publication.cells:
        topic = survey.instrument.topics[cell.topic]
        people = respondents(survey, topic, cell.unit)
        if cell.detail is Detail.MEAN or (cell.state is State.HIDDEN and people):
            if cell.state is State.HIDDEN and topic.direction:
                yield in_full(survey, topic, cell, people, mean_alone=True)
            yield in_full(survey, topic, cell, people)


def respondents(survey: Round, topic: Topic, unit: str) -> Sequence[Respondent]:
    """Those in a unit or rest, with all below it, who answered all of the topic's items."""
    codes, items = covered(survey.grid, unit), [item.id for item in topic.items if item.id in survey.asked]
    here = (what_counts(person, survey.instrument) for person in survey.people if person.unit in codes)
    return [person for person in here if person.answers.keys() >= set(items)]


def in_full(survey: Round, topic: Topic, cell: Cell, people: Sequence[Respondent], *, mean_alone: bool = False) -> Cell:
    """The cell with its true figures, or with the true mean."""
    asked = [item for item in topic.items if item.id in survey.asked]
    scores = [score(person, [item for item in asked if not item.extended] or asked) for person in people] if topic.direction else []
    mean = rounded(10 * sum(scores, Fraction()) / len(scores)) / 10 if scores else None
    if mean_alone:
        return replace(cell, state=State.SHOWN, detail=Detail.MEAN, mean=mean)
    bands = [percent(sum(band(each, topic) == which for each in scores), len(scores)) for which in range(3)] if scores else None
    return replace(
        cell,
        state=State.SHOWN,
        detail=Detail.FULL,
        n_band=_number(survey, cell.unit, len(people)),
        mean=mean,
        challenge=bands[0] if bands else None,
        bands=(bands[0], bands[1], bands[2]) if bands else None,
        items={
            item.id: tuple(percent(sum(one.answers[item.id] == value for one in people), len(people)) for value in item.responses.values)
            for item in asked
        },
    )


def _number(survey: Round, unit: str, n: int) -> str:
    """Where the number's band begins. One that is too low for any has the first: that alone isn't to be what the attacker finds."""
    invited = next(node.invited for node in survey.grid.nodes if node.code == unit)
    first = survey.rules.counts.bands[0]
    return f"{number_band(max(n, first), invited, survey.rules)[0]}–"


def with_cell(published: Publication, more: Cell) -> Publication:
    cells = tuple(more if (cell.unit, cell.topic) == (more.unit, more.topic) else cell for cell in published.cells)
    units = tuple(replace(one, reported=one.reported or (one.code == more.unit and one.kind is NodeKind.UNIT)) for one in published.units)
    return replace(published, cells=cells, units=units)


def _given_away(survey: Round, more: Cell) -> list[Finding]:
    published = with_cell(survey.publication, more)
    found = attack(published, survey.units, survey.answers, survey.instrument, survey.rules)
    return [finding for finding in found.findings if finding.leak is not Leak.WRONG_FIGURE]


def _given_away_alone(survey: Round, more: Cell) -> list[Finding]:
    """The same, with a publication of the cell's topic alone, which is quicker. Without rates: they count who answered anything."""
    topic = survey.instrument.topics[more.topic]
    asked = {item.id for item in topic.items} | ({topic.condition.item} if topic.condition else set())
    published = with_cell(survey.publication, more)
    cells = tuple(cell for cell in published.cells if cell.topic == more.topic)
    shown = {cell.unit for cell in cells if cell.state is State.SHOWN}
    alone = replace(
        published,
        asked=tuple(item for item in published.asked if item in asked),
        units=tuple(replace(one, reported=one.reported and one.code in shown) for one in published.units),
        cells=cells,
        participation=tuple(replace(entry, band=None) for entry in published.participation),
    )
    columns = [number for number, item in enumerate(survey.answers.items) if item in asked]
    answers = replace(survey.answers, items=alone.asked, values=survey.answers.values[:, columns])
    found = attack(alone, survey.units, answers, survey.instrument, survey.rules)
    return [finding for finding in found.findings if finding.leak is not Leak.WRONG_FIGURE]
