"""A round that is open, and somebody who has just started in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Visitor


@pytest.fixture
def door(life: Life) -> Life:
    """An open round, everybody invited, nobody started."""
    return life.invited()


@pytest.fixture
def visitor(door: Life) -> Callable[..., Visitor]:
    """Makes a new browser, in a language, at the round's door."""
    return lambda language="nb": Visitor(door.row.code, language)


@pytest.fixture
def started(door: Life, visitor: Callable[..., Visitor]) -> Visitor:
    """A browser whose holder has started with the first link."""
    browser = visitor()
    browser.start(door.links[0])
    return browser
