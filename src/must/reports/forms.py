"""The forms of a report, and who renders each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def rendered(form: Form, report: Report, wording: Wording, languages: Sequence[tuple[Language, str]]) -> bytes:
    """A report in one form. languages: the page's own address in each language that it is there in, for the page that links them."""
    module, _, function = RENDERERS[form].partition(":")
    render = getattr(import_module(module), function)
    if form is Form.HTML:
        page: str = render(report, wording, languages)
        return page.encode()
    document: bytes = render(report, wording)
    return document


def file_name(stem: str, form: Form, language: Language, *, first: Language) -> str:
    """`report.pdf` in the first language, `report.nn.pdf` in another."""
    return f"{stem}.{form}" if language is first else f"{stem}.{language}.{form}"
