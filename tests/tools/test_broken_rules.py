"""The breaks of the disclosure rules fit the code as it is, cover every rule, and their page is theirs. Making them takes too long here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.broken_rules import PAGE, Break, Edit, breaks, first_red, notice

BREAKS = breaks()


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.rule}: {one.broken}")
def test_what_a_break_replaces_stands_in_the_code_once(one: Break) -> None:
    for edit in one.edits:
        assert edit.made_in(edit.file.read_text("utf-8")) != edit.file.read_text("utf-8")
    assert all(Path(tests).exists() for tests in one.tests)


def test_every_rule_of_reports_is_broken() -> None:
    """R12 is one of research outputs, which don't exist yet."""
    assert {f"R{number}" for number in range(12)} <= {one.rule for one in BREAKS}
    assert len({(one.rule, one.broken) for one in BREAKS}) == len(BREAKS)


def test_the_page_has_every_break_and_a_test_that_exists_for_each() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    assert [(rule, broken) for rule, broken, _ in rows] == [(one.rule, one.broken) for one in BREAKS], "python -m tools.broken_rules"
    for _, _, named in rows:
        file, test = named.strip("`").split("::")
        assert re.search(rf"^def {test}\(", (Path("tests") / file).read_text("utf-8"), re.MULTILINE), named


@pytest.mark.parametrize(("text", "instead"), [("absent", "there"), ("twice", "once"), ("one", "one")])
def test_a_text_that_is_not_there_once_or_stays_the_same_is_a_mistake(text: str, instead: str) -> None:
    with pytest.raises(ValueError, match="stands there"):
        Edit(Path("code.py"), text, instead).made_in("twice twice one")


def test_a_break_is_noticed_by_the_test_that_goes_red_and_is_mended_again(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("answer = 42\n")
    (tmp_path / "test_first.py").write_text("def test_nothing(): pass\n")
    (tmp_path / "test_then.py").write_text("from pathlib import Path\ndef test_answer(): assert '42' in Path('code.py').read_text()\n")
    files = ("test_first.py", "test_then.py")
    one = Break("R0", "another answer", (Edit(Path("code.py"), "42", "43"),), files, ("-p", "no:django"))
    assert notice(tmp_path, one) == "test_then.py::test_answer"
    assert (tmp_path / "code.py").read_text() == "answer = 42\n"
    assert first_red(tmp_path, "test_then.py", one.options) is None
    overlooked = Break("R0", "another answer", one.edits, files[:1], one.options)
    assert notice(tmp_path, overlooked) is None


def test_pytest_that_does_not_run_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        first_red(tmp_path, "not_there.py", ())
