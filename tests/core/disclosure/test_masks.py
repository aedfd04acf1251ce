"""What each node shows: worked examples at the edge of each rule, and what is true of every mask."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.masks import barred_by_opener, mask
from must.core.disclosure.visibility import Visibility
from tests.core.disclosure.conditions import wrongs
from tests.core.disclosure.random_surveys import MIXED, surveys
from tests.core.disclosure.tabled import Given, Survey, each, one_unit, spread, survey, under
from tests.core.examples import SHIPPED, YES_NO, follow_up, instrument, item, scale

SHOWN = {Visibility.FULL, Visibility.MEAN}


def shown(of: Survey) -> str:
    """What the nodes show of the last topic."""
    return list(of.shown().values())[-1]


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("n", "states"), [(0, "hidden"), (4, "hidden"), (5, "mean"), (9, "mean"), (10, "full")])
def test_an_enterprise_of_one_unit(n: int, states: str) -> None:
    assert shown(one_unit(spread(n))) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "states"),
    [
        (each(one=9, five=1), "hidden"),  # 90 %, but one differs
        (each(one=18, five=2), "full"),
        (each(one=19, five=1), "hidden"),
        (each(one=10, three=9, five=1), "hidden"),
        (each(one=10, three=8, five=2), "full"),
        (each(one=3, two=2), "hidden"),  # the mean is 2/n above the end
        (each(one=3, two=1, three=1), "mean"),
        (each(four=30), "hidden"),
        (each(two=4, three=5), "mean"),
        (each(two=5, three=5), "hidden"),  # ten people without a challenge: hidden whole, though the mean would pass
    ],
)
def test_what_leaves_no_doubt_is_hidden(people: list[int], states: str) -> None:
    assert shown(one_unit(people)) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("invited", "states"), [(10, "mean"), (11, "full")])
def test_where_everybody_answered_no_figure_says_so(invited: int, states: str) -> None:
    assert shown(one_unit(spread(10), invited=invited)) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("b", "c", "states"),
    [
        (10, 10, "full full full full"),
        (5, 5, "full full mean mean"),  # ten people make a part of full figures
        (5, 4, "full mean hidden hidden"),  # nine don't; nor do four make a part of means, or one cell alone
        (9, 10, "full full mean mean"),
        (10, 0, "full hidden hidden hidden"),  # nobody in c: b would be alone with it, and its mean known
    ],
)
def test_what_is_left_of_the_enterprise_has_people_enough(b: int, c: int, states: str) -> None:
    assert shown(survey(under("e", "a", "b", "c"), {"a": spread(30), "b": spread(b), "c": spread(c)})) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("b", "states"),
    [
        (each(one=8, five=2), "full full full"),
        (each(one=9, five=1), "full hidden hidden"),
        (each(two=5, three=5), "full hidden hidden"),
    ],
)
def test_what_is_left_of_the_enterprise_leaves_doubt(b: list[int], states: str) -> None:
    """a alone would pass, but the enterprise without a is b."""
    assert shown(survey(under("e", "a", "b"), {"a": spread(30), "b": b})) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("invited", "states"), [(10, "full mean mean"), (11, "full full full")])
def test_what_is_left_of_the_enterprise_does_not_tell_that_everybody_answered(invited: int, states: str) -> None:
    assert shown(survey(under("e", "a", "b"), {"a": spread(30), "b": spread(10)}, invited={"a": 50, "b": invited})) == states


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("b", "states"), [(16, "full hidden hidden full"), (17, "full hidden hidden hidden")])
def test_a_hidden_mean_is_open_by_a_quarter_of_the_scale(b: int, states: str) -> None:
    """Beside four people the mean of sixteen is known within one step of four, that of seventeen more closely."""
    people = {"a": each(one=2, five=2), "b": each(one=b // 2, five=(b + 1) // 2), "c": each(one=21, five=21)}
    closed = survey(under("e", "a", "b", "c"), people, invited={"a": 50, "b": b, "c": 50})
    assert shown(closed) == states


@pytest.mark.promise("P09")
def test_what_shows_everything_shows_its_mean_whatever_the_best_mask_of_means_would_be() -> None:
    """Means alone would rather hide the ten of the enterprise than the six of m twice: then four would be the whole without m."""
    of = survey({"e": None, "m": "e", "m1": "m", "b": "e"}, {"m1": [1, 2, 2, 4, 4, 5], "b": each(one=4)})
    assert shown(of) == "full hidden hidden hidden"


@pytest.mark.promise("P09")
def test_what_was_closed_on_the_way_and_need_not_have_been_is_opened_again() -> None:
    """The whole without a and c is b, where all agree. So b gets company, and a, which was closed first, is in nobody's way."""
    people = {"a": each(one=16, five=2), "b": each(one=6), "c": each(one=8, two=3, three=3, four=3, five=6)}
    assert shown(survey(under("e", "a", "b", "c"), people)) == "full full hidden hidden"


