"""`must report` refuses broken files: place and mending on standard error, no traceback, nothing written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from must.cli import main
from must.core.disclosure import publishing
from must.core.disclosure.visibility import Visibility
from tests.cli.report_command import TINY, arguments, run, run_here, tree_of

UNITS = b"code,parent,name,invited\ne,,Enterprise,1\na,e,Unit A,30\nb,e,Unit B,12\n"
ANSWERS = b"unit,workload_1,support_1,bullying_1\na,1,2,1\nb,5,,1\ne,3,3,\n"

Change = Callable[[bytes], bytes]
Command = Callable[..., CompletedProcess[str]]


def instead(old: str, new: str | bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new if isinstance(new, bytes) else new.encode())

    return change


def content(all_of_it: bytes) -> Change:
    return lambda _: all_of_it


FAULTY_UNITS: dict[str, tuple[Change, str]] = {
    "empty": (content(b""), "units.csv:"),
    "heading alone": (content(b"code,parent,name,invited\n"), "units.csv:"),
    "missing column": (instead(",invited", ",people"), "units.csv:row 1"),
    "unknown parent": (instead("b,e,", "b,x,"), 'units.csv:row 4, column "parent"'),
    "duplicate unit": (instead("b,e,", "a,e,"), 'units.csv:row 4, column "code"'),
    "two roots": (instead("b,e,", "b,,"), 'units.csv:row 4, column "parent"'),
    "no root": (instead("e,,", "e,a,"), "units.csv:"),
    "cycle": (instead("a,e,Unit A,30\nb,e,", "a,b,Unit A,30\nb,a,"), "units.csv:row "),
    "own parent": (instead("b,e,", "b,b,"), 'units.csv:row 4, column "parent"'),
    "negative number": (instead("12", "-12"), 'units.csv:row 4, column "invited"'),
    "decimal number": (instead("12", "12.0"), 'units.csv:row 4, column "invited"'),
    "number in words": (instead("12", "many"), 'units.csv:row 4, column "invited"'),
    "ragged row": (instead("Unit B,12", "Unit B"), "units.csv:row 4"),
    "NUL": (instead("Unit B", "Unit\0B"), "units.csv:row 4"),
    "wrong encoding": (instead("Unit B", b"Unit \x81\xff"), "units.csv:row 4"),
    "UTF-16": (content(UNITS.decode().encode("utf-16")), "units.csv:"),
    "unclosed quote": (instead("Unit B", '"Unit B'), "units.csv:row 4"),
    "binary noise": (content(bytes(range(256)) * 20), "units.csv:"),
}

FAULTY_ANSWERS: dict[str, tuple[Change, str]] = {
    "empty": (content(b""), "answers.csv:"),
    "missing unit column": (instead("unit,", "unity,"), "answers.csv:row 1"),
    "unknown unit": (instead("b,5", "x,5"), 'answers.csv:row 3, column "unit"'),
    "unknown item": (instead("workload_1", "workload_9"), 'answers.csv:row 1, column "workload_9"'),
    "duplicate column": (instead("support_1", "workload_1"), "answers.csv:row 1"),
    "outside the scale": (instead("b,5", "b,6"), 'answers.csv:row 3, column "workload_1"'),
    "not relevant not offered": (instead("b,5", "b,0"), 'answers.csv:row 3, column "workload_1"'),
    "negative": (instead("b,5", "b,-1"), 'answers.csv:row 3, column "workload_1"'),
    "decimal": (instead("b,5", "b,4.0"), 'answers.csv:row 3, column "workload_1"'),
    "text": (instead("b,5", "b,often"), 'answers.csv:row 3, column "workload_1"'),
    "ragged row": (instead("b,5,,1", "b,5,,1,1"), "answers.csv:row 3"),
    "more answers than invited": (instead("a,1,2,1", "e,1,2,1"), 'answers.csv:row 4, column "unit"'),
    "NUL": (instead("b,5", "b,\x005"), "answers.csv:row 3"),
    "wrong encoding": (instead("b,5", b"b\x81,5"), "answers.csv:row 3"),
    "UTF-16": (content(ANSWERS.decode().encode("utf-16")), "answers.csv:"),
    "binary noise": (content(bytes(range(256)) * 20), "answers.csv:"),
}


def refusal(
    folder: Path, *more: str, units: bytes = UNITS, answers: bytes = ANSWERS, instrument: Path | str = TINY, command: Command = run_here
) -> str:
    """What the command says on standard error when it is refused, after the lines of progress."""
    (folder / "units.csv").write_bytes(units)
    (folder / "answers.csv").write_bytes(answers)
    before = tree_of(folder)
    done = command(folder / "units.csv", folder / "answers.csv", folder / "out", *more, instrument=instrument)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "made a mistake" not in done.stderr
    assert tree_of(folder) == before
    return done.stderr


@pytest.mark.parametrize(("change", "place"), FAULTY_UNITS.values(), ids=FAULTY_UNITS)
def test_a_faulty_unit_file(change: Change, place: str, tmp_path: Path) -> None:
    assert f"{tmp_path}/{place}" in refusal(tmp_path, units=change(UNITS))


@pytest.mark.parametrize(("change", "place"), FAULTY_ANSWERS.values(), ids=FAULTY_ANSWERS)
def test_a_faulty_answer_file(change: Change, place: str, tmp_path: Path) -> None:
    assert f"{tmp_path}/{place}" in refusal(tmp_path, answers=change(ANSWERS))


@pytest.mark.parametrize("command", [run_here, run])
def test_every_fault_is_told_on_a_line_of_its_own_with_how_to_mend_it(command: Command, tmp_path: Path) -> None:
    said = refusal(tmp_path, command=command, answers=ANSWERS.replace(b"a,1", b"a,7").replace(b"b,5", b"x,5"))
    faults = [line for line in said.splitlines() if line.startswith(str(tmp_path))]
    assert [line.split('"')[1] for line in faults] == ["workload_1", "unit"]
    assert all(line.count(". ") >= 1 and line.endswith(".") for line in faults)


@pytest.mark.promise("P09")
def test_a_refusal_never_repeats_an_answer(tmp_path: Path) -> None:
    assert "4711" not in refusal(tmp_path, answers=ANSWERS.replace(b"a,1", b"a,4711"))


@pytest.mark.promise("P09")
def test_a_file_without_headings_is_told_so_and_not_by_its_first_answer(tmp_path: Path) -> None:
    said = refusal(tmp_path, answers=b"a,4711,4711,1\nb,5,,1\n")
    assert f"{tmp_path}/answers.csv:row 1: The first row isn't a row of headings." in said
    assert "4711" not in said


def test_signs_that_steer_a_screen_are_written_out(tmp_path: Path) -> None:
    said = refusal(tmp_path, answers=ANSWERS.replace(b"workload_1", b"\x1b[31mred"))
    assert "\x1b" not in said


def test_an_unknown_instrument(tmp_path: Path) -> None:
    assert "must-1999" in refusal(tmp_path, instrument="must-1999")


def test_an_instrument_with_an_unknown_rule(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "mine")
    rules = tmp_path / "mine" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("  mean: 5\n", "  meen: 5\n"), "utf-8")
    said = refusal(tmp_path, instrument=tmp_path / "mine")
    assert "The rules know nothing called “ordinary.meen”" in said
    assert "“ordinary.mean” is missing" in said


def test_an_instrument_that_is_broken(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "mine")
    (tmp_path / "mine" / "themes" / "demands.yaml").write_text("id: [", "utf-8")
    assert "demands.yaml" in refusal(tmp_path, instrument=tmp_path / "mine")


@pytest.mark.parametrize("length", [0, 31])
def test_a_key_that_is_too_short(length: int, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(bytes(length))
    assert f"{key}: The key has only {length} bytes; it must have at least 32. Make a file" in refusal(tmp_path, "--digest-key", str(key))


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(UNITS)
    done = run(tmp_path / "units.csv", tmp_path / "units.csv", tmp_path / "out", "--digest-key", str(tmp_path / "none"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert not (tmp_path / "out").exists()


@pytest.mark.promise("P09")
def test_what_the_audit_refuses_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As if the search for what may be shown had forgotten all its rules."""
    (tmp_path / "units.csv").write_bytes(UNITS)
    (tmp_path / "answers.csv").write_bytes(ANSWERS)
    before = tree_of(tmp_path)
    monkeypatch.setattr(publishing, "mask", lambda tables, grid, _: [(Visibility.FULL,) * len(grid.nodes) for _ in tables])
    with pytest.raises(SystemExit) as ended:
        main(arguments(tmp_path / "units.csv", tmp_path / "answers.csv", tmp_path / "out")[1:], standalone_mode=False)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert "The audit before release found that something that would be shown of workload, support, bullying breaks a rule." in said.err
    assert "This is a mistake in MUST, not in the files. Nothing has been written." in said.err
    assert tree_of(tmp_path) == before
