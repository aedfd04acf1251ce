"""Thousands of random rounds, of which the attacker learns nothing that a rule forbids.

The rounds are the same in every run. Others are drawn by

    .venv/bin/python -m pytest -p no:django tests/core/disclosure/test_random_rounds.py --hypothesis-seed=NUMBER

where the last line of the run says how many there were and from which seed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from inspect import CO_OPTIMIZED
from itertools import permutations
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure import criterion, doubt, intervals, masks, optimum, reopening, widening
from must.core.disclosure.across import across
from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Finding
from must.core.disclosure.attacker.functions import Functions
from must.core.disclosure.grid import NodeKind
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.shape import Shape
from must.core.disclosure.tables import Places, tabulate
from must.core.disclosure.trends import changes
from must.core.disclosure.visibility import Visibility
from must.core.scoring.answers import apply_routing
from tests.core.disclosure.random_rounds import QUESTIONS, RULES_FILES, SHAPES, Recipe, Round, recipes

SEED = "2026"
ROUNDS = 32
"""For each shape and each rules file."""
SERIES = 24
"""For each shape; each of three rounds."""

Property = Callable[[str, object], None]


@pytest.fixture
def draw(request: pytest.FixtureRequest, record_property: Property) -> Callable[[Any, int, Callable[[Any], int]], None]:
    """Runs a check on so many examples of a strategy, from a seed that a failure names. The check returns how many rounds it looked at."""
    given_seed = request.config.getoption("--hypothesis-seed")
    chosen = SEED if given_seed is None else str(given_seed)

    def run(strategy: Any, examples: int, check: Callable[[Any], int]) -> None:
        rounds: list[int] = []

        @seed(f"{chosen} {request.node.name}")
        @settings(max_examples=examples, database=None)
        @given(strategy)
        def each(example: Any) -> None:
            note(f'again: .venv/bin/python -m pytest -p no:django "{request.node.nodeid}" --hypothesis-seed={chosen}')
            rounds.append(check(example))

        each()
        assert len(rounds) >= examples
        record_property("random rounds", [chosen, sum(rounds)])

    return run


@pytest.mark.promise("P09", "P10", "P11", "P12")
@pytest.mark.parametrize("rules", RULES_FILES)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_forbidden_is_learned_from_a_random_round(shape: str, rules: str, draw: Any) -> None:
    def check(recipe: Recipe) -> int:
        assert not list(_findings(Round(recipe)))
        return 1

    draw(recipes(shape, rules), ROUNDS, check)


@pytest.mark.promise("P09", "P10", "P11", "P12", "P13")
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_forbidden_is_learned_from_three_rounds_together(shape: str, draw: Any) -> None:
    def check(recipe: Recipe) -> int:
        rounds = [Round(recipe, year) for year in range(3)]
        for one in rounds:
            others = [other.publication for other in rounds if other is not one]
            assert not [finding for finding in _findings(one, others) if finding.leak.rule != "R8"], one
        for earlier, later in permutations(rounds, 2):
            _check_changes(earlier.publication, later.publication)
        return len(rounds)

    draw(recipes(shape), SERIES, check)


@pytest.mark.promise("P31")
def test_nothing_forbidden_is_learned_from_several_enterprises_and_their_average(draw: Any) -> None:
    several = st.lists(st.sampled_from(SHAPES).flatmap(recipes), min_size=3, max_size=6, unique_by=lambda recipe: recipe.seed)

    def check(chosen: list[Recipe]) -> int:
        rounds = [Round(recipe) for recipe in chosen]
        publications = [one.publication for one in rounds]
        for figure in across(publications, QUESTIONS):
            cells = [cell for one in publications for cell in one.cells if (cell.unit, cell.topic) == (one.units[0].code, figure.topic)]
            shown = [cell for cell in cells if cell.state is State.SHOWN and cell.challenge is not None]
            assert len(shown) >= figure.enterprises >= 3
            assert QUESTIONS.topics[figure.topic].topic_class is not TopicClass.HEALTH
        for one in rounds:
            assert not list(_findings(one, [other for other in publications if other is not one.publication]))
        return len(rounds)

    draw(several, 40, check)


def _findings(survey: Round, others: Sequence[Publication] = ()) -> Iterator[Finding]:
    """What the attacker finds. A later round of a few people may show what would be true of the earlier answers too; then nobody can tell
    it from a second publication of them, and what is found under R8 is no mistake."""
    published = survey.publication
    assert Publication.from_json(published.to_json()) == published
    offered = Functions(changes=changes, across=across)
    found = attack(published, survey.units, survey.answers, survey.instrument, survey.rules, others=others, functions=offered)
    assert all(one.smallest is None for one in found.recovered) or found.broken
    return iter(found.findings)


def _check_changes(earlier: Publication, later: Publication) -> None:
    shown = [{(cell.unit, cell.topic): cell.mean for cell in one.cells if cell.state is State.SHOWN} for one in (earlier, later)]
    for change in changes(earlier, later, QUESTIONS):
        before, after = (means[change.unit, change.topic] for means in shown)
        assert before is not None
        assert after is not None
        assert float(change.difference.mean) == pytest.approx(after - before)


SAMPLE = tuple(
    Recipe(shape, 5 + number % 10, turnout, (0.0, 0.04, 0.3)[number % 3], mood, topics, rules, "full", number)
    for shape in SHAPES
    for rules in RULES_FILES
    for number, (turnout, mood, topics) in enumerate(
        [
            (-1, "extreme", ("two", "who")),
            (0.6, "leaning", ("four", "one")),
            (0.95, "mixed", ("three", "bullying", "by")),
            (0.9, "any", ("pain", "bullying")),
        ]
    )
)
"""A few of every kind, to see what they are like."""


def test_the_rounds_are_hard_ones() -> None:
    """Of the sample's rounds with a cell, at least so many per cent reach each thing that makes disclosure control difficult."""
    seen = Counter(kind for recipe in SAMPLE for kind in _difficulties(Round(recipe)))
    percent = {kind: round(100 * count / seen["a cell"]) for kind, count in seen.items()}
    assert percent.keys() >= LEAST.keys()
    assert {kind for kind, least in LEAST.items() if percent[kind] < least} == set(), percent


