"""What may be shown together (R1–R6): each rule at its edge, and random masks beside the slow reading of the rules."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.masks import mask
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility
from tests.core.disclosure.conditions import wrongs
from tests.core.disclosure.random_surveys import MIXED, surveys
from tests.core.disclosure.tabled import Survey, each, one_unit, spread, survey, under
from tests.core.examples import RULES, SHIPPED, YES_NO, follow_up, instrument, item, scale

ASKED = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[3, 4, 5]))


def standing(of: Survey, *, topic: int = 0) -> str:
    """What the enterprise could show if it were alone."""
    found = of.criterion(topic=topic).standing
    return "full" if found.full[0] else "mean" if found.mean[0] else "hidden"


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("n", "most"), [(0, "hidden"), (4, "hidden"), (5, "mean"), (9, "mean"), (10, "full")])
def test_a_mean_stands_on_five_and_everything_else_on_ten(n: int, most: str) -> None:
    assert standing(one_unit(spread(n))) == most


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("n", "invited", "most"), [(10, 10, "mean"), (10, 11, "full"), (20, 20, "mean"), (5, 5, "hidden"), (5, 6, "mean")])
def test_no_figure_tells_that_everybody_answered(n: int, invited: int, most: str) -> None:
    """Full figures do where all of those invited answered; a mean does where no more than it needs were invited."""
    assert standing(one_unit(spread(n), invited=invited)) == most


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "most"),
    [
        (each(two=5, three=4), "mean"),
        (each(two=5, three=5), "hidden"),  # ten people, and no challenge among them
        (each(two=5, three=5, four=2), "full"),
        (each(one=3, two=2), "hidden"),
        (each(three=40), "hidden"),
    ],
)
def test_where_the_distribution_may_not_be_seen_the_mean_of_ten_may_not_either(people: list[int], most: str) -> None:
    """A mean with no distribution beside it would tell that there is something about the distribution."""
    assert standing(one_unit(people)) == most


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("n", "invited", "most"), [(9, 50, "hidden"), (10, 50, "full"), (10, 10, "hidden"), (10, 11, "full")])
def test_a_follow_up_set_stands_on_ten_of_those_asked_or_not_at_all(n: int, invited: int, most: str) -> None:
    people = [{"a": 3, "b": 1 + number % 2} for number in range(n)]
    assert standing(one_unit(people, invited=invited, of=ASKED), topic=1) == most


SPREAD = spread(40)
BESIDE = under("e", "a", "b")


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("b", "invited", "unsafe"),
    [
        (spread(9), 50, "e"),
        (spread(10), 50, ""),
        (spread(10), 11, ""),
        (spread(10), 10, "e"),  # all ten answered (R6)
        ([], 50, "e"),  # nobody answered (R6)
        (each(one=9, five=1), 50, "e"),
        (each(one=8, five=2), 50, ""),
        (each(one=19, five=2), 50, "e"),
        (each(two=5, three=5), 50, "e"),
    ],
)
def test_everything_is_known_of_the_enterprise_without_its_shown_units(b: list[int], invited: int, unsafe: str) -> None:
    of = survey(BESIDE, {"a": SPREAD, "b": b}, invited={"a": 50, "b": invited})
    assert of.named(of.breaches(full="e a").full) == unsafe
    assert of.named(of.breaches(full="e").full) == of.named(of.breaches(full="a").full) == ""


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("b", "unsafe"),
    [
        (spread(4), "e"),
        (spread(5), ""),
        ([], "e"),  # nobody answered (R6)
        (each(one=3, two=2), "e"),
        (each(one=3, two=1, three=1), ""),
        (each(three=4, four=1), "e"),
        (each(two=5, three=5), ""),
    ],
)
def test_the_mean_is_known_of_the_enterprise_without_its_shown_units(b: list[int], unsafe: str) -> None:
    of = survey(BESIDE, {"a": SPREAD, "b": b})
    assert of.named(of.breaches(mean="e a").mean) == unsafe
    assert of.named(of.breaches(mean="e").mean) == of.named(of.breaches(mean="a").mean) == ""


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("n", "safe"), [(9, False), (10, True)])
def test_of_a_follow_up_set_parts_of_ten_are_known(n: int, safe: bool) -> None:
    def people(count: int) -> list[dict[str, int]]:
        return [{"a": 3, "b": 1 + number % 2} for number in range(count)]

    of = survey(BESIDE, {"a": people(30), "b": people(n)}, of=ASKED)
    both = of.flags("e a")
    assert bool(of.criterion(topic=1).breaches(full=both, mean=both)) is not safe


DEEP: Mapping[str, str | None] = {"e": None, "m": "e", "a": "m", "b": "m", "c": "e"}


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("b", "c", "unsafe"), [(4, 5, "e"), (5, 5, ""), (9, 0, "e"), (0, 10, "")])
def test_hidden_cells_of_different_units_are_one_part(b: int, c: int, unsafe: str) -> None:
    of = survey(DEEP, {"a": SPREAD, "b": spread(b), "c": spread(c)})
    assert of.named(of.breaches(full="e a").full) == unsafe


@pytest.mark.promise("P09")
def test_a_shown_node_between_parts_them() -> None:
    of = survey(DEEP, {"a": SPREAD, "b": spread(5), "c": spread(5)})
    assert of.named(of.breaches(full="e m a").full) == "e m"
    assert of.named(of.breaches(full="m a").full) == "m"
    assert of.named(of.breaches(full="a").full) == ""


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(
    ("full", "mean", "unsafe"), [("e a", "", ""), ("e a b", "", "b"), ("e a", "b", ""), ("e a", "b c", "c"), ("", "", ""), ("c", "", "c")]
)
def test_what_must_not_be_shown_whatever_the_others_are(full: str, mean: str, unsafe: str) -> None:
    of = survey(DEEP, {"a": SPREAD, "b": spread(9), "c": spread(4)})
    assert of.named(of.breaches(full=full, mean=mean).alone) == unsafe


BETWEEN = under("e", "a", "b", "c")


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("a", "close"), [(16, ""), (17, "a"), (40, "a")])
def test_a_hidden_mean_is_open_by_a_quarter_of_the_scale(a: int, close: str) -> None:
    """Sixteen people beside four: the four may have answered 1 or 5, so the sum of the sixteen is known within 16, the mean within 1."""
    of = survey(BETWEEN, {"a": each(three=a), "b": each(three=4), "c": SPREAD})
    assert of.named(of.breaches(mean="e c").interval) == close


@pytest.mark.promise("P09")
def test_a_hidden_cell_alone_in_its_part_is_known_to_the_point() -> None:
    of = survey(BESIDE, {"a": spread(20), "b": spread(10)})
    assert of.named(of.breaches(full="e a").interval) == "b"
    assert of.named(of.breaches(full="a").interval) == ""


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("a", "close"), [(24, ""), (25, "m")])
def test_a_hidden_unit_with_shown_units_below_it_is_open_as_well(a: int, close: str) -> None:
    """Of a + 8 people those in a are known; the other eight are open by 32 beside eight people elsewhere."""
    of = survey(DEEP, {"a": spread(a), "b": each(three=8), "c": each(three=8)})
    assert of.named(of.breaches(mean="e a").interval) == close


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("c", "close"), [(8, ""), (5, "e")])
def test_under_a_hidden_enterprise_people_are_open_by_the_scale(c: int, close: str) -> None:
    """The sum of the enterprise is that of a and something between c and 5c: 4c / (c + 24) is at least 1 where c is 8 or more."""
    of = survey(BESIDE, {"a": spread(24), "b": each(three=c)})
    assert of.named(of.breaches(full="a").interval) == close


@pytest.mark.promise("P09")
def test_where_nobody_answered_nothing_is_too_close() -> None:
    of = survey(BETWEEN, {"a": [], "b": spread(5), "c": SPREAD})
    assert of.named(of.breaches(mean="e c").interval) == "b"


@pytest.mark.promise("P09")
def test_a_follow_up_set_has_no_interval() -> None:
    of = survey(BESIDE, {"a": [{"a": 3, "b": 1 + number % 2} for number in range(30)], "b": [{"a": 3, "b": 1}] * 9}, of=ASKED)
    both = of.flags("e a")
    assert of.named(of.criterion(topic=1).breaches(full=both, mean=both).interval) == ""


@pytest.mark.parametrize("wrong", ["full", "mean", "interval", "alone"])
def test_one_kind_of_breach_is_enough(wrong: str) -> None:
    of = one_unit(spread(20))
    breaches = of.breaches(full="e")
    assert not breaches
    getattr(breaches, wrong)[0] = True
    assert breaches


def random_states(of: Survey, table: TopicTable, rules: Rules, dice: random.Random) -> list[Visibility]:
    """Any, or those of the mask that is best, but for a few nodes."""
    some = [Visibility.HIDDEN, Visibility.FULL] + [Visibility.MEAN] * (table.scores is not None)
    share = dice.choice((0.2, 0.5, 0.9))
    if dice.random() < 0.3:
        return [dice.choice(some) if dice.random() < share else Visibility.HIDDEN for _ in of.parents]
    states = list(mask([table], of.grid, rules)[0])
    for _ in range(dice.randint(0, 2)):
        states[dice.randrange(len(states))] = dice.choice(some)
    return states


SHOWN = {Visibility.FULL, Visibility.MEAN}
STRICT_AND_LENIENT = (
    SHIPPED,
    Rules.of({**RULES, "ordinary": {"mean": 3, "full": 6}, "counts": {"exact": 100, "bands": [6, 20]}}),
    Rules.of({**RULES, "attribute": {"category_share": 99, "differing": 1, "each_side": 1, "mean_margin": 1}, "interval": {"span": 5}}),
)


@pytest.mark.promise("P09", "P10")
@settings(max_examples=150, deadline=None)
@given(surveys(most=7), st.sampled_from(STRICT_AND_LENIENT), st.integers(0, 2**32))
def test_random_masks_are_wrong_where_the_reference_says_so(of: Survey, rules: Rules, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    for number, table in enumerate(of.tables):
        if table.topic.topic_class is not TopicClass.ORDINARY:
            continue
        states = random_states(of, table, rules, dice)
        full, mean = (np.array([state in states_shown for state in states]) for states_shown in ({Visibility.FULL}, SHOWN))
        shows = {(code, table.topic.id): state.value for code, state in zip(of.parents, states, strict=True) if state in SHOWN}
        wrong = wrongs(MIXED, of.grid, asked=tuple(MIXED.items), people=of.people, shows=shows, rules=rules)
        found = [each for each in wrong if "what opens it" not in each]  # that is between topics; the criterion is of one
        assert bool(of.criterion(rules, topic=number).breaches(full=full, mean=mean)) is bool(found), (found, shows)
