"""R4 at its edges: what leaves doubt about each member of a group, and what doesn't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure import doubt
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Flags
from must.core.disclosure.tables import TopicTable
from must.core.instrument.model import Bands, Instrument
from tests.core.disclosure.conditions import wrongs
from tests.core.disclosure.tabled import ONE, Given, each, one_unit
from tests.core.examples import RULES, SHIPPED, YES_NO, follow_up, instrument, item, scale

LENIENT = {"category_share": 99, "differing": 1, "each_side": 1, "mean_margin": 1}
TWO = instrument(scale("two", item("a"), item("b", reverse=True)))
YES = instrument(scale("bullying", item("a", YES_NO), topic_class=TopicClass.SENSITIVE, bands=Bands(challenge=2, favourable=1)))
ASKED = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[3, 4, 5]))


def table_of(people: Sequence[Given], of: Instrument = ONE) -> TopicTable:
    return one_unit(people, of=of).tables[-1]


def attribute(**changes: int) -> Any:
    return Rules.of({**RULES, "attribute": {**LENIENT, **changes}}).attribute


def passes(flags: Flags) -> bool:
    assert flags.shape == (1,)
    return bool(flags[0])


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (each(one=18, five=2), True),  # 90 % to the point
        (each(one=19, five=2), False),  # 90.5 %
        (each(one=90, five=10), True),
        (each(one=91, five=10), False),
        (each(one=10, two=9, five=2), False),  # the answers are spread, but 19 of 21 scores are favourable
        (each(one=10, two=8, five=2), True),
        (each(one=30), False),
        ([], True),
    ],
)
def test_no_answer_and_no_band_holds_more_than_ninety_per_cent(people: list[int], enough: bool) -> None:
    assert passes(doubt.in_distributions(table_of(people), attribute(category_share=90))) is enough


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "enough"),
    [(each(one=9, five=1), False), (each(one=8, five=2), True), (each(one=8, four=1, five=1), True), (each(one=99, five=1), False)],
)
def test_two_people_differ(people: list[int], enough: bool) -> None:
    """Nine of ten are 90 per cent to the point; it is the tenth who would be alone."""
    assert passes(doubt.in_distributions(table_of(people), attribute(differing=2))) is enough
    assert passes(doubt.in_distributions(table_of(people), attribute(differing=1)))


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (each(one=10, three=9, five=1), False),
        (each(one=10, three=9, five=2), True),
        (each(one=10, three=10), False),
        (each(four=6, five=6, three=1), False),
        (each(four=6, five=6, three=1, one=1), True),
    ],
)
def test_two_people_on_each_side_of_the_challenge_share(people: list[int], enough: bool) -> None:
    assert passes(doubt.in_distributions(table_of(people), attribute(each_side=2))) is enough


@pytest.mark.promise("P09")
def test_every_item_counts() -> None:
    """The second question's answers are all the same; the scores are not."""
    people = [{"a": 1 + number % 5, "b": 3} for number in range(20)]
    mixed = [{"a": 1 + number % 5, "b": 3 if number else 2} for number in range(20)]
    fair = [{"a": 1 + number % 5, "b": 3 if number > 1 else 2} for number in range(20)]
    assert [passes(doubt.in_distributions(table_of(each_one, TWO), SHIPPED.attribute)) for each_one in (people, mixed, fair)] == [
        False,
        False,
        True,
    ]


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("yes", "enough"), [(1, False), (2, True), (18, True), (19, False)])
def test_a_follow_up_set_has_its_answers_alone(yes: int, enough: bool) -> None:
    people = [{"a": 3, "b": 2}] * yes + [{"a": 3, "b": 1}] * (20 - yes)
    assert passes(doubt.in_distributions(table_of(people, ASKED), SHIPPED.attribute)) is enough
    assert passes(doubt.in_mean(table_of(people, ASKED), SHIPPED.attribute))


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (each(one=3, two=2), False),  # 2/5 above 1: to the point
        (each(one=3, two=1, three=1), True),
        (each(one=100, three=1), False),
        (each(one=100, two=1, three=1), True),
        (each(five=3, four=2), False),
        (each(five=3, four=1, three=1), True),
    ],
)
def test_a_mean_is_more_than_two_nths_from_the_ends(people: list[int], enough: bool) -> None:
    assert passes(doubt.in_mean(table_of(people), attribute(mean_margin=2))) is enough
    assert passes(doubt.in_mean(table_of(people), attribute(mean_margin=1)))


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("third", "enough"), [({"a": 3, "b": 5}, False), ({"a": 3, "b": 4}, True)])
def test_the_margin_is_of_the_mean_of_several_items(third: dict[str, int], enough: bool) -> None:
    """Sums of two questions, from 2 to 10; the second turned round. 3 + 3 + … above 2 by 4 in all is exactly 2/n."""
    people = [{"a": 1, "b": 5}] * 6 + [{"a": 2, "b": 5}] * 2 + [third]
    assert passes(doubt.in_mean(table_of(people, TWO), attribute(mean_margin=2))) is enough


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("people", "enough"), [(each(three=4, five=1), False), (each(three=3, five=2), True), (each(three=5), False), ([], True)]
)
def test_two_people_have_another_score_than_most(people: list[int], enough: bool) -> None:
    assert passes(doubt.in_mean(table_of(people), attribute(differing=2))) is enough


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(
    ("no", "yes", "enough"),
    [(20, 20, True), (19, 20, False), (20, 19, False), (0, 40, False), (40, 0, False), (280, 20, True), (0, 0, False)],
)
def test_a_sensitive_topic_needs_twenty_on_each_side_whatever_per_cent_they_are(no: int, yes: int, enough: bool) -> None:
    assert passes(doubt.in_sensitive(table_of(each(one=no, two=yes), YES), SHIPPED.sensitive)) is enough


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(
    ("people", "enough"),
    [
        (each(one=50, four=10, five=10), True),
        (each(one=50, four=10, five=9), False),
        (each(one=15, two=15, three=30, four=10, five=10), True),
        (each(one=15, two=15, three=30, four=10, five=9), False),  # no band holds nearly all, but 19 have a challenge
        (each(three=19, four=30, five=30), False),  # nor here, but all except 19 have one
    ],
)
def test_a_sensitive_share_and_its_largest_answer_leave_out_twenty(people: list[int], enough: bool) -> None:
    assert passes(doubt.in_sensitive(table_of(people), SHIPPED.sensitive)) is enough


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("others", "enough"), [(0, False), (19, False), (20, True)])
def test_a_sensitive_answer_leaves_out_twenty_though_the_share_is_fair(others: int, enough: bool) -> None:
    people = [{"a": 1 if number < 30 else 5, "b": 3 if number < 60 - others else 4} for number in range(60)]
    sensitive = instrument(scale("two", item("a"), item("b"), topic_class=TopicClass.SENSITIVE))
    assert passes(doubt.in_sensitive(table_of(people, sensitive), SHIPPED.sensitive)) is enough


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("n", "enough"), [(19, False), (20, True)])
def test_a_sensitive_topic_needs_twenty_people(n: int, enough: bool) -> None:
    lenient = Rules.of({**RULES, "sensitive": {"full": 20, "each_side": 3}}).sensitive
    assert passes(doubt.in_sensitive(table_of(each(one=9, five=n - 9)), lenient)) is enough


