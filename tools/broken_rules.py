"""`python -m tools.broken_rules [RULE …]`: break each disclosure rule in a copy of the code, and say which test goes red.

The breaks stand in `broken_rules.yaml`. The work tree isn't touched: sources and tests are copied to a folder of their own. Ends with 1
when a break goes unnoticed. Without rules named, what it found is written to docs/disclosure-breaks.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tools.runs import WITHOUT_DJANGO

TABLE = Path(__file__).with_name("broken_rules.yaml")
PAGE = Path("docs/disclosure-breaks.md")
SOURCE = Path("src/must")
COPIED = ("src", "tests", "tools", "docs", "benchmarks", "pyproject.toml", "Makefile")
_RED = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+)(?:\[.*)?(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that stands once in a file, and what takes its place."""

    file: Path
    text: str
    instead: str

    def made_in(self, source: str) -> str:
        """Raises ValueError unless the text stands there exactly once and changes."""
        if source.count(self.text) != 1 or self.text == self.instead:
            raise ValueError(f"{self.file}: this stands there {source.count(self.text)} times: {self.text}")
        return source.replace(self.text, self.instead)


@dataclass(frozen=True, slots=True)
class Break:
    """rule: its number. broken: what then holds, in words. edits: how. tests: where they are. options: what pytest needs for them."""

    rule: str
    broken: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    options: tuple[str, ...]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Break:
        edits = [Edit(SOURCE / each["file"], each["text"], each["instead"]) for each in (entry, *entry.get("also", ()))]
        options = (f"--ds={entry['settings']}",) if "settings" in entry else WITHOUT_DJANGO
        return cls(entry["rule"], entry["broken"], tuple(edits), tuple(entry["tests"]), options)


def breaks() -> tuple[Break, ...]:
    return tuple(map(Break.of, yaml.safe_load(TABLE.read_text("utf-8"))))


def copied(root: Path) -> Path:
    """Sources and tests, as they are in the work tree."""
    for name in COPIED:
        if Path(name).is_dir():
            shutil.copytree(name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(name, root / name)
    return root


def first_red(root: Path, tests: str, options: Sequence[str]) -> str | None:
    """The first test that fails in the copy; None when all pass. Raises RuntimeError when pytest ends otherwise."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *options, tests]
    surroundings = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=root, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    found = _RED.search(done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return found[1]


def notice(root: Path, one: Break) -> str | None:
    """Break the copy, look which test goes red, and mend it again. Files of tests are run one after the other."""
    before = {edit.file: (root / edit.file).read_text("utf-8") for edit in one.edits}
    try:
        for edit in one.edits:
            (root / edit.file).write_text(edit.made_in(before[edit.file]), "utf-8")
        return next(filter(None, (first_red(root, tests, one.options) for tests in one.tests)), None)
    finally:
        for file, source in before.items():
            (root / file).write_text(source, "utf-8")


def noticed(chosen: Iterable[Break]) -> Iterator[tuple[Break, str | None]]:
    with TemporaryDirectory(prefix="must-broken-") as folder:
        root = copied(Path(folder))
        for one in chosen:
            test = notice(root, one)
            print(f"{one.rule} · {one.broken} · {test or 'NOT NOTICED'}", flush=True)
            yield one, test


def page(found: Iterable[tuple[Break, str]]) -> str:
    rows = (f"| {one.rule} | {one.broken} | `{test.removeprefix('tests/')}` |" for one, test in found)
    return "\n".join([HEAD, *rows, ""])


HEAD = """# Every rule, broken

Written by `python -m tools.broken_rules`, which breaks each rule of disclosure control, and each condition in it, in a copy of the code,
one at a time (`tools/broken_rules.yaml`). The last column is the first test below `tests/` that went red.

| rule | broken: then there is | noticed by |
|---|---|---|"""


def main(rules: Sequence[str]) -> None:
    found = list(noticed(one for one in breaks() if not rules or one.rule in rules))
    seen = [(one, test) for one, test in found if test is not None]
    if not rules and len(seen) == len(found):
        PAGE.write_text(page(seen), "utf-8")
    print(f"{len(seen)} of {len(found)} breaks noticed")
    sys.exit(0 if found and len(seen) == len(found) else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
