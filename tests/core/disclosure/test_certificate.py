"""The certificate: a digest of the inputs that checks and never tells, and a digest of the content that finds an edit."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.disclosure.certificate import SHORTEST_KEY, Certificate, Verdict, content_digest, inputs_digest
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.scoring.answers import Answers
from tests.core.disclosure.reference import Respondent
from tests.core.disclosure.test_publishing import EXAMPLE, people_of, round_of
from tests.core.examples import SHIPPED, answers, tree
from tests.core.refused import refused

KEY = bytes(range(32))
UNITS = tree(("e", None, 12), ("a", "e", 30), ("b", "e", 14), ("c", "e", 4))
GRID = build_grid(UNITS, SHIPPED)
ASKED = ("help_1", "load_1", "load_2", "load_3")
ROWS = [("a", (4, 2, 3, 1)), ("a", (4, 2, 3, 2)), ("b", (None, 1, 1, 1)), ("c", (0, 5, 5, 5)), ("e", (1, None, None, None))]


def digest(given_answers: Answers, *, key: bytes = KEY, grid: Grid = GRID, **other: Any) -> str:
    surroundings = {"instrument": EXAMPLE, "form": "full", "round": "r1", "closed": None, "rules": SHIPPED} | other
    return inputs_digest(key, grid=grid, answers=given_answers, **surroundings)


def published(people: list[Respondent], **certified: Any) -> Publication:
    rows = [(person.unit, [person.answers.get(name) for name in ASKED]) for person in people]
    return publish(
        instrument=EXAMPLE, asked=ASKED, form="full", round=None, grid=GRID, answers=answers(ASKED, rows), rules=SHIPPED, **certified
    )


@given(st.permutations(ROWS), st.permutations(range(len(ASKED))))
def test_the_inputs_digest_does_not_depend_on_any_order(rows: list[Any], columns: list[int]) -> None:
    turned = answers([ASKED[column] for column in columns], [(unit, [values[column] for column in columns]) for unit, values in rows])
    assert digest(turned) == digest(answers(ASKED, ROWS))


def test_placed_by_unit_or_by_cell_is_the_same() -> None:
    by_cell = [(GRID.cell_of_unit[unit], values) for unit, values in ROWS]
    assert [unit for unit, _ in by_cell] != [unit for unit, _ in ROWS]
    assert digest(answers(ASKED, by_cell)) == digest(answers(ASKED, ROWS))


@pytest.mark.parametrize("row", range(len(ROWS)))
@pytest.mark.parametrize("column", range(len(ASKED)))
def test_one_changed_answer_changes_it(row: int, column: int) -> None:
    changed = [list(values) for _, values in ROWS]
    changed[row][column] = 3 if changed[row][column] != 3 else None
    rows = [(unit, values) for (unit, _), values in zip(ROWS, changed, strict=True)]
    assert digest(answers(ASKED, rows)) != digest(answers(ASKED, ROWS))


def test_whatever_else_went_in_changes_it() -> None:
    given_answers = answers(ASKED, ROWS)
    stricter = dataclasses.replace(SHIPPED, ordinary=dataclasses.replace(SHIPPED.ordinary, mean=6))
    one_more = build_grid(tree(("e", None, 12), ("a", "e", 31), ("b", "e", 14), ("c", "e", 4)), SHIPPED)
    others = [
        digest(given_answers),
        digest(given_answers, key=KEY[::-1]),
        digest(given_answers, form="short"),
        digest(given_answers, round=None),
        digest(given_answers, closed=date(2026, 11, 20)),
        digest(given_answers, rules=stricter),
        digest(given_answers, grid=one_more),
        digest(given_answers, instrument=dataclasses.replace(EXAMPLE, version="2")),
        digest(answers(ASKED, [*ROWS, ROWS[0]])),
        digest(answers(ASKED, [("b", ROWS[0][1]), *ROWS[1:]])),
        digest(answers(["help_1", "load_1", "load_2", "help_leader"], ROWS)),
    ]
    assert len(set(others)) == len(others)


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_no_two_sets_of_rows_look_alike(seed: int) -> None:
    """The packed rows are the multiset of the rows: equal digests if and only if equal multisets."""
    dice = random.Random(seed)  # noqa: S311
    values = [None, 0, 1, 2]
    one, other = ([("a", (dice.choice(values), dice.choice(values))) for _ in range(3)] for _ in range(2))
    items = ("help_1", "load_1")
    same = sorted(one, key=repr) == sorted(other, key=repr)
    assert (digest(answers(items, one)) == digest(answers(items, other))) is same


@pytest.mark.parametrize("length", [0, 1, SHORTEST_KEY - 1])
def test_a_short_key_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        digest(answers(ASKED, ROWS), key=bytes(length))
    with pytest.raises(ValueError, match="32 bytes"):
        published([], digest_key=bytes(length))


def test_nobody_answered_and_an_enterprise_without_cells_have_digests_too() -> None:
    tiny = build_grid(tree(("e", None, 4)), SHIPPED)
    assert not tiny.cells
    assert (
        len({digest(answers(ASKED, [])), digest(answers(ASKED, []), grid=tiny), digest(answers(ASKED, [("e", (1, 1, 1, 1))]), grid=tiny)})
        == 3
    )


SMALL_CELL = [*people_of("a", 14, help_1=4), *people_of("a", 12, help_1=2), *people_of("b", 2, help_1=3), *people_of("b", 1, help_1=1)]


@pytest.mark.promise("P09")
def test_the_digest_is_no_oracle() -> None:
    """Whoever knows all but a hidden cell of three and tries all its possible answers finds them with a plain digest, but not with ours."""
    certificate = published(SMALL_CELL, digest_key=KEY).certificate

    def found_with(key: bytes) -> list[tuple[int, ...]]:
        known = [(person.unit, [person.answers.get(name) for name in ASKED]) for person in SMALL_CELL if person.unit == "a"]
        guesses = itertools.combinations_with_replacement(range(1, 6), 3)
        return [
            guess
            for guess in guesses
            if digest(answers(ASKED, known + [("b", [value, None, None, None]) for value in guess]), key=key, round=None)
            == certificate.inputs
        ]

    assert found_with(KEY) == [(1, 3, 3)]  # what anybody would find where the digest is a plain one
    assert found_with(bytes(32)) == []


@pytest.mark.promise("P09")
def test_without_a_key_nothing_hidden_leaves_a_trace() -> None:
    """Two rounds that differ in what two hidden groups answered, and in nothing that is shown, are the same publication."""
    shown = people_of("a", 14, help_1=4) + people_of("a", 12, help_1=2)
    middle = people_of("e", 2, help_1=3)
    one = published(shown + middle + people_of("b", 4, help_1=1) + people_of("e", 4, help_1=5))
    other = published(shown + middle + people_of("b", 4, help_1=5) + people_of("e", 4, help_1=1))
    assert {cell.unit for cell in one.cells if cell.state == "hidden" and cell.topic == "help"} == {"b", "e~rest"}
    assert one.to_json() == other.to_json()


def test_what_a_certificate_says() -> None:
    certificate = published(SMALL_CELL, digest_key=KEY, elapsed=lambda: 12.3456).certificate
    assert (certificate.rules_version, certificate.verdict, certificate.seconds) == (SHIPPED.version, Verdict.SAFE, 12.3)
    assert certificate.smallest_group == SHIPPED.ordinary.mean
    plain = published(SMALL_CELL).certificate
    assert (plain.inputs, plain.seconds) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules_version": ""},
        {"smallest_group": 2},
        {"inputs": "ab"},
        {"inputs": "A" * 64},
        {"inputs": ""},
        {"seconds": -0.1},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
    ],
)
def test_a_certificate_that_says_something_else_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no certificate"):
        Certificate(**({"rules_version": "1", "verdict": Verdict.SAFE, "smallest_group": 5} | wrong))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rules_version", ""),
        ("rules_version", 1),
        ("verdict", "unsafe"),
        ("verdict", None),
        ("smallest_group", 2),
        ("smallest_group", "5"),
        ("smallest_group", None),
        ("inputs", "ab"),
        ("inputs", 1),
        ("seconds", -1),
        ("seconds", "1"),
        ("content", None),
        ("content", "ab"),
    ],
)
def test_a_certificate_that_is_none_is_not_read(key: str, value: object) -> None:
    document = json.loads(published(SMALL_CELL).to_json())
    document["certificate"][key] = value
    assert refused(lambda: Publication.from_json(json.dumps(document))) == [("json.value", None, None)]


@pytest.mark.parametrize("key", ["rules_version", "verdict", "smallest_group", "inputs", "seconds", "content", None])
def test_a_publication_without_a_whole_certificate_is_refused(key: str | None) -> None:
    document = json.loads(published(SMALL_CELL).to_json())
    if key is None:
        document["certificate"] = {}
    else:
        del document["certificate"][key]
    assert {code for code, _, _ in refused(lambda: Publication.from_json(json.dumps(document)))} == {"json.missing_key"}
    with pytest.raises(TypeError, match="certificate"):
        Publication(**{field.name: None for field in dataclasses.fields(Publication) if field.name != "certificate"})  # type: ignore[arg-type]


WHOLE = published(
    [
        person
        for unit, people in (("a", 4), ("b", 2), ("e", 2))
        for answer in (1, 2, 3, 4, 5)
        for person in people_of(unit, people, help_1=answer - 1, load_1=answer, load_2=6 - answer, load_3=answer)
    ],
    digest_key=KEY,
    elapsed=lambda: 0.2,
).to_json()


def every_leaf(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for key, part in parts for leaf in every_leaf(part, (*path, key))]
    return [path]


def test_an_edited_publication_is_refused_wherever_it_was_edited() -> None:
    """Every single value, made into another of its kind: none is read as if nothing had happened."""
    codes = {}
    for path in every_leaf(json.loads(WHOLE)):
        document = json.loads(WHOLE)
        inner = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = edited(inner[path[-1]])
        with pytest.raises(Refusal) as caught:
            Publication.from_json(json.dumps(document))
        codes[path] = {fault.code for fault in caught.value.faults}
    # Much contradicts something else in the publication. No mean and no share of an item does: the digest alone finds those.
    figures = [codes[path] for path in codes if path[0] == "cells" and (path[-1] == "mean" or "items" in path[:-1])]
    means, of_load, of_help = 8, 4 * 3 * 5, 2 * 5
    assert figures == [{"publication.edited"}] * (means + of_load + of_help)


def edited(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1 if value < 100 else value - 1
    if isinstance(value, str) and len(value) == 64:
        return value[::-1]
    return f"{value}x" if isinstance(value, str) else 1 if value is None else ["x"]


def test_the_refusal_of_an_edited_publication_can_be_said() -> None:
    name = '"name":"Unit a"'
    assert WHOLE.count(name) == 1
    assert refused(lambda: Publication.from_json(WHOLE.replace(name, '"name":"Unit A"'))) == [("publication.edited", None, None)]


def test_another_layout_of_the_same_content_is_no_edit() -> None:
    assert Publication.from_json(json.dumps(json.loads(WHOLE), indent=1)).to_json() == WHOLE


def test_the_digest_is_of_all_that_stands_before_it() -> None:
    before, _, after = WHOLE.rpartition(',"content":"')
    assert after == f'{content_digest(before)}"}}\n}}\n'


def test_rows_are_told_apart_to_their_last_byte() -> None:
    """Packed rows may end in zero bytes, which a careless comparison of texts would take for nothing."""
    values = np.array([[256, 0], [0, 256], [0, 0]], dtype=np.int16)
    some = [
        Answers(items=("help_1", "load_1"), values=values[chosen], units=("a",), unit=np.zeros(2, dtype=np.int64))
        for chosen in ([0, 1], [0, 2], [1, 2])
    ]
    assert len({digest(each) for each in some}) == 3


def test_a_publication_of_a_round_without_key_and_watch_is_the_same_each_time() -> None:
    assert round_of(UNITS, SMALL_CELL).to_json() == round_of(UNITS, SMALL_CELL[::-1]).to_json()
