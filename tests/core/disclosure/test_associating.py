"""Associations as they are published: which, with what figures, and what whoever knows nearly everything can make of them (P12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from must.core.common.topics import TopicClass
from must.core.disclosure.association_doubt import swing
from must.core.disclosure.associations import Association
from must.core.disclosure.clustered import Sums, margin_of, slope_of
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Direction, Instrument
from must.core.scoring.answers import MISSING, Answers
from tests.core.examples import SHIPPED, YES_NO, filtered, follow_up, instrument, item, scale, tree

PAIN = ("pain_1", "pain_2", "pain_3")
EXAMPLE = instrument(
    scale("load", item("load_1"), item("load_2", reverse=True)),
    scale("help", item("help_1"), item("help_2"), direction=Direction.PROTECTIVE),
    follow_up("help_from", item("help_leader", YES_NO), opener="help_1", values=[4, 5]),
    filtered(scale("leading", item("leading_1")), opener="leads", values=[2]),
    scale("thriving", item("thriving_1"), direction=Direction.OUTCOME_HIGH_IS_GOOD),
    scale("bullying", item("bullied"), topic_class=TopicClass.SENSITIVE),
    scale("pain", *map(item, PAIN), topic_class=TopicClass.HEALTH),
    scale("worry", item("worry_1"), item("worry_2"), topic_class=TopicClass.HEALTH),
    background=[item("leads", YES_NO)],
)
ASKED = tuple(EXAMPLE.items)

Columns = dict[str, NDArray[np.int64]]


def columns(people: int, *, seed: int = 1, of: Instrument = EXAMPLE, effect: float = 0.7) -> Columns:
    """What people answer: whoever has much to do has pain, and help goes with less of it."""
    dice = np.random.default_rng(seed)
    strain = dice.normal(size=people)
    toward = {"load_1": 1, "load_2": -1, "help_1": -0.5, "help_2": -0.5, **dict.fromkeys((*PAIN, "worry_1", "worry_2"), 1)}
    found = {}
    for name, one in of.items.items():
        values = one.responses.values
        wanted = (values[0] + values[-1]) / 2 + effect * toward.get(name, 0) * strain + dice.normal(size=people)
        found[name] = np.clip(np.round(wanted), values[0], values[-1]).astype(np.int64)
    return found | ({"leads": np.arange(people) % 7 // 6 + 1} if "leads" in found else {})


def published(
    given_answers: Columns,
    *,
    cells: int = 15,
    more_invited: int = 40,
    of: Instrument = EXAMPLE,
    rules: Rules = SHIPPED,
    sizes: Sequence[int] | None = None,
) -> Publication:
    """People of units in turn, or of units of these sizes."""
    people = len(next(iter(given_answers.values())))
    unit = np.arange(people) % cells if sizes is None else np.repeat(np.arange(len(sizes)), sizes)
    codes = tuple(f"u{number}" for number in range(int(unit.max()) + 1))
    invited = np.bincount(unit) + ceil(more_invited / len(codes))
    return publish(
        instrument=of,
        asked=tuple(given_answers),
        form="full",
        round=None,
        grid=build_grid(tree(("e", None, 0), *((code, "e", max(10, int(n))) for code, n in zip(codes, invited, strict=True))), rules),
        answers=Answers(
            items=tuple(given_answers), values=np.column_stack(list(given_answers.values())).astype(np.int16), units=codes, unit=unit
        ),
        rules=rules,
    )


def associations(given_answers: Columns, **more: object) -> tuple[Association, ...]:
    return published(given_answers, **more).associations  # type: ignore[arg-type]


def pairs(found: Sequence[Association]) -> list[tuple[str, str]]:
    return [(entry.complaint, entry.factor) for entry in found]


def score(given_answers: Columns, topic: str) -> NDArray[np.int64]:
    """The sum of a topic's items; only `load_2` is turned round."""
    items = [one.id for one in EXAMPLE.topics[topic].items]
    return sum((6 - given_answers[name] if name == "load_2" else given_answers[name]) for name in items)  # type: ignore[return-value]


def demeaned(scores: NDArray[np.int64], cell: NDArray[np.int64]) -> NDArray[np.float64]:
    return scores - np.array([scores[cell == one].mean() for one in range(cell.max() + 1)])[cell]


