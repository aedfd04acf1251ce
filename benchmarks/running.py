"""The local world for benchmarks: every process as `must demo` runs it, in a directory that goes afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import psutil
import psycopg

from must.core.campaign.periods import Period
from must.core.instrument.model import Selection
from must.world.local import LocalWorld, Ports
from must.world.rounds import Plan

ENTERPRISE: Final = "Kystverksdirektoratet"
PLAN: Final = Plan(
    instrument="must-2026",
    selection=Selection("full"),
    ordered=date(2026, 2, 9),
    period=Period(date(2026, 3, 2), date(2026, 3, 15)),
    reminded=date(2026, 3, 9),
    seed=1,
)
SECTION: Final = 50
"""People in a section; twelve sections are a department."""


@contextmanager
def running() -> Iterator[LocalWorld]:
    directory = Path(tempfile.mkdtemp(prefix="must-bench-"))
    try:
        with LocalWorld(directory, Ports.free(), begins=datetime(2026, 2, 9, 8, tzinfo=UTC)) as world:
            yield world
    finally:
        shutil.rmtree(directory)


def postgres_of(world: LocalWorld) -> psutil.Process:
    """The first process of the world's PostgreSQL."""
    with psycopg.connect(world.environment("collection", "web")["MUST_COLLECTION_DATABASE_URL"]) as connection:
        parent = psutil.Process(connection.info.backend_pid).parent()
        assert parent is not None
        return parent


def staff(people: int) -> Sequence[tuple[str, str, str, str]]:
    """The rows of a staff file, with its headings: address, language, department, section."""
    sections = ((number // SECTION, number) for number in range(people))
    rows = [
        (f"person{number}@kyst.example", "nn" if number % 5 == 0 else "nb", f"Avdeling {section // 12:02}", f"Seksjon {section:04}")
        for section, number in sections
    ]
    return [("E-post", "Språk", "Avdeling", "Seksjon"), *rows]


def csv_of(rows: Sequence[tuple[str, ...]]) -> bytes:
    return "\r\n".join([*(";".join(row) for row in rows), ""]).encode()
