"""The answer file: real files, good and faulty."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answer_file import read_answers
from must.core.scoring.answers import MISSING, Answers
from tests.core.examples import YES_NO, follow_up, instrument, item, scale
from tests.core.refused import Place, all_files, content_of, refused

SMALL = instrument(
    scale("pace", item("pace_1", not_relevant=True), item("pace_2")),
    follow_up("source", item("source_1", replace(YES_NO, id="yes_no")), opener="pace_1", values=(4, 5)),
)
TREE = UnitTree([Unit("0", None, "Direktoratet", 1), Unit("n", "0", "Nord", 12), Unit("ø", "0", "Øst", 2)])
HEADING = "unit,pace_1,pace_2,source_1"

FAULTY: dict[str, list[Place]] = {
    "blank-heading": [("file.blank_heading", 1, "C")],
    "decimal": [("answers.not_an_option", 2, "pace_1")],
    "duplicate-column": [("file.duplicate_heading", 1, "D")],
    "duplicate-unit-column": [("file.duplicate_heading", 1, "C")],
    "empty": [("file.empty", None, None)],
    "everything-wrong": [
        ("file.duplicate_heading", 1, "C"),
        ("answers.unknown_item", 1, "pace_9"),
        ("answers.unknown_unit", 3, "unit"),
        ("answers.not_an_option", 3, "pace_1"),
        ("file.ragged_row", 4, None),
        ("answers.more_than_invited", 7, "unit"),
    ],
    "header-only": [("file.no_rows", None, None)],
    "missing-unit-column": [("answers.no_unit_column", 1, None)],
    "more-than-invited": [("answers.more_than_invited", 7, "unit"), ("answers.more_than_invited", 9, "unit")],
    "no-items": [("answers.no_items", 1, None)],
    "no-unit": [("answers.no_unit", 2, "unit"), ("answers.no_unit", 3, "unit")],
    "not-relevant-not-offered": [("answers.not_an_option", 2, "pace_2"), ("answers.not_an_option", 2, "source_1")],
    "nul": [("file.nul", 2, "C")],
    "outside-scale": [("answers.not_an_option", row, "pace_2") for row in range(2, 14)],
    "ragged-row": [("file.ragged_row", 2, None), ("file.ragged_row", 3, None)],
    "tab-separated": [("file.separator", 1, None)],
    "unclosed-quote": [("file.unclosed_quote", 2, None)],
    "unknown-item": [("answers.unknown_item", 1, "pace_9"), ("answers.unknown_item", 1, "Pace_2")],
    "unknown-item-and-values": [("answers.unknown_item", 1, "pace_9"), ("answers.not_an_option", 3, "pace_1")],
    "unknown-unit": [("answers.unknown_unit", 3, "unit"), ("answers.unknown_unit", 4, "unit")],
    "utf16": [("file.utf16", None, None)],
    "wrong-encoding": [("file.encoding", 2, "C")],
}


def read(content: bytes) -> Answers:
    return read_answers(content, file="answers.csv", instrument=SMALL, tree=TREE)


def rows_of(answers: Answers) -> list[dict[str, str | int]]:
    """Every respondent's unit and what was answered."""
    return [
        {"unit": answers.units[unit]} | {name: int(value) for name, value in zip(answers.items, row, strict=True) if value != MISSING}
        for unit, row in zip(answers.unit, answers.values, strict=True)
    ]


@pytest.mark.parametrize("name", all_files("answers", "good-"))
def test_one_content_in_every_shape_reads_alike(name: str) -> None:
    answers = read(content_of("answers", name))
    assert set(answers.items) == {"pace_1", "pace_2", "source_1"}
    assert answers.units == ("0", "n", "ø")
    assert rows_of(answers) == [
        {"unit": "n", "pace_1": 4, "pace_2": 5, "source_1": 2},
        {"unit": "ø", "pace_1": 0, "pace_2": 1},
        {"unit": "0", "pace_2": 3},
        {"unit": "n", "pace_1": 2, "pace_2": 2},
    ]


