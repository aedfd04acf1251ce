"""Synthetic answers with the structure of real ones: factors that hang together, units that differ, people who skip, stop or abstain.

One common factor (how work is, on the whole) loads on every topic, downward on risks; each unit shifts it, and each topic a little more by
itself. An item is its topic's factor with noise, cut into the options of its response scale. Units keep their character from round to
round; people don't.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from must.core.common.topics import TopicClass
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Selection, Topic
from must.core.instrument.routing import unasked

Factor = NDArray[np.float64]
Values = NDArray[np.int16]
Answers = Mapping[str, int]

COMMON_LOADING = 0.55
UNIT_COMMON = 0.45
UNIT_TOPIC = 0.3
DRIFT = 0.15
ITEM_LOADING = 0.8
LOCATION = {TopicClass.ORDINARY: 0.65, TopicClass.SENSITIVE: 0.0, TopicClass.HEALTH: 1.7}
"""How far above the middle topics lie in the good direction, in standard deviations."""
STRAIN = {"role_conflict": 0.5, "support_from_superior": -0.45}
"""Topic → how a person's own share of it loads on complaints, beside what loads on everything: so that somebody with more of it than the
colleagues has more complaints too."""
TOPIC_SPREAD = 0.25
ITEM_SPREAD = 0.3
SENSITIVE_SHARE = 0.05
FOLLOW_UP_SHARE = 0.35
NOT_RELEVANT_SHARE = 0.03
SKIPPED_SHARE = 0.022
STOPPED_SHARE = 0.03
RESPONSE_RATE = (14, 6)
"""Beta parameters of a unit's response rate: 70 % on average, one standard deviation being 10 points."""


@dataclass(frozen=True)
class Characters:
    """What lasts from round to round.

    unit_of_person: index of each person's unit. common: each unit's shift of everything. topics: each unit's shift of a topic, around the
    topic's own place. response_rate: each unit's.
    """

    unit_of_person: NDArray[np.intp]
    common: Factor
    topics: Mapping[str, Factor]
    response_rate: Factor


def characters(instrument: Instrument, units: Sequence[str], *, seed: int) -> Characters:
    """Draw the characters of the units that people work in. `units` names the unit of each person."""
    random = np.random.default_rng(seed)
    names, unit_of_person = np.unique(np.array(units), return_inverse=True)
    return Characters(
        unit_of_person=unit_of_person,
        common=random.normal(0, UNIT_COMMON, len(names)),
        topics={topic: random.normal(random.normal(0, TOPIC_SPREAD), UNIT_TOPIC, len(names)) for topic in instrument.topics},
        response_rate=random.beta(*RESPONSE_RATE, len(names)),
    )


def draw(instrument: Instrument, selection: Selection, units: Sequence[str], *, seed: int, round_number: int) -> tuple[Answers | None, ...]:
    """What each person answers in a round, item by item; None is a person who abstains. Equal arguments give equal answers."""
    of_units = characters(instrument, units, seed=seed)
    random = np.random.default_rng((seed, round_number))
    people = len(units)
    common = of_units.common[of_units.unit_of_person] + random.normal(0, 1, people)
    columns: dict[str, Values] = {}
    own: dict[str, Factor] = {}
    for _, items in instrument.asked(selection):
        for item in items:
            topic = instrument.topic_of_item.get(item.id)
            if topic is None or topic.follow_up:
                columns[item.id] = _unscaled(item, random, people)
        for topic in dict.fromkeys(instrument.topic_of_item[item.id] for item in items if item.id in instrument.topic_of_item):
            if not topic.follow_up:
                shift = of_units.topics[topic.id][of_units.unit_of_person] + random.normal(0, DRIFT)
                own[topic.id] = _strained(topic, random.normal(0, 1, people), own)
                columns |= _scale(topic, items, _factor(topic, common, shift, own[topic.id]), random)
    order = [item.id for _, items in instrument.asked(selection) for item in items]
    answered = _answered(random, people, len(order))
    responds = random.random(people) < of_units.response_rate[of_units.unit_of_person]
    return tuple(
        _routed(instrument, {item: int(columns[item][person]) for item, given in zip(order, answered[person], strict=True) if given})
        if responds[person]
        else None
        for person in range(people)
    )


