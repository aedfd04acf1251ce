"""The zone's key rings. Web, mailer and worker have one each and no other's; the operator's only seals, and the reporter's only checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from must.crypto.rings import KeyRing

WEB: Final = "web"
MAILER: Final = "mailer"
WORKER: Final = "worker"
OPERATOR: Final = "operator"
REPORTER: Final = "reporter"

MAILER_AT_ONCE: Final = "mailer-at-once"
"""A second process with the mailer's role and ring: a mailing may take hours, and some jobs mustn't wait for it."""

PROCESSES: Final = (WEB, MAILER, WORKER)
"""Processes with keys of their own."""


def ring() -> KeyRing:
    """This process's own ring."""
    return _ring(settings.KEYS)


@cache
def _ring(directory: Path) -> KeyRing:
    return KeyRing(directory)


def make_rings(directory: Path) -> None:
    """Make the rings of all processes on one machine, for demo and tests and the first installation: `directory/web` and so on.

    Each machine then gets only the ring that is its own. Raises KeyExists where there is one already.
    """
    operator = KeyRing.create(directory / OPERATOR, own=False)
    rings = {process: KeyRing.create(directory / process) for process in PROCESSES}
    for process, made in rings.items():
        operator.trust(process, made.public_key)
    rings[WEB].trust(MAILER, rings[MAILER].public_key)  # for what only the mailer may read: who asks for a link
    for reader in (operator, KeyRing.create(directory / REPORTER, own=False)):
        reader.trust_signer(WORKER, rings[WORKER].signing_key.public)
