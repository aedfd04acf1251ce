"""The reports as web pages: each a file of its own that asks nobody for anything. They are complete without script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from must import ui
from must.core.common.languages import Language
from must.reports.content import Entry, Report
from must.reports.forms import Form
from must.reports.palette import DARK, LIGHT
from must.reports.pictures import Pictures
from must.reports.wording import Wording

Addresses = Sequence[tuple[Language, str]]
"""Where a page is in each language."""

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(ui.__file__).parent / "static" / "vendor" / "report"
WEIGHTS: Final = (400, 600)


def page_of(
    report: Report, wording: Wording, languages: Addresses, *, files: Mapping[Form, str] = MappingProxyType({}), above: str | None = None
) -> str:
    """A unit's report as a page of HTML.

    files: form → the address of the same report in that form, for those that lie beside the page. above: the address of the report that
    this one is to be read with.
    """
    return _render("report.html", wording, languages, report=report, pictures=Pictures(report, wording), files=files, above=above)


def index_of(
    entries: Iterable[Entry], enterprise: str, wording: Wording, languages: Addresses, files: Callable[[str], Mapping[Form, str]]
) -> str:
    """The list of reports as a page of HTML. files: unit code → the addresses of its reports that are there."""
    return _render("index.html", wording, languages, entries=entries, enterprise=enterprise, files=files)


def _render(template: str, wording: Wording, languages: Addresses, **context: object) -> str:
    language = wording.t.language
    return _ENVIRONMENT.get_template(template).render(t=wording.t, language=language, languages=languages, **_own(), **context)


@cache
def _own() -> Mapping[str, Markup]:
    """What every page has in itself: its style, its script, and the policy that allows these two and the typeface in the style.

    A browser that opens a report asks nobody for anything, and runs nothing but the page's own script, known by its hash.
    """
    style, script = style_of(), (TEMPLATES / "report.js").read_text("utf-8")
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'; font-src data:"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - files of this package


def style_of() -> str:
    """The pages' whole style: typeface, colours, rules. Raises FileNotFoundError where `make static` hasn't made the typeface."""
    faces = "".join(map(_face, WEIGHTS))
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{_colours(DARK)}}}\n"
    return f"{faces}{_colours(LIGHT)}{dark}{(TEMPLATES / 'report.css').read_text('utf-8')}"


def _face(weight: int) -> str:
    font = base64.b64encode((FONTS / f"inter-{weight}.woff2").read_bytes()).decode()
    return f'@font-face {{ font-family: Inter; font-weight: {weight}; src: url("data:font/woff2;base64,{font}") format("woff2"); }}\n'


def _colours(palette: Mapping[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in palette.items())} }}\n"


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
