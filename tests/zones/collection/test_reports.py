"""Reports of a published round, made by the queue: unit by unit, by whoever is there, whatever fails or is killed meanwhile."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from must.collection.actions import publications, reports
from must.collection.actions.due import do_what_is_due
from must.collection.actions.reports import ALONE, Beside, Failed, Made, compare_round, made, render_some
from must.collection.adapters import report_files
from must.collection.adapters.queue import Job
from must.collection.jobs.reports import render_reports as job
from must.collection.models import Comparison, PublishedRound, UnitReports
from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.core.disclosure.across import AcrossFigure
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.reports import batch, making
from must.reports.content import Report
from must.reports.describe import report_of
from must.reports.forms import Form
from must.reports.making import RECORD
from must.reports.paths import directory_of
from must.service.environment import SettingFault

from .life import Life, become
from .logins import login
from .queued import queued

UNITS: Final = 2
"""The enterprise, and the one department that is a cell."""
ALL: Final = {f"report{language}.{form}" for language in ("", ".nn", ".en") for form in Form}


@pytest.fixture(autouse=True)
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is rendered, in words only: what the forms look like is tested with the forms."""
    codes: list[str] = []

    def words(form: Form, report: Report, *_: object) -> bytes:
        codes.append(report.code)
        return f"{form} {report.language} {report.name}".encode()

    monkeypatch.setattr(making, "rendered", words)
    monkeypatch.setattr(batch, "index_of", lambda *_: "the list")
    reports._kept_batch.cache_clear()
    return codes


@pytest.fixture
def published(life: Life) -> Life:
    life.invited()
    life.published()
    become("reporter")
    return life


def directories(out: Path, life: Life) -> list[Path]:
    return sorted((out / life.row.code / "reports").iterdir())


def emptied() -> None:
    app.connector.execute_query("DELETE FROM procrastinate_jobs")


@pytest.mark.promise("P08")
def test_what_is_published_gets_its_reports(published: Life, tmp_path: Path) -> None:
    assert queued(Job.RENDER_REPORTS, published.id)
    render_some(round_id=published.id, directory=tmp_path)
    assert [{path.name for path in unit.iterdir()} for unit in directories(tmp_path, published)] == [ALL | {RECORD}] * UNITS
    assert (tmp_path / published.row.code / "index.nn.html").is_file()
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=())


def test_a_publication_that_is_not_kept_asks_for_no_report(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_disk(*_: object) -> None:
        raise OSError

    life.invited().closed()
    become("worker")
    monkeypatch.setattr(publications, "move", no_disk)
    with pytest.raises(OSError, match=r"^$"):
        publications.publish_round(round_id=life.id, now=life.now)
    assert not queued(Job.RENDER_REPORTS, life.id)


def test_what_is_made_is_not_queued_again(published: Life, tmp_path: Path, rendered: list[str]) -> None:
    render_some(round_id=published.id, directory=tmp_path)
    emptied()
    rendered.clear()
    do_what_is_due(now=published.now)
    assert not queued(Job.RENDER_REPORTS, published.id)
    render_some(round_id=published.id, directory=tmp_path)
    assert rendered == []


def test_a_few_units_at_a_time_and_others_are_called(published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "AT_ONCE", 1)
    for done in range(1, UNITS + 1):
        emptied()
        render_some(round_id=published.id, directory=tmp_path)
        assert made(published.id) == Made(units=UNITS, done=done, listed=False, failed=())
        assert queued(Job.RENDER_REPORTS, published.id)
    render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id).listed


class Killed(BaseException):
    """The process is killed at this moment."""