MANY = st.lists(st.integers(0, 25), min_size=5, max_size=5)


@pytest.mark.promise("P09")
@given(st.lists(MANY, min_size=1, max_size=6), st.integers(1, 5), st.integers(60, 95), st.integers(1, 4))
def test_it_is_what_the_reference_says_person_by_person(rows: list[list[int]], people: int, share: int, margin: int) -> None:
    document: Mapping[str, object] = {
        **RULES,
        "attribute": {"category_share": share, "differing": people, "each_side": people, "mean_margin": margin},
        "ordinary": {"mean": 3, "full": 3},
        "counts": {"exact": 100, "bands": [3, 10]},
    }
    rules = Rules.of(document)
    for row in rows:
        given_here = [value for value, count in zip((1, 2, 3, 4, 5), row, strict=True) for _ in range(count)]
        survey = one_unit(given_here)
        if len(given_here) < rules.ordinary.full:
            continue
        table = survey.tables[0]
        expected = not wrongs(ONE, survey.grid, asked=("a",), people=survey.people, shows={("e", "one"): "full"}, rules=rules)
        assert passes(doubt.in_distributions(table, rules.attribute) & doubt.in_mean(table, rules.attribute)) is expected


def test_rows_do_not_touch_each_other() -> None:
    tables = [table_of(people) for people in (each(one=9, five=1), each(one=8, five=2), [], each(three=30))]
    rows = TopicTable.grouped(_side_by_side(tables), np.arange(4), np.arange(4), 4)
    assert doubt.in_distributions(rows, SHIPPED.attribute).tolist() == [False, True, True, False]
    assert doubt.in_mean(rows, SHIPPED.attribute).tolist() == [False, True, True, False]


def _side_by_side(tables: Sequence[TopicTable]) -> TopicTable:
    scores = [table.scores for table in tables if table.scores is not None]
    sums, bands = np.concatenate([one.sums for one in scores]), np.concatenate([one.bands for one in scores])
    return replace(
        tables[0],
        n=np.concatenate([table.n for table in tables]),
        scores=replace(scores[0], sums=sums, bands=bands),
        options={name: np.concatenate([table.options[name] for table in tables]) for name in tables[0].options},
    )
