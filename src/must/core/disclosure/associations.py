"""Associations between work factors and health complaints: the only thing that a publication says of health (P12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject

STEPS: Final = 10
"""Steps to 1 to which figures of associations are rounded: tenths. Nothing finer can be published."""


@dataclass(frozen=True, slots=True)
class Association:
    """How a work factor and a complaint go together among the enterprise's people. Raises Refusal `publication.association`.

    complaint, factor: topics of the instrument. coefficient: standardised, positive where high scores go together. low, high: its interval,
    adjusted for all associations of the publication. All three in tenths.
    """

    complaint: str
    factor: str
    coefficient: float
    low: float
    high: float

    def __post_init__(self) -> None:
        figures = self.low, self.coefficient, self.high
        ordered = -1 <= self.low <= self.coefficient <= self.high <= 1
        if not ordered or any(figure != round(STEPS * figure) / STEPS for figure in figures) or self.complaint == self.factor:
            raise Refusal(Fault("publication.association", details={"complaint": self.complaint, "factor": self.factor}))

    def document(self) -> Mapping[str, object]:
        return {
            "complaint": self.complaint,
            "factor": self.factor,
            "coefficient": self.coefficient,
            "low": self.low,
            "high": self.high,
        }

    @classmethod
    def read(cls, value: object, where: str) -> Association:
        entry = JsonObject.of(value, where, _KEYS)
        return cls(
            complaint=entry.text("complaint"),
            factor=entry.text("factor"),
            coefficient=entry.number("coefficient"),
            low=entry.number("low"),
            high=entry.number("high"),
        )


_KEYS: Final = frozenset({"complaint", "factor", "coefficient", "low", "high"})
