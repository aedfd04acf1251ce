"""Answers as one array: a row a respondent, a column an item. Nothing here says who a respondent is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.instrument.model import NOT_RELEVANT, Instrument

MISSING: Final = -1
"""The value of an item that was not answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What a set of respondents answered. The arrays are read-only.

    items: the ids of the items that were asked, one a column.
    values: int16 [respondents × items]; an option's value, `NOT_RELEVANT` or `MISSING`.
    units: codes of the places where respondents belong: unit codes (answers from a file) or grid cells' codes (answers of a round).
    unit: int64 [respondents]; each one's index into `units`.

    Raises ValueError when the parts don't fit each other. Whether a value is an option of its item is checked where it is scored.
    """

    items: tuple[str, ...]
    values: NDArray[np.int16]
    units: tuple[str, ...]
    unit: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(set(self.items)) != len(self.items) or len(set(self.units)) != len(self.units):
            raise ValueError("an item or a unit is named twice")
        if self.values.dtype != np.int16 or self.unit.dtype != np.int64:
            raise ValueError("values are int16 and unit indices int64")
        if self.values.shape != (self.unit.size, len(self.items)) or self.unit.ndim != 1:
            raise ValueError("values need a row for each respondent and a column for each item")
        if self.values.size and int(self.values.min()) < MISSING:
            raise ValueError(f"a value is below {MISSING}")
        if self.unit.size and not 0 <= int(self.unit.min()) <= int(self.unit.max()) < len(self.units):
            raise ValueError("a respondent belongs to no unit")
        for name in ("values", "unit"):
            view = getattr(self, name).view()
            view.setflags(write=False)
            object.__setattr__(self, name, view)

    def __len__(self) -> int:
        """How many respondents."""
        return int(self.unit.size)


def apply_routing(answers: Answers, instrument: Instrument) -> Answers:
    """The answers that count: "not relevant" and what routing would have hidden become `MISSING`.

    A filtered scale or a follow-up set is hidden from whoever didn't give an answer that opens it, so also where the item that opens it
    wasn't asked at all. A follow-up set of a filtered scale comes after it, and goes with it.
    """
    values = answers.values.copy()
    values[values == NOT_RELEVANT] = MISSING
    column = {item: number for number, item in enumerate(answers.items)}
    for topic, condition in instrument.routed:
        asked = [column[item.id] for item in topic.items if item.id in column]
        opener = column.get(condition.item)
        if opener is None:
            values[:, asked] = MISSING
        else:
            opened = np.isin(values[:, opener], list(condition.values))
            values[np.ix_(~opened, np.array(asked, dtype=np.intp))] = MISSING
    return Answers(items=answers.items, values=values, units=answers.units, unit=answers.unit)
