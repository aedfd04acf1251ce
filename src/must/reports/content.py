"""What a report says, before any page or slide exists: words in one language, figures as the publication rounds them, nothing to draw with.

Every form of a report is made from this description alone. `describe` makes it from a publication; an answer can't come in here.
Shares and answers stand in reading order: from the challenging end of the scale to the favourable one, whichever end that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from must.core.common.languages import Language


class Holds(StrEnum):
    """What a report has to show. full: shares, bands, items and means. means: means alone. nothing: no figure at all."""

    FULL = "full"
    MEANS = "means"
    NOTHING = "nothing"


class Whose(StrEnum):
    """Whose figures a row has. previous: the unit's own in an earlier round. others: the average enterprise's."""

    OWN = "own"
    PREVIOUS = "previous"
    PARENT = "parent"
    ENTERPRISE = "enterprise"
    OTHERS = "others"


class Band(StrEnum):
    """The three bands of a score, and of an answer as if it were a score."""

    CHALLENGE = "challenge"
    MIDDLE = "middle"
    FAVOURABLE = "favourable"


class Side(StrEnum):
    """Why a factor is one to talk about."""

    CHALLENGE = "challenge"
    MIDDLE = "middle"
    STRENGTH = "strength"


@lru_cache(maxsize=4096)  # few values, asked for again and again
def _distance(value: float, low: int, high: int) -> Fraction:
    """How far up the scale a value lies, as a part of it."""
    return (Fraction(str(value)) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from its challenging end to its favourable one.

    low, high: the scale's ends. challenge, favourable: the thresholds of the bands. high_is_challenge: which end is the challenging one.
    """

    low: int
    high: int
    challenge: float
    favourable: float
    high_is_challenge: bool

    def place(self, value: float) -> Fraction:
        """Where a value stands: 0 is the challenging end, 1 the favourable one. Exact for the decimal that the value prints as."""
        distance = _distance(value, self.low, self.high)
        return 1 - distance if self.high_is_challenge else distance

    def band(self, value: float) -> Band:
        """The band that a value lies in; thresholds belong to the outer bands."""
        towards_challenge = value - self.challenge if self.high_is_challenge else self.challenge - value
        if towards_challenge >= 0:
            return Band.CHALLENGE
        towards_favourable = self.favourable - value if self.high_is_challenge else value - self.favourable
        return Band.FAVOURABLE if towards_favourable >= 0 else Band.MIDDLE


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one unit, or of the average enterprise, for one factor.

    people: the number of respondents as far as it is known. bands: per cent in challenge, middle and favourable. share: per cent with a
    potential challenge, also where the other bands aren't known. interval: of the mean, where it may be shown.
    """

    whose: Whose
    label: str
    mean: float | None
    bands: tuple[int, int, int] | None
    people: str | None
    share: int | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The words of a picture for those who don't see it."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Part:
    """An answer option of an item: its label, its share in whole per cent, and its band; None where the topic has none."""

    label: str
    share: int
    band: Band | None


@dataclass(frozen=True, slots=True)
class ItemShares:
    """How the answers to one item are spread. parts: in reading order; in the order of the options where the topic has no bands."""

    id: str
    text: str
    parts: tuple[Part, ...]
    picture: Picture

    @property
    def ends(self) -> tuple[str, str]:
        """The labels of the outermost options."""
        return self.parts[0].label, self.parts[-1].label


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in words. head: the columns' headings. rows: each begins with its own heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """One topic of a report: its name, what it means, and either its figures or the one neutral sentence.

    tags: kind of factor and the act's letter. sentences: what the figures say. rows: the unit's own first, then its comparisons; empty
    when the result isn't shown. axis: None for a follow-up set. bands_picture, means_picture: None where there is nothing to draw.
    tables: the same figures in words. questions: to talk about when they are looked at together; none where nothing is shown.
    """

    id: str
    name: str
    meaning: str
    tags: tuple[str, ...]
    sentences: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    axis: Axis | None = None
    bands_picture: Picture | None = None
    means_picture: Picture | None = None
    items: tuple[ItemShares, ...] = ()
    tables: tuple[Table, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The factors of one theme."""

    id: str
    title: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One thing to talk about. sentence: what the figures say. why: a sentence on why it is brought up. rows: those that they speak of."""

    factor: str
    side: Side
    name: str
    sentence: str
    why: str
    rows: tuple[Row, ...]
    axis: Axis
    picture: Picture


class Strength(StrEnum):
    """How an association is read. clear: its interval, adjusted for all that were looked at, lies on one side of none. none: it doesn't."""

    CLEAR = "clear"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Association:
    """How one work factor and one complaint go together, as standardised coefficient from -1 to 1 with its interval.

    coefficient, low, high: as published. more_is_worse: the factor's high end is the challenging one. sentence: the same in words, as
    association and never as cause.
    """

    factor: str
    name: str
    coefficient: float
    low: float
    high: float
    strength: Strength
    more_is_worse: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Associations of one complaint that are read alike: more of the factor goes with more of the complaint, or with less, or neither.

    words: how they are read. names: their factors as a list; empty where the words speak of all. associations: the strongest first.
    """

    words: str
    names: str
    associations: tuple[Association, ...]

    @property
    def sentence(self) -> str:
        return f"{self.words}: {self.names}." if self.names else f"{self.words}."


@dataclass(frozen=True, slots=True)
class Complaint:
    """A health complaint and the work factors that were looked at beside it. Nothing tells how many have it.

    alike: the clear associations with more of it, those with less of it, and those that aren't clear; only such as there are.
    """

    id: str
    name: str
    alike: tuple[Alike, ...]
    picture: Picture
    table: Table

    @property
    def associations(self) -> tuple[Association, ...]:
        return tuple(one for some in self.alike for one in some.associations)

    @property
    def summary(self) -> str:
        return " ".join(some.sentence for some in self.alike)


@dataclass(frozen=True, slots=True)
class Associations:
    """The health chapter of the enterprise's report (P12). reading: how to read it, and what it doesn't say. complaints: empty when nothing
    may be said; then the one neutral sentence stands in `reading`."""

    title: str
    reading: tuple[str, ...]
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another unit whose report this one points to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that one unit's report says.

    title: of the document. path: names of the units above, from the enterprise down; None stands for those left out of a long path.
    period: when the answers were given, in words, where that is known. about: what the report covers and holds. read_with: the unit above
    whose report to read besides, or instead. who: label and words of what may be said on who answered, and with whom they are compared.
    points: what to talk about first. steps: how to work with the report. reading: how to read it. associations: the enterprise's alone.
    source: label and words on instrument and rules.
    """

    language: Language
    code: str
    name: str
    title: str
    enterprise: str
    path: tuple[str | None, ...]
    period: str | None
    holds: Holds
    about: tuple[str, ...]
    read_with: Neighbour | None
    who: tuple[tuple[str, str], ...]
    points: tuple[TalkingPoint, ...]
    steps: tuple[str, ...]
    reading: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    associations: Associations | None
    source: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of reports. words: what the report holds, or with which unit to read together. report: there is a report."""

    code: str
    name: str
    level: int
    report: bool
    words: tuple[str, ...]
