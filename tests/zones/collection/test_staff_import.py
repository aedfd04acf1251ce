"""`must round import`: what it says of a staff file before it stores it, and that a check stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from must.cli import round as command
from must.cli.round_steps import Steps
from must.collection.actions import organisation
from must.collection.models import Invitation
from must.core.common.refusals import Refusal
from must.core.organisation.staff_file import LARGEST_FILE

from .life import Life, become
from .test_organisation import everything

ROWS = [f"p{number}@enheten.example;{'Nord' if number < 12 else 'Sør'};Team {number % 2};{number % 2 + 10};Kari" for number in range(24)]
HEADING = "E-post;Divisjon;Team;Teamkode;Kontaktinfo"


class Here:
    """Stands in for the place where commands run: the test's database."""

    def __init__(self) -> None:
        self.steps = Steps(lambda _: None)
        self.worked: list[str] = []

    def work(self, code: str) -> None:
        self.worked.append(code)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Here:
    here = Here()

    @contextmanager
    def standing_in(**_: object) -> Iterator[Here]:
        yield here

    monkeypatch.setattr(command, "here", standing_in)
    return here


def handed_in(tmp_path: Path, *rows: str, heading: str = HEADING) -> Path:
    file = tmp_path / "staff.csv"
    file.write_text("\n".join((heading, *rows)), "utf-8")
    return file


def run(life: Life, file: Path, *options: str) -> Result:
    become("operator")
    return CliRunner().invoke(command.command, ["import", life.row.code, str(file), *options])


def test_a_check_says_what_the_columns_are_taken_for_and_stores_nothing(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    before = everything()
    rows = [
        f"p{number}@enheten.example;{'Nord' if number < 12 else 'Sør'};Team {number // 12};{number // 12 + 10};x" for number in range(24)
    ]
    result = run(life, handed_in(tmp_path, *rows), "--check", "--ignore", "Kontaktinfo")
    assert result.output.splitlines() == [
        "Columns:",
        "  A  E-post       e-mail address                 24 filled, 24 different, at most 19 characters",
        "  B  Divisjon     unit, level 1                  24 filled, 2 different, at most 4 characters",
        "  C  Team         unit, level 2                  24 filled, 2 different, at most 6 characters",
        "  D  Teamkode     codes of the units of level 2  24 filled, 2 different, at most 2 characters",
        "  E  Kontaktinfo  not read                       24 filled, 1 different, at most 1 characters",
        "Languages: nb 24",
        "Levels:",
        "  1  units: 2, people in the smallest: 12, in the largest: 12",
        "  2  units: 2, people in the smallest: 12, in the largest: 12",
        "Units:",
        "  001  Nord: 12",
        "    10  Team 0: 12",
        "  002  Sør: 12",
        "    11  Team 1: 12",
        "It would be 24 people in 4 units; 2 cells of the reporting grid.",
    ]
    assert everything() == before
    assert not place.worked


def test_a_check_of_a_file_that_is_refused_shows_its_columns_too(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    before = everything()
    result = run(life, handed_in(tmp_path, *ROWS), "--check", "--ignore", "E")
    assert isinstance(result.exception, Refusal)
    assert {fault.code for fault in result.exception.faults} == {"staff.code_two_units"}
    assert "  D  Teamkode     codes of the units of level 2" in result.output
    assert "enheten.example" not in result.output
    assert everything() == before


def test_the_import_shows_the_columns_before_it_stores(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    said: list[tuple[str, int]] = []
    place.steps = Steps(lambda words: said.append((words.splitlines()[0], Invitation.objects.count())))
    result = run(life, handed_in(tmp_path, *ROWS), "--ignore", "Kontaktinfo", "--ignore", "Teamkode")
    assert result.output == "24 people in 6 units; 2 cells of the reporting grid.\n"
    assert said == [("Reading and sealing the staff file …", 0), ("Columns:", 0)]
    assert place.worked == [life.row.code]
    assert Invitation.objects.count() == 24


@pytest.mark.parametrize("option", [("--code", "Teamkode"), ("--code", "=Team"), ("--code", "Teamkode="), ("--level",)])
def test_an_option_that_says_nothing_is_wrong_use(life: Life, place: Here, tmp_path: Path, option: tuple[str, ...]) -> None:
    life.draft()
    assert run(life, handed_in(tmp_path, *ROWS), *option).exit_code == 2


def test_codes_are_paired_by_hand(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    rows = [f"p{number}@enheten.example;Nord;N-1;Team" for number in range(20)]
    result = run(life, handed_in(tmp_path, *rows, heading="E-post;Divisjon;A=B;Team"), "--check", "--code", "A=B=Divisjon")
    assert "  N-1  Nord: 20" in result.output


def test_many_units_are_not_listed_all(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    rows = [f"p{number}@enheten.example;Divisjon {number % 40:02};Team {number // 40};;" for number in range(80)]
    output = run(life, handed_in(tmp_path, *rows), "--check", "--ignore", "E", "--ignore", "D").output
    assert "Divisjon 00: 2" in output
    assert "Team 0" not in output
    assert "  and 10 more" in output


def test_a_file_that_is_too_large_is_not_read_to_its_end(life: Life, place: Here, tmp_path: Path) -> None:
    life.draft()
    file = tmp_path / "large.csv"
    with file.open("wb") as large:
        large.truncate(LARGEST_FILE * 3)
    result = run(life, file, "--check")
    assert isinstance(result.exception, Refusal)
    assert [fault.code for fault in result.exception.faults] == ["file.too_large"]


def test_a_workbook_is_taken_in_like_any_list(life: Life) -> None:
    life.draft()
    become("operator")
    content = (Path(__file__).parents[2] / "data" / "staff" / "good-libreoffice.xlsx").read_bytes()
    with pytest.raises(Refusal) as caught:
        organisation.confirm_staff(round_id=life.id, content=content, file="staff.xlsx", now=life.now)
    assert [fault.details for fault in caught.value.faults] == [{"people": 4, "least": 10}]
