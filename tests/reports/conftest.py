"""A small publication with every kind of unit and cell, the small instrument that it speaks of, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument
from must.reports.batch import render_reports
from must.reports.content import Report
from must.reports.describe import report_of
from must.reports.forms import Form
from must.reports.source import Source

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument(DATA / "instruments" / "tiny")


@pytest.fixture(scope="session")
def publication() -> Publication:
    return Publication.from_json((DATA / "publications" / "example.json").read_bytes())


@pytest.fixture(params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture
def source(publication: Publication, instrument: Instrument) -> Source:
    return Source(publication, instrument, Language.NB)


@pytest.fixture(scope="session")
def report(publication: Publication, instrument: Instrument) -> Callable[..., Report]:
    """A unit's report, by its code and perhaps a language."""

    @cache
    def made(code: str, language: Language = Language.NB) -> Report:
        return report_of(Source(publication, instrument, language), code)

    return made


@pytest.fixture(scope="session")
def pages(publication: Publication, instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example's pages, bokmål first."""
    out = tmp_path_factory.mktemp("pages")
    render_reports(publication, instrument, out, forms=[Form.HTML])
    return out


def read(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")
