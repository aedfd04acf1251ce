"""Every run of the test suite: promise markers are checked, and what each test proved is written down for `tools/test.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

# No test looks at the wall clock, and every run draws the same examples, so that nothing goes red at random. Others are drawn with
# `--hypothesis-seed=NUMBER`, or `--hypothesis-seed=random`.
settings.register_profile("must", deadline=None, derandomize=True)
settings.register_profile("must-seeded", deadline=None)

PROMISES = frozenset(
    number for chapter in yaml.safe_load((Path(__file__).parent / "promises.yaml").read_text("utf-8")).values() for number in chapter
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--results", type=Path, help="write what passed, failed and was proved to this file, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    # Before any test module is imported: its settings start from the profile. A derandomized one would pay no heed to the seed.
    settings.load_profile("must" if config.getoption("--hypothesis-seed") is None else "must-seeded")
    path: Path | None = config.getoption("--results")
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(path, only_collects=config.getoption("collectonly")), "must-results")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lay each test's promises beside it, where reports carry them across processes. An unknown number stops the run."""
    for item in items:
        promises = [str(number) for marker in item.iter_markers("promise") for number in marker.args]
        if unknown := set(promises) - PROMISES:
            raise pytest.UsageError(f"{item.nodeid} names promises that the letter doesn't make: {', '.join(sorted(unknown))}")
        item.user_properties.extend(("promise", number) for number in promises)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many random rounds were attacked, and from which seed."""
    told = [value for report in terminalreporter.getreports("passed") for name, value in report.user_properties if name == "random rounds"]
    for seed in sorted({seed for seed, _ in told}):
        rounds = sum(count for which, count in told if which == seed)
        terminalreporter.write_line(f"{rounds} random rounds attacked, from seed {seed} (others: --hypothesis-seed=NUMBER)")


class Recorder:
    """Writes {"passed": count, "failed": [ids], "proofs": {test id: [promises]}}. A skipped test has failed: it proves nothing."""

    def __init__(self, path: Path, *, only_collects: bool) -> None:
        self.path = path
        self.only_collects = only_collects
        self.passed: set[str] = set()
        self.failed: set[str] = set()
        self.proofs: dict[str, list[str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self.only_collects:
            self.proofs.update((item.nodeid, promises_of(item.user_properties)) for item in session.items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)
        elif report.when == "call":
            self.passed.add(report.nodeid)
            self.proofs[report.nodeid] = promises_of(report.user_properties)

    def pytest_sessionfinish(self) -> None:
        proofs = {test: promises for test, promises in self.proofs.items() if promises and test not in self.failed}
        result = {"passed": len(self.passed - self.failed), "failed": sorted(self.failed), "proofs": proofs}
        self.path.write_text(json.dumps(result), "utf-8")


def promises_of(properties: list[tuple[str, object]]) -> list[str]:
    return [str(value) for name, value in properties if name == "promise"]
