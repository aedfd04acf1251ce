"""Delimited files: encodings, delimiters, quotes, rows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.table import Table, letter
from must.core.common.words import LONGEST_NAME, hidden_sign, name_fault, tidy
from tests.core.refused import Place, refused


def table(content: bytes) -> tuple[Table, list[tuple[int, list[str]]]]:
    faults = FaultList("f.csv")
    read = read_table(content, faults)
    rows = [(row.number, row.cells) for row in read.rows(faults)]
    faults.refuse_if_any()
    return read, rows


@pytest.mark.parametrize(
    "content",
    [
        "navn;sted\nÅse;Bø\n".encode(),
        "navn,sted\r\nÅse,Bø".encode("utf-8-sig"),
        "navn;sted\rÅse;Bø\r".encode("cp1252"),
        '"navn";"sted"\n"Åse";"Bø"\n'.encode(),
        "\n\nsep=,\nnavn,sted\n\nÅse,Bø\n,\n".encode(),
        '"sep=;"\n navn ; sted\nÅse;Bø\n'.encode(),
    ],
)
def test_one_content_in_many_shapes(content: bytes) -> None:
    read, rows = table(content)
    assert read.headings == ("navn", "sted")
    assert [cells for _, cells in rows] == [["Åse", "Bø"]]
    assert len(read) == 1


def test_rows_are_numbered_from_the_top_of_the_file() -> None:
    _, rows = table(b"sep=;\na;b\n\n1;2\n;\n3;4\n")
    assert rows == [(4, ["1", "2"]), (6, ["3", "4"])]


def test_the_semicolon_wins_unless_it_stands_in_quotes() -> None:
    assert table(b"a;b, c, d\n1;2\n")[0].headings == ("a", "b, c, d")
    assert table(b'a,"b; c"\n1,2\n')[0].headings == ("a", "b; c")
    assert table(b"a\n1\n")[0].headings == ("a",)


def test_quotes_inside_an_unquoted_cell_are_signs() -> None:
    assert table(b'a;b\n1;the "inner" ward\n')[1] == [(2, ["1", 'the "inner" ward'])]
    assert table(b'a;19" b\n1;19" rack\n"2";5"\n')[1] == [(2, ["1", '19" rack']), (3, ["2", '5"'])]


def test_a_cell_that_is_too_long_for_pythons_reader_is_told() -> None:
    assert refused(lambda: table(b'a;b\n1;"' + b"x" * 200_000 + b'"\n1\n')) == [("file.quotes", 2, None), ("file.ragged_row", 3, None)]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [("file.empty", None, None)]),
        ("\u00a0\n\u2003".encode(), [("file.empty", None, None)]),
        ("\r\n \u00a0\r\n".encode("cp1252"), [("file.empty", None, None)]),
        (b"\xff\xfea\x00", [("file.utf16", None, None)]),
        (b"\xfe\xff\x00a", [("file.utf16", None, None)]),
        (b"sep=;", [("file.no_heading", 2, None)]),
        (b"sep=x\na;b\n1;2", [("file.separator", 1, None)]),
        (b"a\tb\n1\t2", [("file.separator", 1, None)]),
        (b";;\n1;2;3", [("file.no_heading", 1, None)]),
        (b'"a;b\n1;2', [("file.unclosed_quote", 1, None)]),
        (b"a;b\n;\n \n", [("file.no_rows", None, None)]),
        (b"a;;A\n1;2;3", [("file.blank_heading", 1, "B"), ("file.duplicate_heading", 1, "C")]),
        (b"a;b\x07\n1;2", [("file.hidden_sign", 1, "B")]),
        (b'a;b\n1;2;3\n"1;2\n1\n1;2', [("file.ragged_row", 2, None), ("file.unclosed_quote", 3, None)]),
        (b'a;b\n"1"1;2\n1\n1;2', [("file.quotes", 2, None), ("file.ragged_row", 3, None)]),
        (
            b'a;b\n"1\r\n2";"3\r4\n"\n1\n1;2',
            [("file.line_break", 2, "a (A)"), ("file.line_break", 2, "b (B)"), ("file.ragged_row", 3, None)],
        ),
        (b'a;b\n1;"2\n1;2', [("file.unclosed_quote", 2, None)]),
        (b'a;b\n1";"2\n3"\n1', [("file.line_break", 2, "b (B)"), ("file.ragged_row", 3, None)]),
        (b'a;b\n"1"1";2\n1', [("file.quotes", 2, None), ("file.ragged_row", 3, None)]),
        (
            b'a;b\n1;2;"x\ny"\n"x\ny"\n1',
            [("file.ragged_row", 2, None), ("file.line_break", 3, "a (A)"), *[("file.ragged_row", row, None) for row in (3, 4)]],
        ),
        (b'a;b\n1;2\n;"\n"\n1', [("file.line_break", 3, "b (B)"), ("file.ragged_row", 4, None)]),
        (b"a;b\n\x00;2\n1;\x00", [("file.nul", 2, "A"), ("file.nul", 3, "B")]),
        (b"a;b\n1;\x81", [("file.encoding", 2, "B")]),
        (b'a;b\n";";\x81', [("file.encoding", 2, "B")]),
        (b"\xef\xbb\xbfa;b\n\xe5;1", [("file.encoding", 2, "A")]),
        ("a;b\nå;1\nå;2\n".encode() + b"1;\xe5", [("file.encoding", 4, "B")]),
        (b"a;b\n\xe5;1\n\xe5;2\n" + "1;å".encode(), [("file.encoding", 4, "B")]),
    ],
)
def test_what_is_refused(content: bytes, faults: list[Place]) -> None:
    assert refused(lambda: table(content)) == faults


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(index: int, name: str) -> None:
    assert letter(index) == name


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [("  Nord ", "Nord"), ("Nord\u00a0 og\u2003Sør", "Nord og Sør"), ("A\u030ase", "Åse"), (" ", "")],
)
def test_names_are_made_uniform(raw: str, tidied: str) -> None:
    assert tidy(raw) == tidied
    assert name_fault(raw) is None


@pytest.mark.parametrize("sign", ["\t", "\n", "\x00", "\x7f", "\x85", "\u2028", "\u2029", "\u00ad", "\u200b", "\u202e", "\ufeff", "\ue000"])
def test_invisible_signs_are_found(sign: str) -> None:
    assert hidden_sign(f"Nord{sign}") == f"U+{ord(sign):04X}"
    assert name_fault(f"{sign}Nord") == ("file.hidden_sign", {"sign": f"U+{ord(sign):04X}"})


@pytest.mark.parametrize(
    "name", ["\U0001f469\u200d\U0001f4bb Team", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f468\U0001f3fd\u200d\u2695\ufe0f"]
)
def test_pictures_may_be_joined(name: str) -> None:
    assert name_fault(name) is None
    assert tidy(name) == name


@pytest.mark.parametrize(
    "name", ["Nord\u200d", "No\u200drd", "\u200d\U0001f4bb", "\U0001f469\u200d", "\U0001f469\u200d\u200d\U0001f4bb", "a\u200d\U0001f4bb"]
)
def test_joiners_anywhere_else_are_invisible(name: str) -> None:
    assert hidden_sign(name) == "U+200D"


def test_a_name_may_be_as_long_as_the_limit() -> None:
    assert name_fault("x" * LONGEST_NAME) is None
    assert name_fault("x" * (LONGEST_NAME + 1)) == ("file.long_cell", {"length": LONGEST_NAME + 1, "longest": LONGEST_NAME})


CELL = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=8)


@settings(max_examples=100)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from([";", ","]), st.sampled_from(["utf-8", "cp1252"]))
def test_what_pythons_writer_writes_is_read_back(rows: list[tuple[str, ...]], delimiter: str, encoding: str) -> None:
    rows = [row for row in rows if any(cell.strip(' ";,\xa0') for cell in row)]
    assume(rows)
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([("en", "to", "tre"), *rows])
    content = file.getvalue().encode(encoding)
    if encoding == "cp1252":
        assume(not any(looks_like_utf8(line) for line in content.splitlines()))
    assert [tuple(cells) for _, cells in table(content)[1]] == rows


def looks_like_utf8(line: bytes) -> bool:
    """Windows-1252 text that happens to be UTF-8 too, such as "Ã¥": no reader can tell."""
    return not line.isascii() and line.decode("utf-8", "ignore").encode() == line