def correlation(health: NDArray[np.int64], work: NDArray[np.int64], cells: int = 15) -> float:
    """Within cells, of people of units in turn."""
    cell = np.arange(len(health)) % cells
    return float(np.corrcoef(demeaned(health, cell), demeaned(work, cell))[0, 1])


WHOLE = columns(400)
EVERY_PAIR = [("pain", "load"), ("pain", "help"), ("worry", "load"), ("worry", "help")]


@cache
def of_whole() -> tuple[Association, ...]:
    return associations(WHOLE)


@pytest.mark.promise("P12")
def test_each_complaint_stands_beside_each_work_factor_in_the_order_of_asking() -> None:
    """Not outcomes, sensitive topics, sets of follow-up items, or what too few were asked (here leaders)."""
    assert pairs(of_whole()) == EVERY_PAIR
    all_lead = WHOLE | {"leads": np.full(400, 2)}
    assert pairs(associations(all_lead)) == [
        (complaint, factor) for complaint in ("pain", "worry") for factor in ("load", "help", "leading")
    ]


def clear(given_answers: Columns) -> list[tuple[str, str]]:
    return pairs([entry for entry in associations(given_answers) if not entry.low <= 0 <= entry.high])


@pytest.mark.promise("P12")
def test_what_is_published_finds_nothing_where_there_is_nothing_and_what_is_planted() -> None:
    """Rounding, and what is withheld, make findings rarer and no others."""
    rounds = 40
    assert sum(bool(clear(columns(400, seed=seed, effect=0.0))) for seed in range(rounds)) <= stats.binom.ppf(0.999, rounds, 0.05)
    assert all(("pain", "load") in clear(columns(400, seed=seed)) for seed in range(10))


def test_the_figures_are_rounded_and_the_interval_holds_what_is_not() -> None:
    for entry in of_whole():
        exact = correlation(score(WHOLE, entry.complaint), score(WHOLE, entry.factor))
        assert abs(entry.coefficient - exact) <= 0.05 + 1e-9
        assert entry.low <= exact <= entry.high
    by_pair = dict(zip(pairs(of_whole()), of_whole(), strict=True))
    assert by_pair["pain", "load"].low > 0 > by_pair["pain", "help"].coefficient


def test_the_intervals_hold_for_all_that_was_looked_at_together() -> None:
    of, answered = with_many_factors(600)
    found = associations(answered, of=of)
    pain, cell = sum(answered[name] for name in PAIN), np.arange(600) % 15
    slopes = [slope_of(Sums.of(cell, answered[f"f_{number}"], pain)) for number in range(30)]
    margin = ceil(10 * margin_of(slopes, 0.05) + 0.5) / 10
    assert [entry.low for entry in found] == pytest.approx([entry.coefficient - margin for entry in found])
    assert [entry.high for entry in found] == pytest.approx([entry.coefficient + margin for entry in found])
    assert margin > ceil(10 * max(margin_of([slope], 0.05) for slope in slopes) + 0.5) / 10


@pytest.mark.promise("P09", "P12")
def test_intervals_of_all_pairs_are_as_wide() -> None:
    """Each with ends of its own would be as many more figures made of everybody's answers."""
    assert len({round(entry.high - entry.low, 6) for entry in of_whole()}) == 1


