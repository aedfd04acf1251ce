"""The fuzzer of staff files: a few seconds of it in every run of the tests, and whether it would find anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Fault, Refusal
from tools import fuzz

SEEDS = fuzz.seeds()


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.integers(0, 10**9))
def test_mutated_files_are_read_or_refused_and_no_fault_repeats_a_person(seed: int) -> None:
    assert fuzz.look(fuzz.mutated(SEEDS, seed))


def test_the_same_seed_makes_the_same_file() -> None:
    assert fuzz.mutated(SEEDS, 7) == fuzz.mutated(SEEDS, 7)


class Reader:
    """Stands in for the reader of staff files."""

    def __init__(self, does: Callable[[], object]) -> None:
        self.does = does

    def read(self, content: bytes, *, file: str, enterprise: str) -> object:
        return self.does()


def raises(error: Exception) -> Callable[[], object]:
    def does() -> object:
        raise error

    return does


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (KeyError("x"), "KeyError"),
        (RecursionError(), "RecursionError"),
        (Refusal(Fault("file.x", column="kari@enheten.example")), "Find: a fault repeats"),
        (Refusal(Fault("file.x", details={"value": "x 01017012345"})), "Find: a fault repeats"),
    ],
    ids=["a crash", "too deep", "an address", "a long number"],
)
def test_a_find_is_kept_with_its_seed(error: Exception, named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz, "PLAINLY", Reader(raises(error)))
    monkeypatch.setattr(fuzz, "FINDS", tmp_path)
    monkeypatch.setattr(fuzz, "seeds", lambda: SEEDS[:3])
    _, finds = fuzz.fuzz(0, 40)
    assert finds == 1
    assert (tmp_path / "40.bin").read_bytes() == fuzz.mutated(SEEDS[:3], 40)
    assert named in (tmp_path / "40.txt").read_text("utf-8").splitlines()[-1]


def test_a_refusal_is_no_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "PLAINLY", Reader(raises(Refusal(Fault("file.x", column="…@…")))))
    assert fuzz.look(b"") == "file.x"
