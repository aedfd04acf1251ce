"""The reports of 1 000 units in all four forms: what each form costs, what a batch takes on two processes, and how that grows with units.

The publication is that of the demo's enterprise, whose units are then repeated: their reports are as full as those of real ones. The aims
are the project's own; seconds and bytes are told beside them. What is asserted is a ratio of two measurements of the same run.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from must.core.common.languages import Language
from must.core.disclosure.publication import Participation, Publication
from must.core.instrument.loader import load_instrument
from must.reports.batch import Batch, render_reports
from must.reports.describe import report_of
from must.reports.forms import Beside, Form, rendered
from must.world.demo import NORDLYS, ROUNDS
from must.world.others import published

UNITS: Final = (100, 300, 1000)
PROCESSES: Final = 2
SAMPLE: Final = 30
AIM_BATCH: Final = 300.0
"""Seconds for 1 000 units in four forms on two cores."""
AIM_PDF: Final = 0.1
"""Seconds for a PDF."""
MOST_GROWTH: Final = 1.5
"""As many times the CPU a report may take among the most units as among the fewest."""
PLAN: Final = ROUNDS[-1]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a batch took. seconds: on the clock. cpu: seconds of all processes together. megabytes: of the largest process."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    instrument = load_instrument(PLAN.instrument)
    staff = NORDLYS.staff()
    publication = published(PLAN, staff.tree, [person.unit for person in staff.people], seed=PLAN.seed)
    print(f"\n{'a report, on one core':<24}{'reports/s':>10}{'CPU ms':>8}{'kB':>7}{'times the aim':>15}")
    for form, seconds, size in _each_form(Batch(publication=publication, instrument=instrument)):
        aim = f"{seconds / AIM_PDF:.1f}" if form is Form.PDF else ""
        print(f"{form:<24}{1 / seconds:>10.1f}{1000 * seconds:>8.1f}{size / 1000:>7.0f}{aim:>15}")
    print(f"\n{'units × 4 forms, 2 processes':<30}{'seconds':>9}{'units/s':>9}{'CPU ms a unit':>15}{'MB':>6}{'times the aim':>15}")
    costs = {units: _batch(grown(publication, units), units) for units in UNITS}
    fewest, most = (costs[units].cpu / units for units in (UNITS[0], UNITS[-1]))
    assert most < MOST_GROWTH * fewest, f"a unit among {UNITS[-1]} takes {most / fewest:.1f} times the CPU of one among {UNITS[0]}"


def grown(publication: Publication, units: int) -> Publication:
    """An enterprise with so many units right below it, each like one of those that the publication shows."""
    root, *others = publication.units
    like = list(islice(cycle([unit for unit in others if unit.reported]), units - 1))
    cells = {unit.code: [cell for cell in publication.cells if cell.unit == unit.code and cell.breakdown is None] for unit in like}
    rates = {rate.unit: rate.band for rate in publication.participation}
    codes = [f"{number:05}" for number in range(1, units)]
    pairs = list(zip(codes, like, strict=True))
    return replace(
        publication,
        units=(root, *(replace(unit, code=code, parent=root.code, level=1, members=(code,)) for code, unit in pairs)),
        cells=(
            *(cell for cell in publication.cells if cell.unit == root.code),
            *(replace(cell, unit=code) for code, unit in pairs for cell in cells[unit.code]),
        ),
        participation=tuple(Participation(unit=code, band=rates.get(code)) for code in (root.code, *codes)),
    )


def _each_form(batch: Batch) -> Iterator[tuple[Form, float, float]]:
    """Form, and CPU seconds and bytes of a report on average."""
    source = batch.sources[Language.NB]
    reports = [report_of(source, code) for code in batch.codes[:SAMPLE]]
    beside = Beside([(Language.NB, "report.html")], {}, None)
    for form in Form:
        rendered(form, reports[0], source.wording, beside)  # libraries are loaded
        begun = time.process_time()
        size = sum(len(rendered(form, report, source.wording, beside)) for report in reports)
        yield form, (time.process_time() - begun) / len(reports), size / len(reports)


def _batch(publication: Publication, units: int) -> Cost:
    instrument = load_instrument(PLAN.instrument)
    with tempfile.TemporaryDirectory(prefix="must-bench-") as directory:
        before, begun = os.times(), time.perf_counter()
        failures = render_reports(publication, instrument, Path(directory), languages=[Language.NB], processes=PROCESSES)
        seconds, after = time.perf_counter() - begun, os.times()
    assert not failures
    cpu = sum(after[:4]) - sum(before[:4])
    cost = Cost(seconds, cpu, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
    aim = seconds / AIM_BATCH * 1000 / units
    print(f"{units:<30,}{seconds:>9.1f}{units / seconds:>9.1f}{1000 * cpu / units:>15.0f}{cost.megabytes:>6.0f}{aim:>15.2f}")
    sys.stdout.flush()
    return cost


if __name__ == "__main__":
    main()