LEAST = {
    "something shown": 40,
    "a mean alone": 20,
    "hidden for others' sake": 15,
    "a distribution hidden for others' sake": 15,
    "R4 or R5 broken by the optimum": 15,
    "shown below a hidden enterprise": 4,
    "nobody in a cell": 10,
    "a rest": 20,
}


def _difficulties(survey: Round) -> set[str]:
    grid = survey.grid
    if not grid.cells:
        return set()
    found = {"a cell"} | ({"a rest"} if any(node.kind is NodeKind.REST for node in grid.nodes) else set())
    counted = apply_routing(survey.answers, QUESTIONS)
    tables = [each for each in tabulate(QUESTIONS, counted, Places.of(counted, grid)) if each.topic.topic_class is TopicClass.ORDINARY]
    shape, invited = Shape.of((node.code, node.parent) for node in grid.nodes), np.array([node.invited for node in grid.nodes])
    for table, visible in zip(tables, masks.mask(tables, grid, survey.rules), strict=True):
        standing = criterion.Standing.of(table, invited, survey.rules)
        full = np.array([each is Visibility.FULL for each in visible])
        mean = full | np.array([each is Visibility.MEAN for each in visible])
        only_sizes = optimum.optimal_mask(shape, table.n[:, np.newaxis], survey.rules.ordinary.full)[:, 0]
        rules = criterion.Criterion(table, shape, invited, survey.rules)
        kinds = {
            "something shown": mean.any(),
            "a mean alone": (mean & ~full).any(),
            "hidden for others' sake": (standing.mean & ~mean).any(),
            "a distribution hidden for others' sake": (standing.full & ~full).any(),
            "R4 or R5 broken by the optimum": bool(rules.breaches(full=only_sizes, mean=only_sizes)),
            "shown below a hidden enterprise": mean.any() and not mean[0],
            "nobody in a cell": (table.n == 0).any(),
        }
        found |= {kind for kind, there in kinds.items() if there}
    return found


DECIDES = (masks, criterion, widening, reopening, doubt, intervals)
MISTAKES = ("raise ValueError(", "case unknown:")


@pytest.fixture
def short_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a tree of thousands of levels: the search ends after its first pass."""
    monkeypatch.setattr(Shape, "affordable_passes", 1)


@pytest.mark.promise("P09")
def test_nothing_forbidden_is_learned_where_the_search_was_cut_short(short_search: None) -> None:
    surveys = [Round(recipe) for recipe in SAMPLE]
    assert [survey.recipe for survey in surveys if list(_findings(survey))] == []
    assert sum(any(cell.state is State.SHOWN for cell in survey.publication.cells) for survey in surveys) > len(surveys) / 4


def test_the_rounds_reach_every_line_of_what_decides(request: pytest.FixtureRequest) -> None:
    """Except for those that refuse a programming mistake."""
    files = {str(module.__file__) for module in DECIDES}
    run = _lines_run(files)
    request.getfixturevalue("short_search")
    run |= _lines_run(files)
    left = []
    for module in DECIDES:
        path = Path(str(module.__file__))
        source = path.read_text("utf-8")
        written = [line.strip() for line in source.splitlines()]
        not_run = sorted(_lines(compile(source, str(path), "exec")) - {line for file, line in run if file == str(path)})
        left += [f"{path.name}:{line}: {written[line - 1]}" for line in not_run if not written[line - 1].startswith(MISTAKES)]
    assert left == []


def _lines(code: CodeType) -> set[int]:
    """The lines of all functions in a module's code, without those that begin them."""
    inside = {line for _, _, line in code.co_lines() if line not in {None, code.co_firstlineno}} if code.co_flags & CO_OPTIMIZED else set()
    return inside.union(*(_lines(one) for one in code.co_consts if isinstance(one, CodeType)))


def _lines_run(files: set[str]) -> set[tuple[str, int]]:
    """Files and lines that run when the sample is published."""
    run: set[tuple[str, int]] = set()

    def here(frame: FrameType, _: str, __: object) -> Any:
        run.add((frame.f_code.co_filename, frame.f_lineno))
        return here

    before = sys.gettrace()
    sys.settrace(lambda frame, _, __: here if frame.f_code.co_filename in files else None)
    try:
        for recipe in SAMPLE:
            assert Round(recipe).publication
    finally:
        sys.settrace(before)
    return run
