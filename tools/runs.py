"""How the tests are divided into pytest runs. Three settings modules don't fit into one process, so each zone has a run of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

TESTS = Path("tests")
WITHOUT_DJANGO = ("-p", "no:django")
COLLECTION = ("--ds=must.collection.config.settings",)
BOTH_CORES = ("-n", "2")
"""Not for the small runs of a zone, which would mostly start a second PostgreSQL, nor where processes are killed."""
BY_FILE = (*BOTH_CORES, "--dist", "loadfile")
"""For the browser tests: a world for each core, and what a file lays out in it is laid out once."""
APART = ("zones", "attacks", "e2e", "kills")


@dataclass(frozen=True, slots=True)
class Run:
    """One pytest process: its name, the folders it collects, and the options that it needs."""

    name: str
    folders: tuple[str, ...]
    options: tuple[str, ...]


FAST = Run("fast", ("tests/core", "tests/crypto", "tests/service", "tests/spec", "tests/ui"), (*WITHOUT_DJANGO, *BOTH_CORES))
"""Rules without a database, a browser or another process, for `make check`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found. proofs: test id → the promises that it proved (or, when only collected, would prove)."""

    passed: int = 0
    failed: tuple[str, ...] = ()
    proofs: Mapping[str, list[str]] = field(default_factory=dict)


def runs() -> tuple[Run, ...]:
    """Every run. Each folder below tests/ is in exactly one, so that a new folder can't be forgotten."""
    plain = tuple(str(folder) for folder in folders(TESTS) if folder.name not in APART)
    small = [zone for zone in folders(TESTS / "zones") if zone.name != "collection"]
    return (
        Run("rules", plain, (*WITHOUT_DJANGO, *BOTH_CORES)),
        *(Run(zone.name, (str(zone),), (f"--ds=must.{zone.name}.config.settings",)) for zone in small),
        Run("collection", ("tests/zones/collection",), (*COLLECTION, *BOTH_CORES)),
        Run("attacks", ("tests/attacks",), (*COLLECTION, *BOTH_CORES)),
        Run("e2e", ("tests/e2e",), (*WITHOUT_DJANGO, *BY_FILE)),
        Run("kills", ("tests/kills",), WITHOUT_DJANGO),
    )


def folders(parent: Path) -> Iterable[Path]:
    return (path for path in sorted(parent.iterdir()) if path.is_dir() and any(path.rglob("test_*.py")))


def run(which: Run, *, collect_only: bool = False) -> Result:
    """Run pytest. Whatever goes wrong shows in `failed`: a failing, erring or skipped test, a crash, a run that collects nothing."""
    with TemporaryDirectory(prefix="must-results-") as directory:
        results = Path(directory) / "results.json"
        command = [sys.executable, "-m", "pytest", "-q", *which.folders, *which.options, f"--results={results}"]
        if collect_only:
            command += ["--collect-only", "-n", "0"]
        code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL if collect_only else None).returncode
        if not results.exists():
            return Result(failed=(f"{which.name}: pytest crashed with exit code {code}",))
        found = json.loads(results.read_text("utf-8"))
    ended_badly = (f"{which.name}: pytest ended with exit code {code}",) if code != 0 and not found["failed"] else ()
    return Result(found["passed"], (*found["failed"], *ended_badly), found["proofs"])
