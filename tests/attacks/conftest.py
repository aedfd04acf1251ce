"""What each attacker holds, at its real worth. Rounds reach their states by the real transitions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.zones.collection.life import Life


@pytest.fixture(autouse=True)
def _one_process_again() -> Iterator[None]:
    before = settings.KEYS
    yield
    settings.KEYS = before


@pytest.fixture
def life(transactional_db: None) -> Life:
    """A round that doesn't exist yet, in a database that others can look into."""
    return Life()
