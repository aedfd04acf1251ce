"""Functions of publications that say more than is shown, and those that are offered, which don't."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.across import AcrossFigure, across
from must.core.disclosure.attacker.findings import Leak
from must.core.disclosure.attacker.functions import Functions, find_said
from must.core.disclosure.publication import Publication
from must.core.disclosure.shown import Difference
from must.core.disclosure.trends import Change, changes
from must.core.instrument.model import Instrument
from tests.core.disclosure.attacker.worlds import FULL, MEAN, World, spread, with_cells
from tests.core.examples import SHIPPED, tree

OFFERED = Functions(changes=changes, across=across)
UNITS = tree(("e", None, 0), ("a", "e", 60), ("b", "e", 40))
SHOWN = {"e": FULL, "a": FULL}


def world(extra: int = 0) -> World:
    rows = [*spread("a", 40), *[("a", [5])] * extra, *spread("b", 25)]
    return World(UNITS, ("help_1",), rows)


def bounded(publication: Publication) -> Publication:
    """With an upper end to the enterprise's number, which an average across enterprises needs."""
    return with_cells(publication, replace(publication.cells[0], n_band="50–99"))


NOW, BEFORE = world().publication(SHOWN, round="2"), world(5).publication(SHOWN, round="1")


def elsewhere(name: str, extra: int) -> Publication:
    units = tree((name, None, 0), ("a", name, 70), ("b", name, 40))
    publication = World(units, ("help_1",), [*spread("a", 60 - extra), *[("a", [5])] * extra]).publication({name: FULL}, round=name)
    return bounded(publication)


def said(functions: Functions, *others: Publication, publication: Publication = NOW) -> set[Leak]:
    found = world().attack(publication, others=others, functions=functions).findings
    return {one.leak for one in found if one.leak in {Leak.FUNCTION, Leak.ACROSS}}


@pytest.mark.promise("P09", "P13", "P31")
def test_the_functions_that_are_offered() -> None:
    assert said(OFFERED, BEFORE) == set()
    enterprises = [elsewhere("x", 2), elsewhere("y", 12)]
    assert across([bounded(NOW), *enterprises], world().of), "there is an average to attack"
    assert said(OFFERED, *enterprises, publication=bounded(NOW)) == set()
    assert said(OFFERED, elsewhere("x", 2), publication=bounded(NOW)) == set(), "two are too few for an average: it is refused"


def changed(**more: Any) -> Callable[[Publication, Publication, Instrument], list[Change]]:
    """A function that says of every change something else."""

    def say(earlier: Publication, later: Publication, of: Instrument) -> list[Change]:
        return [replace(change, **more) for change in changes(earlier, later, of)]

    return say


@pytest.mark.promise("P09", "P13")
@pytest.mark.parametrize(
    "more",
    [
        {"difference": Difference(Decimal("-0.06"), None)},
        {"difference": Difference(Decimal("0.1"), 99)},
        {"unit": "b"},
        {"earlier_unit": "b"},
    ],
)
def test_a_change_that_is_finer_or_of_a_hidden_cell(more: dict[str, Any]) -> None:
    assert said(replace(OFFERED, changes=changed(**more)), BEFORE) == {Leak.FUNCTION}


def test_a_change_of_a_share_that_is_not_shown() -> None:
    assert said(replace(OFFERED, changes=with_share), BEFORE) == {Leak.FUNCTION}


def test_a_change_of_what_one_round_shows_as_a_mean_alone() -> None:
    mean = world(5).publication({"e": FULL, "a": MEAN}, round="1")
    assert said(OFFERED, mean) == set()
    assert said(replace(OFFERED, changes=with_share), mean) == {Leak.FUNCTION}


def with_share(earlier: Publication, later: Publication, of: Instrument) -> list[Change]:
    """Changes of which the mean is right, and the share made up."""
    return [replace(change, difference=replace(change.difference, challenge=77)) for change in changes(earlier, later, of)]


@pytest.mark.promise("P31")
@pytest.mark.parametrize("wrong", [{"mean": Decimal("1.1")}, {"challenge": 1}, {"enterprises": 4}])
def test_an_average_that_is_another(wrong: dict[str, Any]) -> None:
    def say(publications: Iterable[Publication], of: Instrument) -> list[AcrossFigure]:
        return [replace(one, **wrong) for one in across(publications, of)]

    others = elsewhere("x", 2), elsewhere("y", 12)
    assert said(replace(OFFERED, across=say), *others, publication=bounded(NOW)) == {Leak.ACROSS}


@pytest.mark.promise("P31")
def test_an_average_of_too_few_or_of_one_that_dominates() -> None:
    def say(publications: Iterable[Publication], of: Instrument) -> list[AcrossFigure]:
        roots = [publication.cells[0] for publication in publications]
        mean = sum((Decimal(str(root.mean)) for root in roots), Decimal()) / len(roots)
        return [
            AcrossFigure(
                topic="help",
                enterprises=max(len(roots), 3),
                mean=round(mean, 1),
                challenge=round(sum(r.challenge or 0 for r in roots) / len(roots)),
            )
        ]

    talkative = replace(OFFERED, across=say)
    assert said(talkative, elsewhere("x", 2), publication=bounded(NOW)) == {Leak.ACROSS}
    big = elsewhere("y", 12)
    big = with_cells(big, replace(big.cells[0], n_band="200–499"))
    assert said(talkative, elsewhere("x", 2), big, publication=bounded(NOW)) == {Leak.ACROSS}


@pytest.mark.promise("P31")
def test_an_average_of_fewer_enterprises_than_the_rules_say() -> None:
    others = elsewhere("x", 2), elsewhere("y", 12)
    stricter = replace(SHIPPED, across=replace(SHIPPED.across, enterprises=4))
    for rules, leaks in ((SHIPPED, []), (stricter, [Leak.ACROSS])):
        found = find_said(bounded(NOW), others, OFFERED, instrument=world().of, rules=rules)
        assert [one.leak for one in found] == leaks


def test_a_function_that_refuses_says_nothing() -> None:
    def refuse(*_: object) -> list[Any]:
        raise Refusal(Fault("trend.same_round"))

    assert said(Functions(changes=refuse, across=refuse), BEFORE) == set()
