"""What an attack found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """Which figures of shown cells the attacker adds and subtracts.

    mean: means, which every shown cell has. full: everything, which only cells shown in full have.
    """

    MEAN = "mean"
    FULL = "full"


class Leak(StrEnum):
    """What is wrong; the value begins with the rule that is broken."""

    SMALL_CELL = "R0.small_cell"
    WRONG_CLASS = "R1.wrong_class"
    ASSOCIATION_OF_FEW = "R1.association_of_few"
    UNIT_HEALTH = "R1.unit_health"
    GROUP = "R3.group"
    CATEGORY = "R4.category"
    BAND = "R4.band"
    SHARE = "R4.share"
    MEAN_AT_END = "R4.mean_at_end"
    SAME_SCORE = "R4.same_score"
    COMPOSITION = "R4.composition"
    PARTLY_HIDDEN = "R4.partly_hidden"
    FOLLOW_UP = "R4.follow_up"
    RECONSTRUCTED = "R4.reconstructed"
    ONE_PERSON = "R4.one_person"
    INTERVALS_UNLIKE = "R4.intervals_unlike"
    INTERVAL = "R5.interval"
    RATE_TOO_FEW = "R6.rate_too_few"
    RATE_TOO_FINE = "R6.rate_too_fine"
    RATE_WRONG = "R6.rate_wrong"
    NOBODY_ANSWERED = "R6.nobody_answered"
    EVERYBODY_ANSWERED = "R6.everybody_answered"
    IMPOSSIBLE = "R6.impossible"
    EXACT_NUMBER = "R6.exact_number"
    NUMBER_BAND = "R6.number_band"
    HIDDEN_FACTOR = "R7.hidden_factor"
    PUBLISHED_TWICE = "R8.published_twice"
    GROUP_TOGETHER = "R8.group"
    FUNCTION = "R9.function"
    ACROSS = "R1.across"
    WRONG_FIGURE = "R11.wrong_figure"

    @property
    def rule(self) -> str:
        """The number of the rule: `R3`."""
        return self.value.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a publication gives away, or says and mustn't.

    unit, topic: where, as codes; None where it is not about one. numbers: the details, by name; counts are people.
    """

    leak: Leak
    unit: str | None = None
    topic: str | None = None
    numbers: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The groups of fewer than `k` people that the sums of one topic give away.

    smallest: people in the smallest of them; None: proved that there is none. groups: how many, no two with a person in common.
    """

    topic: str
    level: Level
    k: int
    smallest: int | None
    groups: int

    def __post_init__(self) -> None:
        """Raises ValueError for a smallest group without a group, or the other way round."""
        if (self.smallest is None) is not (self.groups == 0):
            raise ValueError("a smallest group and no groups, or groups and no smallest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an attack came to. recovered: one for every topic and level. baseline: the same for a bare threshold, where it was asked for."""

    recovered: tuple[Recovered, ...]
    findings: tuple[Finding, ...]
    baseline: tuple[Recovered, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether any rule is broken."""
        return bool(self.findings)