@pytest.mark.promise("P09")
def test_an_enterprise_may_be_hidden_and_a_unit_of_it_shown() -> None:
    """With eight more of the answer that nearly all in a gave, more than 90 % of all have given it; in a they are 90 %."""
    assert shown(survey(under("e", "a", "b"), {"a": each(one=18, five=2), "b": each(one=8)})) == "hidden full hidden"


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("n", "states"), [(0, "hidden"), (4, "hidden"), (9, "mean"), (10, "full")])
def test_only_children_twelve_deep(n: int, states: str) -> None:
    """They are the same people all the way, so they show the same."""
    codes = [f"{level:02}" for level in range(13)]
    chain = dict(zip(codes, [None, *codes], strict=False))
    assert set(shown(survey(chain, {codes[-1]: spread(n)})).split()) == {states}


@pytest.mark.promise("P09")
def test_where_all_units_are_small_the_enterprise_alone_is_shown() -> None:
    cells = [f"c{number}" for number in range(8)]
    people = {cell: [1 + number % 5, 5 - number % 5] for number, cell in enumerate(cells)}
    assert shown(survey(under("e", *cells), people)).split() == ["full"] + ["hidden"] * 8


@pytest.mark.promise("P09")
@pytest.mark.parametrize("people", [[], each(three=30)], ids=["nobody", "all the same"])
def test_where_nobody_answered_or_all_the_same_nothing_is_shown(people: list[int]) -> None:
    assert set(shown(survey(under("e", "a", "b"), {"a": people, "b": people})).split()) == {"hidden"}


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(
    ("asked", "states"), [(9, "hidden hidden hidden"), (10, "full hidden hidden"), (19, "full hidden hidden"), (20, "full full full")]
)
def test_a_follow_up_set_has_cells_of_ten_who_were_asked(asked: int, states: str) -> None:
    """Half of those asked are in either unit; everybody else answered what doesn't open it."""
    of = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[3, 4, 5]))
    everybody: list[Given] = [
        {"a": 3 + number % 3, "b": 1 + number // 2 % 2} if number < asked else {"a": 1 + number % 2, "b": 1} for number in range(60)
    ]
    assert shown(survey(under("e", "a", "b"), {"a": everybody[::2], "b": everybody[1::2]}, of=of)) == states


OPENED = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[5]))


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("others", "states"), [(0, "hidden"), (1, "hidden"), (2, "full")])
def test_a_follow_up_set_does_not_tell_how_many_were_asked_where_its_opener_is_hidden(others: int, states: str) -> None:
    """Its whole per cents, 45 and 55, fit eleven people only: of twelve invited all who answered the opener would have given one answer."""
    asked: list[Given] = [{"a": 5, "b": 1 if number < 5 else 2} for number in range(11)]
    told = one_unit([*asked, *([{"a": 1}] * others)], invited=12 + others, of=OPENED)
    assert told.shown() == {"one": states, "who": states}


@pytest.mark.promise("P09")
def test_a_follow_up_set_is_shown_in_the_units_where_its_opener_is() -> None:
    """All in b gave the answer that opens it. So neither is shown there, nor in one more; by itself the follow-up set could be in all."""
    half: list[Given] = [{"a": 5 if number < 20 else 1 + number % 4, "b": 1 + number % 2} for number in range(40)]
    alike: list[Given] = [{"a": 5, "b": 1 + number % 2} for number in range(20)]
    of = survey(under("e", "a", "b", "c"), {"a": half, "b": alike, "c": half}, of=OPENED)
    shows = of.shown()
    assert shows["who"] == shows["one"] == "full hidden hidden full"


