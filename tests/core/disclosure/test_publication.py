"""A publication says no more than it may, whoever built it, and is read as strictly as it is written."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.associations import Association
from must.core.disclosure.certificate import content_digest
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rounding import percents
from must.core.disclosure.shown import check_made_with
from tests.core.disclosure.published import full
from tests.core.disclosure.reference import Respondent
from tests.core.disclosure.test_publishing import EXAMPLE, round_of
from tests.core.examples import tree

UNITS = tree(("e", None, 11), ("a", "e", 200), ("b", "e", 25), ("c", "e", 4))


def varied(unit: str, count: int, **values: tuple[int, ...]) -> list[Respondent]:
    """So many people of a unit, who take each item's values in turn."""
    return [Respondent(unit, {item: turn[number % len(turn)] for item, turn in values.items()}) for number in range(count)]


HELP = {"help_1": (4, 4, 5, 4, 1, 2), "help_leader": (1, 2), "help_other": (2, 1, 1)}
PEOPLE = (
    varied("a", 150, load_1=(1, 2, 3, 4, 5), load_2=(5, 4, 2), load_3=(1, 3), bullied=(1, 1, 1, 2, 3), **HELP)
    + varied("b", 7, load_1=(1, 2, 3), load_2=(5, 4, 3), load_3=(2, 3))
    + varied("b", 16, **HELP)
    + varied("e", 11, load_1=(5, 2, 4, 1, 3), load_2=(1, 4, 2, 5), load_3=(3, 4, 1, 5, 2))
    + varied("e", 6, help_1=(1, 2, 3, 4, 5, 2))
)
PUBLISHED = round_of(UNITS, PEOPLE)
DOCUMENT: dict[str, Any] = json.loads(PUBLISHED.to_json())


def cell_at(document: dict[str, Any], unit: str, topic: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in document["cells"] if (cell["unit"], cell["topic"]) == (unit, topic))
    return found


def codes_after(edit: Callable[[dict[str, Any]], object]) -> set[str]:
    """The codes with which an edited publication is refused."""
    document = json.loads(json.dumps(DOCUMENT))
    edit(document)
    with pytest.raises(Refusal) as refused:
        Publication.from_json(json.dumps(document))
    return {fault.code for fault in refused.value.faults}


def test_it_has_every_state_that_a_cell_can_have() -> None:
    states = {(cell.state, cell.detail, cell.mean is None, cell.n is None) for cell in PUBLISHED.cells}
    assert states == {
        (State.SHOWN, Detail.FULL, False, False),
        (State.SHOWN, Detail.FULL, False, True),
        (State.SHOWN, Detail.FULL, True, False),
        (State.SHOWN, Detail.FULL, True, True),
        (State.SHOWN, Detail.MEAN, False, True),
        (State.HIDDEN, Detail.FULL, True, True),
    }


def test_what_is_written_is_read_again() -> None:
    assert Publication.from_json(PUBLISHED.to_json()) == PUBLISHED
    assert Publication.from_json(PUBLISHED.to_json().encode()) == PUBLISHED
    assert Publication.from_json(PUBLISHED.to_json()).to_json() == PUBLISHED.to_json()


def test_the_format_is_the_documented_one() -> None:
    assert list(DOCUMENT) == [
        "schema", "instrument", "instrument_version", "form", "rules", "round", "closed", "asked",
        "units", "cells", "participation", "associations", "certificate",
    ]  # fmt: skip
    assert DOCUMENT["schema"] == "must.publication/1"
    assert (DOCUMENT["round"], DOCUMENT["closed"], DOCUMENT["associations"]) == (None, None, [])
    assert list(DOCUMENT["certificate"]) == ["rules_version", "verdict", "smallest_group", "inputs", "seconds", "content"]
    assert DOCUMENT["units"][0] == {
        "code": "e", "parent": None, "name": "Unit e", "level": 0, "kind": "unit", "members": [], "reported": True,
    }  # fmt: skip
    assert DOCUMENT["units"][-1] == {
        "code": "e~rest", "parent": "e", "name": "Unit e", "level": 1, "kind": "rest", "members": ["e", "c"], "reported": False,
    }  # fmt: skip
    assert cell_at(DOCUMENT, "b", "load") == {
        "unit": "b", "breakdown": None, "topic": "load", "class": "ordinary", "state": "shown", "detail": "mean",
        "n": None, "n_band": None, "mean": 1.9, "challenge": None, "bands": None, "items": None,
    }  # fmt: skip
    assert DOCUMENT["participation"][0] == {"unit": "e", "state": "shown", "band": "75–79"}


