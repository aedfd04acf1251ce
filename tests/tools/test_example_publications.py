"""The publications behind the example reports: what is in the repository is what the script makes, and examples of what they should be."""

from __future__ import annotations

import pytest

from must.core.common.languages import Language
from must.core.common.topics import TopicClass
from must.core.disclosure.publication import Detail
from must.reports.content import Holds, Side, Whose
from must.reports.describe import report_of
from must.reports.examples import CODES, Example
from must.reports.examples.build import sources
from must.reports.source import Source
from tools.example_publications import documents


@pytest.fixture(scope="module")
def source() -> Source:
    return next(source for source in sources() if source.language is Language.NB)


@pytest.mark.promise("P14")
def test_they_are_what_the_script_makes() -> None:
    for path, text in documents().items():
        assert path.read_text("utf-8") == text, f"{path.name}: python -m tools.example_publications"


@pytest.mark.promise("P14")
def test_each_kind_of_report_is_there(source: Source) -> None:
    assert {example: source.holds(code) for example, code in CODES.items()} == {
        Example.ENTERPRISE: Holds.FULL,
        Example.UNIT: Holds.FULL,
        Example.MEANS: Holds.MEANS,
        Example.SHORT: Holds.NOTHING,
    }
    for example in (Example.MEANS, Example.SHORT):
        above = report_of(source, CODES[example]).read_with
        assert above is not None
        assert above.code == CODES[Example.UNIT]


def test_there_is_something_to_talk_about_and_to_compare_with(source: Source) -> None:
    for example in (Example.ENTERPRISE, Example.UNIT):
        report = report_of(source, CODES[example])
        assert {Side.CHALLENGE, Side.STRENGTH} <= {point.side for point in report.points}
        beside = {row.whose for chapter in report.chapters for factor in chapter.factors for row in factor.rows}
        assert {Whose.OWN, Whose.PREVIOUS, Whose.OTHERS} <= beside
    assert {Whose.PARENT, Whose.ENTERPRISE} <= beside


def test_the_section_has_much_to_show_with_a_clear_challenge_and_a_clear_strength(source: Source) -> None:
    code = CODES[Example.UNIT]
    sides = {point.factor: point.side for point in report_of(source, code).points}
    assert sides["quantitative_demands"] is Side.CHALLENGE
    assert sides["social_climate"] is Side.STRENGTH
    assert sum(cell.detail is Detail.FULL for cell in source.cells[code].values()) > 12


def test_the_enterprise_has_what_no_unit_has(source: Source) -> None:
    sensitive = [topic.id for topic in source.instrument.topics.values() if topic.topic_class is TopicClass.SENSITIVE]
    assert any(source.cells["0"][topic].mean is not None for topic in sensitive if topic in source.cells["0"])
    assert any(found.low > 0 or found.high < 0 for found in source.publication.associations)
    assert report_of(source, "0").associations is not None
    assert report_of(source, CODES[Example.UNIT]).associations is None
