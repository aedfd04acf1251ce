"""The key rings of the local world: one a process, as an operator would make them, and one for the operator with public keys only."""

from __future__ import annotations

from pathlib import Path

from must.crypto.rings import KeyRing

COLLECTION = ("web", "mailer", "worker")
OPERATOR = "operator"
OTHER_ZONES = ("identity", "research")


def make_rings(directory: Path) -> None:
    """Make `<directory>/{web,mailer,worker,operator,identity,research}`. Raises KeyExists when one is there already."""
    rings = {name: KeyRing.create(directory / name) for name in (*COLLECTION, *OTHER_ZONES)}
    rings[OPERATOR] = KeyRing.create(directory / OPERATOR, own=False)
    for holder in (*COLLECTION, OPERATOR):
        for peer in COLLECTION:
            rings[holder].trust(peer, rings[peer].public_key)
