"""What a file was refused for, in the short form that tables of tests use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.ui.texts import texts

DATA = Path(__file__).parents[1] / "data"

Place = tuple[str, int | None, str | None]
"""A fault's code, row and column."""


def refused(read: Callable[[], object]) -> list[Place]:
    """Faults in the order in which they are told. Every one of them can be said, with its mending, in every language."""
    with pytest.raises(Refusal) as refusal:
        read()
    for fault in refusal.value.faults:
        for language in Language:
            say = texts(language)
            assert say(fault.code, **fault.details)
            assert say(f"{fault.code}.mend", **fault.details)
    return [(fault.code, fault.row, fault.column) for fault in refusal.value.faults]


def all_files(kind: str, prefix: str) -> list[str]:
    """Names of the test files of a kind whose name begins with the prefix; never none."""
    names = sorted(path.stem for path in (DATA / kind).glob(f"{prefix}*.csv"))
    assert names
    return names


def content_of(kind: str, name: str) -> bytes:
    return (DATA / kind / f"{name}.csv").read_bytes()
