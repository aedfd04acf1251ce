"""One unit's reports as files in a directory of their own: all of them, or those that can be made and a word on the others.

Beside them lies what they were made of. Whoever comes again makes them anew only where they aren't whole, or were made of something else:
that a directory is there says nothing of what is in it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.reports.content import Report
from must.reports.describe import report_of
from must.reports.forms import Beside, Form, file_name, rendered
from must.reports.makers import made_by
from must.reports.paths import directory_of
from must.reports.source import Source
from must.reports.whole import claimed, put

logger = logging.getLogger(__name__)

RECORD: Final = ".made-of.json"
STEM: Final = "report"
PLACES: Final = 4
"""Places in the code that the log names where a report failed: the innermost ones."""

_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is mistaken for another when read aloud or written down


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that couldn't be made. reference: stands in the log beside what went wrong.

    Where none of a unit's reports could be put in their place, form and language are None, and the reference is the code of a fault.
    """

    unit: str
    form: Form | None
    language: Language | None
    reference: str

    def __str__(self) -> str:
        """All but the unit."""
        return " ".join(part for part in (self.form, self.language, self.reference) if part)


def make_reports(sources: Mapping[Language, Source], code: str, forms: Sequence[Form], target: Path) -> tuple[Failure, ...]:
    """Have a unit's reports in the directory `target`, whose parent is there; those that failed.

    sources: one for each language; the first one's files have the plain names. Raises KeyError for a code that isn't in the publication,
    Refusal `reports.in_the_way` where something is there that isn't ours to replace, and OSError when the files can't be written.
    """
    if code not in next(iter(sources.values())).units:
        raise KeyError(code)
    with claimed(target) as directory:
        making = _Making(sources, code, forms)
        making.describe()
        if making.is_done(target):
            return ()
        _check_ours(target)
        making.write(directory)
        put(target)
    return tuple(making.failures)


class _Making:
    """What goes on while one unit's files are made."""

    def __init__(self, sources: Mapping[Language, Source], code: str, forms: Sequence[Form]) -> None:
        self.failures: list[Failure] = []
        self._sources = sources
        self._code = code
        self._forms = forms
        self._reports: dict[Language, Report] = {}
        first = next(iter(sources))
        self._names = {form: [(one, file_name(STEM, form, one, first=first)) for one in sources] for form in forms}

    def describe(self) -> None:
        for language, source in self._sources.items():
            with self._noting(language, self._forms):
                self._reports[language] = report_of(source, self._code)

    def is_done(self, target: Path) -> bool:
        """Whether every file is there, as it was made, and of what it would be made now."""
        record = _record(target)
        return (
            record is not None
            and record.made_of == self._made_of
            and record.files.keys() == {name for names in self._names.values() for _, name in names}
            and all(_is_file(target / name, digest) for name, digest in record.files.items())
        )

    def write(self, directory: Path) -> None:
        files = {}
        for name, content in self._rendered():
            (directory / name).write_bytes(content)
            files[name] = _digest(content)
        (directory / RECORD).write_text(json.dumps({"made_of": self._made_of, "files": files}, indent=1), "utf-8")

    def _rendered(self) -> Iterator[tuple[str, bytes]]:
        for form in sorted(self._names, key=lambda form: form is Form.HTML):  # the page last: it links those that are there
            for language, name in self._names[form]:
                content = self._file(form, language) if language in self._reports else None
                if content is not None:
                    yield name, content

    def _file(self, form: Form, language: Language) -> bytes | None:
        """None where it fails."""
        report, wording = self._reports[language], self._sources[language].wording
        with self._noting(language, [form]):
            return rendered(form, report, wording, Beside(self._names.get(Form.HTML, ()), self._others(language), self._above(report)))
        return None

    def _others(self, language: Language) -> dict[Form, str]:
        """The files that lie beside a page, in its language."""
        failed = {Form.HTML, *(failure.form for failure in self.failures if failure.language is language)}
        return {form: dict(names)[language] for form, names in self._names.items() if form not in failed}

    def _above(self, report: Report) -> str | None:
        """From a page to that of the unit to read it with. The directory's name may hold `%`, so it is encoded once more."""
        page = dict(self._names.get(Form.HTML, ())).get(report.language)
        if report.read_with is None or page is None:
            return None
        return f"../{quote(directory_of(report.read_with.code))}/{page}"

    @property
    def _made_of(self) -> str:
        """A digest of all that the files say, and of what makes files of it. Not of what that was computed from: whatever may come to
        matter for a report, an earlier round or other enterprises, is in its words and figures."""
        content = "\n".join(map(repr, (made_by(), *self._reports.values())))
        return _digest(content.encode())

    @contextmanager
    def _noting(self, language: Language, forms: Iterable[Form]) -> Iterator[None]:
        """What goes wrong inside is that report's alone. The log gets a reference, what kind of error it was and where: never its words,
        which may hold what a report says."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # what a library in Rust raises where it gives up isn't an Exception
            reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
            places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-PLACES:]]
            logger.error("a report failed: %s (%s, %s at %s)", reference, language, type(error).__name__, ", ".join(places))
            self.failures += [Failure(self._code, form, language, reference) for form in forms]


def _check_ours(target: Path) -> None:
    """Raises Refusal unless nothing is there, or nothing but what we have made: a directory of ours that somebody has put something of
    theirs into is replaced no more than anything else."""
    if os.path.lexists(target) and not _is_ours(target):
        raise Refusal(Fault("reports.in_the_way", file=str(target)))


def _is_ours(target: Path) -> bool:
    record = _record(target)
    if record is None:
        return False
    with os.scandir(target) as entries:
        return all(entry.name in {RECORD, *record.files} and entry.is_file(follow_symlinks=False) for entry in entries)


@dataclass(frozen=True, slots=True)
class _Record:
    """What stands in `RECORD`. files: the digest of each, by its name."""

    made_of: str
    files: Mapping[str, str]


def recorded(target: Path) -> frozenset[str]:
    """Names of the files in a directory that we have put there; none where it isn't one that we have made."""
    record = _record(target)
    if record is None:
        return frozenset()
    with os.scandir(target) as entries:
        return frozenset(entry.name for entry in entries if entry.name in record.files and entry.is_file(follow_symlinks=False))


def _record(target: Path) -> _Record | None:
    """None where there is none, or one that isn't ours, as in whatever a link leads to."""
    try:
        read = None if target.is_symlink() else json.loads((target / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    match read:
        case {"made_of": str(made_of), "files": dict(files), **more} if not more and all(isinstance(one, str) for one in files.values()):
            return _Record(made_of, files)
    return None


def _is_file(path: Path, digest: str) -> bool:
    try:
        return _digest(path.read_bytes()) == digest
    except OSError:
        return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
