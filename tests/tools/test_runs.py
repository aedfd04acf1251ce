"""The runner can't be fooled: what fails, errs, is skipped, crashes or isn't there counts as failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.promises import modules_of, page
from tools.runs import Result, Run, run, runs

HERE = ("-p", "no:django", "-p", "tests.conftest", "-c", "pyproject.toml", "--rootdir=.", "-p", "no:cacheprovider")
GOOD = "import pytest\n\n@pytest.mark.promise('P09')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_good(n): assert n\n"


def outcome(folder: Path, code: str, *, collect_only: bool = False) -> Result:
    (folder / "test_given.py").write_text(code)
    return run(Run("given", (str(folder),), HERE), collect_only=collect_only)


def test_what_passed_is_counted_and_what_it_proved_is_told(tmp_path: Path) -> None:
    result = outcome(tmp_path, GOOD)
    assert (result.passed, result.failed) == (2, ())
    assert list(result.proofs.values()) == [["P09"], ["P09"]]


def test_collecting_finds_the_same_proofs_without_running(tmp_path: Path) -> None:
    code = GOOD.replace("assert n", "assert False")
    collected = outcome(tmp_path, code, collect_only=True)
    assert (collected.passed, collected.failed) == (0, ())
    assert set(collected.proofs) == set(outcome(tmp_path, GOOD).proofs)


@pytest.mark.parametrize(
    "code",
    {
        "failing": "def test_bad(): assert False",
        "erring": "import pytest\n@pytest.fixture\ndef broken(): 1 / 0\ndef test_bad(broken): pass",
        "ends badly": "import pytest\n@pytest.fixture\ndef broken():\n    yield\n    1 / 0\ndef test_bad(broken): pass",
        "not importable": "import nothing_of_that_name",
        "skipped": "import pytest\n@pytest.mark.SKIP\ndef test_bad(): pass".replace("SKIP", "sk" + "ip"),
        "warning": "import warnings\ndef test_bad(): warnings.warn('old', DeprecationWarning)",
        "crashing": "import os\ndef test_bad(): os._exit(0)",
        "empty": "",
        "unknown promise": "import pytest\n@pytest.mark.promise('P99')\ndef test_bad(): pass",
        "unknown marker": "import pytest\n@pytest.mark.promised('P09')\ndef test_bad(): pass",
    }.items(),
    ids=lambda named: named[0],
)
def test_every_other_end_is_a_failure(tmp_path: Path, code: tuple[str, str]) -> None:
    result = outcome(tmp_path, code[1])
    assert (result.passed, len(result.failed)) == (0, 1)
    assert result.proofs == {}


def test_every_folder_of_tests_is_in_one_run() -> None:
    folders = [Path(folder) for which in runs() for folder in which.folders]
    assert len(folders) == len(set(folders))
    for test in Path("tests").rglob("test_*.py"):
        assert len([folder for folder in folders if folder in test.parents]) == 1, test


def test_the_page_names_promise_module_and_proof() -> None:
    proof = "tests/tools/test_runs.py::test_what_passed_is_counted_and_what_it_proved_is_told"
    lines = page({proof + "[one]": ["P04"], proof + "[two]": ["P04"]}).splitlines()
    assert f"| P04 | Any question can be skipped. | – | `{proof}` |" in lines
    assert "| P25 | Data on those without a positive consent are then permanently deleted from the secure zone. | – | – |" in lines
    assert len([line for line in lines if line.startswith("| P")]) == 46


def test_a_proofs_modules_are_those_that_it_calls(tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        "from must.core.disclosure.grid import build_grid, Grid\n"
        "from must.core.disclosure import tables\n"
        "from must.core.scoring.scales import sums\n"
        "from must.core.common.clock import Clock\n"
        "def fixture(): return helper()\n"
        "def helper(): return build_grid\n"
        "def test_one(fixture): Clock\n"
        "class TestMore:\n"
        "    def test_two(self): tables.tabulate()\n"
    )
    assert modules_of(f"{test}::test_one") == {"must.core.disclosure.grid"}
    assert modules_of(f"{test}::TestMore::test_two") == {"must.core.disclosure.tables"}
