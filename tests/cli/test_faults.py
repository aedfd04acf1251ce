"""How commands say no."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import click
import pytest

from must.cli import faults, output
from must.cli.faults import printable, sentence, told
from must.core.common import strict_json
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure import certificate, publication, rules
from must.ui.texts import texts


def test_a_fault_says_where_what_and_how_to_mend_it() -> None:
    fault = Fault("rules.number", "rules.yaml", 12, "ordinary", {"key": "ordinary.mean", "least": 3, "most": 9})
    assert sentence(fault) == (
        'rules.yaml:row 12, column "ordinary": “ordinary.mean” is not a whole number from 3 to 9. Put a number in that range.'
    )


@pytest.mark.parametrize(
    ("file", "row", "column", "where"),
    [(None, None, None, ""), ("f", None, None, "f: "), ("f", 2, None, "f:row 2: "), (None, 2, "c", 'row 2, column "c": ')],
)
def test_a_fault_says_as_much_of_the_place_as_is_known(file: str | None, row: int | None, column: str | None, where: str) -> None:
    assert sentence(Fault("output.exists", file, row, column)).startswith(f"{where}The place exists")


@pytest.mark.parametrize("module", [rules, publication, certificate, strict_json, output])
def test_every_fault_has_words_in_every_language(module: ModuleType) -> None:
    source = inspect.getsource(module)
    codes = set(re.findall(r'Fault\(\s*"([\w.]+)"', source)) | {f"publication.{code}" for code in re.findall(r'_refuse\("(\w+)"', source)}
    assert codes
    for language in Language:
        missing = {code for code in codes if code not in texts(language) or f"{code}.mend" not in texts(language)}
        assert missing == set()


def test_refusals_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told():
        raise Refusal([Fault("output.exists", "a"), Fault("output.exists", "b")])
    assert ended.value.code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line[:3] for line in printed.err.splitlines()] == ["a: ", "b: "]


def test_what_the_system_refuses_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told():
        raise PermissionError(13, "Permission denied", "answers.csv")
    assert (ended.value.code, capsys.readouterr().err) == (1, "answers.csv: Permission denied\n")


def test_a_mistake_of_the_program_is_told_without_what_it_was_working_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told():
        texts("en")("the answer was 5")
    said = capsys.readouterr().err
    assert ended.value.code == 3
    assert "the answer was 5" not in said
    assert re.search(r"KeyError at must/ui/texts\.py:\d+", said)


@pytest.mark.parametrize("passes", [click.Abort(), click.UsageError("x"), click.exceptions.Exit(4), KeyboardInterrupt(), SystemExit(5)])
def test_what_ends_a_command_on_purpose_passes(passes: BaseException) -> None:
    with pytest.raises(type(passes)), told():
        raise passes


def test_control_signs_are_written_out() -> None:
    assert printable("a\x1b[31m\nb\x00\u202ec\ud800 æøå – ✓") == "a\\x1b[31m\\nb\\x00\\u202ec\\ud800 æøå – ✓"


def test_exit_codes_are_distinct() -> None:
    assert len({faults.REFUSED, faults.MISTAKE, click.UsageError.exit_code, 0}) == 4
