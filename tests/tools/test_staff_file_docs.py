"""The pages for whoever makes a staff file: their example is read as they say, and their lists are the program's own."""

from __future__ import annotations

import re

import pytest

from must.collection.adapters.staff_files import PLAINLY
from must.core.common.languages import Language
from tools.staff_file_docs import INDEX, documents, plain, read_blocks

PAGES = {language: INDEX.with_suffix(f".{language}.md") for language in Language}
EACH = pytest.mark.parametrize("language", Language)


def test_the_pages_are_up_to_date() -> None:
    for path, text in documents(read_blocks()).items():
        assert path.read_text("utf-8") == text, f"{path}: python -m tools.staff_file_docs"
    assert {INDEX, *PAGES.values()} == set(INDEX.parent.glob("staff-file*.md"))


def test_a_page_leads_from_the_index() -> None:
    assert re.findall(r"\]\((.*?)\)", INDEX.read_text("utf-8")) == [*(page.name for page in PAGES.values()), "operations.md"]


def test_a_text_that_lacks_a_language_or_names_something_unknown_is_not_written() -> None:
    for missing in ({"nb": "Bare bokmål"}, {"all": "{nothing}"}):
        with pytest.raises(KeyError):
            documents([*read_blocks(), missing])


@EACH
def test_no_page_falls_behind_the_others(language: Language) -> None:
    """The same headings, lists, tables and examples, however they are worded."""
    shape = [re.match(r"#+|[-*|] ?|\d\.|```|    |", line) for line in PAGES[language].read_text("utf-8").splitlines()]
    other = [re.match(r"#+|[-*|] ?|\d\.|```|    |", line) for line in PAGES[Language.EN].read_text("utf-8").splitlines()]
    assert [found[0] for found in shape if found and found[0]] == [found[0] for found in other if found and found[0]]


@EACH
def test_the_example_is_read_as_the_page_says(language: Language) -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", PAGES[language].read_text("utf-8"), re.S)
    staff = PLAINLY.read(example.encode(), file="example.csv", enterprise="Enheten")
    assert [(person.email.split("@")[0], person.language, person.unit) for person in staff.people] == [
        ("kari", Language.NB, "1011"),
        ("ole", Language.NN, "1012"),
        ("liv", Language.EN, "1020"),
        ("per", Language.NB, "0"),
    ]


@EACH
def test_the_table_and_the_csv_of_the_example_are_the_same(language: Language) -> None:
    text = PAGES[language].read_text("utf-8")
    (example,) = re.findall(r"```csv\n(.*?)```", text, re.S)
    table = [line for line in text.splitlines() if line.startswith("| E-post") or ("@enheten" in line and line.startswith("|"))]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]
    assert [";".join(row) for row in rows] == example.split()


@EACH
def test_headings_that_a_page_gives_as_examples_are_taken_as_it_says(language: Language) -> None:
    """Org.enhet beside Org.enhet navn, in the page's own words."""
    (code, name) = re.findall(r"\*(Org\.\w+?)\* .*?\*(Org\.\w+? nam?v?n)\*", PAGES[language].read_text("utf-8").replace("\n", " "))[0]
    content = f"E-post;{code};{name}\nkari@enheten.example;1010;Drift\n"
    assert [person.unit for person in PLAINLY.read(content.encode(), file="example.csv", enterprise="Enheten").people] == ["1010"]


def test_what_a_message_names_is_left_out() -> None:
    assert plain("The unit “{unit}” is written “{other}”.") == "The unit “…” is written “…”."