@pytest.mark.promise("P12")
@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=16, max_size=16))
def test_a_unit_where_everybody_has_more_complaints_changes_nothing(more: list[int]) -> None:
    """Units' means on factors are published: what else is published must not be equations in their mean complaints."""
    sizes, added = [25] * 16, np.repeat(more, 25)
    low = WHOLE | {name: np.clip(WHOLE[name], 1, 3) for name in (*PAIN, "worry_1", "worry_2")}
    worse = low | {name: low[name] + added for name in (*PAIN, "worry_1", "worry_2")}
    assert associations(low, sizes=sizes)
    assert published(worse, sizes=sizes).to_json() == published(low, sizes=sizes).to_json()


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_the_order_of_people_changes_nothing(seed: int) -> None:
    sizes = [400 // 16] * 16
    order = np.concatenate([np.random.default_rng(seed).permutation(25) + 25 * place for place in range(16)])
    assert associations({name: values[order] for name, values in WHOLE.items()}, sizes=sizes) == associations(WHOLE, sizes=sizes)


def test_a_complaint_turned_round_turns_the_figures() -> None:
    turned = associations(WHOLE | {name: 6 - WHOLE[name] for name in PAIN})
    for before, after in zip(of_whole(), turned, strict=True):
        sign = -1 if before.complaint == "pain" else 1
        assert (after.coefficient, {after.low, after.high}) == (sign * before.coefficient, {sign * before.low, sign * before.high})


def test_without_questions_about_health_there_are_none() -> None:
    health = {one.id for topic in EXAMPLE.topics.values() if topic.topic_class is TopicClass.HEALTH for one in topic.items}
    assert associations({name: values for name, values in WHOLE.items() if name not in health}) == ()


@pytest.mark.promise("P12")
def test_that_nearly_everybody_has_a_complaint_or_nobody_looks_the_same() -> None:
    """Everybody one and two steps worse: the publication says the same but for its certificate."""
    low = WHOLE | {name: np.clip(WHOLE[name], 1, 3) for name in (*PAIN, "worry_1", "worry_2")}
    one, two = (published(low | {name: low[name] + worse for name in (*PAIN, "worry_1", "worry_2")}) for worse in (0, 2))
    assert one.associations
    assert one.to_json() == two.to_json()


@pytest.mark.promise("P12")
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([150, 250, 400]))
def test_which_pairs_are_there_tells_nothing_of_anybodys_health(seed: int, people: int) -> None:
    """The same people answer the same about work and something else about health: all pairs are there, or none."""
    dice = np.random.default_rng(seed)
    work = columns(people, seed=seed)
    scattered = [work | {name: dice.permutation(work[name]) for name in (*PAIN, "worry_1", "worry_2")} for _ in range(3)]
    there = {tuple(pairs(associations(one))) for one in (work, *scattered)} - {()}
    assert len(there) <= 1


@pytest.mark.promise("P09", "P12")
@pytest.mark.parametrize(
    "unusual",
    [
        {name: np.ones(500, dtype=np.int64) for name in PAIN},  # nobody has the complaint
        {name: np.where(np.arange(500) == 7, 5, 1) for name in PAIN},  # one person has
        {name: np.where(np.arange(500) % 27 == 7, 5, 1) for name in PAIN},  # 19 people have
        {name: columns(500)["load_1"] for name in (*PAIN, "load_1")} | {"load_2": 6 - columns(500)["load_1"]},  # it is what the factor says
    ],
)
def test_complaints_that_leave_no_doubt_withhold_everything(unusual: Columns) -> None:
    """All pairs, those of the other complaint too: otherwise what is missing would say which it is."""
    assert associations(columns(500))
    assert associations(columns(500) | unusual) == ()


@pytest.mark.promise("P12")
def test_a_complaint_that_varies_in_one_cell_above_all_withholds_everything() -> None:
    """Else coefficients would be about that cell."""
    few = np.where(np.arange(3000) % 149 == 7, 2, 1)
    everywhere, in_one = (
        {name: np.where(there, columns(3000)[name], few) for name in PAIN}
        for there in (np.arange(3000) % 10 == 3, np.arange(3000) % 15 == 3)
    )
    assert associations(columns(3000) | everywhere)
    assert associations(columns(3000) | in_one) == ()


@pytest.mark.promise("P12")
def test_twenty_people_with_another_score_than_the_rest_are_enough() -> None:
    few = {name: np.where(np.arange(3000) % 149 == 7, 3, 2) for name in PAIN} | {"leads": np.ones(3000, dtype=np.int64)}
    assert pairs(associations(columns(3000) | few)) == EVERY_PAIR


@pytest.mark.parametrize("people", [19, 20])
def test_a_factor_that_hardly_varies_is_not_looked_at(people: int) -> None:
    other = np.random.default_rng(1).permutation(3000) < people
    of_cell = np.arange(3000) % 15 % 4 + 1  # cells differ, so that the enterprise shows it
    nearly_constant = columns(3000) | {"load_1": of_cell, "load_2": 6 - of_cell - other}
    assert (("pain", "load") in pairs(associations(nearly_constant))) is (people >= 20)


