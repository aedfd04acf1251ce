"""All reports of a publication: whatever fails, is killed or lies there already, in the end all are there, whole and of this one."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Instrument
from must.reports import makers, making
from must.reports.batch import render_reports
from must.reports.content import Report
from must.reports.forms import Beside, Form, rendered
from must.reports.making import RECORD, Failure
from must.reports.paths import directory_of
from must.reports.whole import claimed, put

from .conftest import DATA

ONE: Final = {"forms": [Form.HTML], "languages": [Language.NB]}
ENTERPRISE: Final = Path("reports", "0")


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of units whose reports are made from now on, once for each file."""
    codes: list[str] = []

    def noted(form: Form, report: Report, *rest: object) -> bytes:
        codes.append(report.code)
        return rendered(form, report, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "rendered", noted)
    return codes


def test_every_form_in_every_language(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "rendered", lambda form, report, *_: f"{form} {report.language} {report.code}".encode())
    assert render_reports(publication, instrument, tmp_path, language=Language.NN) == ()
    there = {path.name: path.read_text("utf-8") for path in (tmp_path / ENTERPRISE).iterdir() if path.name != RECORD}
    assert there == {
        **{f"report.{form}": f"{form} nn 0" for form in Form},
        **{f"report.{language}.{form}": f"{form} {language} 0" for form in Form for language in ("nb", "en")},
    }
    assert {path.name for path in tmp_path.iterdir()} == {"reports", "index.html", "index.nb.html", "index.en.html"}


