"""Where a report is exact, where it rounds, and where it says that it shows little: at the very limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from must.core.common.languages import Language
from must.core.disclosure.publication import Cell, State
from must.core.disclosure.trends import Trend
from must.reports.content import Factor, Holds, Report, Row, Side, Whose
from must.reports.describe import report_of
from must.reports.factors import axis_of
from must.reports.guidance import few_shown, reading_of
from must.reports.precision import Speech
from must.reports.sentences import sentences_of
from must.reports.source import Source
from tests.reports.example import example_source

ENTERPRISE, INNER, FULL, MEANS, HIDDEN = "0", "001", "002", "003", "005"


@pytest.fixture
def whole() -> Source:
    return example_source()


def with_people(source: Source, unit: str, people: str) -> Source:
    """The publication with this band of respondents in the unit's shown cells."""
    ours = (cell.unit == unit and cell.n_band is not None for cell in source.publication.cells)
    cells = tuple(replace(cell, n_band=people) if own else cell for cell, own in zip(source.publication.cells, ours, strict=True))
    return replace(source, publication=replace(source.publication, cells=cells), trend=None)


def without(source: Source, unit: str, *hidden: str) -> Source:
    """The publication with these topics of a unit hidden."""
    cells = tuple(
        Cell(unit=unit, topic=cell.topic, topic_class=cell.topic_class, state=State.HIDDEN)
        if (cell.unit, cell.topic) in {(unit, topic) for topic in hidden}
        else cell
        for cell in source.publication.cells
    )
    return replace(source, publication=replace(source.publication, cells=cells), trend=None)


@pytest.mark.parametrize(("people", "exact"), [("30–49", False), ("50–99", True), ("49–", False), ("50–", True)])
def test_from_fifty_people_on_and_not_before_sentences_tell_per_cent(whole: Source, people: str, exact: bool) -> None:
    source = with_people(whole, FULL, people)
    shown = [cell for cell in source.cells[FULL].values() if cell.state is State.SHOWN]
    assert {Speech.of(cell, source.wording).exact for cell in shown} == {exact}
    told = [words for words in reading_of(source, source.units[FULL], Holds.FULL, frozenset()) if "ideler" in words]
    assert len(told) == (not exact)


def test_tenths_need_not_add_up_to_ten(whole: Source) -> None:
    (told,) = (words for words in report_of(whole, FULL).reading if "tideler" in words)
    assert told.endswith("Tidelene blir ikke alltid ti til sammen.")


def test_a_trend_to_another_publication_is_refused(whole: Source) -> None:
    with pytest.raises(ValueError, match="another publication"):
        replace(whole, publication=replace(whole.publication, round="other"))


def test_the_number_of_topics_is_told_where_less_than_half_are_shown(whole: Source) -> None:
    half, few = without(whole, FULL, "clarity"), without(whole, FULL, "clarity", "support")
    assert len(whole.cells[FULL]) == 4
    assert (half.shown(FULL), few.shown(FULL)) == (2, 1)
    assert not any("Her vises" in words for words in report_of(half, FULL).about)
    about = report_of(few, FULL).about
    assert about[1:3] == ("Her vises 1 av 4 temaer.", "Flere finner dere i rapporten for Avdeling fjord.")
    above = without(few, INNER, "clarity", "support", "availability")
    assert "Flere finner dere i rapporten for Eksempeldirektoratet." in report_of(above, FULL).about, "the level between shows no more"


def test_of_means_the_report_to_read_with_is_named_once(whole: Source) -> None:
    about = report_of(without(whole, MEANS, "clarity"), MEANS).about
    assert "Her vises 1 av 4 temaer." in about
    assert sum("Avdeling fjord" in words for words in about) == 1


def test_nothing_but_strengths_is_no_list_where_most_is_not_shown(whole: Source) -> None:
    clarity = without(whole, FULL, "workload", "support")
    assert few_shown(clarity, clarity.units[FULL])
    assert report_of(clarity, FULL).points == ()
    workload = report_of(without(whole, FULL, "clarity", "support"), FULL).points
    assert [point.side for point in workload] == [Side.CHALLENGE]
    two = report_of(without(whole, INNER, "workload", "support"), INNER).points
    assert [point.side for point in two] == [Side.STRENGTH] * 2, "half are shown"


