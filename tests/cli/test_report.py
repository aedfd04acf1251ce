"""`must report` in a process of its own: awkward trees, what it writes, what it leaves behind when it is refused or ended."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from must.core.disclosure.publication import State
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument
from must.core.organisation.unit_file import read_units
from must.reports.paths import directory_of
from tests.cli.report_command import TINY, UnitRow, arguments, publication_in, run, tree_of, write_answers, write_units

INSTRUMENT = load_instrument(TINY)


def random_answers(instrument: Instrument, units: list[UnitRow], *, rate: float = 0.8, alike: bool = False) -> Iterator[list[object]]:
    """Whoever answers, by chance; and one row in which nothing is answered."""
    dice = random.Random(1)  # noqa: S311
    yield [units[0][0], *("" for _ in instrument.items)]
    for code, _, _, invited in units:
        for _ in range(int(str(invited))):
            if dice.random() < rate:
                values = [item.responses.values for item in instrument.items.values()]
                yield [code, *(options[0] if alike else "" if dice.random() < 0.05 else dice.choice(options) for options in values)]


def report(folder: Path, units: list[UnitRow], *, rate: float = 0.8, alike: bool = False, formats: str = "html") -> Path:
    """Run the command on a tree and check what every result must be. Returns the directory that it wrote."""
    files = (
        write_units(folder, units),
        write_answers(folder, list(INSTRUMENT.items), random_answers(INSTRUMENT, units, rate=rate, alike=alike)),
    )
    before = tree_of(folder)
    done = run(*files, folder / "out", "--formats", formats)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert {path: content for path, content in tree_of(folder).items() if not path.startswith("out")} == before
    publication = publication_in(folder / "out")
    tree = read_units(files[0].read_bytes(), file="units.csv")
    known = {unit.code for unit in publication.units if unit.kind == "unit"} | {code for unit in publication.units for code in unit.members}
    assert known == set(tree.units)
    written = {path.parent.name for path in (folder / "out").glob("reports/*/report.html")}
    assert written == {directory_of(unit.code) for unit in publication.units if unit.kind == "unit" and formats == "html"}
    return folder / "out"


def chain(length: int, people: int, last: int) -> list[UnitRow]:
    inner: list[UnitRow] = [(f"u{n}", f"u{n - 1}" if n else "", f"Unit {n}", people) for n in range(length - 1)]
    return [*inner, (f"u{length - 1}", f"u{length - 2}" if length > 1 else "", "Last", last)]


AWKWARD: dict[str, list[UnitRow]] = {
    "one unit": [("e", "", "E", 30)],
    "one small unit": [("e", "", "E", 9)],
    "one unit of nobody": [("e", "", "E", 0)],
    "a tiny enterprise with units": [("e", "", "E", 1), ("a", "e", "A", 3), ("b", "a", "B", 2), ("c", "e", "C", 0)],
    "twelve only children, people in the last": chain(12, 0, 25),
    "twelve only children, three people in each": chain(12, 3, 3),
    "twelve only children, twelve people in each": chain(12, 12, 12),
    "everybody on inner units": [("e", "", "E", 12), ("d", "e", "D", 12), ("x", "d", "X", 0), ("y", "e", "Y", 0)],
    "one person on each inner unit": [
        ("e", "", "E", 1), ("d", "e", "D", 1), ("x", "d", "X", 20), ("y", "d", "Y", 15), ("f", "e", "F", 1), ("z", "f", "Z", 12),
    ],
    "all units small": [("e", "", "E", 0), *((f"t{n}", "e", f"T{n}", 4) for n in range(8))],
    "everybody in one unit": [("e", "", "E", 0), ("a", "e", "A", 50), *((f"t{n}", "e", f"T{n}", 0) for n in range(5))],
    "codes that are no file names": [
        ("..", "", "E", 0), ("a/b", "..", 'Å "B" <c>', 30), (".. ~rest", "..", "R", 4), ("æ", "..", "Æ", 30),
    ],
}  # fmt: skip


@pytest.mark.promise("P08")
@pytest.mark.parametrize("units", AWKWARD.values(), ids=AWKWARD)
def test_awkward_trees(units: list[UnitRow], tmp_path: Path) -> None:
    report(tmp_path, units)


def test_nobody_answered(tmp_path: Path) -> None:
    units = AWKWARD["one person on each inner unit"]
    publication = publication_in(report(tmp_path, units, rate=0))
    assert all(cell.state is State.HIDDEN for cell in publication.cells)
    assert not any(unit.reported for unit in publication.units)


@pytest.mark.promise("P09")
def test_everybody_answered_the_same(tmp_path: Path) -> None:
    """Then a figure would tell what each of them answered (R4): there is a publication, and nothing in it."""
    publication = publication_in(report(tmp_path, AWKWARD["one person on each inner unit"], rate=1, alike=True))
    assert all(cell.state is State.HIDDEN for cell in publication.cells)
    assert not any(unit.reported for unit in publication.units)


def test_two_thousand_teams(tmp_path: Path) -> None:
    dice = random.Random(2)  # noqa: S311
    departments: list[UnitRow] = [(f"d{n}", "e", f"Department {n}", 1) for n in range(20)]
    sections: list[UnitRow] = [(f"s{n}", f"d{n % 20}", f"Section {n}", 0) for n in range(200)]
    teams: list[UnitRow] = [(f"t{n}", f"s{n % 200}", f"Team {n}", dice.randint(0, 20)) for n in range(2000)]
    out = report(tmp_path, [("e", "", "Enterprise", 0), *departments, *sections, *teams], formats="none")
    publication = publication_in(out)
    assert len(publication.units) > 800
    assert {unit.level for unit in publication.units} == {0, 1, 2, 3}
    assert [path.name for path in out.iterdir()] == ["publication.json"]


def test_a_chain_of_two_thousand_only_children(tmp_path: Path) -> None:
    assert len(publication_in(report(tmp_path, chain(2000, 0, 30), formats="none")).units) == 2000


def test_the_shipped_questionnaire_and_its_forms(tmp_path: Path) -> None:
    instrument = load_instrument("must-2026")
    units: list[UnitRow] = [("e", "", "E", 0), ("a", "e", "A", 30), ("b", "e", "B", 12)]
    for form in ("short", "full"):
        folder = tmp_path / form
        folder.mkdir()
        items = [item.id for theme in instrument.themes for item in theme.items if form == "full" or not item.extended]
        rows = [[row[0], *(row[list(instrument.items).index(item) + 1] for item in items)] for row in random_answers(instrument, units)]
        files = write_units(folder, units), write_answers(folder, items, rows)
        done = run(*files, folder / "out", "--formats", "none", instrument="must-2026")
        assert done.returncode == 0, done.stderr
        publication = publication_in(folder / "out")
        assert (publication.instrument, publication.form, publication.rules) == ("must-2026", form, instrument.rules["id"])
        assert publication.asked == tuple(items)


UNITS: list[UnitRow] = [("e", "", "E", 0), ("a", "e", "A", 30), ("b", "e", "B", 12)]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_units(tmp_path, UNITS), write_answers(tmp_path, list(INSTRUMENT.items), random_answers(INSTRUMENT, UNITS))


def test_an_empty_directory_may_be_there_already(tmp_path: Path, files: tuple[Path, Path]) -> None:
    (tmp_path / "out").mkdir()
    assert run(*files, tmp_path / "out", "--formats", "none").returncode == 0
    assert publication_in(tmp_path / "out").units


def test_missing_parents_are_made(tmp_path: Path, files: tuple[Path, Path]) -> None:
    out = tmp_path / "x" / "y" / "out"
    assert run(*files, out, "--formats", "none").returncode == 0
    assert publication_in(out).units
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(out.parent.stat().st_mode)


@pytest.mark.parametrize("there", ["a file", "a directory with something in it"])
def test_nothing_is_ever_overwritten(there: str, tmp_path: Path, files: tuple[Path, Path]) -> None:
    if there == "a file":
        (tmp_path / "out").write_text("mine")
    else:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine").write_text("mine")
    before = tree_of(tmp_path)
    done = run(*files, tmp_path / "out")
    assert done.returncode == 1
    assert "The place exists and is not an empty directory. Choose another place" in done.stderr
    assert tree_of(tmp_path) == before


def test_a_second_run_leaves_the_first_alone(tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert run(*files, tmp_path / "out", "--formats", "none").returncode == 0
    before = tree_of(tmp_path)
    assert run(*files, tmp_path / "out", "--formats", "none").returncode == 1
    assert tree_of(tmp_path) == before


def test_the_same_files_give_the_same_result(tmp_path: Path, files: tuple[Path, Path]) -> None:
    one, two = (timeless(tmp_path / name, run(*files, tmp_path / name)) for name in ("one", "two"))
    assert one == two
    names = {"report.html", "report.nn.html", "report.en.html", "report.pdf", "report.pptx", "report.xlsx"}
    assert {f"reports/{unit}/{name}" for unit in "eab" for name in names} <= one.keys()


def timeless(out: Path, done: subprocess.CompletedProcess[str]) -> dict[str, bytes | None]:
    """What was written, without the seconds that it took and the digest over them. The reports don't name them."""
    assert done.returncode == 0, done.stderr
    publication = publication_in(out)
    assert publication.certificate.seconds is not None
    without = replace(publication, certificate=replace(publication.certificate, seconds=None))
    return tree_of(out) | {"publication.json": without.to_json().encode()}


