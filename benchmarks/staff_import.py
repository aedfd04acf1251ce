"""Taking in the staff file of 60 000 people: `must round import`, from the file to the commit, beside what its work can't do without.

The limit, in the same run: the csv module reads the same bytes and checks nothing, and each address is sealed to a public key.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

from benchmarks.running import ENTERPRISE, PLAN, csv_of, postgres_of, running, staff
from benchmarks.usage import cpu_seconds
from must.crypto.sealing import PrivateKey
from must.world.local import BIN, LocalWorld
from must.world.operator import Operator

PEOPLE: Final = 60_000
CONTACT: Final = b"x" * 512
MOST_TIMES_LIMIT: Final = {"staff.csv": 6.0, "staff.xlsx": 12.0}
"""As many times the limit's CPU an import may take."""


@dataclass(frozen=True, slots=True)
class Cost:
    """seconds: on the clock. cpu, postgres: seconds of CPU. megabytes: resident, at most."""

    seconds: float
    cpu: float
    postgres: float = 0.0
    megabytes: float = 0.0


def main() -> None:
    rows = staff(PEOPLE)
    content = csv_of(rows)
    limit = _limit(content)
    print(f"\n{f'import of {PEOPLE:,} people':<34}{'seconds':>9}{'rows/s':>9}{'CPU s':>8}{'PostgreSQL':>12}{'MB':>7}{'times limit':>13}")
    _tell("csv.reader, a seal for each row", limit, limit)
    with running() as world:
        for name, made in {"staff.csv": content, "staff.xlsx": workbook_of(rows)}.items():
            file = world.directory / name
            file.write_bytes(made)
            cost = imported(world, file)
            _tell(f"must round import {name}", cost, limit)
            assert cost.cpu < MOST_TIMES_LIMIT[name] * limit.cpu, f"{name} takes {cost.cpu / limit.cpu:.1f} times the limit"


def workbook_of(rows: Sequence[tuple[str, ...]]) -> bytes:
    """The same staff file as Excel would save it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Ansatte")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def imported(world: LocalWorld, file: Path) -> Cost:
    """A new round takes a staff file in."""
    code = Operator(world).create(enterprise=ENTERPRISE, instrument=PLAN.instrument, selection=PLAN.selection, period=PLAN.period)
    postgres = postgres_of(world)
    before, begun = cpu_seconds(postgres), time.perf_counter()
    environment = world.environment("collection", "operator")
    command = [str(BIN / "must"), "round", "import", code, str(file)]
    said = file.with_suffix(".said")
    with said.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as importing:
        _, status, used = os.wait4(importing.pid, 0)
        importing.returncode = os.waitstatus_to_exitcode(status)
    assert importing.returncode == 0, said.read_text()
    seconds = time.perf_counter() - begun
    return Cost(seconds, used.ru_utime + used.ru_stime, cpu_seconds(postgres) - before, used.ru_maxrss / 1024)


def _limit(content: bytes) -> Cost:
    key = PrivateKey.generate().public
    begun, cpu = time.perf_counter(), time.process_time()
    rows = sum(bool(key.seal(CONTACT, context=b"limit")) for _ in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";"))
    assert rows == PEOPLE + 1
    return Cost(time.perf_counter() - begun, time.process_time() - cpu)


def _tell(how: str, cost: Cost, limit: Cost) -> None:
    print(
        f"{how:<34}{cost.seconds:>9.1f}{PEOPLE / cost.seconds:>9.0f}{cost.cpu:>8.1f}{cost.postgres:>12.1f}{cost.megabytes:>7.0f}"
        f"{cost.cpu / limit.cpu:>13.1f}"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
