"""What crypto refuses. None of these ever says why a ciphertext didn't open, and none carries a secret."""

from __future__ import annotations


class CannotOpen(Exception):
    """A ciphertext wasn't made for this key and context, or isn't whole. Which of these can't be told."""


class NotSigned(Exception):
    """A signature isn't by this key, or is of something else."""


class BadKey(Exception):
    """Bytes that should be a key aren't one."""


class RingRefused(Exception):
    """A key ring isn't as private as it must be, or misses what it must have. The message says what to mend."""


class NoKey(Exception):
    """The ring has no such key: never minted here, or destroyed."""


class KeyExists(Exception):
    """A key of that name is there already; keys are never overwritten."""


class NotALink(ValueError):
    """What was typed can't be a personal link."""


class NotACode(ValueError):
    """What was typed can't be a code."""


class NotAToken(ValueError):
    """What was read can't be a token."""
