"""A mean has the decimals that it was published with in every form; a coefficient has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Final

import openpyxl
import pytest
from pptx import Presentation

from must.core.common.languages import Language
from must.core.disclosure.publication import Cell, State
from must.reports.describe import report_of
from must.reports.forms import Beside, Form, rendered
from must.reports.source import Source
from must.reports.wording import Wording
from must.ui.texts import texts
from tests.reports.example import example_source
from tests.reports.opened import OPENERS

UNIT, TOPIC = "003", "workload"
MEANS: Final[Mapping[int, float]] = {0: 4.0, 1: 3.8, 2: 3.84}
"""Decimals of the rules → the mean that is published with them."""
READ: Final[Mapping[int, set[str]]] = {0: {"3,5"}, 1: {"3,5", "3,8"}, 2: {"3,5", "3,84"}}
"""What has a comma then in the words of a report: the limit of a band, as the instrument writes it, and the mean."""
PATTERN: Final[Mapping[int, str]] = {0: "0", 1: "0.0", 2: "0.00"}


def source(decimals: int) -> Source:
    """The example as rules with other decimals would have published it, with one mean wherever there is any. The unit shows no other."""
    whole, rules = example_source(), {"rounding": {"mean": decimals}}
    cells = tuple(
        Cell(unit=UNIT, topic=cell.topic, topic_class=cell.topic_class, state=State.HIDDEN)
        if cell.unit == UNIT and cell.topic != TOPIC
        else replace(cell, mean=None if cell.mean is None else MEANS[decimals])
        for cell in whole.publication.cells
    )
    return replace(
        whole,
        publication=replace(whole.publication, cells=cells),
        instrument=replace(whole.instrument, rules={**whole.instrument.rules, **rules}),
        trend=None,
        averages=None,
    )


def made(form: Form, decimals: int) -> bytes:
    of = source(decimals)
    return rendered(form, report_of(of, UNIT), of.wording, Beside([], {}, None))


@pytest.mark.parametrize("decimals", READ)
@pytest.mark.parametrize("form", [Form.HTML, Form.PDF, Form.PPTX])
def test_a_mean_reads_as_it_was_published(form: Form, decimals: int) -> None:
    told = " ".join(OPENERS[form](made(form, decimals)).lines)
    assert set(re.findall(r"[34],[0-9]+", told)) == READ[decimals]


@pytest.mark.parametrize("decimals", PATTERN)
def test_a_chart_of_means_numbers_them_as_they_were_published(decimals: int) -> None:
    slides = Presentation(BytesIO(made(Form.PPTX, decimals))).slides
    plots = [shape.chart.plots[0] for slide in slides for shape in slide.shapes if shape.has_chart]
    assert [code.get("formatCode") for plot in plots for code in plot._element.xpath(".//c:dLbls/c:numFmt")] == [PATTERN[decimals]]


@pytest.mark.parametrize("decimals", PATTERN)
def test_a_workbook_holds_a_mean_with_its_decimals_and_says_how_many(decimals: int) -> None:
    book = openpyxl.load_workbook(BytesIO(made(Form.XLSX, decimals)))
    head, *body = book["Tall"].iter_rows()
    column = [cell.value for cell in head].index("Gjennomsnitt")
    assert {(row[column].value, row[column].number_format) for row in body if row[column].value is not None} == {
        (MEANS[decimals], PATTERN[decimals])
    }
    told = {row[1]: row[3] for row in book["Kodebok"].iter_rows(values_only=True) if row[0] == "Tall"}
    assert told["Gjennomsnitt"] == texts(Language.NB)(f"workbook.values.mean.{decimals}")


@pytest.mark.parametrize(("decimals", "mean", "interval"), [(0, "4", "3–5"), (1, "4,0", "3,0–5,0"), (2, "4,00", "3,00–5,00")])
def test_a_coefficient_has_one_decimal_whatever_the_means_have(decimals: int, mean: str, interval: str) -> None:
    wording = Wording(texts(Language.NB), decimals)
    assert (wording.mean(4.0), wording.interval((3.0, 5.0)), wording.coefficient(-0.2)) == (mean, interval, "−0,2")
    assert wording.means_format == mean.replace("4", "0").replace(",", ".")
