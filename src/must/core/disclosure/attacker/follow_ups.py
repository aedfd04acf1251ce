"""R4 across topics: what a follow-up set tells of the topic that opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from must.core.disclosure.attacker.findings import Finding, Leak, Level
from must.core.disclosure.attacker.views import View


def find_follow_ups(view: View, views: Iterable[View]) -> Iterator[Finding]:
    """Shown cells of a follow-up set whose opener isn't shown in full: their people gave an answer that is hidden (R4)."""
    topic = view.counts.topic
    if topic.condition is None or not topic.follow_up:
        return
    opener = next((other for other in views if topic.condition.item in other.counts.by_place.options), None)
    told = view.shown(Level.FULL) if opener is None else view.shown(Level.FULL) & ~opener.shown(Level.FULL)
    for entry in np.flatnonzero(told).tolist():
        numbers = {"people": int(view.below.by_place.n[entry])}
        yield Finding(leak=Leak.FOLLOW_UP, unit=view.tree.codes[entry], topic=topic.id, numbers=numbers)
