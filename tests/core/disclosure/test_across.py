"""The average enterprise, and what somebody could work out of it: rule R1 across, and the attacks that it must bear (P31)."""

from __future__ import annotations

import inspect
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.disclosure import across as module
from must.core.disclosure.across import AcrossFigure, across
from must.core.disclosure.publication import Breakdown, Cell, Publication
from tests.core.disclosure.published import SHORT, full, hidden, mean_only, publication, unit
from tests.core.disclosure.test_publishing import EXAMPLE
from tests.core.examples import SHIPPED
from tests.core.refused import refused


def enterprises(*cells: Cell, asked: Sequence[str] = SHORT) -> list[Publication]:
    """An enterprise for each cell; all closed on one day of 2026."""
    return [
        publication(cell, name=f"Enterprise {number}", round=f"round-{number}", closed=date(2026, 3, 20), asked=asked)
        for number, cell in enumerate(cells)
    ]


def of_load(mean: float, challenge: int = 40, people: int | str = 100) -> Cell:
    return full("e", "load", mean, challenge, people=people, asked=SHORT)


def figures(*cells: Cell) -> list[tuple[str, int, str, int]]:
    return [(one.topic, one.enterprises, str(one.mean), one.challenge) for one in across(enterprises(*cells), EXAMPLE)]


ORDINARY = (of_load(3.0, 30), of_load(3.2, 40), of_load(3.6, 51))


@pytest.mark.promise("P31", "P37")
def test_the_average_enterprise_by_hand() -> None:
    # (3.0 + 3.2 + 3.6) / 3 = 3.2667; (30 + 40 + 51) / 3 = 40.33
    assert across(enterprises(*ORDINARY), EXAMPLE) == (AcrossFigure(topic="load", enterprises=3, mean=Decimal("3.3"), challenge=40),)


def test_each_enterprise_counts_once_whatever_its_size() -> None:
    assert figures(of_load(3.0, 30, 500), of_load(3.2, 40, 300), of_load(3.6, 51, 300)) == figures(*ORDINARY)


def test_a_half_is_rounded_up() -> None:
    cells = of_load(3.0, 30), of_load(3.0, 30), of_load(3.1, 31), of_load(3.1, 31)
    assert figures(*cells) == [("load", 4, "3.1", 31)]
    assert figures(*cells[:3], of_load(3.0, 30)) == [("load", 4, "3.0", 30)]


def test_the_order_of_the_publications_does_not_matter() -> None:
    everybody = enterprises(*ORDINARY, of_load(4.4, 80))
    assert len({across(order, EXAMPLE) for order in permutations(everybody)}) == 1


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    "cells",
    [
        (),
        ORDINARY[:1],
        ORDINARY[:2],
        (*ORDINARY[:2], hidden("e", "load")),
        (*ORDINARY[:2], mean_only("e", "load", 3.6)),
        (*ORDINARY[:2], of_load(3.6, 51, "1000–")),
        (*ORDINARY[:2], of_load(3.6, 51, "20–")),
    ],
)
def test_fewer_than_three_enterprises_that_show_it_have_no_average(cells: tuple[Cell, ...]) -> None:
    assert figures(*cells) == []


@pytest.mark.parametrize("out", [hidden("e", "load"), mean_only("e", "load", 1.0), of_load(1.0, 0, "1000–")])
def test_who_does_not_show_it_in_full_is_not_in_the_average(out: Cell) -> None:
    assert figures(*ORDINARY, out) == figures(*ORDINARY)


@pytest.mark.promise("P31")
def test_three_enterprises_need_thirty_people_at_the_least() -> None:
    assert figures(*(of_load(3.0, people="10–14") for _ in range(3))) == [("load", 3, "3.0", 40)]
    assert figures(of_load(3.0, people=9), *(of_load(3.0, people="10–14") for _ in range(2))) == []


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((200, 100, 100), True),  # 200 of 400 are not more than half
        ((201, 100, 100), False),
        (("20–29", "20–29", "20–29"), True),  # 29 of 29 + 20 + 20
        (("20–49", "20–49", "20–49"), False),  # 49 of 49 + 20 + 20
        (("20–40", "20–29", "20–29"), True),
        (("20–41", "20–29", "20–29"), False),
        (("20–49", "20–49", "20–49", "20–49"), True),
    ],
)
def test_no_enterprise_may_have_more_than_half_of_the_people(people: tuple[int | str, ...], shown: bool) -> None:
    for order in set(permutations(people)):
        assert bool(figures(*(of_load(3.0, people=number) for number in order))) is shown


def test_a_topic_of_which_other_items_were_asked_is_not_in_the_average() -> None:
    one_item = publication(full("e", "load", 1.0, 0, people=100, asked=("load_1",)), name="Other", asked=("load_1",))
    assert across([*enterprises(*ORDINARY), one_item], EXAMPLE) == across(enterprises(*ORDINARY), EXAMPLE)
    full_form = publication(full("e", "load", 3.3, 40, people=100), name="Full form")
    assert [figure.enterprises for figure in across([*enterprises(*ORDINARY), full_form], EXAMPLE)] == [4]


def test_topics_come_in_the_order_of_the_questionnaire_and_without_follow_ups() -> None:
    cells = [
        (full("e", "help_from", None, None), full("e", "help", 3.0, 40, people=100), full("e", "load", 3.0, 40, people=100)),
        (full("e", "help", 3.0, 40, people=100), full("e", "load", 3.0, 40, people=100), full("e", "help_from", None, None)),
    ]
    everybody = [publication(*cells[number % 2], name=f"{number}") for number in range(3)]
    assert [figure.topic for figure in across(everybody, EXAMPLE)] == ["load", "help"]


