"""The seam of the mask: every class of topics has a rule, and every node a visibility."""

from __future__ import annotations

import numpy as np
import pytest

from must.core.common.topics import TopicClass
from must.core.disclosure import thresholds
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.thresholds import Visibility, mask
from must.core.instrument.model import Bands, Direction, Topic
from tests.core.examples import SHIPPED, item, text, tree

ABSENT, HIDDEN, MEAN, FULL = Visibility.ABSENT, Visibility.HIDDEN, Visibility.MEAN, Visibility.FULL
GRID = build_grid(tree(("e", None, 0), ("a", "e", 30), ("b", "e", 30)), SHIPPED)


def visible(topic_class: TopicClass, *n: int, scored: bool = True, grid: Grid = GRID) -> tuple[Visibility, ...]:
    topic = Topic(
        id="t",
        topic_class=topic_class,
        name=text("t"),
        meaning=text("t"),
        items=(item("x"),),
        direction=Direction.RISK if scored else None,
        bands=Bands(challenge=3.5, favourable=2.5) if scored else None,
    )
    numbers = np.array(n, dtype=np.int64)
    # A mask looks at whether there are scores, not at what they are.
    table = TopicTable(topic=topic, n=numbers, scores=object() if scored else None, options={})  # type: ignore[arg-type]
    return mask(table, grid, SHIPPED)


@pytest.mark.promise("P10")
def test_ordinary_topics_by_size() -> None:
    assert visible(TopicClass.ORDINARY, 19, 10, 9) == (FULL, FULL, MEAN)
    assert visible(TopicClass.ORDINARY, 9, 5, 4) == (MEAN, MEAN, HIDDEN)
    assert visible(TopicClass.ORDINARY, 0, 0, 0) == (HIDDEN, HIDDEN, HIDDEN)


@pytest.mark.promise("P10")
def test_without_a_score_there_is_no_mean_to_show() -> None:
    assert visible(TopicClass.ORDINARY, 19, 10, 9, scored=False) == (FULL, FULL, HIDDEN)


@pytest.mark.promise("P11")
@pytest.mark.parametrize("scored", [True, False])
def test_sensitive_topics_exist_at_the_enterprise_only(scored: bool) -> None:
    assert visible(TopicClass.SENSITIVE, 60, 30, 30, scored=scored) == (FULL, ABSENT, ABSENT)
    assert visible(TopicClass.SENSITIVE, 19, 10, 9, scored=scored) == (HIDDEN, ABSENT, ABSENT)


@pytest.mark.promise("P12")
def test_health_exists_nowhere() -> None:
    assert visible(TopicClass.HEALTH, 60, 30, 30) == (ABSENT, ABSENT, ABSENT)


@pytest.mark.parametrize("topic_class", [TopicClass.ORDINARY, TopicClass.SENSITIVE])
def test_without_cells_everything_is_hidden(topic_class: TopicClass) -> None:
    too_small = build_grid(tree(("e", None, 9)), SHIPPED)
    assert visible(topic_class, 60, grid=too_small) == (HIDDEN,)


def test_every_class_has_a_rule_and_no_other_has_any(monkeypatch: pytest.MonkeyPatch) -> None:
    for topic_class in TopicClass:
        assert len(visible(topic_class, 1, 1, 1)) == len(GRID.nodes)
    monkeypatch.setattr(thresholds, "_BY_CLASS", {})
    with pytest.raises(KeyError):
        visible(TopicClass.ORDINARY, 60, 30, 30)
