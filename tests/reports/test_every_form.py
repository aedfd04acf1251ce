"""Every report of an enterprise with much to hide, in every form and language, opened and read for what the publication doesn't show."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.reports.batch import render_reports
from must.reports.forms import Form, file_name
from tests.reports.allowed import constants, numbers, truth
from tests.reports.hiding import ASKED, held, instrument, people, published, twins
from tests.reports.looked_for import CHECKS, NEUTRAL, Read, allowed, ends, numbers_of, read_all, reasons, traces
from tests.reports.opened import OPENERS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("every") / "out"
    one = held()
    assert render_reports(one.publication, instrument(), out, trend=one.trend, averages=one.averages) == ()
    return out


@pytest.fixture(scope="module")
def reports(folder: Path) -> tuple[Read, ...]:
    return tuple(read_all(folder, allowed()))


def test_every_unit_has_a_report_in_every_form_and_language(reports: tuple[Read, ...], folder: Path) -> None:
    units = [unit.code for unit in held().publication.units]
    assert len(reports) == len(units) * len(Form) * len(Language)
    assert all(read.opened.lines for read in reports)
    kinds = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert kinds == {*(f".{form}" for form in Form), ".json"}, "a file of another kind would have to be opened too"


@pytest.mark.promise("P08", "P09", "P10", "P11", "P12")
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("check", CHECKS)
def test_no_report_says_what_the_publication_hides(reports: tuple[Read, ...], form: Form, check: str) -> None:
    found = {read.where: CHECKS[check](read) for read in reports if read.form is form}
    assert {where: said for where, said in found.items() if said} == {}


@pytest.mark.promise("P09")
def test_a_hidden_result_is_named_and_says_so_by_the_same_words_in_each_form(reports: tuple[Read, ...]) -> None:
    for read in reports:
        for topic in allowed().hidden(read.unit) if read.unit not in NOTHING else ():
            told = [
                words
                for words in read.opened.about(topic.name[read.language], ends(allowed(), read.language))
                if NEUTRAL[read.language] in words
            ]
            assert told or (read.form is Form.PPTX and NEUTRAL[read.language] in read.opened.lines), (read.where, topic.id)
        if read.unit in NOTHING:
            assert any(NEUTRAL[read.language] in line for line in read.opened.lines), read.where


NOTHING = frozenset({"13", "30", "40"})
"""Units of which nothing is shown at all."""


@pytest.mark.promise("P09", "P10", "P11", "P12")
def test_what_is_hidden_would_be_known_if_it_were_found() -> None:
    """Every hidden cell with a score has a figure that nothing in the unit's report may look like; without one, a leak of it could hide."""
    answers = [(person.unit, dict(zip(ASKED, person.values, strict=True))) for person in held().answered]
    for unit in held().publication.units:
        below = frozenset(one for one, _ in answers if one.startswith(unit.code.rstrip("0")))
        for topic in (*allowed().hidden(unit.code), *allowed().unspoken(unit.code)):
            figures = truth(answers, below, topic) if topic.direction is not None else frozenset()
            assert not figures or figures - numbers_of(allowed(), unit.code, Language.NB), (unit.code, topic.id)


def test_scripts_and_styles_are_the_same_in_every_report_and_hold_nothing_of_one(reports: tuple[Read, ...]) -> None:
    assert len({read.opened.code for read in reports if read.form is Form.HTML}) == 1


@pytest.mark.promise("P09", "P10", "P11", "P12")
def test_two_enterprises_with_one_publication_have_the_same_reports_to_the_byte(tmp_path: Path) -> None:
    """They differ in everything that is hidden: whole units, where who is bullied works, and all of health."""
    ours, theirs = published(people()), published(twins())
    assert people() != twins()
    assert ours.to_json() == theirs.to_json()
    for name, publication in (("ours", ours), ("theirs", theirs)):
        shown = Publication.from_json(publication.to_json())
        assert render_reports(shown, instrument(), tmp_path / name, languages=[Language.NB]) == ()
    made = files(tmp_path / "ours")
    assert len(made) > len(ours.units) * len(Form)
    assert made == files(tmp_path / "theirs")


def files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.promise("P09")
def test_the_list_of_reports_has_names_and_no_figure(folder: Path) -> None:
    for language in Language:
        page = OPENERS[Form.HTML]((folder / file_name("index", Form.HTML, language, first=Language.NB)).read_bytes())
        read = Read(allowed().root, Form.HTML, language, page, allowed())
        levels = {Decimal(unit.level) for unit in held().publication.units}
        assert numbers(page.words) <= levels | set(allowed().names(language)) | constants(language)
        assert traces(read) == reasons(read) == set()


def test_what_lies_beside_the_reports_of_a_unit_names_them_and_nothing_else(folder: Path) -> None:
    for record in folder.rglob("*.json"):
        names = {path.name for path in record.parent.iterdir()} - {record.name}
        assert set(json.loads(record.read_text("utf-8"))["files"]) == names
        assert set(re.findall(r'"([^"]*)"', record.read_text("utf-8"))) - names - {"made_of", "files"} == set(digests(record))


def digests(record: Path) -> list[str]:
    return re.findall("[0-9a-f]{64}", record.read_text("utf-8"))