def test_progress_is_told(publication: Publication, instrument: Instrument, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    render_reports(publication, instrument, tmp_path, progress=lambda done, total: told.append((done, total)), **ONE)
    reports = len(list((tmp_path / "reports").iterdir()))
    assert told == [(done, reports) for done in range(reports + 1)]


def test_several_processes_write_the_same(publication: Publication, instrument: Instrument, tmp_path: Path) -> None:
    render_reports(publication, instrument, tmp_path / "one", **ONE)
    told: list[int] = []
    render_reports(publication, instrument, tmp_path / "two", processes=2, progress=lambda done, _: told.append(done), **ONE)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert told == sorted(told)


def test_a_report_that_fails_holds_up_no_other(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class PanicException(BaseException):
        """What a library in Rust raises where it gives up."""

    def failing(form: Form, report: Report, *rest: object) -> bytes:
        if (report.code, report.language) == ("002", Language.NN):
            raise PanicException(f"{report.name}: no such glyph")
        return rendered(form, report, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "rendered", failing)
    with caplog.at_level(logging.ERROR):
        (failure,) = render_reports(publication, instrument, tmp_path, forms=[Form.HTML])
    assert failure == Failure("002", Form.HTML, Language.NN, failure.reference)
    assert failure.reference in caplog.text
    assert "PanicException" in caplog.text
    assert "no such glyph" not in caplog.text
    assert {path.name for path in (tmp_path / "reports" / "002").iterdir()} == {"report.html", "report.en.html", RECORD}
    assert (tmp_path / "reports" / "003" / "report.nn.html").is_file()
    assert "reports/002/" not in (tmp_path / "index.nn.html").read_text("utf-8")
    monkeypatch.undo()
    again = made(monkeypatch)
    assert render_reports(publication, instrument, tmp_path, forms=[Form.HTML]) == ()
    assert set(again) == {"002"}
    assert "reports/002/report.nn.html" in (tmp_path / "index.nn.html").read_text("utf-8")


def test_a_page_leads_to_the_forms_that_are_there(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked: dict[Language, set[Form]] = {}

    def failing(form: Form, report: Report, _: object, beside: Beside) -> bytes:
        if form is Form.HTML and report.code == "0":
            linked[report.language] = set(beside.files)
        if (form, report.language) == (Form.PDF, Language.NB):
            raise LookupError
        return b""

    monkeypatch.setattr(making, "rendered", failing)
    render_reports(publication, instrument, tmp_path)
    others = set(Form) - {Form.HTML}
    assert linked == {Language.NB: others - {Form.PDF}, Language.NN: others, Language.EN: others}


def test_what_cannot_be_described_fails_in_every_form(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(source: object, code: str) -> Report:
        if code == "002":
            raise LookupError(code)
        return described(source, code)  # type: ignore[arg-type]

    described = making.report_of
    monkeypatch.setattr(making, "report_of", failing)
    monkeypatch.setattr(making, "rendered", lambda *_: b"")
    failures = render_reports(publication, instrument, tmp_path, languages=[Language.NB])
    assert [(failure.unit, failure.form) for failure in failures] == [("002", form) for form in Form]
    assert len({failure.reference for failure in failures}) == 1


def test_what_is_there_is_not_made_again(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_reports(publication, instrument, tmp_path, **ONE)
    before, again = files(tmp_path), made(monkeypatch)
    render_reports(Publication.from_json(publication.to_json()), instrument, tmp_path, **ONE)
    assert again == []
    assert files(tmp_path) == before


def other_figure(publication: Publication) -> Publication:
    """A publication in which one unit's rate is hidden, and everything else the same."""
    rates = tuple(replace(rate, band=None) if rate.unit == "002" else rate for rate in publication.participation)
    assert rates != publication.participation
    return replace(publication, participation=rates)


SPOILT: Final[dict[str, Callable[[Path], object]]] = {
    "cut off": lambda unit: (unit / "report.html").write_bytes((unit / "report.html").read_bytes()[:-9]),
    "gone": lambda unit: (unit / "report.html").unlink(),
    "emptied by a machine that failed": lambda unit: (unit / "report.html").write_bytes(b""),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_what_is_not_as_it_was_made_is_made_again(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object]
) -> None:
    render_reports(publication, instrument, tmp_path, **ONE)
    before = files(tmp_path)
    spoil(tmp_path / ENTERPRISE)
    again = made(monkeypatch)
    render_reports(publication, instrument, tmp_path, **ONE)
    assert again == ["0"]
    assert files(tmp_path) == before


def test_what_another_publication_left_is_replaced(
    publication: Publication, instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_reports(other_figure(publication), instrument, tmp_path / "out", **ONE)
    again = made(monkeypatch)
    render_reports(publication, instrument, tmp_path / "out", **ONE)
    assert again == ["002"]
    render_reports(publication, instrument, tmp_path / "new", **ONE)
    assert files(tmp_path / "out") == files(tmp_path / "new")


Render = Callable[[Path], tuple[Failure, ...]]


@pytest.fixture
def render(publication: Publication, instrument: Instrument) -> Render:
    return partial(render_reports, publication, instrument, forms=[Form.HTML], languages=[Language.NB])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What makes reports, as copies in a directory that is read anew each time."""
    place = tmp_path / "must"
    monkeypatch.setattr(makers, "MAKERS", tuple(shutil.copytree(directory, place / directory.name) for directory in makers.MAKERS))
    monkeypatch.setattr(making, "made_by", makers.made_by.__wrapped__)
    monkeypatch.setattr(making, "rendered", lambda *_: b"a report")
    return place


MAKERS: Final = ("reports/templates/report.typ", "reports/web.py", "reports/new.py", "languages/report.yaml", "report/Inter-Regular.ttf")


@pytest.mark.parametrize("maker", MAKERS)
def test_what_another_version_made_is_replaced(
    render: Render, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: Path, maker: str
) -> None:
    out, again = tmp_path / "out", list[str]()
    render(out)
    monkeypatch.setattr(making, "rendered", lambda _, report, *rest: again.append(report.code) or b"a report")
    (copied / "reports" / "web.pyc").touch()
    render(out)
    assert again == []
    assert (copied / maker).exists() == ("new" not in maker)
    with (copied / maker).open("ab") as file:
        file.write(b"\n")
    render(out)
    assert sorted(again) == sorted(path.name for path in (out / "reports").iterdir())


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_who_is_told_to_end_ends_and_counts_no_failure(
    render: Render,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    ending: type[BaseException],
) -> None:
    def ended(*_: object) -> bytes:
        raise ending

    monkeypatch.setattr(making, "rendered", ended)
    with pytest.raises(ending):
        render(tmp_path)
    assert caplog.text == ""
    assert list((tmp_path / "reports").iterdir()) == []


def test_a_batch_makes_something(publication: Publication, instrument: Instrument, tmp_path: Path) -> None:
    for nothing in ({"forms": []}, {"languages": [Language.EN]}, {"languages": []}):
        with pytest.raises(ValueError, match="a report has a form"):
            render_reports(publication, instrument, tmp_path, **nothing)  # type: ignore[arg-type]


KILLED: Final = """
import sys
from pathlib import Path
from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.reports.batch import render_reports
from must.reports.forms import Form
if __name__ == "__main__":
    instrument, publication, out, processes = sys.argv[1:]
    publication = Publication.from_json(Path(publication).read_bytes())
    render_reports(publication, load_instrument(instrument), Path(out), forms=[Form.HTML], processes=int(processes))
"""


def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not what():
        assert time.monotonic() < deadline, "it doesn't happen"
        time.sleep(0.002)


def children_of(pid: int) -> list[int]:
    """The processes that this one has started: the workers of a pool don't carry its command line."""
    return [int(child) for thread in Path(f"/proc/{pid}/task").iterdir() for child in (thread / "children").read_text("ascii").split()]


def works(pid: int) -> bool:
    """A process that has ended and that nobody has asked about has no command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


ALL: Final = {"report.html", "report.nn.html", "report.en.html", RECORD}


@pytest.mark.parametrize("processes", [1, 2])
def test_whoever_is_killed_leaves_nothing_half_written_and_the_next_goes_on(
    publication: Publication, instrument: Instrument, tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed again and again, each time when one more unit is there. What was being made into reports doesn't lie about either."""

    def whole() -> list[Path]:
        return [path for path in (out / "reports").glob("*") if not path.name.startswith(".")]

    script, out, temporary = tmp_path / "killed.py", tmp_path / "out", tmp_path / "temporary"
    temporary.mkdir()
    script.write_text(KILLED, "utf-8")
    where = [str(DATA / "instruments" / "tiny"), str(DATA / "publications" / "example.json"), str(out), str(processes)]
    seen = 0
    for _ in range(2):
        with subprocess.Popen([sys.executable, script, *where], env={**os.environ, "TMPDIR": str(temporary)}) as running:
            until(lambda seen=seen: len(whole()) > seen)  # type: ignore[misc]
            workers = children_of(running.pid)
            running.send_signal(signal.SIGKILL)
        until(lambda workers=workers: not any(works(pid) for pid in workers))  # type: ignore[misc]
        assert bool(workers) == (processes > 1)
        assert not list(temporary.iterdir())
        assert all({file.name for file in path.iterdir()} == ALL for path in whole())
        seen = len(whole())
    again = made(monkeypatch)
    render_reports(publication, instrument, out, forms=[Form.HTML])
    assert not list((out / "reports").glob(".*"))
    assert len(set(again)) == len(whole()) - seen
    render_reports(publication, instrument, tmp_path / "new", forms=[Form.HTML])
    assert files(out) == files(tmp_path / "new")


def test_processes_that_cannot_start_stop_a_batch_instead_of_keeping_it_waiting(tmp_path: Path) -> None:
    """A program from standard input has such: they look for its file. What they are to get is more than a pipe takes."""
    long = "replace(publication, units=(replace(publication.units[0], name='x' * 200_000), *publication.units[1:]))"
    program = f"from dataclasses import replace\n{KILLED.replace('render_reports(publication', f'render_reports({long}')}"
    where = [str(DATA / "instruments" / "tiny"), str(DATA / "publications" / "example.json"), str(tmp_path), "2"]
    ended = subprocess.run([sys.executable, "-", *where], input=program, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 1
    assert "BrokenProcessPool" in ended.stderr


def test_two_who_make_the_same_wait_for_each_other(tmp_path: Path) -> None:
    target = tmp_path / "unit"
    with claimed(target) as directory:
        (directory / "report").write_text("one", "utf-8")
        waiting = subprocess.Popen([sys.executable, "-c", WAITS, str(target)], stdout=subprocess.PIPE, text=True)
        until(lambda: waits_for_a_lock(waiting.pid) or waiting.poll() is not None)
        put(target)
    assert waiting.communicate(timeout=30)[0] == "one\n"
    assert waiting.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["unit"]


def waits_for_a_lock(pid: int) -> bool:
    lines = Path("/proc/locks").read_text("ascii").splitlines()
    return any("->" in line and str(pid) in line.split() for line in lines)


WAITS: Final = """
import sys
from pathlib import Path
from must.reports.whole import claimed
target = Path(sys.argv[1])
with claimed(target) as directory:
    print((target / "report").read_text("utf-8"))
"""


IN_THE_WAY: Final[dict[str, Callable[[Path], object]]] = {
    "a file": lambda place: place.write_text("old", "utf-8"),
    "a directory with a directory": lambda place: (place / "old").mkdir(parents=True),
    "a link to nothing": lambda place: place.symlink_to("nothing"),
}


@pytest.mark.parametrize("left", IN_THE_WAY.values(), ids=IN_THE_WAY.keys())
@pytest.mark.parametrize("name", [".making-unit", ".outdated-unit"])
def test_whatever_has_a_hidden_name_of_ours_stops_nobody(tmp_path: Path, name: str, left: Callable[[Path], object]) -> None:
    left(tmp_path / name)
    for text in ("one", "two"):
        with claimed(tmp_path / "unit") as directory:
            (directory / "report").write_text(text, "utf-8")
            put(tmp_path / "unit")
        assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["unit", "unit/report"]
        assert files(tmp_path) == {"unit/report": text.encode()}


def test_a_long_code_has_room_beside_its_directory(tmp_path: Path) -> None:
    target = tmp_path / directory_of("Å" * 300)
    with claimed(target):
        put(target)
    assert target.is_dir()
