"""The attacker, who shares no code with what decides on a breakdown, finds nothing in one that is shown, and one that should not be."""

from __future__ import annotations

import copy
import random
from dataclasses import replace

import numpy as np
import pytest

from must.core.disclosure import publishing
from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Findings
from must.core.disclosure.breakdowns import break_down
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.masks import Visibilities
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Bands, Instrument, Section, Theme
from must.core.scoring.answers import Answers
from tests.core.disclosure.breakdown_reference import Topic, may_show, narrowest
from tests.core.disclosure.test_breakdowns import SMALL, broken_down, random_topic
from tests.core.examples import RULES, answers, instrument, item, responses, scale, text


def survey_of(topic: Topic, *, span: int) -> tuple[Instrument, Answers]:
    """An instrument that breaks the topic down by a background item, with small thresholds; and everybody's answers."""
    names = [f"item_{number}" for number in range(topic.items)]
    steps, by = responses(*range(topic.lowest, topic.highest + 1)), item("group", responses(*range(1, topic.values + 1)))
    bands = Bands(challenge=topic.challenge / topic.items, favourable=topic.favourable / topic.items)
    base = instrument(scale("topic", *(item(name, steps) for name in names), bands=bands))
    background = Theme(id="background", section=Section.BACKGROUND, title=text("b"), intro=text("i"), topics=(), loose=(by,))
    rules = copy.deepcopy(dict(RULES)) | {"breakdowns": ["group"]}
    for group, values in {**SMALL, "interval": {"span": span}}.items():
        rules[group].update(values)  # type: ignore[attr-defined]
    scales = {**base.response_scales, by.responses.id: by.responses}
    of = replace(base, themes=(*base.themes, background), response_scales=scales, rules=rules)
    rows = [(cell, [*answer, value or None]) for (cell, value), given in topic.answers.items() for answer in given]
    return of, answers([*names, "group"], rows)


def published(of: Instrument, given: Answers, topic: Topic) -> Publication:
    rules = Rules.of(of.rules)
    return publish(
        instrument=of, asked=given.items, form="full", round=None, grid=build_grid(topic.tree, rules), answers=given, rules=rules
    )  # fmt: skip


def attacked(publication: Publication, of: Instrument, given: Answers, topic: Topic) -> Findings:
    return attack(publication, topic.tree, given, of, Rules.of(of.rules))


def shows_groups(publication: Publication) -> bool:
    return any(cell.breakdown is not None and cell.state is State.SHOWN for cell in publication.cells)


def always(atoms: TopicTable, visible: Visibilities, grid: Grid, rules: Rules) -> TopicTable | None:
    """A breakdown that nobody checks."""
    if visible[0] is not Visibility.FULL:
        return None
    values = len(atoms.n) // len(grid.nodes)
    return break_down(atoms, visible, grid, rules) or atoms.grouped(
        np.arange(atoms.n.size), np.tile(np.arange(values), len(grid.nodes)), values
    )


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_shown_withstands_the_attacker(seed: int) -> None:
    dice, shown = random.Random(seed), 0  # noqa: S311
    for _ in range(30):
        topic = random_topic(dice)
        of, given = survey_of(topic, span=dice.choice((2, 10, 25)))
        publication = published(of, given, topic)
        shown += shows_groups(publication)
        assert not attacked(publication, of, given, topic).broken
    assert shown >= 5


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("seed", range(4))
def test_what_must_not_be_shown_is_found(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but what is refused for the numbers it tells, or stands just on the edge of R5."""
    monkeypatch.setattr(publishing, "break_down", always)
    dice, found = random.Random(100 + seed), 0  # noqa: S311
    for _ in range(30):
        topic = random_topic(dice)
        of, given = survey_of(topic, span=dice.choice((2, 10, 25)))
        rules = Rules.of(of.rules)
        publication = published(of, given, topic)
        if not shows_groups(publication):
            continue
        seen, _ = broken_down(topic, rules)
        exempt = len(given) == rules.ordinary.full * topic.values or abs(narrowest(seen, rules)) < 1e-5
        if not may_show(seen, rules) and not exempt:
            assert attacked(publication, of, given, topic).broken
            found += 1
    assert found >= 5
