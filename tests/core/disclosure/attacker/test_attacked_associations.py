"""The attacker beside published associations: nothing where the rules made them, and each thing that is wrong where somebody else did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from must.core.disclosure.associations import Association
from must.core.disclosure.attacker.associations import find_in_associations
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.publication import Cell, Detail, State
from must.core.instrument.model import Instrument
from must.core.scoring.answers import MISSING, Answers, apply_routing
from tests.core.disclosure.test_associating import EXAMPLE, PAIN, Columns, columns, demeaned, published, with_many_factors
from tests.core.examples import SHIPPED


def found(given_answers: Columns, *entries: Association, of: Instrument = EXAMPLE, cells: int = 15) -> list[Finding]:
    """What the attacker finds in these, in place of what was published. People are of units in turn."""
    publication = published(given_answers, of=of, cells=cells)
    answers = answers_of(given_answers, cells)
    if entries:
        publication = replace(publication, associations=entries)
    return list(find_in_associations(publication, apply_routing(answers, of), of, SHIPPED))


def answers_of(given_answers: Columns, cells: int = 15) -> Answers:
    values = np.column_stack(list(given_answers.values())).astype(np.int16)
    places = tuple(f"u{number}" for number in range(cells))
    return Answers(items=tuple(given_answers), values=values, units=places, unit=np.arange(len(values)) % cells)


def leaks(given_answers: Columns, *entries: Association) -> set[Leak]:
    return {finding.leak for finding in found(given_answers, *entries)}


def exact(given_answers: Columns, complaint: str = "pain") -> Association:
    """The association with `load` that the answers give, its interval as wide as can be."""
    health = sum(given_answers[item.id] for item in EXAMPLE.topics[complaint].items)
    there = np.logical_and.reduce([given_answers[item.id] != MISSING for item in EXAMPLE.topics[complaint].items])
    load = given_answers["load_1"] + 6 - given_answers["load_2"]
    cell = np.arange(len(load))[there] % 15
    coefficient = np.corrcoef(demeaned(load[there], cell), demeaned(health[there], cell))[0, 1]  # type: ignore[index]
    return Association(complaint, "load", round(10 * coefficient) / 10, -1, 1)


@pytest.mark.promise("P09", "P12")
@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_found_in_what_the_rules_publish(seed: int) -> None:
    answered = columns(300 + 100 * seed, seed=seed)
    if seed % 2:
        for name in answered:  # some skip something
            answered[name] = np.where(np.random.default_rng(len(name)).random(len(answered[name])) < 0.03, MISSING, answered[name])
    assert published(answered).associations
    assert found(answered) == []


@pytest.mark.parametrize("changed", [{"coefficient": 0.9, "high": 1.0}, {"coefficient": 0.1, "low": 0.0}, {"low": 0.9, "coefficient": 0.9}])
def test_a_figure_that_the_answers_do_not_give(changed: dict[str, float]) -> None:
    answered = columns(400)
    assert leaks(answered, exact(answered)) == set()
    assert leaks(answered, replace(exact(answered), **changed)) == {Leak.WRONG_FIGURE}


@pytest.mark.promise("P12")
def test_too_few_people() -> None:
    answered = columns(99)
    (finding,) = (one for one in found(answered, exact(answered)) if one.leak is Leak.ASSOCIATION_OF_FEW)
    assert finding.numbers == {"people": 99, "k": 100}


@pytest.mark.promise("P12")
def test_a_complaint_that_follows_from_work_and_one_that_hangs_on_a_single_person() -> None:
    follows = columns(400)
    follows |= dict.fromkeys(PAIN, follows["load_1"]) | {"load_2": 6 - follows["load_1"]}
    assert Leak.RECONSTRUCTED in leaks(follows, exact(follows))
    single = columns(400) | {name: np.where(np.arange(400) == 7, 5, 1) for name in PAIN}
    assert {Leak.SAME_SCORE, Leak.ONE_PERSON} <= leaks(single, exact(single))


@pytest.mark.promise("P11", "P12")
@pytest.mark.parametrize(("complaint", "factor"), [("pain", "bullying"), ("pain", "thriving"), ("pain", "help_from"), ("pain", "nothing")])
def test_what_is_no_work_factor(complaint: str, factor: str) -> None:
    entry = Association(complaint, factor, 0.1, -1, 1)
    publication = published(columns(400))
    object.__setattr__(publication, "associations", (entry,))  # some of these can't be built
    answers = Answers(items=("pain_1",), values=np.ones((1, 1), dtype=np.int16), units=("e",), unit=np.zeros(1, dtype=np.int64))
    (finding,) = find_in_associations(publication, answers, EXAMPLE, SHIPPED)
    assert (finding.leak, finding.topic) == (Leak.WRONG_CLASS, factor)


@pytest.mark.promise("P08", "P12")
@pytest.mark.parametrize("state", [{"state": State.HIDDEN}, {"state": State.SHOWN, "detail": Detail.MEAN, "mean": 3.1}])
def test_attack_a_factor_that_is_not_shown_in_full(state: dict[str, Any]) -> None:
    """Which no publication can hold that is read; the attacker doesn't rely on that."""
    answered = columns(400)
    publication = published(answered)
    full = next(cell for cell in publication.cells if (cell.unit, cell.topic) == ("e", "load"))
    less = Cell(unit="e", topic="load", topic_class=full.topic_class, **state)
    object.__setattr__(publication, "cells", tuple(less if cell is full else cell for cell in publication.cells))
    findings = list(find_in_associations(publication, apply_routing(answers_of(answered), EXAMPLE), EXAMPLE, SHIPPED))
    assert {(one.leak, one.topic) for one in findings} == {(Leak.HIDDEN_FACTOR, "load")}
    assert [one.numbers for one in findings] == [{}, {}]  # of both complaints