@pytest.mark.promise("P31")
def test_only_the_enterprises_own_shown_figures_enter() -> None:
    below = (unit("e", None), unit("a", "e", "a"), unit("b", "e", "b"))
    group = full("e", "load", 1.0, 0, asked=SHORT, breakdown=Breakdown(item="help_1", value=2))
    others = (full("a", "load", 1.0, 0, asked=SHORT), hidden("b", "load"), group)
    busy = [publication(cell, *others, entries=below, name=f"{number}", asked=SHORT) for number, cell in enumerate(ORDINARY)]
    assert across(busy, EXAMPLE) == across(enterprises(*ORDINARY), EXAMPLE)


def feasible(average: Fraction, own: Fraction, enterprises: int, lowest: int, highest: int) -> Fraction:
    """How wide the interval is in which each other figure lies, for one who knows the average and an own figure; the attacker's account."""
    together = average * enterprises - own
    unknown = enterprises - 2
    return min(Fraction(highest), together - unknown * lowest) - max(Fraction(lowest), together - unknown * highest)


@pytest.mark.promise("P31")
@given(st.lists(st.tuples(st.integers(10, 50), st.integers(0, 100)), min_size=3, max_size=6))
def test_whoever_takes_off_an_own_figure_is_left_in_doubt_about_every_other(known: list[tuple[int, int]]) -> None:
    means, challenges = [Fraction(mean, 10) for mean, _ in known], [Fraction(challenge) for _, challenge in known]
    doubt = [
        feasible(sum(of, Fraction()) / len(of), own, len(of), lowest, highest) * 100 >= SHIPPED.interval.span * (highest - lowest)
        for of, lowest, highest in ((means, 1, 5), (challenges, 0, 100))
        for own in of
    ]
    assert bool(figures(*(of_load(mean / 10, challenge) for mean, challenge in known))) is all(doubt)


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    ("means", "shown"),
    [
        ((1.0, 1.0, 3.0), False),  # the third knows that both others have 1.0
        ((3.0, 5.0, 5.0), False),
        ((1.5, 1.5, 3.0), True),  # 3.0 together: each lies between 1 and 2, a quarter of the scale
        ((1.5, 1.4, 3.0), False),
        ((4.5, 4.5, 3.0), True),
        ((4.5, 4.6, 3.0), False),
    ],
)
def test_an_average_that_pins_the_others_down_is_not_given(means: tuple[float, ...], shown: bool) -> None:
    for order in set(permutations(means)):
        assert bool(figures(*(of_load(mean) for mean in order))) is shown


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    ("challenges", "shown"), [((0, 0, 50), False), ((12, 12, 50), False), ((12, 13, 50), True), ((100, 99, 50), False)]
)
def test_shares_pin_nobody_down_either(challenges: tuple[int, ...], shown: bool) -> None:
    assert bool(figures(*(of_load(3.0, challenge) for challenge in challenges))) is shown


@pytest.mark.promise("P31")
def test_two_averages_that_differ_by_one_enterprise_tell_its_figure_so_nobody_can_be_left_out() -> None:
    dice = random.Random(3)  # noqa: S311
    cells = [of_load(dice.randint(20, 40) / 10, dice.randint(20, 60)) for _ in range(5)]
    ((*_, with_it),) = figures(*cells)
    ((*_, without_it),) = figures(*cells[:-1])
    assert abs(5 * with_it - 4 * without_it - (cells[-1].challenge or 0)) <= 4.5  # nine halves: what rounding hides of it
    assert list(inspect.signature(across).parameters) == ["publications", "instrument"]
    offered = {
        name for name, value in vars(module).items() if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }
    assert offered == {"across", "AcrossFigure"}


def test_an_enterprise_or_a_round_counts_once() -> None:
    everybody = enterprises(*ORDINARY)
    for double in (
        everybody[0],
        replace(everybody[0], round="another"),
        publication(ORDINARY[0], name="ENTERPRISE 0", asked=SHORT),
        publication(ORDINARY[0], name="Another", round="round-0", asked=SHORT),
    ):
        assert refused(partial(across, [*everybody, double], EXAMPLE)) == [("across.twice", None, None)]
    without_rounds = [replace(one, round=None) for one in everybody]
    assert len(across(without_rounds, EXAMPLE)) == 1


def test_publications_of_other_questionnaires_are_refused() -> None:
    other = publication(ORDINARY[0], name="Other", asked=SHORT, instrument="another")
    assert refused(lambda: across([*enterprises(*ORDINARY), other], EXAMPLE)) == [("comparison.other_instrument", None, None)]
    strange = publication(of_load(5.1), name="Strange", asked=SHORT)
    assert refused(lambda: across([*enterprises(*ORDINARY), strange], EXAMPLE)) == [("comparison.not_of_instrument", None, None)]


@pytest.mark.parametrize("band", ["many", "29–20", "20", "–", ""])
def test_a_number_that_is_none_is_refused(band: str) -> None:
    assert refused(lambda: figures(*ORDINARY, of_load(3.0, people=band))) == [("publication.inconsistent", None, None)]


@pytest.mark.promise("P31")
@pytest.mark.parametrize("enterprises", [0, 1, 2])
def test_a_figure_of_fewer_than_three_cannot_be_built(enterprises: int) -> None:
    with pytest.raises(ValueError, match="several"):
        AcrossFigure(topic="load", enterprises=enterprises, mean=Decimal("3.0"), challenge=40)