def test_the_documentations_example_is_a_publication() -> None:
    page = Path(__file__).parents[3] / "docs" / "publication.md"
    (example,) = re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    publication = Publication.from_json(example)
    assert publication.to_json() == example


PLACES = [
    *(((), key) for key in DOCUMENT),
    *((("units", 0), key) for key in DOCUMENT["units"][0]),
    *((("cells", 0), key) for key in DOCUMENT["cells"][0]),
    *((("participation", 0), key) for key in DOCUMENT["participation"][0]),
    *((("certificate",), key) for key in DOCUMENT["certificate"]),
]


def inside(document: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
    for step in path:
        document = document[step]
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize(("path", "key"), PLACES)
def test_no_key_may_be_missing_or_have_another_kind_of_value(path: tuple[str | int, ...], key: str) -> None:
    assert codes_after(lambda document: inside(document, path).pop(key)) == {"json.missing_key"}
    for value in (True, -1, 1.5, "", "x", [], {}, [None], {"x": "y"}, None):
        if value != inside(DOCUMENT, path)[key]:
            codes_after(lambda document, value=value: inside(document, path).update({key: value}))  # type: ignore[misc]


@pytest.mark.parametrize("path", [(), ("units", 1), ("cells", 2), ("participation", 0)])
def test_no_unknown_key_is_allowed(path: tuple[str | int, ...]) -> None:
    assert codes_after(lambda document: inside(document, path).update(more=1)) == {"json.unknown_key"}


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(
    ("key", "value"),
    [("n", 3), ("n_band", "10–14"), ("mean", 2.0), ("challenge", 1), ("bands", [1, 2, 3]), ("items", {"help_1": [1]}), ("detail", "mean")],
)
def test_a_hidden_cell_with_a_figure_is_refused(key: str, value: object) -> None:
    assert cell_at(DOCUMENT, "e~rest", "help_from")["state"] == "hidden"
    assert codes_after(lambda document: cell_at(document, "e~rest", "help_from").update({key: value})) == {"publication.hidden_figure"}


@pytest.mark.promise("P10")
@pytest.mark.parametrize(
    ("key", "value"), [("n", 7), ("n_band", "10–14"), ("mean", None), ("challenge", 1), ("bands", [1, 2, 3]), ("items", {"load_1": [1]})]
)
def test_a_cell_of_the_mean_alone_holds_nothing_else(key: str, value: object) -> None:
    assert codes_after(lambda document: cell_at(document, "b", "load").update({key: value})) == {"publication.mean_only"}


@pytest.mark.promise("P11")
def test_a_sensitive_cell_below_the_enterprise_is_refused() -> None:
    def add(document: dict[str, Any]) -> None:
        document["cells"].append({**cell_at(document, "e", "bullying"), "unit": "a", "n": None, "n_band": "100–199"})

    assert codes_after(add) == {"publication.sensitive_below_enterprise"}


@pytest.mark.promise("P11")
def test_calling_a_sensitive_topic_ordinary_for_a_unit_is_refused() -> None:
    def add(document: dict[str, Any]) -> None:
        document["cells"].append({**cell_at(document, "a", "help"), "topic": "bullying"})

    assert codes_after(add) == {"publication.inconsistent"}


@pytest.mark.promise("P12")
@pytest.mark.parametrize("unit", ["e", "a"])
def test_a_health_cell_is_refused(unit: str) -> None:
    assert codes_after(lambda document: cell_at(document, unit, "load").update({"class": "health"})) == {"publication.health_cell"}


def test_an_exact_number_below_the_enterprise_is_refused() -> None:
    assert codes_after(lambda document: cell_at(document, "a", "load").update(n=150, n_band=None)) == {"publication.exact_number"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", None),
        ("n_band", "100–199"),
        ("mean", None),
        ("challenge", 99),
        ("challenge", None),
        ("bands", None),
        ("items", {}),
        ("items", None),
    ],
)
def test_figures_that_do_not_belong_together_are_refused(key: str, value: object) -> None:
    assert codes_after(lambda document: cell_at(document, "e", "load").update({key: value})) == {"publication.incomplete"}