def killing(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    def kill(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(module, name, kill)


@pytest.mark.parametrize("moment", ["a unit's files are whole", "the units are made"])
def test_who_is_killed_leaves_it_visibly_undone(
    published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, rendered: list[str]
) -> None:
    with monkeypatch.context() as once:
        killing(once, making if "whole" in moment else batch, "put" if "whole" in moment else "write_whole")
        with pytest.raises(Killed):
            render_some(round_id=published.id, directory=tmp_path)
    assert not made(published.id).listed
    emptied()
    do_what_is_due(now=published.now)
    assert queued(Job.RENDER_REPORTS, published.id)
    render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=())
    assert [path.name for path in directories(tmp_path, published) if path.name.startswith(".")] == []


def failing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    before: Callable[..., bytes] = making.rendered

    def some(form: Form, report: Report, *rest: object) -> bytes:
        if (report.code, form) == (code, Form.PDF):
            raise ValueError(report.name)
        return before(form, report, *rest)

    monkeypatch.setattr(making, "rendered", some)


def test_what_fails_is_tried_again_after_all_others_and_then_left(
    published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, rendered: list[str]
) -> None:
    root = reports.batch_of(published.id, ALONE).codes[0]
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        failing(broken, root)
        render_some(round_id=published.id, directory=tmp_path)
    stands = made(published.id)
    assert (stands.units, stands.done, stands.listed) == (UNITS, UNITS, True)
    ((unit, failures),) = ((failed.unit, failed.failures) for failed in stands.failed)
    assert unit == root
    assert [failure.split()[:2] for failure in failures] == [["pdf", "nb"], ["pdf", "nn"], ["pdf", "en"]]
    assert all(failure.split()[2] in caplog.text for failure in failures)
    assert [code == root for code, _ in groupby(rendered)] == [True, False, True]
    whole = len(ALL) - len(Language)
    assert rendered.count(root) == 3 * whole, "all its forms but the one that fails, three times"
    assert UnitReports.objects.get(unit=root).tries == 3
    emptied()
    do_what_is_due(now=published.now)
    assert not queued(Job.RENDER_REPORTS, published.id)
    become("operator")
    compare_round(round_id=published.id, beside=ALONE)
    assert made(published.id).failed == ()
    become("reporter")
    render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=())
    assert all({path.name for path in unit.iterdir()} == ALL | {RECORD} for unit in directories(tmp_path, published))


def test_what_is_in_the_way_of_one_unit_holds_up_no_other(published: Life, tmp_path: Path) -> None:
    first, *_ = reports.batch_of(published.id, ALONE).codes
    place = tmp_path / published.row.code / "reports" / directory_of(first)
    place.parent.mkdir(parents=True)
    place.write_text("somebody's", "utf-8")
    render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=(Failed(first, ("reports.in_the_way",)),))
    assert place.read_text("utf-8") == "somebody's"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_unit_that_cannot_be_written_is_tried_three_times_and_holds_up_no_other(
    published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    first, *_ = reports.batch_of(published.id, ALONE).codes
    unwritable(monkeypatch, first, number)
    render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=(Failed(first, ("reports.unwritable",)),))
    assert UnitReports.objects.get(unit=first).tries == 3


def unwritable(monkeypatch: pytest.MonkeyPatch, code: str, number: int) -> None:
    before: Callable[[Path], None] = making.put

    def some(target: Path) -> None:
        if target.name == directory_of(code):
            raise OSError(number, os.strerror(number), str(target))
        before(target)

    monkeypatch.setattr(making, "put", some)


