"""The averages of a year as a file: all that it says, the same text for the same averages, and nothing else is one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.disclosure.across import AcrossFigure, across
from must.core.disclosure.averages import Averages, averages_of
from must.core.disclosure.certificate import content_digest
from must.core.disclosure.publication import Participation, Publication
from tests.core.disclosure.published import SHORT, hidden, publication
from tests.core.disclosure.test_across import ORDINARY, enterprises, of_load
from tests.core.disclosure.test_publishing import EXAMPLE
from tests.core.refused import refused

LOAD = AcrossFigure(topic="load", enterprises=3, mean=Decimal("3.0"), challenge=40)
HELP = AcrossFigure(topic="help", enterprises=7, mean=Decimal("2.5"), challenge=0)
AVERAGES = Averages(instrument="example", instrument_version="1", period="2026", figures=(LOAD, HELP))

TEXT = """{
"schema":"must.averages/1",
"instrument":"example",
"instrument_version":"1",
"period":"2026",
"figures":[
{"topic":"load","enterprises":3,"mean":"3.0","challenge":40},
{"topic":"help","enterprises":7,"mean":"2.5","challenge":0}
]"""


@pytest.mark.promise("P31", "P37")
def test_the_averages_of_a_year() -> None:
    averages = averages_of(enterprises(*ORDINARY), EXAMPLE, period="2026")
    assert averages == replace(AVERAGES, figures=(AcrossFigure(topic="load", enterprises=3, mean=Decimal("3.3"), challenge=40),))
    assert averages.figure("load") is averages.figures[0]
    assert averages.figure("help") is None


def test_the_file_says_this_and_the_digest_of_it() -> None:
    assert AVERAGES.to_json() == f'{TEXT},\n"content":"{content_digest(TEXT)}"\n}}\n'
    assert Averages.from_json(AVERAGES.to_json()) == AVERAGES
    assert str(Averages.from_json(AVERAGES.to_json().encode()).figures[0].mean) == "3.0"


@pytest.mark.promise("P31")
def test_nothing_in_the_file_is_any_single_enterprises() -> None:
    everybody = enterprises(of_load(3.0, 31, 137), of_load(3.1, 32, 139), of_load(3.9, 34, 151))
    (text,) = {averages_of(order, EXAMPLE, period="2026").to_json() for order in permutations(everybody)}
    said = text.partition('"content"')[0]
    assert not any(told in said for told in ("Enterprise", "round-", "137", "139", "151", "3.0", "3.1", "3.9", ":31", ":34"))


@pytest.mark.promise("P09", "P31")
@given(st.data())
def test_equal_shown_cells_of_the_enterprises_have_equal_averages_whatever_else_was_answered(data: st.DataObject) -> None:
    cells = [of_load(data.draw(st.integers(15, 45)) / 10, data.draw(st.integers(20, 80))) for _ in range(4)]
    plain = enterprises(*cells)
    busy = [replace(one, cells=(*one.cells, hidden("e", "help")), participation=(Participation(unit="e", band="60–79"),)) for one in plain]
    one, other = (across(everybody, EXAMPLE) for everybody in (plain, busy))
    assert one == other
    if one:
        assert len({averages_of(everybody, EXAMPLE, period="2026").to_json() for everybody in (plain, busy)}) == 1


def test_where_no_topic_may_have_an_average_there_is_no_file() -> None:
    for cells in ((), ORDINARY[:2], (of_load(1.0), of_load(1.0), of_load(3.0))):
        assert refused(partial(averages_of, enterprises(*cells), EXAMPLE, period="2026")) == [("averages.none", None, None)]


PERIODS = ("", "26", "0026", "2026-03", "2026-Q1", "2026-03-20", "2026-2027", "2026W12", "20260", "spring", "2026\n", "٢٠٢٦")


@pytest.mark.promise("P31")
@pytest.mark.parametrize("period", PERIODS)
def test_a_period_is_a_calendar_year(period: str) -> None:
    assert refused(lambda: averages_of(enterprises(*ORDINARY), EXAMPLE, period=period)) == [("averages.period", None, None)]
    with pytest.raises(ValueError, match="a calendar year"):
        replace(AVERAGES, period=period)


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    ("closed", "fault"),
    [
        (date(2025, 12, 31), "averages.other_year"),
        (date(2026, 1, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "averages.other_year"),
        (None, "averages.not_closed"),
    ],
)
def test_only_what_closed_in_a_year_goes_into_its_averages(closed: date | None, fault: str | None) -> None:
    *others, last = enterprises(*ORDINARY)
    for everybody in permutations((*others, replace(last, closed=closed))):
        ask = partial(averages_of, everybody, EXAMPLE, period="2026")
        if fault is None:
            assert ask().figures[0].enterprises == len(ORDINARY)
        else:
            assert refused(ask) == [(fault, None, None)]


@pytest.mark.promise("P31")
@given(st.lists(st.dates(date(2025, 11, 1), date(2028, 2, 1)), min_size=4, max_size=6))
def test_no_two_periods_give_averages_that_can_be_subtracted(days: list[date]) -> None:
    """Whatever the period and whichever publications: averages of two periods have no enterprise's publication in common."""
    everybody = [replace(one, closed=day) for one, day in zip(enterprises(*[of_load(3.0)] * len(days)), days, strict=True)]
    periods = {said for day in days for said in (f"{day:%Y}", f"{day:%Y-%m}", f"{day}")}
    taken = {
        period: {of for few in range(3, len(days) + 1) for of in combinations(range(len(days)), few) if _has(period, everybody, of)}
        for period in periods
    }
    for one, other in combinations(periods, 2):
        assert not {number for of in taken[one] for number in of} & {number for of in taken[other] for number in of}
    years = Counter(day.year for day in days)
    assert {period for period, sets in taken.items() if sets} == {str(year) for year, closed in years.items() if closed >= 3}


def _has(period: str, publications: Sequence[Publication], chosen: Iterable[int]) -> bool:
    with suppress(Refusal):
        return averages_of((publications[number] for number in chosen), EXAMPLE, period=period).period == period
    return False


@pytest.mark.parametrize("figures", [(), (LOAD, LOAD)])
def test_averages_have_figures_one_a_topic(figures: tuple[AcrossFigure, ...]) -> None:
    with pytest.raises(ValueError, match="one a topic"):
        replace(AVERAGES, figures=figures)


def test_averages_of_another_questionnaire_are_refused() -> None:
    AVERAGES.check_made_with(EXAMPLE)
    for other in (replace(AVERAGES, instrument="another"), replace(AVERAGES, instrument_version="0")):
        assert refused(partial(other.check_made_with, EXAMPLE)) == [("averages.other_instrument", None, None)]
    strange = replace(AVERAGES, figures=(replace(LOAD, topic="nothing"),))
    assert refused(lambda: strange.check_made_with(EXAMPLE)) == [("averages.unknown_topic", None, None)]
    other = publication(ORDINARY[0], name="Other", asked=SHORT, instrument="another", closed=date(2026, 3, 20))
    assert refused(lambda: averages_of([*enterprises(*ORDINARY), other], EXAMPLE, period="2026")) == [
        ("comparison.other_instrument", None, None)
    ]


@pytest.mark.parametrize(
    "figure",
    [
        replace(LOAD, mean=Decimal(999999999999)),
        replace(LOAD, mean=Decimal("0.9")),
        replace(LOAD, mean=Decimal("5.1")),
        replace(LOAD, mean=Decimal(3)),
        replace(LOAD, mean=Decimal("3.14")),
        replace(LOAD, topic="help_from"),
        replace(LOAD, topic="pain"),
    ],
)
def test_a_figure_that_the_questionnaire_cannot_have_given_is_refused(figure: AcrossFigure) -> None:
    forged = Averages.from_json(replace(AVERAGES, figures=(HELP, figure)).to_json())
    assert refused(partial(forged.check_made_with, EXAMPLE)) == [("averages.impossible_figure", None, None)]


def test_averages_of_fewer_enterprises_than_the_rules_ask_for_are_refused() -> None:
    across_rule = {**EXAMPLE.rules["across"], "enterprises": 4}  # type: ignore[dict-item]
    stricter = replace(EXAMPLE, rules={**EXAMPLE.rules, "across": across_rule})
    assert refused(partial(AVERAGES.check_made_with, stricter)) == [("averages.impossible_figure", None, None)]


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    document = json.loads(AVERAGES.to_json())
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json.not_json"),
        (AVERAGES.to_json()[:-30], "json.not_json"),
        ("[]", "json.value"),
        (publication().to_json(), "json.unknown_key"),
        (changed(lambda d: d.update(schema="must.averages/2")), "json.value"),
        (changed(lambda d: d.update(extra=1)), "json.unknown_key"),
        (changed(lambda d: d.pop("period")), "json.missing_key"),
        (changed(lambda d: d.update(period="last year")), "json.value"),
        (changed(lambda d: d.update(figures=[])), "json.value"),
        (changed(lambda d: d["figures"].append(d["figures"][0])), "json.value"),
        (changed(lambda d: d["figures"][0].update(enterprises=2)), "json.value"),
        (changed(lambda d: d["figures"][0].update(challenge=101)), "json.value"),
        (changed(lambda d: d["figures"][0].update(mean=3.0)), "json.value"),
        (changed(lambda d: d["figures"][0].update(mean="-3")), "json.value"),
        (changed(lambda d: d["figures"][0].update(mean="3,0")), "json.value"),
        (changed(lambda d: d["figures"][0].update(mean="03.0")), "json.value"),
        (changed(lambda d: d.update(period="2026-03")), "json.value"),
        (changed(lambda d: d["figures"][0].update(mean="3.1")), "averages.edited"),
        (changed(lambda d: d.update(period="2025")), "averages.edited"),
        (changed(lambda d: d.update(content="0" * 64)), "averages.edited"),
    ],
)
def test_what_is_not_such_a_file_is_refused(text: str, code: str) -> None:
    assert {fault for fault, _, _ in refused(lambda: Averages.from_json(text))} >= {code}