def test_every_faulty_file_is_in_the_table() -> None:
    assert set(FAULTY) == set(all_files("answers", "")) - set(all_files("answers", "good-"))


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_with_every_fault(name: str) -> None:
    assert refused(lambda: read(content_of("answers", name))) == FAULTY[name]


@pytest.mark.promise("P09")
@pytest.mark.parametrize("value", ["7777", "sånn passe", "4.25"])
def test_a_fault_never_repeats_an_answer(value: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(f"{HEADING}\nn,{value},1,\n{value},1,1,\n".encode())
    assert len(refusal.value.faults) == 2
    assert value not in str(refusal.value)


def test_more_answers_than_invited_says_how_many() -> None:
    with pytest.raises(Refusal) as refusal:
        read(content_of("answers", "more-than-invited"))
    assert [fault.details for fault in refusal.value.faults] == [
        {"unit": "ø", "answers": 4, "invited": 2},
        {"unit": "0", "answers": 2, "invited": 1},
    ]


def test_empty_rows_are_no_answers() -> None:
    answers = read("\n".join([HEADING, "ø,,,", *["ø, ,,"] * 20, "ø,1,,"]).encode())
    assert rows_of(answers) == [{"unit": "ø", "pace_1": 1}]
    assert len(read(f"{HEADING}\nn,,,\n".encode())) == 0


def test_progress_counts_the_rows() -> None:
    crowd = UnitTree([Unit("0", None, "Direktoratet", 25_000)])
    told: list[int] = []
    content = ("unit,pace_2\n" + "0,3\n" * 25_000).encode()
    answers = read_answers(content, file="answers.csv", instrument=SMALL, tree=crowd, progress=told.append)
    assert told == [10_000, 20_000, 25_000]
    assert len(answers) == 25_000
    assert np.all(answers.values == 3)


CELLS = st.tuples(
    st.sampled_from(["", "0", "1", "2", "3", "4", "5"]), st.sampled_from(["", "1", "3", "5"]), st.sampled_from(["", "1", "2"])
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.just("n"), CELLS), min_size=1, max_size=12), st.sampled_from([";", ","]))
def test_answers_come_back_from_their_file(rows: list[tuple[str, tuple[str, ...]]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [HEADING.split(","), *([unit, *cells] for unit, cells in rows)])
    expected = [
        {"unit": unit} | {name: int(cell) for name, cell in zip(HEADING.split(",")[1:], cells, strict=True) if cell}
        for unit, cells in rows
        if any(cells)
    ]
    assert rows_of(read(text.encode())) == expected


@settings(max_examples=60)
@given(st.integers(0, 10), st.data())
def test_a_fault_in_any_row_is_told_of_that_row(size: int, data: st.DataObject) -> None:
    rows = ["n,1,2,"] * size
    position = data.draw(st.integers(0, size))
    row, code, column = data.draw(
        st.sampled_from(
            [
                ("n,6,1,", "answers.not_an_option", "pace_1"),
                ("n,1,0,", "answers.not_an_option", "pace_2"),
                ("n,1,1.0,", "answers.not_an_option", "pace_2"),
                ("n,1,1,x", "answers.not_an_option", "source_1"),
                ("vest,1,1,", "answers.unknown_unit", "unit"),
                (" ,1,1,", "answers.no_unit", "unit"),
                ("n,1,1", "file.ragged_row", None),
                ('n,1,"1,', "file.unclosed_quote", None),
                ("n,1,\0,", "file.nul", "C"),
            ]
        )
    )
    rows.insert(position, row)
    assert refused(lambda: read("\n".join((HEADING, *rows)).encode())) == [(code, position + 2, column)]


@settings(max_examples=200)
@given(st.one_of(st.binary(), st.text('nø01;,\n\r"x.=\t ', max_size=80).map(lambda text: f"{HEADING}\n{text}".encode())))
def test_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(Refusal):
        assert read(content).items
