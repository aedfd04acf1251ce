"""`must report` beside an earlier round and the average enterprise: what it takes, and how it refuses what it can't take (Shows 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from must.cli import main, report
from must.core.common.languages import Language
from must.core.disclosure.across import AcrossFigure
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.trends import Trend
from must.core.instrument.loader import load_instrument
from must.reports.forms import Form
from must.reports.making import Failure
from tests.cli.report_command import TINY, UnitRow, arguments, publication_in, write_answers, write_units

INSTRUMENT = load_instrument(TINY)
THEN: list[UnitRow] = [("e", "", "E", 0), ("10", "e", "Ten", 40), ("11", "e", "Eleven", 30), ("012", "e", "Twelve", 20)]
NOW: list[UnitRow] = [("e", "", "E", 0), ("20", "e", "Ten", 40), ("11", "e", "Eleven", 30), ("012", "e", "Twelve", 20)]


def write_files(folder: Path, units: list[UnitRow]) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    rows = [(code, *(1 + (number * step) % 5 for step in (1, 2, 3))) for code, _, _, people in units for number in range(int(str(people)))]
    return write_units(folder, units), write_answers(folder, ["workload_1", "workload_2", "workload_3"], rows)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    files = write_files(tmp_path_factory.mktemp("then"), THEN)
    return report.make_publication(*files, INSTRUMENT, closed=date(2024, 3, 15))


@pytest.fixture
def previous(tmp_path: Path, made: Publication) -> Path:
    path = tmp_path / "previous.json"
    path.write_text(made.to_json(), "utf-8")
    return path


def must_report(folder: Path, *more: str) -> None:
    main(arguments(*write_files(folder / "now", NOW), folder / "out", *more)[1:], standalone_mode=False)


def refusal(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 1) -> list[str]:
    """The lines on standard error that tell of files of ours."""
    with pytest.raises(SystemExit) as ended:
        must_report(folder, *more, "--formats", "none")
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (code, "")
    assert not (folder / "out").exists()
    return [line for line in said.err.splitlines() if line.startswith(str(folder))]


Rendered = dict[str, object]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    """What the making of reports was asked for; nothing is made."""
    asked: Rendered = {}

    def note(publication: Publication, _instrument: object, _out: Path, **rest: object) -> tuple[Failure, ...]:
        asked.update(rest, publication=publication)
        failures = asked.get("failures", ())
        assert isinstance(failures, tuple)
        return failures

    monkeypatch.setattr(report, "render_reports", note)
    return asked


@pytest.mark.promise("P13", "P37")
def test_reports_are_given_the_trend_and_the_averages(tmp_path: Path, previous: Path, made: Publication, rendered: Rendered) -> None:
    (tmp_path / "map.csv").write_text("unit,previous_unit\n20,10\n")
    figure = AcrossFigure(topic="workload", enterprises=4, mean=Decimal("3.1"), challenge=40)
    averages = Averages(instrument=INSTRUMENT.id, instrument_version=INSTRUMENT.version, period="2026", figures=(figure,))
    (tmp_path / "averages.json").write_text(averages.to_json(), "utf-8")
    more = ["--previous", str(previous), "--unit-map", str(tmp_path / "map.csv"), "--averages", str(tmp_path / "averages.json")]
    must_report(tmp_path, *more, "--closed", "2026-03-20", "--language", "en")
    trend = rendered["trend"]
    assert isinstance(trend, Trend)
    assert (trend.earlier, trend.later) == (made, rendered["publication"])
    assert trend.later == publication_in(tmp_path / "out")
    assert trend.later.closed == date(2026, 3, 20)
    assert trend.counterparts == {"e": "e", "20": "10", "11": "11", "012": "012"}
    assert trend.cell("20", "workload") is not None
    assert (rendered["averages"], rendered["language"], rendered["forms"]) == (averages, Language.EN, tuple(Form))


@pytest.mark.promise("P13")
def test_units_that_may_be_others_than_before_are_told_of(
    tmp_path: Path, made: Publication, rendered: Rendered, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = tuple(replace(unit, name={"Eleven": "Elleve", "Twelve": "TWELVE"}.get(unit.name, unit.name)) for unit in made.units)
    path, unit_map = tmp_path / "previous.json", tmp_path / "map.csv"
    path.write_text(replace(made, units=renamed).to_json(), "utf-8")
    must_report(tmp_path, "--previous", str(path))
    said = capsys.readouterr().err
    assert "another name or another place: 1 (11)." in said
    assert "a row with its code twice, such as 11,11." in said
    assert isinstance(rendered["trend"], Trend)
    assert rendered["trend"].counterparts == {"e": "e", "012": "012"}
    unit_map.write_text("unit,previous_unit\n20,10\n11,11\n")
    (tmp_path / "again").mkdir()
    must_report(tmp_path / "again", "--previous", str(path), "--unit-map", str(unit_map))
    assert "another name" not in capsys.readouterr().err
    assert rendered["trend"].counterparts == {"e": "e", "20": "10", "11": "11", "012": "012"}


def test_without_an_earlier_round_nothing_is_compared(tmp_path: Path, rendered: Rendered) -> None:
    must_report(tmp_path, "--formats", "xlsx, html")
    assert (rendered["trend"], rendered["averages"], rendered["language"]) == (None, None, Language.NB)
    assert rendered["forms"] == (Form.HTML, Form.XLSX)
    assert publication_in(tmp_path / "out").closed is None


def test_forms_may_be_named_one_by_one(tmp_path: Path, rendered: Rendered) -> None:
    must_report(tmp_path, "--formats", "pptx", "--formats", "pdf")
    assert rendered["forms"] == (Form.PDF, Form.PPTX)


def test_reports_that_fail_are_told_of_and_the_others_are_there(
    tmp_path: Path, rendered: Rendered, capsys: pytest.CaptureFixture[str]
) -> None:
    rendered["failures"] = (Failure("012", Form.PDF, Language.NN, "AB23CD45"),)
    with pytest.raises(SystemExit) as ended:
        must_report(tmp_path)
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.err.splitlines()[-1] == "The report of unit 012 could not be made as pdf (nn): reference AB23CD45."
    assert said.out.startswith(f"{tmp_path}/out: publication of")
    assert publication_in(tmp_path / "out").units


def edited(old: str, new: str) -> Callable[[Publication], str]:
    def change(made: Publication) -> str:
        text = made.to_json()
        assert old in text
        return text.replace(old, new, 1)

    return change


def with_name(made: Publication, name: str) -> str:
    return replace(made, units=(replace(made.units[0], name=name), *made.units[1:])).to_json()


BROKEN: dict[str, tuple[Callable[[Publication], str], str]] = {
    "empty": (lambda _: "", "The file is not valid JSON"),
    "not JSON": (lambda _: "code,parent\n", "The file is not valid JSON"),
    "cut off": (lambda made: made.to_json()[:-300], "The file is not valid JSON"),
    "edited": (edited('"Eleven"', '"Elleve"'), "isn't as it was written"),
    "another schema": (edited("must.publication/1", "must.publication/0"), "schema"),
    "an older one without a version": (edited('"instrument_version":"', '"instrument_versjon":"'), "instrument_version"),
    "other questionnaire": (lambda made: replace(made, instrument="other").to_json(), "made with the questionnaire “other”"),
    "other version": (lambda made: replace(made, instrument_version="0").to_json(), "version"),
    "not of its questionnaire": (
        lambda made: replace(made, cells=(replace(made.cells[0], topic="nothing"), *made.cells[1:])).to_json(),
        "doesn't fit its questionnaire",
    ),
    "of other rules than it says": (
        lambda made: replace(made, cells=(replace(made.cells[0], mean=3.05), *made.cells[1:])).to_json(),
        "made by the rules “tiny/1”, but shows something that they never give (unit e, topic workload).",
    ),
    "other enterprise": (lambda made: with_name(made, "Sørlys"), "The publication is of Sørlys (e), but is compared with E (e)."),
    "closed later": (lambda made: replace(made, closed=date(2027, 1, 2)).to_json(), "until 2027-01-02, which is not before 2026-03-20"),
    "closed the same day": (lambda made: replace(made, closed=date(2026, 3, 20)).to_json(), "which is not before 2026-03-20"),
}


@pytest.mark.promise("P13")
@pytest.mark.parametrize(("change", "words"), BROKEN.values(), ids=BROKEN)
def test_an_earlier_publication_that_cannot_be_compared_is_refused_with_file_reason_and_mending(
    change: Callable[[Publication], str], words: str, tmp_path: Path, made: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "previous.json"
    path.write_text(change(made), "utf-8")
    more = (
        ["--previous", str(path)] if "until" not in words and "before" not in words else ["--previous", str(path), "--closed", "2026-03-20"]
    )
    lines = refusal(tmp_path, capsys, *more)
    assert all(line.startswith(f"{path}: ") and line.endswith(".") and line.count(". ") >= 1 for line in lines)
    assert any(words in line for line in lines), lines


@pytest.mark.promise("P13")
@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("unit,previous_unit\n20,10\n21,11\n", ['row 3, column "unit": No unit has the code “21”']),
        ("unit,previous_unit\n20,19\n", ['row 2, column "previous_unit": No unit has the code “19”']),
        ("unit,previous_unit\n20,10\n12,012\n", ['row 3, column "unit": No unit has the code “12” in', "one has “012”"]),
        (
            "unit,previous_unit\n20,10\n11,10\n",
            ['row 3, column "previous_unit": The earlier unit “10” is already in row 2.', "split in two"],
        ),
        ("unit,previous_unit\n20,10\n20,11\n", ['row 3, column "unit": The unit “20” already has an earlier unit in row 2.']),
        ("unit,previous_unit\n20,10\n20,10\n", ["row 3: The row says the same as row 2. Delete one"]),
        ("unit,previous_unit\n20,\n", ['row 2, column "previous_unit": The cell is empty.']),
        ("unit,before\n20,10\n", ['row 1, column "before": The unit map has no such column.', "The column “previous_unit” is missing."]),
        ("", ["The file is empty."]),
        ("\x89PNG\x00", [""]),
    ],
)
def test_a_unit_map_that_cannot_be_used_is_refused_with_row_and_reason(
    content: str, faults: list[str], tmp_path: Path, previous: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.csv"
    path.write_text(content)
    said = refusal(tmp_path, capsys, "--previous", str(previous), "--unit-map", str(path))
    assert all(line.startswith(f"{path}:") for line in said)
    for fault in faults:
        assert fault in "\n".join(said)


def test_averages_of_another_questionnaire_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figure = AcrossFigure(topic="workload", enterprises=4, mean=Decimal("3.1"), challenge=40)
    averages = Averages(instrument=INSTRUMENT.id, instrument_version="0", period="2026", figures=(figure,))
    path = tmp_path / "averages.json"
    path.write_text(averages.to_json(), "utf-8")
    (line,) = refusal(tmp_path, capsys, "--averages", str(path))
    assert line.startswith(f"{path}: The averages were made with the questionnaire “tiny 0”, not “tiny {INSTRUMENT.version}”.")
    path.write_text(averages.to_json().replace("3.1", "3.2"), "utf-8")
    (line,) = refusal(tmp_path, capsys, "--averages", str(path))
    assert line.startswith(f"{path}: The file of averages has been changed since it was made, or damaged. Get the file again")
