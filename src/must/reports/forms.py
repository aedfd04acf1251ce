"""The forms of a report, and who renders each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import Final

from must.core.common.languages import Language
from must.reports.content import Report
from must.reports.wording import Wording


class Form(StrEnum):
    """A form of a report; its value is the ending of its files."""

    HTML = "html"
    PDF = "pdf"
    PPTX = "pptx"
    XLSX = "xlsx"


RENDERERS: Final[Mapping[Form, str]] = MappingProxyType(
    {
        Form.HTML: "must.reports.web:page_of",
        Form.PDF: "must.reports.pdf:pdf_of",
        Form.PPTX: "must.reports.slides:slides_of",
        Form.XLSX: "must.reports.workbook:workbook_of",
    }
)
"""Module and function: loaded when the form is wanted, since the libraries behind some take longer to load than most commands run."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies around a report's page, which links it. languages: the page's own address in each language that it is there in.

    files: the addresses of the other forms in its language. above: that of the report to read with it.
    """

    languages: Sequence[tuple[Language, str]]
    files: Mapping[Form, str]
    above: str | None


def rendered(form: Form, report: Report, wording: Wording, beside: Beside) -> bytes:
    """A report in one form."""
    module, _, function = RENDERERS[form].partition(":")
    render = getattr(import_module(module), function)
    if form is Form.HTML:
        page: str = render(report, wording, beside.languages, files=beside.files, above=beside.above)
        return page.encode()
    document: bytes = render(report, wording)
    return document


def file_name(stem: str, form: Form, language: Language, *, first: Language) -> str:
    """`report.pdf` in the first language, `report.nn.pdf` in another."""
    return f"{stem}.{form}" if language is first else f"{stem}.{language}.{form}"
