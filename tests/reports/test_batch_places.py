"""Where reports are put: what is somebody else's, or can't be written, is that unit's failure, and no link is followed."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Instrument
from must.reports import making
from must.reports.batch import render_reports
from must.reports.forms import Form
from must.reports.making import RECORD, Failure
from must.reports.whole import claimed, is_about_one, put, write_whole

Render = Callable[[Path], tuple[Failure, ...]]
OURS: Final = '{"made_of": "", "files": {"report.html": ""}}'


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def render(publication: Publication, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> Render:
    """Has a page for each unit, which says little."""
    monkeypatch.setattr(making, "rendered", lambda *_: b"a report")
    return partial(render_reports, publication, instrument, forms=[Form.HTML], languages=[Language.NB])


def directory(place: Path, contents: dict[str, str]) -> None:
    place.mkdir()
    for name, text in contents.items():
        (place / name).write_text(text, "utf-8")


def with_a_directory(place: Path) -> None:
    directory(place, {RECORD: OURS})
    directory(place / "report.html", {"mine.txt": "Mine"})


def a_link_to_ours(place: Path) -> None:
    directory(place.with_name("elsewhere"), {RECORD: OURS, "report.html": "Mine"})
    place.symlink_to("elsewhere")


SOMEBODYS: Final[dict[str, Callable[[Path], object]]] = {
    "a file": lambda place: place.write_text("Mine", "utf-8"),
    "a directory": lambda place: directory(place, {"report.html": "Mine"}),
    "a list of somebody else's": lambda place: directory(place, {RECORD: "Mine", "report.html": "Mine"}),
    "a list that says nothing": lambda place: directory(place, {RECORD: "{}", "report.html": "Mine"}),
    "a list with numbers": lambda place: directory(place, {RECORD: OURS.replace('": ""}', '": 1}'), "report.html": "Mine"}),
    "a list with more": lambda place: directory(place, {RECORD: OURS.replace("}}", '}, "of": "me"}'), "report.html": "Mine"}),
    "ours, with a file": lambda place: directory(place, {RECORD: OURS, "mine.txt": "Mine"}),
    "ours, with a directory": with_a_directory,
    "a link to ours": a_link_to_ours,
    "a link to nothing": lambda place: place.symlink_to("nothing"),
}


@pytest.mark.parametrize("other", SOMEBODYS.values(), ids=SOMEBODYS.keys())
def test_what_is_not_ours_is_left_alone_and_stops_no_other(render: Render, tmp_path: Path, other: Callable[[Path], object]) -> None:
    place = tmp_path / "reports" / "0"
    place.parent.mkdir()
    other(place)
    before, link = files(tmp_path), place.is_symlink()
    assert render(tmp_path) == (Failure("0", None, None, "reports.in_the_way"),)
    assert files(tmp_path).items() >= before.items()
    assert place.is_symlink() == link
    page = (tmp_path / "index.html").read_text("utf-8")
    assert ("reports/0/" in page, "reports/002/report.html" in page) == (False, True)


def unwritable(monkeypatch: pytest.MonkeyPatch, number: int, then: Callable[[Path], object] = lambda _: None) -> None:
    """Nothing can be put in the place of one unit."""

    def some(target: Path) -> None:
        if target.name == "002":
            then(target.parent)
            raise OSError(number, os.strerror(number), str(target))
        put(target)

    monkeypatch.setattr(making, "put", some)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_unit_that_cannot_be_written_stops_no_other(
    render: Render,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: int,
) -> None:
    unwritable(monkeypatch, number)
    with caplog.at_level(logging.ERROR):
        failures = render(tmp_path)
    assert failures == (Failure("002", None, None, "reports.unwritable"),)
    assert errno.errorcode[number] in caplog.text
    assert str(tmp_path) not in caplog.text
    page = (tmp_path / "index.html").read_text("utf-8")
    assert ("reports/002/" in page, "reports/005/report.html" in page) == (False, True)
    monkeypatch.setattr(making, "put", put)
    assert render(tmp_path) == ()


@pytest.mark.parametrize(("number", "then"), [(errno.ENOSPC, lambda _: None), (errno.EDQUOT, lambda _: None), (errno.EIO, shutil.rmtree)])
def test_where_nothing_can_be_written_the_batch_ends(
    render: Render,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    then: Callable[[Path], object],
) -> None:
    unwritable(monkeypatch, number, then)
    with pytest.raises(OSError, match=os.strerror(number)):
        render(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_asking_whether_anything_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    assert is_about_one(PermissionError(errno.EACCES, ""), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".making-unit", ".outdated-unit"])
def test_a_link_with_a_hidden_name_of_ours_is_never_followed(tmp_path: Path, name: str) -> None:
    out, precious = tmp_path / "out", tmp_path / "precious"
    out.mkdir()
    directory(precious, {"thesis.txt": "Mine"})
    (precious / "empty").mkdir()
    (out / name).symlink_to(precious)
    with claimed(out / "unit") as made:
        (made / "report").write_text("one", "utf-8")
        put(out / "unit")
    assert {path.name for path in precious.iterdir()} == {"thesis.txt", "empty"}
    assert not (out / "unit").is_symlink()
    assert [str(path.relative_to(out)) for path in out.rglob("*")] == ["unit", "unit/report"]


KILLED: Final = """
import os, sys
from pathlib import Path
from must.reports.whole import write_whole
Path.replace = lambda *_: os._exit(1)
write_whole(Path(sys.argv[1]), b"one")
"""


def test_who_is_killed_while_writing_a_file_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False).returncode == 1
    assert not path.exists()
    write_whole(path, b"two")
    assert files(tmp_path) == {"index.html": b"two"}
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_file_is_not_written_where_a_link_leads(tmp_path: Path) -> None:
    out, precious = tmp_path / "out", tmp_path / "precious"
    out.mkdir()
    precious.write_text("Mine", "utf-8")
    for name in ("index.html", ".making-index.html", f".making-index.html-{os.getpid()}"):
        (out / name).symlink_to(precious)
    write_whole(out / "index.html", b"two")
    assert precious.read_text("utf-8") == "Mine"
    assert not (out / "index.html").is_symlink()
    assert (out / "index.html").read_bytes() == b"two"
