"""`must attack`: in a process of its own, on files that `must report` made, as they are and edited."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from must.cli import attack
from must.core.common.languages import Language
from must.core.disclosure.attacker.findings import Leak
from must.core.disclosure.publication import Publication, State
from must.ui.texts import texts
from tests.cli.report_command import MUST, TINY, UnitRow, publication_in, run, write_answers, write_units

UNITS: list[UnitRow] = [("e", "", "E", 0), ("a", "e", "A", 40), ("b", "e", "B", 40), ("c", "e", "C", 12), ("d", "e", "D", 12)]
ITEMS = ("workload_1", "workload_2", "workload_3")


def rows(*counts: int) -> Iterator[Sequence[object]]:
    for code, count in zip("abcd", counts, strict=False):
        for number in range(count):
            yield code, 1 + number % 5, 1 + number // 2 % 5, 5 - number % 5


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Units, answers and a publication of them, in which c and d are hidden: three people each."""
    made = run(write_units(tmp_path, UNITS), write_answers(tmp_path, ITEMS, rows(30, 30, 3, 3)), tmp_path / "out", "--formats", "none")
    assert made.returncode == 0, made.stderr
    return tmp_path


def attacked(
    folder: Path, *more: str, publication: str = "out/publication.json", instrument: Path | str = TINY
) -> subprocess.CompletedProcess[str]:
    given = ["--units", str(folder / "units.csv"), "--answers", str(folder / "answers.csv"), "--instrument", str(instrument)]
    done = subprocess.run([str(MUST), "attack", str(folder / publication), *given, *more], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "made a mistake" not in done.stderr
    return done


def save(folder: Path, publication: Publication, name: str = "edited.json") -> str:
    (folder / name).write_text(publication.to_json(), "utf-8")
    return name


@pytest.mark.promise("P09")
def test_nothing_is_found_in_a_report(files: Path) -> None:
    done = attacked(files)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "No rule is broken."), done.stdout
    assert re.search(r"workload +none under 5 +none under 10$", done.stdout, re.MULTILINE)
    assert "Attacking workload (1 of 1) …" in done.stderr


@pytest.mark.promise("P09")
def test_a_bare_threshold_is_shown_beside_it(files: Path) -> None:
    write_answers(files, ITEMS, rows(30, 30, 6, 3))
    assert run(files / "units.csv", files / "answers.csv", files / "again", "--formats", "none").returncode == 0
    done = attacked(files, "--baseline", "5", publication="again/publication.json")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "No rule is broken."), done.stdout
    assert re.search(r"topic +mean +full +bare n ≥ 5$", done.stdout, re.MULTILINE)
    assert re.search(r"workload +none under 5 +none under 10 +1 under 5, smallest 3$", done.stdout, re.MULTILINE)


@pytest.mark.promise("P09")
def test_a_cell_that_somebody_shows_is_found_with_its_rule(files: Path) -> None:
    """Made anew with a digest that fits, so that reading alone finds nothing wrong."""
    publication = publication_in(files / "out")
    shown = next(cell for cell in publication.cells if cell.unit == "a")
    assert shown.state is State.SHOWN
    cells = tuple(replace(shown, unit="c") if cell.unit == "c" else cell for cell in publication.cells)
    units = tuple(replace(unit, reported=unit.reported or unit.code == "c") for unit in publication.units)
    done = attacked(files, publication=save(files, replace(publication, cells=cells, units=units)))
    assert done.returncode == 1
    assert "R3 unit c, workload: the mean figures of a group of 3 can be computed; it takes 5." in done.stdout
    assert "R11 unit c, workload: a figure that the answers don't give." in done.stdout
    assert done.stdout.splitlines()[-1].endswith("findings: rules are broken.")


def test_a_second_publication_of_the_same_answers(files: Path) -> None:
    assert attacked(files, "--other", str(files / "out" / "publication.json")).returncode == 0
    other = save(files, replace(publication_in(files / "out"), round="2"))
    done = attacked(files, "--other", str(files / other))
    assert done.returncode == 1
    assert "R8: the same answers were published twice." in done.stdout.splitlines()


def test_an_edited_file_is_refused_before_it_is_attacked(files: Path) -> None:
    text = (files / "out" / "publication.json").read_text("utf-8")
    (files / "edited.json").write_text(text.replace('"name":"A"', '"name":"B"'), "utf-8")
    done = attacked(files, publication="edited.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{files}/edited.json: ")


def test_files_that_do_not_belong_together(files: Path) -> None:
    def refusal(*more: str) -> str:
        done = attacked(files, *more)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr.splitlines()[-1]

    write_answers(files, ITEMS[:2], [row[:3] for row in rows(30, 30, 3, 3)])
    assert "don't have the same questions (“workload_3”)" in refusal()
    write_answers(files, ITEMS, rows(30, 30, 3))
    write_units(files, UNITS[:-1])
    assert "was not made from these units (“d”)" in refusal()


def test_another_instrument(files: Path) -> None:
    write_answers(files, ["role_clarity_1"], [("a", 3)])
    done = attacked(files, instrument="must-2026")
    assert (done.returncode, done.stdout) == (1, "")
    assert "was made with the instrument “tiny”, not “must-2026”" in done.stderr


def test_without_an_instrument_the_publications_own_is_meant(files: Path) -> None:
    arguments = [str(MUST), "attack", str(files / "out/publication.json")]
    arguments += ["--units", str(files / "units.csv"), "--answers", str(files / "answers.csv")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "tiny" in done.stderr


@pytest.mark.parametrize("more", [["--baseline", "1"], ["--baseline", "five"], ["--other", "nowhere.json"], ["--unknown"]])
def test_wrong_use(more: list[str], files: Path) -> None:
    done = attacked(files, *more)
    assert (done.returncode, done.stdout) == (2, "")


def test_every_leak_has_a_sentence() -> None:
    assert set(attack.SENTENCES) == set(Leak)
    assert all(
        name and name.isidentifier() for sentence in attack.SENTENCES.values() for _, name, _, _ in Formatter().parse(sentence) if name
    )


def test_every_refusal_has_words_in_every_language() -> None:
    sources = Path(attack.__file__).parents[1] / "core" / "disclosure" / "attacker"
    codes = {code for source in sources.glob("*.py") for code in re.findall(r'Fault\("(\w+\.\w+)"', source.read_text("utf-8"))}
    assert len(codes) >= 5
    for language in Language:
        assert {code for code in codes if code not in texts(language) or f"{code}.mend" not in texts(language)} == set()
