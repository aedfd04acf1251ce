"""What reports say, put together from the example publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from must.core.common.languages import Language
from must.core.disclosure.grid import NodeKind, build_grid
from must.core.disclosure.publication import Cell, Detail, Publication, PublishedUnit, State
from must.core.disclosure.publishing import publish
from must.core.instrument.model import Instrument
from must.reports.content import Band, Factor, Holds, Neighbour, Report, Side, Whose
from must.reports.describe import entries_of, report_of
from must.reports.guidance import covers
from must.reports.source import Source
from must.ui.texts import texts
from tests.core.examples import SHIPPED, answers, tree

ENTERPRISE, INNER, FULL, MEANS, REST, HIDDEN = "0", "001", "002", "003", "001~rest", "005"


def factors(report: Report) -> dict[str, Factor]:
    return {factor.id: factor for chapter in report.chapters for factor in chapter.factors}


@pytest.mark.parametrize(
    ("code", "holds"),
    [(ENTERPRISE, Holds.FULL), (INNER, Holds.FULL), (FULL, Holds.FULL), (MEANS, Holds.MEANS), (HIDDEN, Holds.NOTHING)],
)
def test_a_report_knows_what_it_holds(source: Source, code: str, holds: Holds) -> None:
    assert report_of(source, code).holds is holds


def test_a_rest_has_no_report(source: Source) -> None:
    with pytest.raises(ValueError, match="a rest has no report"):
        report_of(source, REST)


def test_a_full_factor_in_words_and_figures(source: Source) -> None:
    factor = factors(report_of(source, FULL))["workload"]
    assert factor.tags == ("Risikofaktor", "Arbeidsmiljøloven §\u00a04-3, bokstav c")
    assert factor.sentences == (
        "Omtrent sju av ti har svar som peker mot en mulig utfordring, og omtrent to av ti har gunstige svar.",
        "Det er ingen sikker forskjell fra resultatet i hele virksomheten.",
    )
    assert [(row.whose, row.label, row.mean, row.bands, row.people) for row in factor.rows] == [
        (Whose.OWN, "Denne enheten", 3.8, (71, 12, 18), "15 eller flere"),
        (Whose.PARENT, "Nivået over", 3.7, (69, 9, 22), "30 eller flere"),
        (Whose.ENTERPRISE, "Hele virksomheten", 3.4, (57, 16, 27), "412"),
    ]
    assert factor.tables[0].rows[0] == ("Denne enheten", "71", "12", "18", "3,8", "3,1–4,5", "15 eller flere")


def test_answers_stand_from_the_challenging_end_to_the_favourable_one(source: Source) -> None:
    too_much, enough_time, _ = factors(report_of(source, FULL))["workload"].items
    assert too_much.ends == ("Meget ofte eller alltid", "Meget sjelden eller aldri")
    assert [part.share for part in too_much.parts] == [24, 47, 24, 6, 0]
    assert enough_time.ends == ("Meget sjelden eller aldri", "Meget ofte eller alltid"), "a reversed item"
    assert [part.share for part in enough_time.parts] == [24, 41, 18, 12, 6]
    bands = [Band.CHALLENGE, Band.CHALLENGE, Band.MIDDLE, Band.FAVOURABLE, Band.FAVOURABLE]
    assert [part.band for part in too_much.parts] == [part.band for part in enough_time.parts] == bands


def test_one_table_holds_items_that_are_turned_either_way(source: Source) -> None:
    table = factors(report_of(source, FULL))["workload"].tables[1]
    assert table.head == ("Spørsmål", "Meget ofte eller alltid", "Nokså ofte", "Av og til", "Nokså sjelden", "Meget sjelden eller aldri")
    assert [row[1:] for row in table.rows] == [("24", "47", "24", "6", "0"), ("6", "12", "18", "41", "24"), ("12", "29", "29", "24", "6")]


@pytest.mark.promise("P10")
def test_a_unit_with_means_gets_means_and_nothing_else(source: Source) -> None:
    report = report_of(source, MEANS)
    shown = [factor for factor in factors(report).values() if factor.shown]
    assert [factor.id for factor in shown] == ["workload", "clarity"]
    for factor in shown:
        assert factor.bands_picture is None
        assert factor.items == ()
        assert factor.rows[0].bands is None
        assert factor.rows[0].people is None
    assert shown[0].sentences == (
        "Gjennomsnittet ligger på den utfordrende siden av skalaen.",
        "Det er omtrent som i hele virksomheten.",
    )
    assert all(row[1:] == (figure,) for row, figure in zip(shown[0].tables[0].rows, ("3,6", "3,7", "3,4"), strict=True))
    assert "Les den sammen med rapporten for Avdeling fjord. Der står det mer." in report.about


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("code", "topic"), [(FULL, "availability"), (MEANS, "support")])
def test_a_hidden_cell_is_the_one_neutral_sentence(source: Source, code: str, topic: str) -> None:
    factor = factors(report_of(source, code))[topic]
    assert factor.sentences == ("Resultatet vises ikke.",)
    assert not factor.shown
    assert (factor.rows, factor.items, factor.tables, factor.axis, factor.bands_picture, factor.means_picture) == (
        (),
        (),
        (),
        None,
        None,
        None,
    )


@pytest.mark.promise("P09")
def test_a_unit_without_a_figure_says_so_once_and_where_to_read(source: Source) -> None:
    report = report_of(source, HIDDEN)
    assert report.chapters == ()
    assert report.points == ()
    assert report.about == (
        "Dette er til dere i Avdeling fjell.",
        "Resultatet vises ikke.",
        "Les rapporten for Eksempeldirektoratet, og bli med i samtalen om den.",
        "Svarene teller med i tallene for hele virksomheten, i hvert tema der alle spørsmålene har fått svar.",
    )
    assert report.read_with == Neighbour("0", "Eksempeldirektoratet")
    assert report.steps[0] == "Les rapporten for Eksempeldirektoratet sammen."
    assert len(report.steps) == 4
    assert (report.who, report.reading) == ((), ())


@pytest.mark.promise("P11")
def test_sensitive_topics_are_the_enterprises_alone(source: Source) -> None:
    assert {"bullying", "bullying_source"} <= set(factors(report_of(source, ENTERPRISE)))
    for code in (INNER, FULL, MEANS, HIDDEN):
        assert not {"bullying", "bullying_source"} & set(factors(report_of(source, code)))


def test_a_sensitive_topic_says_how_many_it_concerns_without_an_average(source: Source) -> None:
    bullying = factors(report_of(source, ENTERPRISE))["bullying"]
    assert bullying.sentences[0] == "12\u00a0% svarer at de har opplevd dette."
    assert bullying.sentences[1].startswith("Arbeidsgiveren har plikt til")
    assert "verneombudet" in bullying.sentences[2]
    assert len(bullying.sentences) == 3
    assert bullying.means_picture is None
    assert bullying.bands_picture is None
    assert bullying.tables[0].rows == (("Hele virksomheten", "12", "406"),)
    assert [part.band for part in bullying.items[0].parts] == [Band.CHALLENGE] * 4 + [Band.FAVOURABLE], "a yes of any frequency"


def test_a_follow_up_set_shows_its_items_as_they_are(source: Source) -> None:
    factor = factors(report_of(source, ENTERPRISE))["bullying_source"]
    assert factor.axis is None
    assert [(part.label, part.share, part.band) for part in factor.items[0].parts] == [("Nei", 45, None), ("Ja", 55, None)]
    assert len(factor.tables) == 1


def test_a_comparison_stands_only_where_it_is_shown(publication: Publication, instrument: Instrument) -> None:
    hidden = Cell(unit="0", topic="clarity", topic_class=instrument.topics["clarity"].topic_class, state=State.HIDDEN)
    cells = tuple(hidden if (cell.unit, cell.topic) == ("0", "clarity") else cell for cell in publication.cells)
    report = report_of(Source(replace(publication, cells=cells), instrument, Language.NB), FULL)
    clarity = factors(report)["clarity"]
    assert [row.whose for row in clarity.rows] == [Whose.OWN, Whose.PARENT]
    assert clarity.sentences[1:] == ("Det er ingen sikker forskjell fra resultatet på nivået over.",)
    point = next(point for point in report.points if point.factor == "clarity")
    assert point.sentence == "Omtrent åtte av ti har gunstige svar."


def test_a_unit_right_below_the_enterprise_is_compared_with_it_once(source: Source) -> None:
    assert [row.whose for row in factors(report_of(source, INNER))["workload"].rows] == [Whose.OWN, Whose.ENTERPRISE]
    assert [row.label for row in factors(report_of(source, ENTERPRISE))["workload"].rows] == ["Hele virksomheten"]


def test_the_first_page_brings_up_factors_with_a_sentence_each(source: Source) -> None:
    points = [(point.factor, point.side, point.sentence, point.why) for point in report_of(source, FULL).points]
    assert points == [
        (
            "support",
            Side.CHALLENGE,
            "Omtrent seks av ti har svar som peker mot en mulig utfordring, mot omtrent to av ti i hele virksomheten.",
            "Det er mer utfordrende her.",
        ),
        (
            "workload",
            Side.CHALLENGE,
            "Omtrent sju av ti har svar som peker mot en mulig utfordring.",
            "Forskning tyder på at dette henger sammen med helse.",
        ),
        (
            "clarity",
            Side.STRENGTH,
            "Omtrent åtte av ti har gunstige svar, omtrent som i hele virksomheten.",
            "Forskning viser at dette henger sammen med helse.",
        ),
    ]
    means = [point.sentence for point in report_of(source, MEANS).points]
    assert means[0].startswith("Gjennomsnittet ligger på den utfordrende siden av skalaen, omtrent som i hele virksomheten.")
    assert [(point.factor, len(point.rows)) for point in report_of(source, ENTERPRISE).points] == [
        ("workload", 1),
        ("clarity", 1),
        ("support", 1),
    ]


def test_who_answered_only_as_far_as_it_may_be_said(source: Source) -> None:
    assert report_of(source, ENTERPRISE).who == (
        ("Svarprosent", "65–69\u00a0%"),
        ("Så mange svarte (på temaet som flest svarte på)", "412"),
    )
    assert report_of(source, FULL).who[:2] == (
        ("Svarprosent", "50\u00a0% eller mer"),
        ("Så mange svarte (på temaet som flest svarte på)", "15 eller flere"),
    )
    assert report_of(source, MEANS).who == (
        ("Svarprosent", "Resultatet vises ikke."),
        ("Sammenlignes med nivået over", "Avdeling fjord"),
        ("Sammenlignes med hele virksomheten", "Eksempeldirektoratet"),
    )


def test_the_list_tells_what_each_report_holds_and_with_whom_to_read_the_rest(source: Source) -> None:
    assert [(entry.code, entry.name, entry.level, entry.report, entry.words) for entry in entries_of(source)] == [
        ("0", "Eksempeldirektoratet", 0, True, ("Fordeling og gjennomsnitt",)),
        ("001", "Avdeling fjord", 1, True, ("Fordeling og gjennomsnitt",)),
        ("002", "Seksjon havn", 2, True, ("Fordeling og gjennomsnitt",)),
        ("003", "Seksjon kai", 2, True, ("Gjennomsnitt",)),
        ("001~rest", "Andre i Avdeling fjord", 2, False, ("Leses sammen med Avdeling fjord.", "Her er også enhetene med kode 004.")),
        ("005", "Avdeling fjell", 1, True, ("Leses sammen med Eksempeldirektoratet.",)),
        ("006", "Avdeling vidde", 1, True, ("Fordeling og gjennomsnitt",)),
        ("0~rest", "Andre i Eksempeldirektoratet", 1, False, ("Leses sammen med Eksempeldirektoratet.",)),
    ]


def of_nobody(instrument: Instrument, *units: tuple[str, str | None, int]) -> Source:
    """A publication of these units, to which nobody answered."""
    asked = tuple(item.id for item in next(iter(instrument.topics.values())).items)
    publication = publish(
        instrument=instrument,
        asked=asked,
        form="full",
        round=None,
        grid=build_grid(tree(*units), SHIPPED),
        answers=answers(asked, []),
        rules=SHIPPED,
    )
    return Source(publication, instrument, Language.EN)


def coverage(instrument: Instrument, *units: tuple[str, str | None, int]) -> dict[str, tuple[str, ...]]:
    """Unit → what its report says of whom it covers, by the keys of the sentences."""
    source = of_nobody(instrument, *units)
    sentences = {source.t(f"report.about.{key}"): key for key in ("enterprise", "inner", "few_elsewhere", "few_from_elsewhere")}
    units = {code: unit for code, unit in source.units.items() if unit.kind is NodeKind.UNIT}
    return {code: tuple(sentences[said] for said in covers(source, unit) if said in sentences) for code, unit in units.items()}


def test_a_report_says_when_a_few_of_the_units_people_count_elsewhere(instrument: Instrument) -> None:
    units = ("e", None, 8), ("d", "e", 1), ("b", "d", 1), ("x", "b", 20), ("y", "b", 30), ("t", "d", 1), ("a", "e", 40), ("c", "e", 0)
    below = ("v", "c", 15), ("w", "c", 6), ("z", "c", 5)
    assert coverage(instrument, *units, *below) == {
        "e": ("enterprise",),
        "d": ("few_elsewhere",),
        "b": ("inner",),
        "y": (),
        "a": (),
        "c": ("inner",),
        "v": (),
    }


def test_a_report_says_when_a_few_from_the_levels_above_are_counted_in_it(instrument: Instrument) -> None:
    left = ("d", "e", 0), ("b", "d", 0), ("x", "b", 10), ("w", "b", 30), ("v", "d", 40)
    right = ("f", "e", 1), ("g", "f", 0), ("y", "g", 15), ("z", "g", 16)
    assert coverage(instrument, ("e", None, 1), *left, *right) == {
        "e": ("enterprise",),
        "d": ("inner", "few_from_elsewhere"),
        "b": ("inner", "few_from_elsewhere"),
        "w": (),
        "v": (),
        "f": ("few_elsewhere",),
        "g": ("inner",),
        "y": (),
        "z": (),
    }


def test_a_unit_that_is_one_cell_with_what_was_merged_into_it_is_reported_as_a_whole(instrument: Instrument) -> None:
    units = ("e", None, 0), ("a", "e", 15), ("d", "e", 0), ("x", "d", 6), ("y", "d", 7)
    assert coverage(instrument, *units) == {"e": ("enterprise",), "a": (), "d": ("inner",)}


def test_the_list_names_as_merged_only_units_without_a_place_of_their_own(instrument: Instrument) -> None:
    source = of_nobody(instrument, ("e", None, 8), ("d", "e", 2), ("b", "d", 0), ("x", "b", 20), ("t", "d", 1))
    assert source.publication.units[-1].members == ("e", "d", "t")
    assert list(entries_of(source))[-1].words[1:] == ("Units with these codes are included: t.",)


def test_an_enterprise_without_a_report_says_so(publication: Publication, instrument: Instrument) -> None:
    alone = replace(publication.units[0], reported=False, members=("0", "001"))
    cells = tuple(
        Cell(unit="0", topic=cell.topic, topic_class=cell.topic_class, state=State.HIDDEN) for cell in publication.cells if cell.unit == "0"
    )
    small = replace(publication, units=(alone,), cells=cells, participation=publication.participation[:1])
    source = Source(small, instrument, Language.EN)
    assert [(entry.report, entry.words[0]) for entry in entries_of(source)] == [(True, "This result is not shown.")]
    report = report_of(source, "0")
    assert report.about == ("This is for you in Eksempeldirektoratet.", "This result is not shown.")
    assert report.read_with is None
    assert len(report.steps) == 2


def test_a_very_deep_unit_names_only_the_ends_of_its_path(publication: Publication, instrument: Instrument) -> None:
    depth = 3000
    below = tuple(
        PublishedUnit(
            code=f"d{level}",
            parent="0" if level == 1 else f"d{level - 1}",
            name=f"Nivå {level}",
            level=level,
            kind=NodeKind.UNIT,
            members=(f"d{level}",) if level == depth else (),
            reported=False,
        )
        for level in range(1, depth + 1)
    )
    topics = [cell for cell in publication.cells if cell.unit == HIDDEN]
    cells = tuple(replace(cell, unit=unit.code) for unit in below for cell in topics)
    own = tuple(cell for cell in publication.cells if cell.unit == "0")
    rates = tuple(replace(publication.participation[-1], unit=unit.code) for unit in below)
    deep = replace(
        publication, units=(publication.units[0], *below), cells=own + cells, participation=(publication.participation[0], *rates)
    )
    source = Source(deep, instrument, Language.NB)
    assert report_of(source, f"d{depth}").path == ("Eksempeldirektoratet", None, "Nivå 2998", "Nivå 2999")
    assert report_of(source, "d3").path == ("Eksempeldirektoratet", "Nivå 1", "Nivå 2")
    assert len(list(entries_of(source))) == depth + 1


def test_a_publication_of_another_instrument_is_refused(publication: Publication, instrument: Instrument) -> None:
    with pytest.raises(ValueError, match="speaks of other"):
        Source(replace(publication, instrument="other"), instrument, Language.NB)


def test_the_neutral_sentence_gives_no_reason(language: Language) -> None:
    sentence = texts(language)("report.hidden").lower()
    for reason in ("few", "small", "få", "lite", "liten", "person", "ano", "fordi", "because", "av hensyn", "terskel"):
        assert reason not in sentence
    assert not any(character.isdigit() for character in sentence)


@pytest.mark.promise("P10")
def test_detail_is_read_from_the_cells_alone(source: Source) -> None:
    for code in (ENTERPRISE, INNER, FULL, MEANS, HIDDEN):
        for factor in factors(report_of(source, code)).values():
            cell = source.cells[code][factor.id]
            assert factor.shown is (cell.state is State.SHOWN)
            assert bool(factor.items) is (cell.state is State.SHOWN and cell.detail is Detail.FULL)


@pytest.mark.promise("P13")
def test_a_report_of_means_says_what_one_answer_can_do(publication: Publication, instrument: Instrument, language: Language) -> None:
    source = Source(publication, instrument, language)
    told = {code: source.t("report.reading.one") in report_of(source, code).reading for code in (ENTERPRISE, INNER, FULL, MEANS, HIDDEN)}
    assert told == {ENTERPRISE: False, INNER: False, FULL: False, MEANS: True, HIDDEN: False}
