"""The disclosure rules' parameters: data of the instrument (`rules.yaml`), refused when they are unknown, missing or weaker than a floor.

Numbers of people unless a comment says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any, Final

from must.core.common.refusals import Fault, Refusal

FILE: Final = "rules.yaml"
SMALLEST_GROUP: Final = 3
"""No threshold may be set lower: Statistics Norway's convention hides groups of one and two."""


MOST_PEOPLE: Final = 255
"""No threshold of the tree's optimum may be set higher: its table of choices holds no larger ones."""


def _number(least: int, most: int = 1_000_000) -> Any:
    """A whole number in a closed range."""
    return field(metadata={"least": least, "most": most})


class _Group:
    """A group of numbers of the rules file, each checked against its range."""

    def __post_init__(self) -> None:
        name = next(name for name, group in _GROUPS.items() if group is type(self))
        for one in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            if "least" in one.metadata:
                _check_number(f"{name}.{one.name}", getattr(self, one.name), **one.metadata)


@dataclass(frozen=True, kw_only=True)
class GridRule(_Group):
    """R0: how many invited people make a cell of the reporting grid."""

    minimum_invited: int = _number(SMALLEST_GROUP)


@dataclass(frozen=True, kw_only=True)
class OrdinaryRule(_Group):
    """R1: respondents behind a rounded mean alone, and behind everything else."""

    mean: int = _number(SMALLEST_GROUP, MOST_PEOPLE)
    full: int = _number(SMALLEST_GROUP, MOST_PEOPLE)


@dataclass(frozen=True, kw_only=True)
class SensitiveRule(_Group):
    """R1: respondents behind a sensitive topic, which only the enterprise may see (P11). R4: people outside the largest category of each
    of its distributions, and on each side of a share."""

    full: int = _number(SMALLEST_GROUP)
    each_side: int = _number(SMALLEST_GROUP)


@dataclass(frozen=True, kw_only=True)
class HealthRule(_Group):
    """P12: associations between work and health, which only the enterprise may see.

    associations: respondents behind each (R1). cells: equally large cells that theirs are worth. each_side: people off the most common
    score. explained: per cent of a complaint's variance that may be worked out, of everybody's and of anybody's. error: per cent of rounds
    in which any of the intervals may be beside the truth. See `associating`.
    """

    associations: int = _number(SMALLEST_GROUP)
    cells: int = _number(SMALLEST_GROUP)
    each_side: int = _number(SMALLEST_GROUP)
    explained: int = _number(1, 50)
    error: int = _number(1, 10)


@dataclass(frozen=True, kw_only=True)
class AcrossRule(_Group):
    """R1: figures across enterprises: how many of them, how many people, the largest one's share of the people in per cent."""

    enterprises: int = _number(SMALLEST_GROUP)
    people: int = _number(SMALLEST_GROUP)
    share: int = _number(1, 99)


@dataclass(frozen=True, kw_only=True)
class AttributeRule(_Group):
    """R4: per cent in one category or band, people who differ, people on each side of a share, n times a mean's distance from an end."""

    category_share: int = _number(1, 99)
    differing: int = _number(1)
    each_side: int = _number(1)
    mean_margin: int = _number(1)


@dataclass(frozen=True, kw_only=True)
class IntervalRule(_Group):
    """R5: per cent of the scale that a hidden mean's feasible interval spans."""

    span: int = _number(1, 100)


@dataclass(frozen=True, kw_only=True)
class ParticipationRule(_Group):
    """R6: invited people behind a response rate, and the least width of its bands in percentage points."""

    minimum: int = _number(SMALLEST_GROUP)
    width: int = _number(5, 50)


