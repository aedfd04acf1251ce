"""`make test`: every check and every run of tests. The last line says how many passed and failed, all runs together."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tools.check import run_checks
from tools.promises import PAGE, page
from tools.runs import Result, run, runs


def results() -> Iterator[Result]:
    """The checks, each counted as one test; the runs; and whether docs/promises.md still says what they proved."""
    for name, passed in run_checks():
        yield Result(passed=1) if passed else Result(failed=(f"make check: {name}",))
    proofs: dict[str, list[str]] = {}
    for which in runs():
        print(f"── tests: {which.name}", flush=True)
        result = run(which)
        proofs.update(result.proofs)
        yield result
    stale = not PAGE.exists() or PAGE.read_text("utf-8") != page(proofs)
    yield Result(failed=(f"{PAGE} is stale: make promises",)) if stale else Result(passed=1)


def main() -> None:
    passed, failed = 0, list[str]()
    for result in results():
        passed += result.passed
        failed += result.failed
    for test in failed:
        print(f"FAILED {test}")
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