def add_below_the_rest(document: dict[str, Any]) -> None:
    document["units"].append({**document["units"][1], "code": "z", "parent": "e~rest", "level": 2, "members": ["z"], "reported": False})
    document["participation"].append({"unit": "z", "state": "hidden", "band": None})


def leave_a_rest_alone(document: dict[str, Any]) -> None:
    document.update(units=[{**document["units"][0], "kind": "rest", "members": ["e"], "reported": False}], cells=[], participation=[])


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document["units"].reverse(),
        lambda document: document["units"][1].update(level=2),
        lambda document: document["units"][1].update(members=["a", "c"]),
        lambda document: document["units"][1].update(kind="rest", members=[]),
        lambda document: document["units"][-1].update(members=[]),
        add_below_the_rest,
        leave_a_rest_alone,
        lambda document: document["units"][1].update(reported=False),
        lambda document: document["units"][-1].update(reported=True),
        lambda document: document["cells"].append(document["cells"][0]),
        lambda document: document["cells"][0].update(topic="bullying"),
        lambda document: document["cells"][-1].update(unit="nowhere"),
        lambda document: document.update(asked=["load_1"]),
        lambda document: document["participation"].pop(),
        lambda document: document["participation"].reverse(),
        lambda document: document["participation"].append({"unit": "e~rest", "state": "hidden", "band": None}),
    ],
)
def test_parts_that_contradict_each_other_are_refused(edit: Callable[[dict[str, Any]], object]) -> None:
    assert codes_after(edit) == {"publication.inconsistent"}


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda document: document["units"].append(document["units"][1]), "tree.duplicate_code"),
        (lambda document: document["units"].clear(), "tree.no_root"),
        (lambda document: document["units"][1].update(parent="nowhere"), "tree.unknown_parent"),
        (lambda document: document["units"][0].update(parent="a"), "tree.cycle"),
        (lambda document: document["participation"][0].update(state="hidden"), "json.value"),
        (lambda document: document["participation"][0].update(band=None), "json.value"),
    ],
)
def test_trees_and_rates_are_checked_too(edit: Callable[[dict[str, Any]], object], code: str) -> None:
    assert code in codes_after(edit)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"null", b"{", b"\xff\xfe{}", b'{"schema": "\xe5"}', b'{"schema": NaN}', b"[" * 100_000, b'{"schema":1,"schema":1}',
        b"\x00", b"1" * 5000, b'"must.publication/1"',
    ],
)  # fmt: skip
def test_what_is_no_publication_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        Publication.from_json(content)
    assert {fault.code for fault in refused.value.faults} <= {"json.not_json", "json.value", "json.missing_key"}


@pytest.mark.parametrize(
    ("right", "wrong"), [('"form":', '"form":"x",\n"form":'), ('"mean":1.9', '"mean":NaN'), ('"mean":1.9', '"mean":Infinity')]
)
def test_what_only_looks_like_json_is_refused(right: str, wrong: str) -> None:
    assert right in PUBLISHED.to_json()
    with pytest.raises(Refusal) as refused:
        Publication.from_json(PUBLISHED.to_json().replace(right, wrong))
    assert [fault.code for fault in refused.value.faults] == ["json.not_json"]


BAD = {"json.value", "publication.shares"}


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_is_between_nothing_and_all(share: int) -> None:
    assert codes_after(lambda document: cell_at(document, "e", "load").update(bands=[share, 100 - share, 0], challenge=share)) <= BAD
    other = {"load_1": [share, 100 - share, 0, 0, 0]}
    assert codes_after(lambda document: cell_at(document, "e", "load").update(items=other)) <= BAD


