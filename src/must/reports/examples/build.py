"""`python -m must.reports.examples.build`: write the example reports below the static files. Run by `make static`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from must import ui
from must.core.common.languages import Language
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.trends import compare
from must.core.instrument.loader import load_instrument
from must.reports.content import Report
from must.reports.describe import report_of
from must.reports.examples import AVERAGES, CODES, EARLIER, PUBLICATION, STATIC, Example, name_of
from must.reports.forms import Beside, Form, rendered
from must.reports.source import Source

DIRECTORY: Final = Path(ui.__file__).parent / "static" / STATIC


def build(directory: Path = DIRECTORY) -> None:
    """Write the whole of `directory` anew, or leave it as it was. The same publications always give the same bytes."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".examples-", dir=directory.parent) as temporary:
        fresh = Path(temporary) / directory.name
        fresh.mkdir()
        for name, content in files():
            (fresh / name).write_bytes(content)
        shutil.rmtree(directory, ignore_errors=True)
        fresh.rename(directory)


def files() -> Iterator[tuple[str, bytes]]:
    """Every file's name, and what is in it."""
    for source in sources():
        for example, code in CODES.items():
            report = report_of(source, code)
            for form in Form:
                yield name_of(example, source.language, form), rendered(form, report, source.wording, _beside(example, report))


def sources() -> Iterator[Source]:
    """What they are made of, in each language."""
    publication, earlier = (Publication.from_json(file.read_text("utf-8")) for file in (PUBLICATION, EARLIER))
    averages = Averages.from_json(AVERAGES.read_text("utf-8"))
    instrument = load_instrument(publication.instrument)
    trend = compare(earlier, publication, instrument)
    return (Source(publication, instrument, language, trend=trend, averages=averages) for language in Language)


def _beside(example: Example, report: Report) -> Beside:
    above = next((other for other, code in CODES.items() if report.read_with is not None and code == report.read_with.code), None)
    return Beside(
        languages=[(language, name_of(example, language, Form.HTML)) for language in Language],
        files={form: name_of(example, report.language, form) for form in Form if form is not Form.HTML},
        above=None if above is None else name_of(above, report.language, Form.HTML),
    )


if __name__ == "__main__":
    build()
