"""The attacker beside published associations: nothing where the rules made them, and each thing that is wrong where somebody else did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from must.core.disclosure.associations import Association
from must.core.disclosure.attacker.associations import find_in_associations
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.scoring.answers import MISSING, Answers, apply_routing
from tests.core.disclosure.test_associating import EXAMPLE, PAIN, Columns, columns, published
from tests.core.examples import SHIPPED


def found(given_answers: Columns, *entries: Association) -> list[Finding]:
    """What the attacker finds in these, in place of what was published."""
    publication = published(given_answers)
    values = np.column_stack(list(given_answers.values())).astype(np.int16)
    answers = Answers(items=tuple(given_answers), values=values, units=("e",), unit=np.zeros(len(values), dtype=np.int64))
    if entries:
        publication = replace(publication, associations=entries)
    return list(find_in_associations(publication, apply_routing(answers, EXAMPLE), EXAMPLE, SHIPPED))


def leaks(given_answers: Columns, *entries: Association) -> set[Leak]:
    return {finding.leak for finding in found(given_answers, *entries)}


def exact(given_answers: Columns, complaint: str = "pain") -> Association:
    """The association with `load` that the answers give, its interval as wide as can be."""
    health = sum(given_answers[item.id] for item in EXAMPLE.topics[complaint].items)
    there = np.logical_and.reduce([given_answers[item.id] != MISSING for item in EXAMPLE.topics[complaint].items])
    load = given_answers["load_1"] + 6 - given_answers["load_2"]
    return Association(complaint, "load", round(10 * np.corrcoef(load[there], health[there])[0, 1]) / 10, -1, 1)  # type: ignore[index]


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


def test_a_figure_of_people_who_all_answer_the_same() -> None:
    same = columns(400) | {name: np.full(400, 3) for name in PAIN}
    assert Leak.WRONG_FIGURE in leaks(same, Association("pain", "load", 0.1, -1, 1))