@pytest.mark.promise("P12")
@pytest.mark.parametrize("people", [99, 100])
def test_it_takes_a_hundred_people_however_little_they_tell(people: int) -> None:
    ends = {name: np.where(columns(150)[name] > 3, 5, 1) for name in (*PAIN, "worry_1", "worry_2")}
    ends |= {"load_1": np.arange(150) % 2 * 2 + 2, "load_2": 4 - np.arange(150) % 2 * 2}
    ends |= {name: np.where(np.arange(150) < people, ends[name], MISSING) for name in ("worry_1", "worry_2")}
    complaints = {entry.complaint for entry in associations(columns(150) | ends)}
    assert complaints == ({"pain", "worry"} if people == 100 else {"pain"})


@pytest.mark.promise("P08", "P12")
@pytest.mark.parametrize("alike", [0.93, 0.99])
def test_a_factor_that_is_hidden_at_the_enterprise_has_no_association(alike: float) -> None:
    """It would say that many answered, and how they lean: so the figure is hidden for being nearly all alike (R7)."""
    few = {"help_1": np.where(np.random.default_rng(5).random(700) < alike, 4, columns(700)["help_1"])}
    publication = published(columns(700) | few)
    enterprise = {cell.topic: cell.state for cell in publication.cells if cell.unit == "e"}
    assert (enterprise["load"], enterprise["help"]) == (State.SHOWN, State.HIDDEN)
    assert {entry.factor for entry in publication.associations} == {"load"}


@pytest.mark.promise("P12")
def test_pairs_are_as_wide_as_what_is_shown_needs() -> None:
    """What isn't shown isn't looked at, and so isn't in the margin either."""
    few = columns(700) | {"help_1": np.where(np.random.default_rng(5).random(700) < 0.93, 4, columns(700)["help_1"])}
    without = {name: values for name, values in few.items() if name not in ("help_1", "help_2", "help_leader")}
    assert associations(few) == associations(without)


@pytest.mark.parametrize(("more_invited", "there"), [(0, False), (15, True)])
def test_where_everybody_answered_on_a_complaint_there_is_nothing(more_invited: int, there: bool) -> None:
    """Some didn't answer about work, so that the enterprise's factors are shown in full and may be looked at."""
    some = np.arange(400) % 20 == 0
    answered = WHOLE | {name: np.where(some, MISSING, WHOLE[name]) for name in ("load_1", "help_1")}
    assert bool(associations(answered, sizes=[25] * 16, more_invited=more_invited)) is there


@pytest.mark.parametrize(
    ("sizes", "there"),
    [([40] * 10, True), ([45] * 8 + [40], False), ([220] + [15] * 12, False), ([80] + [16] * 20, True)],
)
def test_one_cell_or_a_few_are_not_enough(sizes: Sequence[int], there: bool) -> None:
    assert bool(associations(WHOLE, sizes=sizes)) is there


def with_many_factors(people: int) -> tuple[Instrument, Columns]:
    """Thirty factors of one item each, and pain."""
    factors = [scale(f"factor_{number}", item(f"f_{number}")) for number in range(30)]
    of = instrument(*factors, scale("pain", *map(item, PAIN), topic_class=TopicClass.HEALTH))
    return of, columns(people, of=of)


@pytest.mark.promise("P12")
def test_whose_answer_alone_tells_two_factors_apart_is_not_read_off() -> None:
    """Two factors differ in one person: without rounding, the difference of their coefficients is that person's complaint."""
    of, answered = with_many_factors(400)
    nearly = answered["f_0"].copy()
    nearly[7] = 5 if nearly[7] < 4 else 2
    assert len(associations(answered, of=of)) == 30
    assert len(associations(answered | {"f_1": answered["f_0"]}, of=of)) == 30
    assert associations(answered | {"f_1": nearly}, of=of) == ()


@pytest.mark.promise("P12")
def test_what_two_factors_differ_by_in_one_cell_alone_is_not_read_off() -> None:
    """The difference of their coefficients would be about the complaints of that cell's people, who weigh little each."""
    of, answered = with_many_factors(400)
    there = np.arange(400) % 15 == 3
    of_cell, of_all = answered["f_0"].copy(), answered["f_0"].copy()
    of_cell[there] = of_cell[there][::-1]
    of_all[::15] = of_all[::15][::-1]
    of_all[there] = of_all[there][::-1]
    assert associations(answered | {"f_1": of_cell}, of=of) == ()
    assert len(associations(answered | {"f_1": np.roll(of_all, 15)}, of=of)) == 30


