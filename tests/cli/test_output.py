"""A directory that appears whole or not at all."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from must.cli.output import whole_directory
from must.core.common.refusals import Refusal


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_is_not_there_until_it_is_whole(tmp_path: Path) -> None:
    with whole_directory(tmp_path / "out") as directory:
        (directory / "sub").mkdir()
        (directory / "sub" / "file").write_text("words")
        assert not (tmp_path / "out").exists()
    assert names(tmp_path) == {"out"}
    assert (tmp_path / "out" / "sub" / "file").read_text() == "words"


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_nothing(failure: type[BaseException], tmp_path: Path) -> None:
    def fail() -> None:
        with whole_directory(tmp_path / "x" / "y" / "out") as directory:
            (directory / "file").write_text("words")
            raise failure

    with pytest.raises(failure):
        fail()
    assert names(tmp_path) == set()


def test_somebody_was_faster(tmp_path: Path) -> None:
    def race() -> None:
        with whole_directory(tmp_path / "out") as directory:
            (directory / "file").write_text("mine")
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "file").write_text("theirs")

    with pytest.raises(Refusal, match="Directory not empty"):
        race()
    assert names(tmp_path) == {"out"}
    assert (tmp_path / "out" / "file").read_text() == "theirs"


def test_parents_that_were_made_go_again_when_it_cannot_get_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "no space left on the device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refusal, match="no space"), whole_directory(tmp_path / "x" / "y" / "out") as directory:
        (directory / "file").write_text("words")
    assert names(tmp_path) == set()


def test_a_link_to_an_empty_directory_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with whole_directory(tmp_path / "out") as directory:
        (directory / "file").write_text("words")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "file").read_text() == "words"


def test_a_file_cannot_be_a_parent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(Refusal) as refused, whole_directory(tmp_path / "file" / "out"):
        raise AssertionError("it must not come this far")
    assert [(fault.code, fault.file) for fault in refused.value.faults] == [("output.unwritable", str(tmp_path / "file" / "out"))]
    assert names(tmp_path) == {"file"}


def test_a_full_disk_is_told_with_the_place_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused, whole_directory(tmp_path / "x" / "out"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [(fault.code, fault.file) for fault in refused.value.faults] == [("output.unwritable", str(tmp_path / "x" / "out"))]
    assert names(tmp_path) == set()


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="File name too long"), whole_directory(tmp_path / "x" / ("y" * 300)):
        pass
    assert names(tmp_path) == set()


def test_a_file_that_cannot_be_read_is_not_mistaken_for_the_place_to_write(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_directory(tmp_path / "out"):
        (tmp_path / "answers.csv").read_bytes()
    assert names(tmp_path) == set()


def test_what_is_there_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").write_text("words")
    with pytest.raises(Refusal) as refused, whole_directory(tmp_path / "out"):
        raise AssertionError("it must not come this far")
    assert [fault.code for fault in refused.value.faults] == ["output.exists"]


def test_signals_are_given_back(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    with whole_directory(tmp_path / "out"):
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with whole_directory(tmp_path / "out"):
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize("current", ["", ".", "../here", "link"])
def test_the_current_directory_is_not_replaced(current: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "link").symlink_to(here)
    monkeypatch.chdir(here)
    out = tmp_path / "link" if current == "link" else Path(current)
    with pytest.raises(Refusal) as refused, whole_directory(out):
        raise AssertionError("it must not come this far")
    assert [fault.code for fault in refused.value.faults] == ["output.current"]
    assert Path.cwd().samefile(here)


KILLED = """
import os, signal, sys
from pathlib import Path
from must.cli.output import whole_directory
with whole_directory(Path(sys.argv[1])) as directory:
    (directory / "file").write_text("words")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_has_left_is_removed_by_the_next(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "out")], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = names(tmp_path)
    with whole_directory(tmp_path / "out"):
        assert left not in names(tmp_path)
    assert names(tmp_path) == {"out"}


def test_what_a_living_run_writes_is_left_alone(tmp_path: Path) -> None:
    with whole_directory(tmp_path / "slow") as slow:
        (slow / "file").write_text("words")
        with whole_directory(tmp_path / "fast"):
            pass
        assert (slow / "file").exists()
    assert names(tmp_path) == {"slow", "fast"}


def test_what_only_looks_like_a_leftover_is_left_alone(tmp_path: Path) -> None:
    others = {".must-notes", ".must-0123456789abcdef.txt", f".must-{'0' * 16}", f".must-{'1' * 16}"}
    (tmp_path / ".must-notes").mkdir()
    (tmp_path / ".must-0123456789abcdef.txt").touch()
    (tmp_path / f".must-{'0' * 16}").touch()
    (tmp_path / f".must-{'1' * 16}").symlink_to(tmp_path)
    with whole_directory(tmp_path / "out"):
        pass
    assert names(tmp_path) == {"out", *others}


def test_it_is_locked_until_it_ends_and_no_longer(tmp_path: Path) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    with whole_directory(tmp_path / "out"):
        pass
    assert set(Path("/proc/self/fd").iterdir()) == before