def _strained(topic: Topic, own: Factor, others: Mapping[str, Factor]) -> Factor:
    """What is a person's own of a topic; of a complaint, partly what is their own of the topics asked before it."""
    loadings = {other: loading for other, loading in STRAIN.items() if other in others and topic.topic_class is TopicClass.HEALTH}
    rest = np.sqrt(1 - sum(loading**2 for loading in loadings.values()))
    return sum((loading * others[other] for other, loading in loadings.items()), rest * own)


def _factor(topic: Topic, common: Factor, shift: Factor, own: Factor) -> Factor:
    """The latent factor of a scale. own: a person's own share of it."""
    good = -1 if topic.direction is not None and topic.direction.high_is_challenge else 1
    factor: Factor = good * (COMMON_LOADING * common + shift + LOCATION[topic.topic_class]) + np.sqrt(1 - COMMON_LOADING**2) * own
    return factor


def _scale(topic: Topic, asked: Sequence[Item], factor: Factor, random: np.random.Generator) -> dict[str, Values]:
    """The asked items of a scale, from its latent factor."""
    cut = _rare if topic.topic_class is TopicClass.SENSITIVE else _spread
    return {item.id: _turned(item, cut(item, ITEM_LOADING * factor, random), random) for item in topic.items if item in asked}


def _spread(item: Item, factor: Factor, random: np.random.Generator) -> Values:
    """Cut at even distances, so that every option is used."""
    options = np.array(item.responses.values, dtype=np.int16)
    noise = np.sqrt(1 - ITEM_LOADING**2)
    latent = factor + random.normal(0, ITEM_SPREAD) + noise * random.normal(0, 1, len(factor))
    edges = np.linspace(-1.5, 1.5, len(options) - 1)
    spread: Values = options[np.searchsorted(edges, latent)]
    return spread


def _rare(item: Item, factor: Factor, random: np.random.Generator) -> Values:
    """The lowest option but for the few who have it worst; among them, seldom is commoner than often."""
    options = np.array(item.responses.values, dtype=np.int16)
    latent = factor + random.normal(0, 1, len(factor))
    struck = latent > np.quantile(latent, 1 - SENSITIVE_SHARE)
    often = np.minimum(random.geometric(0.6, len(factor)), len(options) - 1)
    return np.where(struck, options[often], options[0])


def _turned(item: Item, values: Values, random: np.random.Generator) -> Values:
    """Reversed items turned back into what is ticked, and "not relevant" where it is offered."""
    lowest, highest = item.responses.values[0], item.responses.values[-1]
    ticked = (lowest + highest - values).astype(np.int16) if item.reversed else values
    irrelevant = item.not_relevant & (random.random(len(values)) < NOT_RELEVANT_SHARE)
    return np.where(irrelevant, np.int16(NOT_RELEVANT), ticked)


def _unscaled(item: Item, random: np.random.Generator, people: int) -> Values:
    """Background, where earlier options are commoner; and follow-ups, where about a third say the second of two options."""
    options = np.array(item.responses.values, dtype=np.int16)
    weights = np.array([1 - FOLLOW_UP_SHARE, FOLLOW_UP_SHARE]) if len(options) == 2 else 1 / np.arange(1, len(options) + 1)
    return random.choice(options, people, p=weights / weights.sum())


def _answered(random: np.random.Generator, people: int, items: int) -> NDArray[np.bool_]:
    """Which questions are answered: single ones are skipped, and a few people stop on their way."""
    skipped = random.random((people, items)) < SKIPPED_SHARE
    stop = np.where(random.random(people) < STOPPED_SHARE, random.integers(1, items + 1, people), items)
    return ~skipped & (np.arange(items) < stop[:, None])


def _routed(instrument: Instrument, answers: Answers) -> Answers:
    """Without the answers to questions that routing hides."""
    hidden = unasked(instrument, answers)
    return {item: value for item, value in answers.items() if item not in hidden}