@pytest.mark.parametrize("shares", [(100, 100, 100), (50, 30, 18), (50, 30, 22), (0, 0, 0)])
def test_shares_that_are_of_no_group_are_refused(shares: tuple[int, int, int]) -> None:
    forged = {"bands": list(shares), "challenge": shares[0]}
    assert codes_after(lambda document: cell_at(document, "e", "load").update(forged)) == {"publication.shares"}
    items = {"load_1": [*shares, 0, 0]}
    apart = abs(sum(shares) - 100)
    assert codes_after(lambda document: cell_at(document, "e", "load").update(items=items)) == (
        {"publication.shares"} if apart > 2 else {"publication.edited"}
    )


@given(st.lists(st.integers(0, 60), min_size=3, max_size=9).filter(any))
def test_shares_rounded_one_by_one_are_of_one_group(counts: list[int]) -> None:
    (shares,) = percents(np.array([counts]), np.array([sum(counts)]))
    cell = full("e", "load", 3.0, 20, items={"load_1": tuple(shares)})
    assert Cell.read(json.loads(json.dumps(cell.document())), "") == cell


@pytest.mark.parametrize("mean", ["1e999", "-1e999"])
def test_a_mean_is_finite(mean: str) -> None:
    with pytest.raises(Refusal) as refused:
        Publication.from_json(PUBLISHED.to_json().replace('"mean":1.9', f'"mean":{mean}'))
    assert [(fault.code, str(fault.details["where"])[-5:]) for fault in refused.value.faults] == [("json.value", ".mean")]


def test_a_sign_that_nobody_sees_is_refused() -> None:
    for sign in ("\ud800", "\x00", "\n", "\u2028", "\u202e", "\u200b"):  # a form would fail at it, or show another name than it holds
        assert codes_after(lambda document, sign=sign: document["units"][1].update(name=f"Nord{sign}Vest")) == {"json.value"}


@given(st.binary(max_size=60))
def test_noise_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        Publication.from_json(content)


@pytest.mark.promise("P09", "P12")
def test_a_cell_that_says_too_much_cannot_be_built() -> None:
    for wrong in (
        {"state": State.HIDDEN, "mean": 2.0},
        {"state": State.HIDDEN, "topic_class": TopicClass.HEALTH},
        {"state": State.SHOWN, "detail": Detail.MEAN, "mean": 2.0, "n_band": "10–14"},
        {"state": State.SHOWN},
    ):
        with pytest.raises(Refusal):
            Cell(**({"unit": "e", "topic": "load", "topic_class": TopicClass.ORDINARY} | wrong))  # type: ignore[arg-type]


def test_the_example_has_every_class() -> None:
    assert {topic.topic_class for topic in EXAMPLE.topics.values()} == set(TopicClass)


ASSOCIATION = {"complaint": "pain", "factor": "load", "coefficient": 0.3, "low": 0.1, "high": 0.4}


def test_associations_are_read_as_they_are_written() -> None:
    found = Publication.from_json(with_associations(ASSOCIATION, ASSOCIATION | {"factor": "help", "coefficient": -0.2, "low": -0.5}))
    assert found.associations[0] == Association("pain", "load", 0.3, 0.1, 0.4)
    assert [entry.factor for entry in found.associations] == ["load", "help"]
    assert '{"complaint":"pain","factor":"help","coefficient":-0.2,"low":-0.5,"high":0.4}' in found.to_json()


def with_associations(*entries: dict[str, object]) -> str:
    """The publication's text with these, its own digest worked out anew."""
    document = json.loads(json.dumps(DOCUMENT)) | {"associations": list(entries)}
    before = PUBLISHED.to_json().partition(',"content"')[0]
    listed = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in document["associations"])
    text = before.replace('"associations":[]', f'"associations":[\n{listed}\n]' if listed else '"associations":[]')
    return f'{text},"content":"{content_digest(text)}"}}\n}}\n'


