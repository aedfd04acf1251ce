"""`must averages`: from files of publications to one file that is given out once."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from must.cli import main
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from tests.cli.report_command import MUST, TINY, publication_in, run, tree_of, write_answers, write_units

INSTRUMENT = load_instrument(TINY)
ITEMS = ("workload_1", "workload_2", "workload_3")
PEOPLE = 160
"""Of whom 120 answer: so many that the publication tells the exact number."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A publication that `must report` has made."""
    folder = tmp_path_factory.mktemp("one")
    answers = [("e", 1 + number % 5, 1 + number // 2 % 5, 5 - number % 5) for number in range(120)]
    done = run(
        write_units(folder, [("e", "", "First", PEOPLE)]),
        write_answers(folder, ITEMS, answers),
        folder / "out",
        "--formats",
        "none",
        "--closed",
        "2026-03-20",
    )
    assert done.returncode == 0, done.stderr
    return publication_in(folder / "out")


@pytest.fixture
def files(tmp_path: Path, made: Publication) -> list[str]:
    """Three enterprises' publications, which differ in their names."""
    found = []
    for name in ("First", "Second", "Third"):
        path = tmp_path / f"{name}.json"
        path.write_text(named(made, name).to_json(), "utf-8")
        found.append(str(path))
    return found


def named(publication: Publication, name: str) -> Publication:
    return replace(publication, units=(replace(publication.units[0], name=name), *publication.units[1:]))


def averages(*arguments: str) -> None:
    main(["averages", "--instrument", str(TINY), *arguments], standalone_mode=False)


@pytest.mark.promise("P31", "P37")
def test_three_publications_give_one_file(files: list[str], tmp_path: Path, made: Publication) -> None:
    out = tmp_path / "averages.json"
    command = [str(MUST), "averages", *files, "--period", "2026", "--instrument", str(TINY), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{out}: averages of 1 topics in 2026, of 3 enterprises at most.\n"
    found = Averages.from_json(out.read_bytes())
    assert (found.instrument, found.instrument_version, found.period) == (INSTRUMENT.id, INSTRUMENT.version, "2026")
    (cell,) = (cell for cell in made.cells if cell.topic == "workload")
    (figure,) = found.figures
    assert (figure.topic, float(figure.mean), figure.challenge) == ("workload", cell.mean, cell.challenge)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["First.json", "Second.json", "Third.json", "averages.json"]


def test_the_help_says_that_they_are_made_once_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    averages("--help")
    assert "Make averages ONCE a year" in capsys.readouterr().out


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        averages(*arguments)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    return said.err


def test_nothing_is_ever_overwritten(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "averages.json"
    out.write_text("mine")
    before = tree_of(tmp_path)
    assert f"{out}: The place exists" in refusal(capsys, *files, "--period", "2026", "--out", str(out))
    assert tree_of(tmp_path) == before


@pytest.mark.promise("P31")
@pytest.mark.parametrize(
    ("first", "name"),
    [("averages.json", name) for name in ("averages.json", "with-a-late-one.json", "averages-2026")]
    + [("averages-2026", "averages.json"), (".averages.JSON", "averages.json")],
)
def test_averages_of_a_year_are_not_made_beside_others_of_it(
    files: list[str],
    made: Publication,
    first: str,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tmp_path = Path(files[0]).parent
    out = tmp_path / first
    averages(*files, "--period", "2026", "--out", str(out))
    late = tmp_path / "Late.json"
    late.write_text(named(made, "Late").to_json(), "utf-8")
    before = tree_of(tmp_path)
    capsys.readouterr()
    said = refusal(capsys, *files, str(late), "--period", "2026", "--out", str(tmp_path / name))
    assert said.startswith(f"{out}: These are averages of 2026 that were made before. Use them.")
    assert tree_of(tmp_path) == before


def test_averages_of_another_year_or_questionnaire_and_damaged_ones_are_in_nobodys_way(files: list[str], tmp_path: Path) -> None:
    out = tmp_path / "averages.json"
    averages(*files, "--period", "2026", "--out", str(out))
    mine = Averages.from_json(out.read_bytes())
    out.unlink()
    for number, other in enumerate(
        (replace(mine, period="2025"), replace(mine, instrument="other"), replace(mine, instrument_version="0"))
    ):
        (tmp_path / f"{number}.json").write_text(other.to_json(), "utf-8")
    (tmp_path / "damaged.json").write_text(mine.to_json().replace('"challenge":', '"challenge":1'), "utf-8")
    (tmp_path / "directory.json").mkdir()
    averages(*files, "--period", "2026", "--out", str(out))
    assert Averages.from_json(out.read_bytes()) == mine


@pytest.mark.promise("P31")
def test_a_publication_of_another_year_or_none_is_told_with_its_name(
    files: list[str], tmp_path: Path, made: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "averages.json")
    third = named(made, "Third")
    (tmp_path / "Third.json").write_text(replace(third, closed=date(2027, 1, 1)).to_json(), "utf-8")
    said = refusal(capsys, *files, "--period", "2026", "--out", out)
    assert said.startswith(f"{files[2]}: In the publication of Third answering ended on 2027-01-01, not in 2026. Put it into the averages")
    (tmp_path / "Third.json").write_text(replace(third, closed=None).to_json(), "utf-8")
    said = refusal(capsys, *files, "--period", "2026", "--out", out)
    assert said.startswith(f"{files[2]}: The publication of Third doesn't say when answering ended")
    assert "with must report and --closed" in said
    assert not Path(out).exists()


@pytest.mark.promise("P31")
def test_where_no_topic_may_have_an_average_that_is_said(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "averages.json"
    said = refusal(capsys, *files[:2], "--period", "2026", "--out", str(out))
    assert said.startswith(
        "Of 2 publications, there is no topic that can have an average across them. An average takes several enterprises"
    )
    assert not out.exists()


def test_what_is_wrong_with_a_publication_is_told_with_its_name(
    files: list[str], tmp_path: Path, made: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "averages.json")
    (tmp_path / "Third.json").write_text(named(made, "Third").to_json().replace('"challenge":', '"challenge": ', 1)[:-200])
    assert refusal(capsys, *files, "--period", "2026", "--out", out).startswith(f"{files[2]}: ")
    (tmp_path / "Third.json").write_text(replace(named(made, "Third"), instrument_version="0").to_json())
    assert refusal(capsys, *files, "--period", "2026", "--out", out).startswith(f"{files[2]}: ")
    assert "two publications of First" in refusal(capsys, *files[:2], files[0], "--period", "2026", "--out", out)
    for period in ("26", "2026-03"):
        assert f"“{period}” is no period. Averages are of a whole calendar year." in refusal(
            capsys, *files[:2], "--period", period, "--out", out
        )
    assert not Path(out).exists()
