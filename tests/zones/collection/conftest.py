"""Rounds in every state, reached by the real transitions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from .life import Life


@pytest.fixture(autouse=True)
def _one_process_again() -> Iterator[None]:
    before = settings.KEYS
    yield
    settings.KEYS = before


@pytest.fixture
def life(db: None) -> Life:
    """A round that doesn't exist yet."""
    return Life()