def test_a_keyed_digest_of_the_inputs(tmp_path: Path, files: tuple[Path, Path]) -> None:
    digests = []
    for name, key in (("one", b"k" * 32), ("two", b"k" * 32), ("three", b"\n" * 40)):
        (tmp_path / f"{name}.key").write_bytes(key)
        assert run(*files, tmp_path / name, "--formats", "none", "--digest-key", str(tmp_path / f"{name}.key")).returncode == 0
        digests.append(publication_in(tmp_path / name).certificate.inputs)
    assert digests[0] == digests[1]
    assert len({*digests, None}) == 3


def test_without_a_key_there_is_no_digest_of_the_inputs(tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert run(*files, tmp_path / "out", "--formats", "none").returncode == 0
    assert publication_in(tmp_path / "out").certificate.inputs is None


def test_progress_is_told_on_standard_error(tmp_path: Path, files: tuple[Path, Path]) -> None:
    done = run(*files, tmp_path / "out")
    for words in ("Reading units", "Reading answers", "Counting", "Writing reports", "Saving"):
        assert words in done.stderr
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_ended_leaves_nothing(number: signal.Signals, tmp_path: Path, files: tuple[Path, Path]) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)  # nobody writes to it, so the command waits there with its directory half made
    before = set(tmp_path.iterdir())
    with subprocess.Popen(arguments(files[0], pipe, tmp_path / "x" / "out"), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Reading answers" in line:
                break
        assert any(path.name.startswith(".must-") for path in tmp_path.iterdir())
        process.send_signal(number)
        while process.poll() is None:
            with suppress(OSError):  # should it have come to the pipe only now: don't let it wait there
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            time.sleep(0.05)
        said = process.stderr.read()
    assert process.returncode == (1 if number is signal.SIGINT else 128 + number)
    assert "Traceback" not in said
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("option", ["--units", "--answers", "--instrument", "--out"])
def test_every_option_is_needed(option: str, tmp_path: Path, files: tuple[Path, Path]) -> None:
    words = arguments(*files, tmp_path / "out")
    at = words.index(option)
    done = subprocess.run(words[:at] + words[at + 2 :], capture_output=True, text=True, check=False)
    assert (done.returncode, option in done.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "more",
    [
        ["--formats", "docx"],
        ["--formats", "html,docx"],
        ["--formats", "none,pdf"],
        ["--formats", ""],
        ["--format", "html"],
        ["--language", "sv"],
        ["--closed", "yesterday"],
        ["--previous", "nowhere.json"],
        ["--unit-map", str(TINY / "rules.yaml")],
        ["extra"],
    ],
)
def test_unknown_options_are_refused(more: list[str], tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert run(*files, tmp_path / "out", *more).returncode == 2
    assert not (tmp_path / "out").exists()
