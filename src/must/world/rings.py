"""The key rings of the local world: one a process, as an operator would make them."""

from __future__ import annotations

from pathlib import Path

from must.collection.adapters import rings
from must.crypto.rings import KeyRing

OTHER_ZONES = ("identity", "research")


def make_rings(directory: Path) -> None:
    """Make `<directory>/{web,mailer,worker,operator,identity,research}`. Raises KeyExists when one is there already."""
    rings.make_rings(directory)
    for zone in OTHER_ZONES:
        KeyRing.create(directory / zone)