@pytest.mark.promise("P12")
@pytest.mark.parametrize("high", [3, 5])
def test_a_factor_that_hangs_on_one_person_is_not_looked_at(high: int) -> None:
    load = np.where(np.arange(400) % 7 == 0, 2, 3) + np.arange(400) % 15 % 2  # cells differ, so that the enterprise shows it
    load[8] = high
    found = associations(WHOLE | {"load_1": load, "load_2": 6 - load})
    assert {entry.factor for entry in found} == ({"load", "help"} if high == 3 else {"help"})


def test_a_factor_that_varies_in_one_cell_alone_is_not_looked_at() -> None:
    cell = np.arange(3000) % 15
    load = cell % 4 + 1 + ((cell == 1) & (np.arange(3000) % 4 == 1))  # cells differ, so that the enterprise shows it
    found = associations(columns(3000) | {"load_1": load, "load_2": 6 - load})
    assert {entry.factor for entry in found} == {"help", "leading"}


def swings(given_answers: Columns, complaint: str, factor: str) -> Iterator[float]:
    """How far the coefficient moves with the answers that each person could have given: worked out anew for each of them."""
    work, health = score(given_answers, factor), score(given_answers, complaint)
    cell = np.arange(len(work)) % 15
    unlike = {those: number for number, those in enumerate(zip(cell.tolist(), work.tolist(), health.tolist(), strict=True))}
    for person in unlike.values():
        could_be = []
        for answer in possible(complaint):
            changed = health.copy()
            changed[person] = answer
            could_be.append(correlation(changed, work))
        yield max(could_be) - min(could_be)


def possible(complaint: str) -> range:
    items = len(EXAMPLE.topics[complaint].items)
    return range(items, 5 * items + 1)


@pytest.mark.promise("P09", "P12")
def test_who_knows_everybody_elses_answers_sees_one_figure_or_the_one_beside_it() -> None:
    assert max(max(swings(WHOLE, *pair)) for pair in EVERY_PAIR) <= 0.1
    rare = columns(300) | {name: np.where(np.arange(300) % 14 == 7, 2, 1) for name in PAIN}  # 21 people have a little
    assert max(max(swings(rare, *pair)) for pair in EVERY_PAIR) > 0.1
    assert associations(rare) == ()


@pytest.mark.promise("P09", "P12")
@pytest.mark.parametrize("strength", [0.0, 0.1, 0.15, 0.2, 0.3])
def test_who_knows_everything_about_work_cannot_work_out_the_complaints(strength: float) -> None:
    """The best fit to unrounded coefficients, by least squares, explains half of the complaint at most. Where it would explain more, there
    are no coefficients, though each of them is moderate."""
    of, answered = with_many_factors(600)
    pain = sum(answered[name] for name in PAIN)
    dice = np.random.default_rng(99)
    for number in range(30):
        leaning = strength * (pain - pain.mean()) / pain.std() + dice.normal(size=600)
        answered[f"f_{number}"] = np.clip(np.round(3 + leaning), 1, 5).astype(np.int64)
    cell = np.arange(600) % 15
    pain = demeaned(pain, cell)
    work = np.column_stack([demeaned(answered[f"f_{number}"], cell) for number in range(30)])
    fitted = work @ np.linalg.lstsq(work, pain, rcond=None)[0]
    assert max(abs(np.corrcoef(pain, column)[0, 1]) for column in work.T) < 0.7
    assert bool(associations(answered, of=of)) is bool(np.var(fitted) <= 0.5 * np.var(pain)) is (strength < 0.18)


def test_a_round_of_nobody_and_one_of_a_single_cell_have_none() -> None:
    nobody = {name: np.full(12, MISSING) for name in ASKED}
    assert associations(nobody) == ()
    assert associations(WHOLE, sizes=[400]) == ()


@pytest.mark.parametrize(("complaint", "factor"), EVERY_PAIR)
def test_how_far_one_person_moves_a_coefficient_is_what_working_it_out_anew_gives(complaint: str, factor: str) -> None:
    expected = max(swings(WHOLE, complaint, factor))
    cell = np.arange(400) % 15
    assert swing(cell, score(WHOLE, factor), score(WHOLE, complaint), possible(complaint)) == pytest.approx(expected, abs=1e-12)
