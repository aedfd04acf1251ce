"""The page for whoever makes a staff file: its example is read as it says, and its lists are the program's own."""

from __future__ import annotations

import re

from must.collection.adapters.staff_files import PLAINLY
from must.core.common.languages import Language
from tools.staff_file_docs import PAGE, page, plain

TEXT = PAGE.read_text("utf-8")


def test_the_page_is_up_to_date() -> None:
    assert page(TEXT) == TEXT, "python -m tools.staff_file_docs"


def test_a_page_that_has_fallen_behind_would_be_found() -> None:
    assert page(TEXT.replace("isn't a valid e-mail address", "isn't an address")) == TEXT
    assert page(TEXT.replace("`epostadresse`, ", "")) == TEXT


def test_the_example_is_read_as_the_page_says() -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", TEXT, re.S)
    staff = PLAINLY.read(example.encode(), file="example.csv", enterprise="Enheten")
    assert [(person.email.split("@")[0], person.language, person.unit) for person in staff.people] == [
        ("kari", Language.NB, "1011"),
        ("ole", Language.NN, "1012"),
        ("liv", Language.EN, "1020"),
        ("per", Language.NB, "0"),
    ]


def test_the_table_and_the_csv_of_the_example_are_the_same() -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", TEXT, re.S)
    table = [line for line in TEXT.splitlines() if line.startswith("| E-post") or ("@enheten" in line and line.startswith("|"))]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]
    assert [";".join(row) for row in rows] == example.split()


def test_what_a_message_names_is_left_out() -> None:
    assert plain("The unit “{unit}” is written “{other}”.") == "The unit “…” is written “…”."
