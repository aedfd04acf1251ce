"""Feasible intervals: the linear programme beside every possible set of answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.disclosure.attacker.bounds import Known, feasible_interval
from must.core.disclosure.attacker.tallies import Counted
from tests.core.examples import item, responses

THREE = responses(1, 2, 3)


def known(people: Sequence[Sequence[Sequence[int]]], full: Sequence[Sequence[int]], mean: Sequence[Sequence[int]]) -> Known:
    """people: by block, each person's answers. full, mean: by block, the set in each family, or −1."""
    items = [item(f"item_{number}", THREE) for number in range(2)]
    options = {
        one.id: np.array([[sum(person[number] == value for person in block) for value in (1, 2, 3)] for block in people])
        for number, one in enumerate(items)
    }
    total = np.array([sum(map(sum, block)) for block in people])
    n = np.array([len(block) for block in people])
    counted = Counted(n=n, options=options, total=total, sums=np.zeros((len(people), 0), dtype=np.int64))
    return Known(items=items, blocks=counted, full=np.array(full).reshape(len(people), -1), mean=np.array(mean).reshape(len(people), -1))


def every_total(people: Sequence[Sequence[Sequence[int]]], full: Sequence[int], mean: Sequence[int], target: int) -> set[int]:
    """The target's sum in all sets of answers that agree with what is known."""
    blocks = [number for number, block in enumerate(people) for _ in block]

    def facts(given: Sequence[Sequence[int]]) -> object:
        counts = [
            sorted(answer[which] for answer, block in zip(given, blocks, strict=True) if full[block] == number)
            for number in range(2)
            for which in range(2)
        ]
        sums = [sum(sum(answer) for answer, block in zip(given, blocks, strict=True) if mean[block] == number) for number in range(2)]
        return counts, sums

    truth = facts([person for block in people for person in block])
    answers = list(product((1, 2, 3), repeat=2))
    return {
        sum(sum(answer) for answer, block in zip(given, blocks, strict=True) if block == target)
        for given in product(answers, repeat=len(blocks))
        if facts(given) == truth
    }


def test_nothing_known() -> None:
    assert feasible_interval(known([[(1, 1), (3, 2)], [(2, 2)]], [[-1], [-1]], [[-1], [-1]]), [0]) == (4, 12)


def test_a_known_mean() -> None:
    """Two people with a sum of 10 in all, of at most 6 each."""
    assert feasible_interval(known([[(3, 2)], [(2, 3)]], [[-1], [-1]], [[0], [0]]), [0]) == (4, 6)


@pytest.mark.promise("P09")
def test_a_known_distribution_says_more_than_the_mean() -> None:
    everything = known([[(3, 2)], [(2, 3)]], [[0], [0]], [[0], [0]])
    assert feasible_interval(everything, [0]) == (4, 6)
    assert feasible_interval(known([[(2, 2)], [(2, 2)]], [[0], [0]], [[0], [0]]), [0]) == (4, 4)
    assert feasible_interval(known([[(2, 2)], [(2, 2)]], [[-1], [-1]], [[0], [0]]), [0]) == (2, 6)


def test_what_is_all_of_a_known_set_is_known() -> None:
    assert feasible_interval(known([[(3, 1), (1, 1)]], [[-1]], [[0]]), [0]) == (6, 6)


PERSON = st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PERSON, min_size=3, max_size=3),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3),
    st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3),
)
def test_no_set_of_answers_lies_outside(people: list[tuple[int, int]], blocks: list[int], full: list[int], mean: list[int]) -> None:
    """And with everything known in full or not at all, the ends are reached: then the programme has whole solutions."""
    by_block = [[person for person, of in zip(people, blocks, strict=True) if of == block] for block in range(3)]
    mean = [max(of_mean, of_full) if of_full >= 0 else of_mean for of_mean, of_full in zip(mean, full, strict=True)]
    for target in range(3):
        possible = every_total(by_block, full, mean, target)
        least, most = feasible_interval(known(by_block, [[number] for number in full], [[number] for number in mean]), [target])
        assert least - 1e-6 <= min(possible)
        assert most + 1e-6 >= max(possible)
        least, most = feasible_interval(known(by_block, [[number] for number in full], [[-1]] * 3), [target])
        possible = every_total(by_block, full, [-1] * 3, target)
        assert (round(least, 6), round(most, 6)) == (min(possible), max(possible))