@pytest.mark.promise("P09")
def test_a_follow_up_set_whose_opener_was_not_asked_is_hidden() -> None:
    of = one_unit([{"a": 1 + 4 * (number % 2), "b": 1 + number // 2 % 2} for number in range(60)], of=OPENED)
    assert mask(of.tables[1:], of.grid, SHIPPED) == [(Visibility.HIDDEN,)]


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("no", "state"), [(19, "hidden"), (20, "full")])
def test_a_sensitive_follow_up_set_is_hidden_with_its_opener(no: int, state: str) -> None:
    sensitive = TopicClass.SENSITIVE
    opened = follow_up("who", item("b", YES_NO), opener="a", values=[5], topic_class=sensitive)
    of = instrument(scale("one", item("a"), topic_class=sensitive), opened)
    people: list[Given] = [{"a": 5, "b": 1 + number % 2} for number in range(40)]
    assert one_unit([*people, *[{"a": 1}] * no], of=of).shown() == {"one": state, "who": state}


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("yes", "state"), [(19, "hidden"), (20, "full")])
def test_a_sensitive_topic_is_the_enterprises_and_has_twenty_on_a_side(yes: int, state: str) -> None:
    of = instrument(scale("one", item("a"), topic_class=TopicClass.SENSITIVE))
    people = {"a": each(one=40), "b": each(one=10, five=yes)}
    assert shown(survey(under("e", "a", "b"), people, of=of)) == f"{state} absent absent"


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("invited", "state"), [(60, "hidden"), (61, "full")])
def test_a_sensitive_topic_does_not_tell_that_everybody_answered(invited: int, state: str) -> None:
    of = instrument(scale("one", item("a"), topic_class=TopicClass.SENSITIVE))
    assert shown(one_unit(each(one=30, five=30), invited=invited, of=of)) == state


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("margin", "state"), [(39, Visibility.FULL), (40, Visibility.HIDDEN)])
def test_a_sensitive_mean_is_not_at_the_end_of_the_scale_either(margin: int, state: Visibility) -> None:
    """40 above the lowest sum. Under the rules that are shipped twenty on each side are enough for that."""
    sensitive = replace(SHIPPED.sensitive, each_side=10)
    rules = replace(SHIPPED, sensitive=sensitive, attribute=replace(SHIPPED.attribute, mean_margin=margin))
    given_answers = one_unit(each(one=40, two=10, four=10), of=instrument(scale("one", item("a"), topic_class=TopicClass.SENSITIVE)))
    assert mask(given_answers.tables, given_answers.grid, rules) == [(state,)]


@pytest.mark.promise("P12")
def test_health_has_no_cells() -> None:
    of = instrument(scale("work", item("a")), scale("pain", item("b"), topic_class=TopicClass.HEALTH))
    assert one_unit([{"a": value, "b": value} for value in spread(200)], of=of).shown() == {"work": "full", "pain": "absent"}


@pytest.mark.promise("P09")
def test_topics_have_masks_of_their_own() -> None:
    of = instrument(scale("one", item("a")), scale("two", item("b")), scale("three", item("c")))
    people: list[Given] = [{"a": 1 + number % 5, "b": 3, "c": 1 + number % 5} for number in range(12)]
    few: list[Given] = [{"a": 1 + number % 5, "b": 1 + number % 5} | ({"c": 1} if number < 4 else {}) for number in range(12)]
    assert survey(under("e", "x", "y"), {"x": people, "y": few}, of=of).shown() == {
        "one": "full full full",
        "two": "full hidden hidden",
        "three": "full hidden hidden",
    }


@pytest.mark.promise("P09")
def test_a_grid_without_cells_shows_nothing() -> None:
    of = one_unit(spread(60))
    empty = replace(of.grid, cell_of_unit={})
    assert mask(of.tables, empty, SHIPPED) == [(Visibility.HIDDEN,)]
    sensitive = one_unit(each(one=30, five=30), of=instrument(scale("one", item("a"), topic_class=TopicClass.SENSITIVE)))
    assert mask(sensitive.tables, empty, SHIPPED) == [(Visibility.HIDDEN,)]


def test_nothing_was_asked() -> None:
    assert mask([], one_unit([]).grid, SHIPPED) == []


