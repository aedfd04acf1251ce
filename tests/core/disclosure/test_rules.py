"""Rules are read strictly: nothing is ignored, nothing has a default, nothing can be set below the floor."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import pytest

from must.core.common.refusals import Refusal
from must.core.disclosure.rules import Rules
from tests.core.examples import RULES, SHIPPED

NESTED = sorted((group, key) for group, values in RULES.items() if isinstance(values, Mapping) for key in values)


def changed(path: str, value: object) -> dict[str, object]:
    document = copy.deepcopy(dict(RULES))
    *groups, key = path.split(".")
    place = document
    for group in groups:
        place = place[group]  # type: ignore[assignment]
    place[key] = value
    return document


def refusal_of(document: Mapping[str, object]) -> list[tuple[str, object]]:
    with pytest.raises(Refusal) as refused:
        Rules.of(document)
    return [(fault.code, fault.details.get("key")) for fault in refused.value.faults]


@pytest.mark.promise("P10")
def test_the_shipped_rules_are_those_of_the_design() -> None:
    assert (SHIPPED.id, SHIPPED.version) == ("must-2026/1", "1")
    assert SHIPPED.grid.minimum_invited == 10
    assert (SHIPPED.ordinary.mean, SHIPPED.ordinary.full, SHIPPED.sensitive.full, SHIPPED.health.associations) == (5, 10, 20, 100)
    assert (SHIPPED.participation.minimum, SHIPPED.participation.width) == (20, 5)
    assert (SHIPPED.counts.exact, SHIPPED.counts.bands) == (100, (10, 15, 20, 30, 50, 100, 200, 500, 1000))


@pytest.mark.promise("P12")
@pytest.mark.parametrize(("path", "most"), [("health.explained", 50), ("health.error", 10)])
def test_of_health_no_more_may_be_told_or_found_by_chance(path: str, most: int) -> None:
    Rules.of(changed(path, most))
    assert refusal_of(changed(path, most + 1)) == [("rules.number", path)]


@pytest.mark.parametrize("path", ["ordinary.meen", "k", "grid.on", "participation.weekly"])
def test_an_unknown_key_is_refused(path: str) -> None:
    assert refusal_of(changed(path, 10)) == [("rules.unknown_key", path)]


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_missing_group_is_refused(key: str) -> None:
    assert refusal_of({name: value for name, value in RULES.items() if name != key}) == [("rules.missing_key", key)]


@pytest.mark.parametrize(("group", "key"), NESTED)
def test_a_missing_value_is_refused(group: str, key: str) -> None:
    left = {name: value for name, value in RULES[group].items() if name != key}  # type: ignore[attr-defined]
    assert refusal_of(changed(group, left)) == [("rules.missing_key", f"{group}.{key}")]


@pytest.mark.parametrize(("group", "key"), NESTED)
@pytest.mark.parametrize("value", [-1, True, "10", 10.0, None, [], {}, 10**9, float("nan")])
def test_a_value_of_another_kind_is_refused(group: str, key: str, value: object) -> None:
    ((code, _),) = refusal_of(changed(f"{group}.{key}", value))
    assert code in {"rules.number", "rules.not_ascending"}


@pytest.mark.parametrize(
    "path",
    [
        *("grid.minimum_invited", "ordinary.mean", "sensitive.full", "health.associations", "health.cells", "health.each_side"),
        *("across.people", "participation.minimum"),
    ],
)
def test_no_group_may_be_smaller_than_three(path: str) -> None:
    assert refusal_of(changed(path, 2)) == [("rules.number", path)]


@pytest.mark.parametrize("bands", [[10, 10], [20, 10], [2, 10], [10, "15"], [10, True], []])
def test_bands_of_numbers_ascend(bands: list[object]) -> None:
    ((code, _),) = refusal_of(changed("counts.bands", bands))
    assert code in {"rules.number", "rules.not_ascending"}


@pytest.mark.parametrize(
    ("path", "value", "smaller"),
    [
        ("ordinary.mean", 11, "ordinary.full"),
        ("sensitive.full", 9, "sensitive.full"),
        ("ordinary.full", 9, "ordinary.full"),
        ("counts.exact", 9, "counts.exact"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(path: str, value: int, smaller: str) -> None:
    assert refusal_of(changed(path, value)) == [("rules.contradiction", smaller)]


def test_breakdowns_are_off_as_shipped_and_one_can_be_turned_on() -> None:
    assert SHIPPED.breakdowns == ()
    assert Rules.of(changed("breakdowns", ["leader"])).breakdowns == ("leader",)


@pytest.mark.parametrize("value", [["sex", "age"], ["sex", "sex"], "sex", [1], [""], [None], [["sex"]], None, {}, False])
def test_more_than_one_breakdown_is_refused(value: object) -> None:
    assert refusal_of(changed("breakdowns", value)) == [("rules.breakdowns", "breakdowns")]


@pytest.mark.parametrize("value", [None, 10, [], "10"])
def test_a_group_is_a_group(value: object) -> None:
    assert refusal_of(changed("ordinary", value)) == [("rules.not_group", "ordinary")]


@pytest.mark.parametrize("value", ["", None, 1])
def test_rules_have_a_name(value: object) -> None:
    assert refusal_of(changed("id", value)) == [("rules.not_text", "id")]