def codes_of(*entries: dict[str, object]) -> set[str]:
    with pytest.raises(Refusal) as refused:
        Publication.from_json(with_associations(*entries))
    return {fault.code for fault in refused.value.faults}


@pytest.mark.promise("P12")
@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 0.4},
        {"high": 0.2},
        {"low": -1.1},
        {"high": 1.1},
        {"coefficient": 0.31},
        {"low": 0.05},
        {"high": 0.45},
        {"factor": "pain"},
    ],
)
def test_an_association_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    assert codes_of(ASSOCIATION | wrong) == {"publication.association"}


@pytest.mark.promise("P11", "P12")
@pytest.mark.parametrize(
    "entries",
    [
        (ASSOCIATION, ASSOCIATION),  # twice
        (ASSOCIATION, ASSOCIATION | {"complaint": "other"}, ASSOCIATION | {"factor": "help"}),  # complaint by complaint
        (ASSOCIATION | {"complaint": "help"},),  # what has cells is no complaint
        (ASSOCIATION | {"complaint": "bullying"},),
        (ASSOCIATION | {"factor": "bullying"},),  # too few are on one side of a sensitive one
        (ASSOCIATION | {"factor": "nothing"},),
    ],
)
def test_associations_of_other_topics_are_refused(entries: tuple[dict[str, object], ...]) -> None:
    assert codes_of(*entries) == {"publication.associations"}


@pytest.mark.promise("P08", "P12")
@pytest.mark.parametrize("state", [{"state": State.HIDDEN}, {"state": State.SHOWN, "detail": Detail.MEAN, "mean": 2.0}])
def test_an_association_of_what_the_enterprise_does_not_show_in_full_is_refused(state: dict[str, Any]) -> None:
    full = next(cell for cell in PUBLISHED.cells if (cell.unit, cell.topic) == ("e", "load"))
    less = Cell(unit="e", topic="load", topic_class=full.topic_class, **state)
    cells = tuple(less if cell is full else cell for cell in PUBLISHED.cells)
    assert dataclasses.replace(PUBLISHED, cells=cells)
    with pytest.raises(Refusal) as refused:
        dataclasses.replace(PUBLISHED, cells=cells, associations=(Association("pain", "load", 0.3, 0.1, 0.4),))
    assert [fault.code for fault in refused.value.faults] == ["publication.associations"]


@pytest.mark.parametrize("key", sorted(ASSOCIATION))
def test_an_association_has_all_its_keys_and_no_other(key: str) -> None:
    assert codes_of({name: value for name, value in ASSOCIATION.items() if name != key}) == {"json.missing_key"}
    assert codes_of(ASSOCIATION | {"n": 100}) == {"json.unknown_key"}
    for value in (True, "", [], None):
        assert codes_of(ASSOCIATION | {key: value}) == {"json.value"}


@pytest.mark.parametrize("day", ["20261120", "2026-W47-5", "2026-02-30", "2026-11-20T00:00", "20.11.2026"])
def test_a_day_is_written_in_one_way(day: str) -> None:
    assert codes_after(lambda document: document.update(closed=day)) == {"json.value"}


def test_the_last_day_of_answering_is_read_as_it_is_written() -> None:
    closed = dataclasses.replace(PUBLISHED, closed=date(2026, 11, 20))
    assert '"closed":"2026-11-20"' in closed.to_json()
    assert Publication.from_json(closed.to_json()) == closed


@pytest.mark.promise("P12")
def test_associations_with_what_the_questionnaire_knows_as_no_complaint_are_not_of_it() -> None:
    for complaint, expected in (("pain", set()), ("extra", {"comparison.not_of_instrument"}), ("thing", {"comparison.not_of_instrument"})):
        entry = Association(complaint, "load", 0.3, 0.1, 0.4)
        one = dataclasses.replace(PUBLISHED, cells=tuple(c for c in PUBLISHED.cells if c.topic != "extra"), associations=(entry,))
        codes = set()
        try:
            check_made_with(EXAMPLE, one)
        except Refusal as refusal:
            codes = {fault.code for fault in refusal.faults}
        assert codes == expected