@pytest.mark.promise("P13")
def test_the_earlier_response_rate_stands_where_both_are_shown(whole: Source) -> None:
    label = "Svarprosent i forrige undersøkelse"
    assert dict(report_of(whole, ENTERPRISE).who)[label] == "60–64\u00a0%"
    assert label not in dict(report_of(whole, MEANS).who)
    assert label not in dict(report_of(replace(whole, trend=None), ENTERPRISE).who)
    trend = trend_of(whole)
    earlier = replace(trend.earlier, participation=tuple(replace(one, band=None) for one in trend.earlier.participation))
    assert label not in dict(report_of(replace(whole, trend=replace(trend, earlier=earlier)), ENTERPRISE).who)
    now = tuple(replace(one, band=None) for one in whole.publication.participation)
    hidden = replace(whole.publication, participation=now)
    assert label not in dict(report_of(replace(whole, publication=hidden, trend=replace(trend, later=hidden)), ENTERPRISE).who)
    new = {later: before for later, before in trend.counterparts.items() if later != FULL}
    assert label in dict(report_of(whole, FULL).who)
    assert label not in dict(report_of(replace(whole, trend=replace(trend, counterparts=new)), FULL).who)


@pytest.mark.promise("P09", "P13")
def test_what_was_asked_otherwise_before_is_said_and_what_is_hidden_is_not(whole: Source) -> None:
    words = "Dette ble ikke spurt om på samme måte i forrige undersøkelse."
    trend = trend_of(whole)
    asked_otherwise = replace(whole, trend=replace(trend, topics=trend.topics - {"clarity"}))

    def told(source: Source) -> set[tuple[str, str]]:
        return {
            (code, factor.id)
            for code in (ENTERPRISE, FULL, HIDDEN)
            for factor in factors(report_of(source, code))
            if words in factor.sentences
        }

    assert told(whole) == set()
    assert told(asked_otherwise) == {(ENTERPRISE, "clarity"), (FULL, "clarity")}
    hidden = tuple(replace_hidden(cell) if cell.topic == "support" else cell for cell in trend.earlier.cells)
    masked = replace(trend, earlier=replace(trend.earlier, cells=hidden))
    assert told(replace(whole, trend=masked)) == set(), "hidden before: not a word"
    assert told(replace(asked_otherwise, trend=replace(masked, topics=trend.topics - {"clarity"}))) == told(asked_otherwise)
    new = {later: before for later, before in trend.counterparts.items() if later != FULL}
    assert told(replace(asked_otherwise, trend=replace(trend, topics=trend.topics - {"clarity"}, counterparts=new))) == {
        (ENTERPRISE, "clarity")
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NB, "Det er ingen sikker forskjell fra resultatet i hele virksomheten eller i forrige undersøkelse."),
        (Language.NN, "Det er ingen sikker skilnad frå resultatet i heile verksemda eller i førre undersøking."),
        (Language.EN, "There is no certain difference from the result in the whole organisation or in the previous survey."),
    ],
)
def test_from_neither_of_two_there_is_a_certain_difference(language: Language, words: str) -> None:
    source = example_source(language)
    topic = source.instrument.topics["support"]
    means = ((Whose.OWN, 3.0), (Whose.PREVIOUS, 3.4), (Whose.ENTERPRISE, 3.4))
    rows = tuple(Row(whose, "", mean, (30, 30, 40), None, 30, (mean - 0.5, mean + 0.5)) for whose, mean in means)
    assert list(sentences_of(source, topic, rows, axis_of(topic), Speech(source.wording, exact=True)))[1:] == [words]


def trend_of(source: Source) -> Trend:
    assert source.trend is not None
    return source.trend


def replace_hidden(cell: Cell) -> Cell:
    return Cell(unit=cell.unit, topic=cell.topic, topic_class=cell.topic_class, state=State.HIDDEN)


def factors(report: Report) -> list[Factor]:
    return [factor for chapter in report.chapters for factor in chapter.factors]
