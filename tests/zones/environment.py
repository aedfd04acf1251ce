"""A zone's test run: `pytest --ds=must.<zone>.config.settings tests/zones/<zone>` gets a database, key rings and a clock of its own.

A plugin rather than a conftest: Django reads its settings before any conftest is there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from must.world.postgres import embedded
from must.world.rings import make_rings

RING = {"collection": "web", "identity": "identity", "research": "research"}
"""Whose process a zone's tests run as, unless a test says otherwise."""
BEGIN = "2026-02-02T08:00:00+00:00"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Lay out the surroundings of the zone that `--ds` names; nothing without `--ds`."""
    settings: str = getattr(early_config.known_args_namespace, "ds", None) or ""
    if settings:
        directory = Path(tempfile.mkdtemp(prefix="must-zone-tests-"))
        early_config.add_cleanup(lambda: shutil.rmtree(directory))
        postgres = embedded(directory / "postgres")
        early_config.add_cleanup(postgres.remove)
        zone = settings.split(".")[1]
        os.environ.update(surroundings(zone, directory, postgres.url(database=f"must_{zone}")))
    return (yield)


def surroundings(zone: str, directory: Path, database_url: str) -> dict[str, str]:
    """What a process of a zone is told. `<directory>/keys` holds every ring, `<directory>/clock` the time."""
    make_rings(directory / "keys")
    (directory / "secret").write_text("synthetic " * 6)
    (directory / "clock").write_text(BEGIN)
    prefix = f"MUST_{zone.upper()}"
    return {
        "MUST_CLOCK": f"file:{directory / 'clock'}",
        f"{prefix}_DATABASE_URL": database_url,
        f"{prefix}_KEYS": str(directory / "keys" / RING[zone]),
        f"{prefix}_ORIGIN": "http://127.0.0.1",
        f"{prefix}_SECRET_FILE": str(directory / "secret"),
    }