@dataclass(frozen=True, kw_only=True)
class CountsRule(_Group):
    """R6: from how many respondents on the enterprise's number is exact; elsewhere numbers come in bands that begin at these."""

    exact: int = _number(SMALLEST_GROUP)
    bands: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.bands, tuple) or not self.bands:
            raise Refusal(Fault("rules.not_ascending", FILE, details={"key": "counts.bands"}))
        for start in self.bands:
            _check_number("counts.bands", start, least=SMALLEST_GROUP, most=1_000_000)
        if any(start >= following for start, following in pairwise(self.bands)):
            raise Refusal(Fault("rules.not_ascending", FILE, details={"key": "counts.bands"}))


@dataclass(frozen=True, kw_only=True)
class RoundingRule(_Group):
    """R11: decimals of a mean. Shares are whole per cent in every publication."""

    mean: int = _number(0, 2)


_GROUPS: Final[Mapping[str, type[_Group]]] = {
    "grid": GridRule,
    "ordinary": OrdinaryRule,
    "sensitive": SensitiveRule,
    "health": HealthRule,
    "across": AcrossRule,
    "attribute": AttributeRule,
    "interval": IntervalRule,
    "participation": ParticipationRule,
    "counts": CountsRule,
    "rounding": RoundingRule,
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All rules of an instrument. Raises Refusal when they contradict each other.

    breakdowns: R10: the id of the background item by which the enterprise's figures are broken down, if any. The instrument sees to it that
        it has such an item.
    """

    id: str
    version: str
    grid: GridRule
    ordinary: OrdinaryRule
    sensitive: SensitiveRule
    health: HealthRule
    across: AcrossRule
    attribute: AttributeRule
    interval: IntervalRule
    participation: ParticipationRule
    counts: CountsRule
    rounding: RoundingRule
    breakdowns: tuple[str, ...]

    def __post_init__(self) -> None:
        for stricter, looser, holds in (
            ("ordinary.full", "ordinary.mean", self.ordinary.full >= self.ordinary.mean),
            ("sensitive.full", "ordinary.full", self.sensitive.full >= self.ordinary.full),
            ("ordinary.full", "counts.bands", self.ordinary.full >= self.counts.bands[0]),
            ("counts.exact", "ordinary.full", self.counts.exact >= self.ordinary.full),
        ):
            if not holds:
                raise Refusal(Fault("rules.contradiction", FILE, details={"key": stricter, "other": looser}))

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Rules:
        """The rules in a rules file's document. Raises Refusal for a key that is unknown or missing and for a value outside its range."""
        _check_keys("", document, {"id", "version", "breakdowns", *_GROUPS})
        for name in ("id", "version"):
            if not isinstance(document[name], str) or not document[name]:
                raise Refusal(Fault("rules.not_text", FILE, details={"key": name}))
        groups: dict[str, Any] = {name: _group(name, group, document[name]) for name, group in _GROUPS.items()}
        return cls(id=str(document["id"]), version=str(document["version"]), breakdowns=_breakdowns(document["breakdowns"]), **groups)


def _breakdowns(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 1 or not all(isinstance(item, str) and item for item in value):
        raise Refusal(Fault("rules.breakdowns", FILE, details={"key": "breakdowns"}))
    return tuple(value)


def _group(name: str, group: type[_Group], document: object) -> _Group:
    if not isinstance(document, Mapping):
        raise Refusal(Fault("rules.not_group", FILE, details={"key": name}))
    _check_keys(f"{name}.", document, {one.name for one in fields(group)})  # type: ignore[arg-type]  # every subclass is a dataclass
    return group(**{key: tuple(value) if isinstance(value, list) else value for key, value in document.items()})


def _check_keys(prefix: str, document: Mapping[str, object], known: set[str]) -> None:
    faults = [Fault("rules.unknown_key", FILE, details={"key": f"{prefix}{key}"}) for key in document if key not in known]
    faults += [Fault("rules.missing_key", FILE, details={"key": f"{prefix}{key}"}) for key in sorted(known) if key not in document]
    if faults:
        raise Refusal(faults)


def _check_number(key: str, value: object, *, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:  # a bool is an int to isinstance
        raise Refusal(Fault("rules.number", FILE, details={"key": key, "least": least, "most": most}))
