"""`make check`: format, lint, types, layers and the fast tests. One door for people, the pre-commit hook and CI."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.runs import FAST, run

BIN = Path(sys.executable).parent

CHECKS: Mapping[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy",),
    "layers": ("lint-imports", "--no-logo"),
}


def run_checks() -> Iterator[tuple[str, bool]]:
    """Run every check, also after one has failed; yields its name and whether it passed. What it found goes to standard output."""
    for name, (tool, *arguments) in CHECKS.items():
        print(f"── {name}", flush=True)
        yield name, subprocess.run([BIN / tool, *arguments], check=False).returncode == 0


def main() -> None:
    failed = [name for name, passed in run_checks() if not passed]
    print("── fast tests", flush=True)
    failed += run(FAST).failed
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
