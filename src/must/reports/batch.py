"""All reports of a publication, written to a directory: thousands of files, by several processes, any of which may fail or be killed."""

from __future__ import annotations

import logging
import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from errno import errorcode
from functools import cached_property, partial
from multiprocessing import get_context, parent_process
from multiprocessing.reduction import DupFd
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final
from urllib.parse import quote

from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.trends import Trend
from must.core.instrument.model import Instrument
from must.reports.describe import entries_of
from must.reports.forms import Form, file_name
from must.reports.making import STEM, Failure, make_reports, recorded
from must.reports.paths import directory_of
from must.reports.source import Source
from must.reports.web import index_of
from must.reports.whole import is_about_one, write_whole

logger = logging.getLogger(__name__)

REPORTS: Final = "reports"
INDEX: Final = "index"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is made of a publication. language: the one whose files have the plain names; the others' have theirs in it.

    languages: those that reports are made in. Raises ValueError when `language` isn't among them, or there is no form.
    """

    publication: Publication
    instrument: Instrument
    trend: Trend | None = None
    averages: Averages | None = None
    forms: tuple[Form, ...] = tuple(Form)
    language: Language = Language.NB
    languages: tuple[Language, ...] = tuple(Language)

    def __post_init__(self) -> None:
        if not self.forms or self.language not in self.languages:
            raise ValueError("a report has a form, and the first language is one of its languages")

    @cached_property
    def sources(self) -> dict[Language, Source]:
        """By language, the first one first."""
        order = (self.language, *(one for one in self.languages if one is not self.language))
        return {one: Source(self.publication, self.instrument, one, trend=self.trend, averages=self.averages) for one in order}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Those who get a report, in the order of the tree."""
        return tuple(entry.code for entry in entries_of(self.sources[self.language]) if entry.report)

    def make(self, code: str, out: Path) -> tuple[Failure, ...]:
        """Have a unit's reports below `out`, unless they are there already; those that failed.

        What keeps this unit's alone from their place is one failure, with the fault `reports.in_the_way` or `reports.unwritable`. Raises
        KeyError for a code that isn't in the publication, and OSError when nothing can be written below `out`.
        """
        reports = out / REPORTS
        reports.mkdir(parents=True, exist_ok=True)
        try:
            return make_reports(self.sources, code, self.forms, reports / directory_of(code))
        except Refusal as refusal:
            faults = refusal.faults
        except OSError as error:
            if not is_about_one(error, reports):
                raise
            faults = (Fault("reports.unwritable"),)
            logger.error("%s: %s (%s)", faults[0], type(error).__name__, errorcode.get(error.errno or 0))
        return tuple(Failure(code, None, None, fault.code) for fault in faults)

    def write_index(self, out: Path) -> None:
        """Write `out`/index.html, the list of the reports that are there."""
        pages = [(one, file_name(INDEX, Form.HTML, one, first=self.language)) for one in self.sources]
        for language, name in pages:
            source = self.sources[language]
            page = index_of(entries_of(source), source.root.name, source.wording, pages, partial(self._there, out, language))
            write_whole(out / name, page.encode())

    def _there(self, out: Path, language: Language, code: str) -> dict[Form, str]:
        """The addresses of a unit's reports as seen from the list. The directory's name may hold `%`, so it is encoded once more."""
        directory = directory_of(code)
        names = {form: file_name(STEM, form, language, first=self.language) for form in self.forms}
        there = recorded(out / REPORTS / directory)
        return {form: f"{REPORTS}/{quote(directory)}/{name}" for form, name in names.items() if name in there}


def render_reports(
    publication: Publication,
    instrument: Instrument,
    out: Path,
    *,
    trend: Trend | None = None,
    averages: Averages | None = None,
    forms: Sequence[Form] = tuple(Form),
    language: Language = Language.NB,
    languages: Sequence[Language] = tuple(Language),
    progress: Progress | None = None,
    processes: int = 1,
) -> tuple[Failure, ...]:
    """Have `out`/reports/<directory>/report.{html,pdf,pptx,xlsx} for each unit, and `out`/index.html with the list of them.

    Every report is there in all `languages`: `language` has the plain file name, the others have theirs in it (`report.nn.pdf`).
    Directories: `directory_of` the unit's code. What is there already, made of the same, isn't made again; what was made of something else
    is replaced, unless somebody has put something of theirs there. A report that fails is told of at the end, and holds up no other; nor
    does a unit that something is in the way of, or that can't be written. progress: called with units done and units in all. processes: how
    many share the work. Raises OSError when nothing can be written.
    """
    batch = Batch(
        publication=publication,
        instrument=instrument,
        trend=trend,
        averages=averages,
        forms=tuple(forms),
        language=language,
        languages=tuple(languages),
    )
    failures: list[Failure] = []
    for done, failed in enumerate(_each(batch, out, processes)):
        failures += failed
        if progress is not None:
            progress(done, len(batch.codes))
    batch.write_index(out)
    return tuple(failures)


def _each(batch: Batch, out: Path, processes: int) -> Iterator[tuple[Failure, ...]]:
    """Nothing yet, and then what came of each unit, in the order of the tree."""
    yield ()
    if processes == 1:
        yield from (batch.make(code, out) for code in batch.codes)
        return
    # New processes rather than copies of this one: the libraries of PDF and databases have threads, which a copy would lack. They get what
    # the batch was made of in a file: through the pipe of a process that dies as it starts, we would wait for ever to hand over so much.
    # The file has no name, so it is gone with the last of us, whoever is killed.
    with TemporaryFile() as file:
        pickle.dump((replace(batch), out), file)
        file.flush()
        handed = _Handed(file.fileno())
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(handed,)) as pool:
            yield from pool.map(_make, batch.codes)


@dataclass(frozen=True, slots=True)
class _Handed:
    """An open file that a new process gets from the one that starts it."""

    descriptor: int

    def __reduce__(self) -> tuple[Callable[[Any], _Handed], tuple[Any]]:
        return _received, (DupFd(self.descriptor),)

    def read(self) -> bytes:
        """All of it, wherever the others who have it are reading; then it is closed."""
        try:
            return os.pread(self.descriptor, os.fstat(self.descriptor).st_size, 0)
        finally:
            os.close(self.descriptor)


def _received(handed: Any) -> _Handed:
    return _Handed(handed.detach())


_WORK: Final[list[tuple[Batch, Path]]] = []
"""What a process of the pool is there for."""


def _begin(handed: _Handed) -> None:
    _WORK.append(pickle.loads(handed.read()))  # noqa: S301 (written a moment ago by whoever started us, and nobody else's to write)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever started us may be killed; nobody would give us work or end us any more."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(code: str) -> tuple[Failure, ...]:
    ((batch, out),) = _WORK
    return batch.make(code, out)
