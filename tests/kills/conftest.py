"""The tests of a module here are one round's life, each going on where the one before ended: when one fails, the rest say which and fail
too, without being tried."""

from __future__ import annotations

from collections.abc import Generator

import pytest

BROKE = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and call.excinfo is not None:
        life_of(item).stash.setdefault(BROKE, f"{item.name} failed: {call.excinfo.exconly()}")
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    if cause := life_of(item).stash.get(BROKE, None):
        pytest.fail(cause, pytrace=False)


def life_of(item: pytest.Item) -> pytest.Module:
    module = item.getparent(pytest.Module)
    assert module is not None
    return module
