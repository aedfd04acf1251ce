"""The reports as web pages: each a file of its own that asks nobody for anything and needs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Instrument
from must.reports.content import Entry, Report
from must.reports.describe import entries_of, report_of
from must.reports.paths import directory_of
from must.reports.pictures import Pictures
from must.reports.source import Source

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = (TEMPLATES / "report.css").read_text("utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# A browser that opens a report runs nothing and asks nobody: the only thing allowed is the page's own stylesheet, known by its hash.
CONTENT_SECURITY_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"


def render_reports(
    publication: Publication,
    instrument: Instrument,
    out: Path,
    *,
    language: Language = Language.NB,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write `out`/reports/<directory>/report.html for each reported unit, and `out`/index.html with the list of them.

    Every page is there in all languages, linked to each other: `language` has the plain file name, the others have theirs in it
    (`report.nn.html`). Directories: `directory_of` the unit's code. progress: called with units done and units in all.
    Raises FileExistsError when the unit's directory is there already.
    """
    pages = [Pages(Source(publication, instrument, one), first=language) for one in Language]
    reported = [unit.code for unit in publication.units if unit.reported]
    for done, code in enumerate(reported):
        if progress is not None:
            progress(done, len(reported))
        directory = out / "reports" / directory_of(code)
        directory.mkdir(parents=True)
        for page in pages:
            (directory / page.file_name("report")).write_text(page.report(code), "utf-8")
    for page in pages:
        (out / page.file_name("index")).write_text(page.index(), "utf-8")
    if progress is not None:
        progress(len(reported), len(reported))


@dataclass(frozen=True)
class Pages:
    """The pages of one publication in one language. first: the language whose files have the plain name."""

    source: Source
    first: Language

    def report(self, code: str) -> str:
        """A unit's report as HTML. Raises KeyError for a code that isn't in the publication."""
        report: Report = report_of(self.source, code)
        return self._render("report.html", "report", report=report, pictures=Pictures(report, self.source.wording))

    def index(self) -> str:
        """The list of reports as HTML."""
        entries: Iterable[Entry] = entries_of(self.source)
        return self._render("index.html", "index", entries=entries, enterprise=self.source.root.name, address=self._address)

    def file_name(self, page: str, language: Language | None = None) -> str:
        """The file of a page in a language, this one if none is given."""
        wanted = language or self.source.language
        return f"{page}.html" if wanted is self.first else f"{page}.{wanted}.html"

    def _address(self, code: str) -> str:
        """From the list to a report. The directory's name may hold `%`, so it is encoded once more."""
        return f"reports/{quote(directory_of(code))}/{self.file_name('report')}"

    def _render(self, template: str, page: str, **context: object) -> str:
        languages = [(one, self.file_name(page, one)) for one in Language]
        return _ENVIRONMENT.get_template(template).render(
            t=self.source.t,
            wording=self.source.wording,
            language=self.source.language,
            languages=languages,
            **context,
        )


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals.update(style=Markup(STYLE), policy=CONTENT_SECURITY_POLICY)  # noqa: S704 - a file of this package
