"""Topic classes: how sensitive a topic is decides what a report may show of it (P10–P12)."""

from __future__ import annotations

from enum import StrEnum


class TopicClass(StrEnum):
    """ordinary: any unit, by size. sensitive: the enterprise only (P11). health: the enterprise, as associations only (P12)."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"
    HEALTH = "health"