@pytest.mark.promise("P09")
def test_a_class_without_a_rule_is_a_mistake() -> None:
    of = one_unit(spread(60))
    unknown: Any = "public"
    with pytest.raises(ValueError, match="no rule for topics of class public"):
        mask([replace(of.tables[0], topic=replace(of.tables[0].topic, topic_class=unknown))], of.grid, SHIPPED)


@pytest.mark.promise("P09", "P10", "P11", "P12")
@settings(max_examples=100, deadline=None)
@given(surveys())
def test_what_a_mask_shows_is_allowed(of: Survey) -> None:
    shows = of.places(mask(of.tables, of.grid, SHIPPED))
    assert wrongs(MIXED, of.grid, asked=tuple(MIXED.items), people=of.people, shows=shows, rules=SHIPPED) == []


@settings(max_examples=200, deadline=None)
@given(surveys(most=9))
def test_nothing_that_a_mask_hides_could_be_shown_with_all_else_as_it_is(of: Survey) -> None:
    masked = mask(of.tables, of.grid, SHIPPED)
    for number, visible in enumerate(masked):
        if of.tables[number].topic.topic_class is not TopicClass.ORDINARY:
            continue
        criterion, barred = of.criterion(topic=number), barred_by_opener(of.tables[number], zip(of.tables, masked, strict=True))
        for node, more in [(node, more) for node, now in enumerate(visible) for more in _more(now, of.tables[number].scores is not None)]:
            if barred[node]:
                continue
            opened = [*visible[:node], more, *visible[node + 1 :]]
            full, mean = (np.array([each_one in states for each_one in opened]) for states in ({Visibility.FULL}, SHOWN))
            assert criterion.breaches(full=full, mean=mean), (of.tables[number].topic.id, node, more)


def _more(now: Visibility, has_score: bool) -> Sequence[Visibility]:
    """What more a cell could show."""
    order = [Visibility.HIDDEN, Visibility.MEAN, Visibility.FULL] if has_score else [Visibility.HIDDEN, Visibility.FULL]
    return order[order.index(now) + 1 :]


@pytest.mark.parametrize("cells", ["a b c d f", "f d c b a", "b f a d c"])
def test_of_two_that_are_alike_the_first_by_code_is_shown(cells: str) -> None:
    people = {cell: each(one=1) for cell in "abd"} | dict.fromkeys("cf", each(one=6, two=1, three=1, four=1, five=1))
    of = survey(under("e", *cells.split()), people)
    assert {code for code, state in zip(of.parents, shown(of).split(), strict=True) if state == "mean"} == {"c"}


@settings(max_examples=100, deadline=None)
@given(surveys(), st.integers(0, 2**32))
def test_order_decides_nothing(of: Survey, seed: int) -> None:
    """Neither that of units, nor of people, nor of topics, nor what else was asked, but for what opens a follow-up set."""
    dice = random.Random(seed)  # noqa: S311
    turned = replace(
        of,
        parents=_with_siblings_shuffled(of, dice),
        given={code: dice.sample(people, len(people)) for code, people in dice.sample(list(of.given.items()), len(of.given))},
    )
    assert _by_code(of) == _by_code(turned)
    backwards = mask(of.tables[::-1], of.grid, SHIPPED)[::-1]
    assert backwards == mask(of.tables, of.grid, SHIPPED)
    first = of.tables[:1]  # what opens the only follow-up set
    assert backwards == [mask([table, *(first if table.topic.follow_up else ())], of.grid, SHIPPED)[0] for table in of.tables]


def _by_code(of: Survey) -> dict[str, dict[str, str]]:
    return {topic: dict(zip(of.parents, states.split(), strict=True)) for topic, states in of.shown().items()}


def _with_siblings_shuffled(of: Survey, dice: random.Random) -> dict[str, str | None]:
    """The same tree in another pre-order."""
    shuffled: dict[str, str | None] = {}
    waiting = [code for code, above in of.parents.items() if above is None]
    while waiting:
        code = waiting.pop()
        shuffled[code] = of.parents[code]
        below = [child for child, above in of.parents.items() if above == code]
        waiting.extend(dice.sample(below, len(below)))
    return shuffled


@pytest.mark.promise("P09")
def test_a_chain_as_deep_as_a_file_is_long() -> None:
    codes = [f"{level:05}" for level in range(12_000)]
    chain = dict(zip(codes, [None, *codes], strict=False))
    assert set(shown(survey(chain, {codes[-1]: spread(20)})).split()) == {"full"}
