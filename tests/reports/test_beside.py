"""What reports say beside a unit's own figures: an earlier round, other enterprises, associations with health, and how to go on."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from must.core.common.languages import Language
from must.core.disclosure.publication import State
from must.core.instrument.model import Direction
from must.reports import associations
from must.reports.content import Associations, Complaint, Factor, Holds, Report, Strength, Whose
from must.reports.describe import report_of
from must.reports.source import Source
from must.ui.texts import texts
from tests.reports.example import example_source

ENTERPRISE, INNER, FULL, MEANS, HIDDEN = "0", "001", "002", "003", "005"


@pytest.fixture
def whole() -> Source:
    """The example with all that can stand beside it, in bokmål."""
    return example_source()


def factors(report: Report) -> dict[str, Factor]:
    return {factor.id: factor for chapter in report.chapters for factor in chapter.factors}


def health(report: Report) -> Associations:
    assert report.associations is not None
    return report.associations


# Rounds and other enterprises


@pytest.mark.promise("P13")
def test_the_rows_of_a_factor_are_own_previous_parent_enterprise_others(whole: Source) -> None:
    rows = factors(report_of(whole, FULL))["support"].rows
    assert [row.whose for row in rows] == list(Whose)
    assert [(row.mean, row.bands, row.share) for row in rows] == [
        (2.4, (62, 15, 23), 62),
        (3.8, (11, 17, 72), 11),
        (2.9, (50, 17, 33), 50),
        (3.6, (23, 12, 65), 23),
        (3.6, None, 18),
    ]
    assert rows[1].label == "Forrige undersøkelse, mars 2024"
    assert rows[4].label == "Gjennomsnittlig virksomhet, 2026"
    assert rows[0].interval == (1.5, 3.3)
    assert rows[4].interval is None


@pytest.mark.promise("P13")
def test_a_factor_says_what_changed_since_the_previous_round(whole: Source) -> None:
    own = factors(report_of(whole, FULL))
    assert own["support"].sentences == (
        "Omtrent seks av ti har svar som peker mot en mulig utfordring, og omtrent to av ti har gunstige svar.",
        "Det er mer utfordrende enn i hele virksomheten (omtrent to av ti med en mulig utfordring).",
        "Det er mer utfordrende enn i forrige undersøkelse (omtrent én av ti med en mulig utfordring).",
    )
    assert own["workload"].sentences[1:] == (
        "Det er omtrent som i forrige undersøkelse.",
        "Det er ingen sikker forskjell fra resultatet i hele virksomheten.",
    )
    assert factors(report_of(whole, "006"))["clarity"].sentences[1:] == (
        "Det er omtrent som i hele virksomheten og i forrige undersøkelse.",
    )


@pytest.mark.promise("P13")
def test_the_enterprise_is_compared_with_the_average_enterprise_and_with_itself(whole: Source) -> None:
    report = report_of(whole, ENTERPRISE)
    assert factors(report)["workload"].sentences == (
        "57\u00a0% har svar som peker mot en mulig utfordring, 16\u00a0% ligger i midten, og 27\u00a0% har gunstige svar.",
        "Det er mer utfordrende enn i forrige undersøkelse (49\u00a0% med en mulig utfordring).",
        "Det er omtrent som i en gjennomsnittlig virksomhet.",
    )
    assert report.points[0].sentence == "57\u00a0% har svar som peker mot en mulig utfordring, mot 49\u00a0% i forrige undersøkelse."
    assert report.points[0].why == ("Det er mer utfordrende enn sist. Forskning tyder på at dette henger sammen med helse.")
    assert [row.whose for row in report.points[0].rows] == [Whose.OWN, Whose.PREVIOUS, Whose.OTHERS]


@pytest.mark.promise("P13")
def test_who_says_with_whom_a_report_compares(whole: Source) -> None:
    assert report_of(whole, FULL).who[3:] == (
        ("Sammenlignes med nivået over", "Avdeling fjord"),
        ("Sammenlignes med hele virksomheten", "Eksempeldirektoratet"),
        ("Sammenlignes med forrige undersøkelse", "mars 2024"),
        ("Sammenlignes med en gjennomsnittlig virksomhet", "2026"),
    )
    assert whole.trend is not None
    undated = replace(whole.trend.earlier, closed=None)
    report = report_of(replace(whole, trend=replace(whole.trend, earlier=undated)), FULL)
    assert ("Sammenlignes med forrige undersøkelse", "Forrige runde") in report.who
    assert factors(report)["support"].rows[1].label == "Forrige undersøkelse"


@pytest.mark.promise("P09", "P13")
def test_of_an_earlier_round_nothing_stands_where_either_is_hidden(whole: Source) -> None:
    for code in (ENTERPRISE, INNER, FULL, MEANS, HIDDEN, "006"):
        for factor in factors(report_of(whole, code)).values():
            rows = [row for row in factor.rows if row.whose is Whose.PREVIOUS]
            cell = whole.cells[code][factor.id]
            earlier = whole.trend and whole.trend.cell(code, factor.id)
            assert bool(rows) is (cell.state is State.SHOWN and earlier is not None)


@pytest.mark.promise("P13")
def test_a_new_unit_has_no_previous_round_and_says_nothing_of_it(whole: Source) -> None:
    assert whole.trend is not None
    others = {later: earlier for later, earlier in whole.trend.counterparts.items() if later != FULL}
    trend = replace(whole.trend, counterparts=others)
    report = report_of(replace(whole, trend=trend), FULL)
    assert all(row.whose is not Whose.PREVIOUS for factor in factors(report).values() for row in factor.rows)
    assert not [words for words in (*report.reading, *(label for label, _ in report.who)) if "tvikling" in words or "orrige" in words]


@pytest.mark.promise("P10")
def test_a_unit_with_means_stands_beside_means_alone(whole: Source) -> None:
    for factor in factors(report_of(whole, MEANS)).values():
        assert all((row.bands, row.share, row.interval, row.people) == (None,) * 4 for row in factor.rows)
        assert not any("%" in words or " av ti" in words for words in factor.sentences)


@pytest.mark.promise("P11")
def test_a_sensitive_topic_asks_for_care_and_judges_no_level(whole: Source) -> None:
    bullying = factors(report_of(whole, ENTERPRISE))["bullying"]
    assert bullying.sentences[:3] == (
        "12\u00a0% svarer at de har opplevd dette.",
        "15\u00a0% svarte det i forrige undersøkelse.",
        "9\u00a0% svarer det i en gjennomsnittlig virksomhet.",
    )
    assert "plikt" in bullying.sentences[3]
    assert "hjelp" in bullying.sentences[4]
    assert all(row.interval is None for row in bullying.rows)
    assert bullying.questions == ("Vet alle hvor de kan si fra?",)


def test_questions_stand_with_figures_and_nowhere_else(whole: Source) -> None:
    for code in (ENTERPRISE, INNER, FULL, MEANS):
        for factor in factors(report_of(whole, code)).values():
            assert bool(factor.questions) is (factor.shown and factor.id != "bullying_source")


# Health


@pytest.mark.promise("P12")
def test_associations_are_told_as_going_together_those_that_are_read_alike_together(whole: Source) -> None:
    chapter = health(report_of(whole, ENTERPRISE))
    (pain,) = chapter.complaints
    assert [(one.factor, one.strength, one.more_is_worse) for one in pain.associations] == [
        ("workload", Strength.CLEAR, True),
        ("support", Strength.CLEAR, False),
        ("clarity", Strength.CLEAR, False),
        ("availability", Strength.NONE, True),
    ]
    assert [one.sentence for one in pain.associations] == [
        "De som opplever mer av «arbeidsmengde», har ofte flere smerter.",
        "De som opplever mer av «støtte», har ofte færre smerter.",
        "De som opplever mer av «klarhet», har ofte færre smerter.",
        "Det er ingen klar sammenheng mellom tilgjengelighet og smerter.",
    ]
    assert [some.sentence for some in pain.alike] == [
        "De som opplever mer av dette, er ofte også mer plaget: Arbeidsmengde.",
        "De som opplever mer av dette, er ofte mindre plaget: Støtte og Klarhet.",
        "Ingen klar sammenheng: Tilgjengelighet.",
    ]
    assert pain.table.rows[0] == ("Arbeidsmengde", "0,3", "0,2", "0,4")
    assert pain.table.rows[-1] == ("Tilgjengelighet", "0,1", "0,0", "0,2")


def associated(whole: Source, **figures: tuple[float, float, float]) -> Complaint:
    """The complaint with other figures for some factors: coefficient, low, high."""
    found = tuple(
        replace(one, **dict(zip(("coefficient", "low", "high"), figures[one.factor], strict=True))) if one.factor in figures else one
        for one in whole.publication.associations
    )
    publication = replace(whole.publication, associations=found)
    return health(report_of(replace(whole, publication=publication, trend=None), ENTERPRISE)).complaints[0]


@pytest.mark.promise("P12")
def test_a_clear_association_comes_before_a_larger_one_that_is_not(whole: Source) -> None:
    found = associated(whole, availability=(0.5, -0.1, 0.9)).associations
    assert [one.factor for one in found] == ["workload", "support", "clarity", "availability"]


@pytest.mark.promise("P12")
def test_all_that_are_equal_are_named_in_the_order_of_the_publication(whole: Source) -> None:
    order = [one.factor for one in whole.publication.associations]
    (some,) = associated(whole, **dict.fromkeys(order, (-0.3, -0.4, -0.2))).alike
    assert [one.factor for one in some.associations] == order
    assert all(one.name in some.sentence for one in some.associations)


@pytest.mark.parametrize(("direction", "kind"), [(Direction.RISK, "more"), (Direction.OUTCOME_HIGH_IS_GOOD, "less")])
def test_of_a_complaint_whose_high_scores_are_good_more_of_a_factor_is_less_of_it(whole: Source, direction: Direction, kind: str) -> None:
    one = replace(whole.publication.associations[0], coefficient=0.3, low=0.2, high=0.4)
    complaint = replace(whole.instrument.topics[one.complaint], direction=direction)
    assert associations._kind(complaint, one) == kind
    assert associations._kind(complaint, replace(one, coefficient=-0.3, low=-0.4, high=-0.2)) != kind


@pytest.mark.promise("P12")
def test_no_word_of_the_chapter_on_health_says_cause_or_how_many(language: Language) -> None:
    chapter = health(report_of(example_source(language), ENTERPRISE))
    words = " ".join([*(one.sentence for complaint in chapter.complaints for one in complaint.associations), chapter.complaints[0].summary])
    assert not re.search("årsak|fører til|skyld|på grunn|fordi|cause|lead|because|due to|effect", words, re.IGNORECASE)
    assert not re.search(r"\d|%|per cent|prosent", words)
    assert any(re.search("årsak|cause", sentence) for sentence in chapter.reading), "that it isn't one is said"


@pytest.mark.promise("P12")
@pytest.mark.parametrize("code", [INNER, FULL, MEANS, HIDDEN, "006"])
def test_no_unit_has_a_chapter_on_health(whole: Source, code: str) -> None:
    assert report_of(whole, code).associations is None


@pytest.mark.promise("P12")
def test_without_associations_the_neutral_sentence_stands_alone(whole: Source) -> None:
    without = replace(whole, publication=replace(whole.publication, associations=()), trend=None)
    chapter = health(report_of(without, ENTERPRISE))
    assert (chapter.reading, chapter.complaints) == (("Resultatet vises ikke.",), ())


def test_where_nothing_was_asked_about_health_nothing_is_said_of_it(source: Source) -> None:
    assert report_of(source, ENTERPRISE).associations is None


@pytest.mark.promise("P12")
def test_no_clear_association_is_said_so(whole: Source) -> None:
    unclear = tuple(replace(one, low=-0.5, high=0.5) for one in whole.publication.associations)
    chapter = health(report_of(replace(whole, publication=replace(whole.publication, associations=unclear), trend=None), ENTERPRISE))
    assert chapter.complaints[0].summary == "Ingen av arbeidsforholdene har en klar sammenheng med «Smerter»."


# How to go on


@pytest.mark.promise("P08", "P10")
@pytest.mark.parametrize("code", [ENTERPRISE, FULL, MEANS, HIDDEN])
def test_every_kind_of_unit_has_steps_of_its_own(language: Language, code: str) -> None:
    source = example_source(language)
    steps = report_of(source, code).steps
    assert 4 <= len(steps) <= 6
    others = {other: report_of(source, other).steps for other in (ENTERPRISE, FULL, MEANS, HIDDEN) if other != code}
    assert steps not in others.values()
    safety = {Language.NB: "verneombud", Language.NN: "verneombod", Language.EN: "safety representative"}
    assert any(safety[language] in step.lower() for step in steps)


@pytest.mark.promise("P10")
def test_a_report_points_to_the_nearest_one_above_with_more(whole: Source) -> None:
    assert {code: report_of(whole, code).read_with for code in (ENTERPRISE, FULL)} == {ENTERPRISE: None, FULL: None}
    above = report_of(whole, MEANS).read_with
    assert above is not None
    assert (above.code, above.name) == (INNER, "Avdeling fjord")
    cells = tuple(
        replace(cell, state=State.HIDDEN, n_band=None, mean=None, challenge=None, bands=None, items=None) if cell.unit == INNER else cell
        for cell in whole.publication.cells
    )
    units = tuple(replace(unit, reported=unit.reported and unit.code != INNER) for unit in whole.publication.units)
    blank = replace(whole, publication=replace(whole.publication, cells=cells, units=units), trend=None)
    above = report_of(blank, MEANS).read_with
    assert above is not None
    assert above.code == ENTERPRISE, "the level between holds nothing"


@pytest.mark.promise("P09")
def test_a_report_without_figures_gives_no_reason(language: Language) -> None:
    report = report_of(example_source(language), HIDDEN)
    assert report.holds is Holds.NOTHING
    said = " ".join((*report.about, *report.steps)).lower()
    assert texts(language)("report.hidden").lower() in said
    for reason in ("få svar", "for få", "for liten", "for lita", "too few", "too small", "anonym", "personvern", "privacy", "terskel"):
        assert reason not in said
    assert not re.search(r"\d", said)


@pytest.mark.promise("P08")
def test_each_point_says_why_it_is_there(language: Language) -> None:
    source = example_source(language)
    for code in (ENTERPRISE, INNER, FULL, MEANS, "006"):
        points = report_of(source, code).points
        assert 1 <= len(points) <= 5
        for point in points:
            told = f"{point.sentence} {point.why}".rstrip(".").split(". ")
            assert len(told) == len(set(told)) >= 2, "nothing is said twice"
            assert all(words[0].isupper() or words[0].isdigit() for words in told)


def test_only_factors_of_the_work_are_brought_up(whole: Source) -> None:
    """Neither outcomes nor sensitive topics, however far they lean."""
    outcome = replace(whole.instrument.topics["support"], direction=Direction.OUTCOME_HIGH_IS_GOOD)
    themes = tuple(
        replace(theme, topics=tuple(outcome if topic.id == "support" else topic for topic in theme.topics))
        for theme in whole.instrument.themes
    )
    source = replace(whole, instrument=replace(whole.instrument, themes=themes))
    for code in (ENTERPRISE, INNER, FULL):
        report = report_of(source, code)
        assert factors(report)["support"].shown
        assert {point.factor for point in report.points} <= {"workload", "clarity", "availability"}


@pytest.mark.parametrize(("code", "exact"), [(ENTERPRISE, True), ("006", True), (INNER, False), (FULL, False), (MEANS, False)])
def test_sentences_tell_whole_per_cent_from_fifty_people_on(whole: Source, code: str, exact: bool) -> None:
    report = report_of(whole, code)
    ordinary = [factor for factor in factors(report).values() if factor.shown]
    words = " ".join(
        [
            *(sentence for factor in ordinary for sentence in factor.sentences),
            *(part for point in report.points for part in (point.sentence, point.why)),
        ]
    )
    assert ("%" in words) is exact
    assert not re.search(r"\d[,.]\d", words), "a sentence never tells a mean"
    told = [sentence for sentence in report.reading if "tideler" in sentence]
    assert len(told) == (code in {INNER, FULL})


def test_every_part_is_there_in_every_language(language: Language) -> None:
    report = report_of(example_source(language), FULL)
    assert report.period == {Language.NB: "mars 2026", Language.NN: "mars 2026", Language.EN: "March 2026"}[language]
    assert all((report.about, report.who, report.points, report.steps, report.reading, report.chapters))
    words = [*report.about, *report.steps, *report.reading, *(part for point in report.points for part in (point.sentence, point.why))]
    assert all(each[0].isupper() and each[-1] in ".?" for each in words)