def test_a_figure_of_people_who_all_answer_the_same() -> None:
    same = columns(400) | {name: np.full(400, 3) for name in PAIN}
    assert Leak.WRONG_FIGURE in leaks(same, Association("pain", "load", 0.1, -1, 1))


def with_units(people: int, units: int, *, seed: int) -> tuple[Instrument, Columns]:
    """Thirty factors on which units differ each in its own way, and pain, which differs by unit and all have in unit 7."""
    of, answered = with_many_factors(people)
    dice = np.random.default_rng(seed)
    unit = np.arange(people) % units
    answered = {name: values + np.round(dice.normal(size=units))[unit].astype(np.int64) for name, values in answered.items()}
    pain = np.where(unit == 7, 2, np.round(dice.normal(size=units))[unit]).astype(np.int64)
    ill = columns(people, of=of, seed=seed)
    answered |= {name: ill[name] + pain for name in PAIN}
    return of, {name: np.clip(values, 1, 5) for name, values in answered.items()}


def over_all_people(of: Instrument, answered: Columns) -> list[Association]:
    """What coefficients over all people would say, as if everybody were of one cell."""
    pain = sum(answered[name] for name in PAIN)
    coefficients = [np.corrcoef(answered[f"f_{number}"], pain)[0, 1] for number in range(30)]  # type: ignore[arg-type]
    return [Association("pain", f"factor_{number}", round(10 * one) / 10, -1, 1) for number, one in enumerate(coefficients)]


@pytest.mark.promise("P12")
@pytest.mark.parametrize("seed", range(4))
def test_attack_units_mean_complaints_out_of_the_coefficients(seed: int) -> None:
    """Coefficients over all people tell which units are ill; those within cells don't."""
    of, answered = with_units(600, 24, seed=seed)
    told = {finding.leak for finding in found(answered, *over_all_people(of, answered), of=of, cells=24)}
    assert {Leak.UNIT_HEALTH, Leak.WRONG_FIGURE} <= told
    assert len(published(answered, of=of, cells=24).associations) == 30
    assert found(answered, of=of, cells=24) == []


@pytest.mark.promise("P09", "P12")
def test_intervals_of_unlike_widths() -> None:
    answered = columns(400)
    assert published(answered).associations[0].complaint == "pain"
    one, *rest = published(answered).associations
    assert leaks(answered, replace(one, low=one.low - 0.1, high=one.high + 0.1), *rest) == {Leak.INTERVALS_UNLIKE}
