"""The audit before release: it lets through what a mask shows, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from must.core.common.refusals import Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure import publishing
from must.core.disclosure.audit import audit
from must.core.disclosure.grid import Grid
from must.core.disclosure.masks import Visibilities, mask
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Instrument
from tests.core.disclosure.random_surveys import surveys
from tests.core.disclosure.tabled import ONE, Given, Survey, each, one_unit, spread, survey, under
from tests.core.examples import SHIPPED, YES_NO, follow_up, instrument, item, scale
from tests.core.refused import refused

FULL, MEAN, HIDDEN, ABSENT = Visibility.FULL, Visibility.MEAN, Visibility.HIDDEN, Visibility.ABSENT


def refuses(of: Survey, *visible: Sequence[Visibility]) -> bool:
    """Whether the audit refuses it; then for the topics of the survey, and in words."""
    shown = [tuple(one) for one in visible]
    try:
        audit(of.tables, shown, of.grid, SHIPPED)
    except Refusal:
        assert refused(lambda: audit(of.tables, shown, of.grid, SHIPPED)) == [("publication.not_proved", None, None)]
        return True
    return False


THREE = survey(under("e", "a", "b"), {"a": spread(30), "b": spread(9)})


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(
    ("visible", "safe"),
    [
        ((HIDDEN, HIDDEN, HIDDEN), True),
        ((FULL, MEAN, MEAN), True),
        ((FULL, HIDDEN, HIDDEN), True),
        ((FULL, FULL, MEAN), False),  # of b the full figures could be computed
        ((FULL, MEAN, FULL), False),  # nine are too few
        ((FULL, MEAN, HIDDEN), False),  # the mean of b could be computed
        ((HIDDEN, FULL, FULL), False),
        ((FULL, MEAN), False),  # a node was forgotten
        ((FULL, MEAN, MEAN, HIDDEN), False),
        ((), False),
    ],
)
def test_what_breaks_a_rule_is_refused(visible: Sequence[Visibility], safe: bool) -> None:
    assert refuses(THREE, visible) is not safe


SENSITIVE = instrument(scale("one", item("a"), topic_class=TopicClass.SENSITIVE))
HEALTH = instrument(scale("work", item("b")), scale("pain", item("a"), topic_class=TopicClass.HEALTH))
HALF_AND_HALF: Sequence[Given] = [{"a": value} for value in each(one=30, five=30)]


@pytest.mark.promise("P11", "P12")
@pytest.mark.parametrize(
    ("of", "visible", "safe"),
    [
        (SENSITIVE, (FULL, ABSENT, ABSENT), True),
        (SENSITIVE, (HIDDEN, ABSENT, ABSENT), True),
        (SENSITIVE, (FULL, FULL, ABSENT), False),
        (SENSITIVE, (FULL, MEAN, MEAN), False),
        (SENSITIVE, (MEAN, ABSENT, ABSENT), False),
        (SENSITIVE, (HIDDEN, FULL, FULL), False),
        (HEALTH, (ABSENT, ABSENT, ABSENT), True),
        (HEALTH, (FULL, ABSENT, ABSENT), False),
        (HEALTH, (MEAN, ABSENT, ABSENT), False),
        (HEALTH, (ABSENT, ABSENT, MEAN), False),
    ],
)
def test_what_a_class_never_shows_is_refused_however_many_answered(of: Instrument, visible: Sequence[Visibility], safe: bool) -> None:
    two_units = survey(under("e", "a", "b"), {"a": HALF_AND_HALF, "b": HALF_AND_HALF}, invited=90, of=of)
    assert refuses(two_units, *[[HIDDEN] * 3 for _ in two_units.tables[:-1]], visible) is not safe


@pytest.mark.promise("P09", "P11")
@pytest.mark.parametrize(("yes", "invited", "safe"), [(20, 90, True), (19, 90, False), (20, 60, False)])
def test_a_sensitive_topic_is_asked_about_again(yes: int, invited: int, safe: bool) -> None:
    assert refuses(one_unit(each(one=40, five=yes), invited=invited, of=SENSITIVE), [FULL]) is not safe


@pytest.mark.promise("P10")
@pytest.mark.parametrize(("visible", "safe"), [(FULL, True), (MEAN, False)])
def test_a_follow_up_set_has_no_mean_to_show(visible: Visibility, safe: bool) -> None:
    of = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[3, 4, 5]))
    people: list[Given] = [{"a": 1 + number % 5, "b": 1 + number // 5 % 2} for number in range(60)]
    assert refuses(one_unit(people, of=of), [FULL], [visible]) is not safe


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("opener", "safe"), [(FULL, True), (MEAN, False), (HIDDEN, False)])
def test_a_follow_up_set_is_refused_where_its_opener_is_not_shown_in_full(opener: Visibility, safe: bool) -> None:
    """The opener could be shown by itself at each level."""
    of = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[3, 4, 5]))
    people: list[Given] = [{"a": 1 + number % 5, "b": 1 + number // 5 % 2} for number in range(60)]
    told = one_unit(people, of=of)
    assert not refuses(told, [opener], [HIDDEN])
    assert refuses(told, [opener], [FULL]) is not safe


@pytest.mark.promise("P09")
def test_an_enterprise_without_cells_shows_nothing_though_the_counts_would_do() -> None:
    of = one_unit(spread(30))
    too_small = replace(of.grid, cell_of_unit={})
    audit(of.tables, [(HIDDEN,)], too_small, SHIPPED)
    assert refused(lambda: audit(of.tables, [(FULL,)], too_small, SHIPPED)) == [("publication.not_proved", None, None)]


def test_every_topic_that_would_say_too_much_is_named() -> None:
    of = instrument(scale("first", item("a")), scale("second", item("b")), scale("third", item("c")))
    survey_of = one_unit([{"a": 3, "b": 1 + number % 5, "c": 3} for number in range(30)], of=of)
    with pytest.raises(Refusal) as refusal:
        audit(survey_of.tables, [(FULL,)] * 3, survey_of.grid, SHIPPED)
    assert [dict(fault.details) for fault in refusal.value.faults] == [{"topics": "first, third"}]


def test_a_topic_that_was_forgotten_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"):
        audit(THREE.tables, [], THREE.grid, SHIPPED)


@pytest.mark.promise("P09", "P10", "P11", "P12")
@settings(max_examples=100, deadline=None)
@given(surveys(most=9))
def test_of_any_survey_it_lets_through_the_mask_and_no_cell_more(of: Survey) -> None:
    """A cell more could be safe only where it takes another class's place: the search opens all that can be opened."""
    visible = mask(of.tables, of.grid, SHIPPED)
    assert not refuses(of, *visible)
    for topic, states in enumerate(visible):
        for node, more in [(node, more) for node, state in enumerate(states) for more in MORE[state]]:
            opened = (*states[:node], more, *states[node + 1 :])
            assert refuses(of, *visible[:topic], opened, *visible[topic + 1 :]), (of.tables[topic].topic.id, node, more)


MORE: Mapping[Visibility, Sequence[Visibility]] = {ABSENT: (MEAN, FULL), HIDDEN: (MEAN, FULL), MEAN: (FULL,), FULL: ()}


def shows_all(tables: Sequence[TopicTable], grid: Grid, rules: Rules) -> list[Visibilities]:
    """A mask that forgot its rules."""
    return [(FULL,) * len(grid.nodes) for _ in tables]


@pytest.mark.promise("P09")
def test_a_publication_whose_mask_is_broken_is_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> object:
        return publishing.publish(
            instrument=ONE, asked=("a",), form="full", round=None, grid=THREE.grid, answers=THREE.answers, rules=SHIPPED
        )

    assert made()
    monkeypatch.setattr(publishing, "mask", shows_all)
    assert refused(made) == [("publication.not_proved", None, None)]