def test_no_room_for_a_report_fails_none_and_leaves_all_waiting(published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is larger than what is left of the disk, where a smaller one would have room."""
    first, *_ = reports.batch_of(published.id, ALONE).codes
    unwritable(monkeypatch, first, errno.ENOSPC)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=0, listed=False, failed=())


def test_a_full_disk_fails_no_report_and_leaves_all_waiting(published: Life, tmp_path: Path) -> None:
    (tmp_path / published.row.code).write_text("no directory", "utf-8")
    with pytest.raises(OSError, match=r"exists|directory"):
        render_some(round_id=published.id, directory=tmp_path)
    assert made(published.id) == Made(units=UNITS, done=0, listed=False, failed=())


@pytest.mark.django_db(transaction=True)
def test_two_make_different_units_and_the_last_writes_the_list(tmp_path: Path, rendered: list[str]) -> None:
    life = Life().invited()
    life.published()
    become("reporter")
    first, second = reports.batch_of(life.id, ALONE).codes
    reports._lay_out(life.id, (first, second))
    with login("must_reporter") as other, other.transaction():
        other.execute("SELECT FROM collection_unitreports WHERE unit = %s FOR UPDATE", [first])
        render_some(round_id=life.id, directory=tmp_path)
        assert set(rendered) == {second}
        assert made(life.id) == Made(units=UNITS, done=1, listed=False, failed=())
    render_some(round_id=life.id, directory=tmp_path)
    assert set(rendered) == {first, second}
    assert made(life.id) == Made(units=UNITS, done=UNITS, listed=True, failed=())


@pytest.fixture
def earlier(published: Life) -> Publication:
    """What the same enterprise published a year before."""
    publication, _ = reports.published(published.id)
    assert publication.closed is not None
    return replace(publication, round="earlier", closed=publication.closed - timedelta(days=364))


@pytest.fixture
def average(published: Life) -> Averages:
    """What those have published who asked the same."""
    publication, instrument = reports.published(published.id)
    figure = AcrossFigure(topic="quantitative_demands", enterprises=7, mean=Decimal("2.9"), challenge=30)
    return Averages(instrument=instrument.id, instrument_version=publication.instrument_version, period="2026", figures=(figure,))


@pytest.mark.promise("P13")
def test_reports_are_made_anew_beside_an_earlier_round_and_others(
    published: Life, earlier: Publication, average: Averages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_some(round_id=published.id, directory=tmp_path)
    emptied()
    become("operator")
    _, code = reports.batch_of(published.id, ALONE).codes
    unit_map = f"unit,previous_unit\n{code},{code}\n".encode()
    beside = Beside(previous=earlier.to_json().encode(), unit_map=unit_map, averages=average.to_json().encode())
    compare_round(round_id=published.id, beside=beside)
    assert made(published.id) == Made(units=UNITS, done=0, listed=False, failed=())
    assert queued(Job.RENDER_REPORTS, published.id)
    become("reporter")
    sources = []
    monkeypatch.setattr(making, "report_of", lambda source, code: sources.append(source) or report_of(source, code))
    render_some(round_id=published.id, directory=tmp_path)
    assert {source.trend.earlier for source in sources} == {earlier}
    assert {source.averages for source in sources} == {average}
    assert reports.comparison_of(published.id) == beside
    become("operator")
    compare_round(round_id=published.id, beside=ALONE)
    sources.clear()
    become("reporter")
    render_some(round_id=published.id, directory=tmp_path)
    assert {(source.trend, source.averages) for source in sources} == {(None, None)}


def test_a_comparison_that_is_none_changes_nothing(published: Life, earlier: Publication, average: Averages, tmp_path: Path) -> None:
    render_some(round_id=published.id, directory=tmp_path)
    become("operator")
    text = earlier.to_json()
    for beside in (
        Beside(previous=text.encode()[:-9]),
        Beside(previous=text.replace("earlier", "another").encode()),
        Beside(previous=replace(earlier, instrument_version="0.9").to_json().encode()),
        Beside(previous=text.encode(), unit_map=b"unit,previous_unit\nHavneavdelingen,Nowhere\n"),
        Beside(averages=b"{}"),
        Beside(averages=replace(average, instrument="another").to_json().encode()),
        Beside(averages=replace(average, instrument_version="0.9").to_json().encode()),
        Beside(averages=replace(average, figures=(replace(average.figures[0], topic="weather"),)).to_json().encode()),
    ):
        with pytest.raises(Refusal):
            compare_round(round_id=published.id, beside=beside)
    assert not Comparison.objects.exists()
    assert made(published.id) == Made(units=UNITS, done=UNITS, listed=True, failed=())


def test_a_round_that_is_not_published_stands_beside_nothing(life: Life) -> None:
    life.invited().closed()
    become("operator")
    with pytest.raises(Refusal) as caught:
        compare_round(round_id=life.id, beside=ALONE)
    assert [fault.code for fault in caught.value.faults] == ["round.not_published"]


@pytest.mark.promise("P09")
def test_nothing_is_made_of_what_the_worker_did_not_sign(published: Life, tmp_path: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        row = PublishedRound.objects.get()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE collection_publishedround")
        row.document = row.document.replace("Havneavdelingen", "Losavdelingen")
        PublishedRound.objects.bulk_create([row])
    with pytest.raises(Refusal) as caught:
        render_some(round_id=published.id, directory=tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["round.publication_edited"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("started_with", "modes"), [(0o022, (0o750, 0o640)), (0o077, (0o700, 0o600))])
def test_nobody_else_on_the_machine_can_read_the_reports(
    published: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started_with: int, modes: tuple[int, int]
) -> None:
    monkeypatch.setattr(settings, "REPORTS", tmp_path)
    before = os.umask(started_with)
    try:
        job(str(published.id))
        assert os.umask(started_with) == started_with
    finally:
        os.umask(before)
    below = list((tmp_path / published.row.code).rglob("*"))
    assert made(published.id).listed
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / published.row.code, *below) if path.is_dir()} == {modes[0]}
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()} == {modes[1]}


def test_without_a_directory_the_log_says_what_to_set(
    published: Life, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "REPORTS", None)
    with caplog.at_level(logging.ERROR), pytest.raises(Refusal):
        job(str(published.id))
    assert report_files.VARIABLE in caplog.text


def test_a_directory_is_one_that_can_be_written_to(tmp_path: Path) -> None:
    assert report_files.directory("") is None
    assert report_files.directory(str(tmp_path)) == tmp_path
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "missing"):
        with pytest.raises(SettingFault, match=report_files.VARIABLE):
            report_files.directory(str(wrong))
