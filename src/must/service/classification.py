"""What each stored field holds, and when it goes (P21–P25). A model whose fields don't say so fails the tests.

email = contact(models.BinaryField(), Until.DAY_56)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

F = TypeVar("F", bound="models.Field[Any, Any]")


class Kind(StrEnum):
    """identity: tells who a person is to the state. contact: reaches a person. answer: what a person answered, or leads to it.
    operational: says nothing of a person."""

    IDENTITY = "identity"
    CONTACT = "contact"
    ANSWER = "answer"
    OPERATIONAL = "operational"


class Until(StrEnum):
    """When a field's content is gone for good."""

    DONE = "deleted as soon as it has been dealt with, within minutes as a rule, and at the round's close"
    CLOSE = "unreadable from the round's close: its key is destroyed then"
    DAY_56 = "deleted with the round's personal data, on day 56 at the latest"
    KEPT = "kept: it's about the survey, not about a person"


@dataclass(frozen=True, slots=True)
class Holds:
    """A field's class and deletion rule. Only what says nothing of a person may be kept."""

    kind: Kind
    until: Until

    def __post_init__(self) -> None:
        if self.until is Until.KEPT and self.kind is not Kind.OPERATIONAL:
            raise ValueError(f"a field that holds {self.kind} can't be kept")


def identity(field: F, until: Until) -> F:
    return _classified(field, Kind.IDENTITY, until)


def contact(field: F, until: Until) -> F:
    return _classified(field, Kind.CONTACT, until)


def answer(field: F, until: Until) -> F:
    return _classified(field, Kind.ANSWER, until)


def operational(field: F, until: Until) -> F:
    return _classified(field, Kind.OPERATIONAL, until)


def holds(field: models.Field[Any, Any]) -> Holds | None:
    """How a field was classified; None when nobody did."""
    found: Holds | None = getattr(field, "holds", None)
    return found


def _classified(field: F, kind: Kind, until: Until) -> F:
    field.holds = Holds(kind, until)  # type: ignore[attr-defined]  # Django's fields have none: it's ours
    return field
