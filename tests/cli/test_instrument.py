"""`must instrument check` and `must instrument show`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from must.cli import main
from tests.core.instrument.copies import MUST, TINY, change, copy_of


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["instrument", *arguments])


def show(name: str) -> Any:
    result = run("show", name, "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


# check


def test_check_counts_what_is_shipped() -> None:
    result = run("check", "must-2026")
    assert (result.exit_code, result.stderr) == (0, "")
    for line in (
        "  short                    37   ",
        "  health                   10",
        "  background                2",
        "  follow-ups, if opened     4",
        "Languages: Bokmål (nb), Nynorsk (nn), English (en)",
        "No faults.",
    ):
        assert line in result.stdout


def test_check_by_directory_says_the_same() -> None:
    assert run("check", str(MUST)).stdout == run("check", "must-2026").stdout


def test_check_names_file_and_line_of_every_fault(tmp_path: Path) -> None:
    directory = copy_of(MUST, tmp_path)
    change(directory / "themes" / "role.yaml", "id: role\n", "id: rolle\n")
    lines = (directory / "texts" / "letter.yaml").read_text("utf-8").splitlines(keepends=True)
    gone = next(number for number, line in enumerate(lines) if line.startswith("  nn:"))
    (directory / "texts" / "letter.yaml").write_text("".join(lines[:gone] + lines[gone + 1 :]), "utf-8")
    result = run("check", str(directory))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"{directory}/themes/role.yaml:1: The theme calls itself “rolle”, but its file is called “role”. Give them one name.",
        f"{directory}/texts/letter.yaml:{gone + 1}: “title” is missing in Nynorsk (nn). "
        "Write the text in that language on a line of its own here.",
        f"{directory}: 2 faults",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("rules.yaml", "minimum_invited: 10", "minimum_invited: 1", 6),
        ("rules.yaml", "minimum_invited: 10", "minimum_invites: 10", 6),
        ("rules.yaml", "grid:", "net:", 5),
        ("rules.yaml", "share: 50", "share: 100", 26),
        ("rules.yaml", "breakdowns: []", "breakdowns: [leads_others, leads_others]", 45),
        ("rules.yaml", "breakdowns: []", "breakdowns: [workload_1]", 45),
        ("windows.yaml", 'last_answer_day: "06-01"', 'last_answer_day: "13-01"', 1),
    ],
)
def test_check_reads_rules_and_windows(file: str, old: str, new: str, line: int, tmp_path: Path) -> None:
    directory = copy_of(TINY, tmp_path)
    change(directory / file, old, new)
    result = run("check", str(directory))
    assert result.exit_code == 1
    assert f"{directory}/{file}:{line}: " in result.stderr


def test_check_counts_seven_modules() -> None:
    result = run("check", "must-2026")
    assert result.exit_code == 0
    listed = result.stdout.partition("Modules\n")[2].partition("On top of every form\n")[0].split()
    assert listed[::2] == [
        "organisational_change",
        "user_orientation",
        "leadership",
        "office_solution",
        "employee_responsibility",
        "future_work_environment",
        "competence_development",
    ]
    assert all(4 <= int(number) <= 8 for number in listed[1::2])


def test_check_of_an_unknown_name() -> None:
    result = run("check", "must-2062")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("“must-2062” is neither the name of an instrument")


# show


def test_show_json_of_the_tiny_instrument() -> None:
    shown = show(str(TINY))
    short = ["workload_1", "workload_2", "clarity_1", "support_1", "support_2", "bullying_1"]
    follow_ups = ["bullying_source_leader", "bullying_source_colleague"]
    assert shown["forms"]["short"] == ["leads_others", *short, *follow_ups, "pain_1", "pain_2"]
    assert shown["modules"] == {"change": ["change_process_1", "change_process_2", "leading_change_1"]}
    topics = {topic["id"]: topic for topic in shown["topics"]}
    assert {name: (topic["class"], topic["theme"]) for name, topic in topics.items()} == {
        "workload": ("ordinary", "demands"),
        "clarity": ("ordinary", "demands"),
        "availability": ("ordinary", "demands"),
        "support": ("ordinary", "social"),
        "bullying": ("sensitive", "social"),
        "bullying_source": ("sensitive", "social"),
        "change_process": ("ordinary", "change"),
        "leading_change": ("ordinary", "change"),
        "pain": ("health", "health"),
    }
    routed = {name: topic["follow_up"] for name, topic in topics.items() if topic["routed"]}
    assert routed == {"bullying_source": True, "leading_change": False}
    items = {item["id"]: item for item in shown["items"]}
    assert items["leading_change_1"]["when"] == {"item": "leads_others", "values": [2]}
    assert items["workload_2"]["reversed"]
    assert items["workload_3"]["extended"]
    assert items["clarity_1"]["not_relevant"]
    assert [option["value"] for option in items["clarity_1"]["options"]] == [1, 2, 3, 4, 5]
    assert items["bullying_source_leader"] | {"when": None} == items["bullying_source_leader"] | {"when": None, "routed": True}
    assert items["bullying_source_leader"]["when"] == {"item": "bullying_1", "values": [2, 3, 4, 5]}
    assert (items["leads_others"]["topic"], items["leads_others"]["routed"], items["leads_others"]["when"]) == (None, False, None)


def test_show_json_is_consistent() -> None:
    shown = show("must-2026")
    items = {item["id"]: item for item in shown["items"]}
    topics = {topic["id"] for topic in shown["topics"]}
    assert len(items) == len(shown["items"])
    assert {item["topic"] for item in shown["items"]} == {*topics, None}
    asked = {item for form in [*shown["forms"].values(), *shown["modules"].values()] for item in form}
    assert asked == set(items)
    assert set(shown["forms"]["short"]) < set(shown["forms"]["full"])
    for item in shown["items"]:
        assert item["routed"] == (item["when"] is not None)
        assert 0 not in [option["value"] for option in item["options"]]


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Har du for mye å gjøre?"), ("nn", "Har du for mykje"), ("en", "Do you have too much")]
)
def test_show_lists_the_questions(language: str, words: str) -> None:
    result = run("show", str(TINY), "--language", language)
    assert result.exit_code == 0
    assert words in result.stdout
    assert "bullying_source, sensitive, asked when bullying_1 is 2, 3, 4, 5" in result.stdout


def test_show_of_a_faulty_instrument_prints_nothing_but_faults(tmp_path: Path) -> None:
    directory = copy_of(TINY, tmp_path)
    (directory / "rules.yaml").unlink()
    result = run("show", str(directory), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "rules.yaml" in result.stderr
