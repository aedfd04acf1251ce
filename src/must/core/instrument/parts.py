"""What an instrument is made of: response scales, items, topics, themes. `model` puts them together and refuses what doesn't fit.

The vocabulary is survey methodology's: an *item* is one question; a *scale* is a set of items that measures one factor; a *topic* is what a
report shows and a disclosure rule protects: a scale, or a set of follow-up items. A scale that not everybody is asked is a *filtered* one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from must.core.common.languages import Text
from must.core.common.topics import TopicClass


class Direction(StrEnum):
    """risk: a high score is a challenge. protective: a low one is. outcome_*: what work leads to, read the same two ways."""

    RISK = "risk"
    PROTECTIVE = "protective"
    OUTCOME_HIGH_IS_GOOD = "outcome_high_is_good"
    OUTCOME_LOW_IS_GOOD = "outcome_low_is_good"

    @property
    def high_is_challenge(self) -> bool:
        return self in (Direction.RISK, Direction.OUTCOME_LOW_IS_GOOD)


class Evidence(StrEnum):
    """How firmly research ties a work factor to health later on. none: nothing is claimed, which isn't to say that it doesn't matter."""

    STRONG = "strong"
    MODERATE = "moderate"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option: the integer that is stored, and its label."""

    value: int
    text: Text


@dataclass(frozen=True, slots=True)
class ResponseScale:
    """The options of an item, in the order in which they are shown. Values are distinct and ascending."""

    id: str
    options: tuple[Option, ...]

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Bands:
    """Thresholds of the score's three bands (challenge, middle, favourable). Conventions, not clinical cut-offs.

    Where high is a challenge: challenge when score >= challenge, favourable when score <= favourable; the other way round otherwise.
    """

    challenge: float
    favourable: float


@dataclass(frozen=True, slots=True)
class Condition:
    """Routing: asked only when `item` was answered with one of `values`."""

    item: str
    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    extended: asked only where the theme's extended part is chosen (the full form chooses all of them).
    reversed: its value is turned round before scoring (value → lowest + highest − value).
    not_relevant: offers "not relevant", stored as `NOT_RELEVANT`, which counts as not answered.
    """

    id: str
    text: Text
    responses: ResponseScale
    extended: bool = False
    reversed: bool = False
    not_relevant: bool = False

    @property
    def offered(self) -> tuple[int, ...]:
        """The values that it may be answered with: those of its options, then "not relevant" where that is offered."""
        return (*self.responses.values, *((NOT_RELEVANT,) if self.not_relevant else ()))


NOT_RELEVANT = 0
"""The stored value of "not relevant"; no response scale may use it, and no report counts it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A scale, or a follow-up set.

    condition: who is asked. A scale may be *filtered* by an item of the background; without a condition everybody is asked. A follow-up
    set opens on an item of the scale before it.
    bands and direction are None for a follow-up set: it has no score, only its items.
    minimum_answered: how many items must be answered for a score in *research*; reports use those who answered every item.
    act: the letter of the working environment act § 4-3 (arbeidsmiljøloven), where the factor has one.
    evidence: on the factor's relevance to health. questions: for the dialogue on its figures.
    """

    id: str
    topic_class: TopicClass
    name: Text
    meaning: Text
    items: tuple[Item, ...]
    direction: Direction | None = None
    bands: Bands | None = None
    act: str | None = None
    minimum_answered: int = 1
    condition: Condition | None = None
    evidence: Evidence = Evidence.NONE
    questions: tuple[Text, ...] = ()

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that make the score: the short-form items, or all where the short form has none."""
        if self.direction is None:
            return ()
        return tuple(item for item in self.items if not item.extended) or self.items

    @property
    def follow_up(self) -> bool:
        """Whether it is a follow-up set. Who answered one gave a certain answer to its opener, so it is shown only beside that."""
        return self.condition is not None and self.direction is None

    @property
    def factor(self) -> bool:
        """Whether it is a factor of the work itself, which one can do something about: neither what follows from work nor one of the
        topics that are protected."""
        return self.topic_class is TopicClass.ORDINARY and self.direction in (Direction.RISK, Direction.PROTECTIVE)

    @property
    def filtered(self) -> bool:
        """Whether it is a scale of those only who gave certain answers to a background item."""
        return self.condition is not None and self.direction is not None


class Section(StrEnum):
    """Where a theme belongs. Work environment and modules are what the item counts speak of; health and background come on top."""

    BACKGROUND = "background"
    WORK = "work"
    MODULE = "module"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Theme:
    """One page of the form and one chapter of the report.

    notice: words before the questions of a sensitive page (who sees the result, where to get help).
    loose: items that belong to no topic (background).
    """

    id: str
    section: Section
    title: Text
    intro: Text
    topics: tuple[Topic, ...]
    loose: tuple[Item, ...] = ()
    notice: Text | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """In the order in which they are asked; follow-ups come right after their scale."""
        return tuple(item for topic in self.topics for item in topic.items) + self.loose

    @property
    def counted(self) -> tuple[Item, ...]:
        """The items that counts and minutes speak of: all but follow-ups, which few people open. So nobody is asked more than is said,
        but for follow-ups, and whom a filter passes over is asked less."""
        return tuple(item for topic in self.topics if not topic.follow_up for item in topic.items) + self.loose


@dataclass(frozen=True, slots=True)
class Timing:
    """What the estimate of minutes (P02) is made of: reading speed, seconds to choose an answer, seconds for the start page."""

    words_per_minute: float
    seconds_per_answer: float
    start_seconds: float
