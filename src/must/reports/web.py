"""The reports as web pages: each a file of its own that asks nobody for anything and needs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from must.core.common.languages import Language
from must.reports.content import Entry, Report
from must.reports.forms import Form
from must.reports.pictures import Pictures
from must.reports.wording import Wording

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = (TEMPLATES / "report.css").read_text("utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# A browser that opens a report runs nothing and asks nobody: the only thing allowed is the page's own stylesheet, known by its hash.
CONTENT_SECURITY_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"


Addresses = Sequence[tuple[Language, str]]
"""Where a page is in each language."""


def page_of(report: Report, wording: Wording, languages: Addresses) -> str:
    """A unit's report as a page of HTML."""
    return _render("report.html", wording, languages, report=report, pictures=Pictures(report, wording))


def index_of(
    entries: Iterable[Entry], enterprise: str, wording: Wording, languages: Addresses, files: Callable[[str], Mapping[Form, str]]
) -> str:
    """The list of reports as a page of HTML. files: unit code → the addresses of its reports that are there."""
    return _render("index.html", wording, languages, entries=entries, enterprise=enterprise, files=files)


def _render(template: str, wording: Wording, languages: Addresses, **context: object) -> str:
    language = wording.t.language
    return _ENVIRONMENT.get_template(template).render(t=wording.t, wording=wording, language=language, languages=languages, **context)


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals.update(style=Markup(STYLE), policy=CONTENT_SECURITY_POLICY)  # noqa: S704 - a file of this package
