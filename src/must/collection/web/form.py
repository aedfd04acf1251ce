"""A theme's page of the form: what is on it, what was sent from it, and where the participant stands.

Nothing here knows of HTTP or the database, so every rule of the form can be read and tested alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from must.core.common.languages import Language
from must.core.instrument.counts import page_seconds
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Section, Selection, Theme, Topic
from must.core.instrument.routing import filtered_out, is_met, unasked

ANSWER = "answer."
"""Field names: `answer.<item>` holds the chosen value."""
SHOWN = "shown"
"""Field name: what the page showed as answered when it was made, as `item:value` words."""
OPENED = "opened"
"""Field name: the follow-up sets that the participant had before them."""
LATE = "late"
"""Field name: answers that the script couldn't save when they were chosen, as words of item, colon, and the values that it last knew or
tried between full stops, nothing for none: `item:.4.5`. They count only if the saved answer is one of these still."""

FORMS = 64
"""As many forms a process remembers the pages of."""

ROW_LETTERS = 30
"""Options stand in a row on a wide screen when no label is longer."""


class UnreadableForm(ValueError):
    """What was sent isn't what our page sends."""


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it's shown. answer: the saved value, None where there is none."""

    item: Item
    answer: int | None

    def __hash__(self) -> int:
        """Without the item's words: a question is looked up by this each time that it is shown."""
        return hash((self.item.id, self.answer))

    def alternatives(self) -> tuple[Question, ...]:
        """The same question with each answer that there is, and without one."""
        return tuple(Question(self.item, answer) for answer in (None, *self.item.offered))

    @property
    def in_row(self) -> bool:
        """Whether the options fit side by side on a wide screen, whatever the language."""
        options = self.item.responses.options
        return len(options) <= 5 and all(len(words) <= ROW_LETTERS for option in options for _, words in option.text)

    @property
    def not_relevant(self) -> int | None:
        """The value of the option "not relevant", where the item has one."""
        return NOT_RELEVANT if self.item.not_relevant else None


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that are shown together: a follow-up set, or those between two of them.

    follows: the follow-up set, None for ordinary questions. open: whether its condition is met by the saved answers.
    """

    questions: tuple[Question, ...]
    follows: Topic | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """One theme's page. number: from 1. before, after: the numbers of the pages next to it; None at the ends of the form.

    As `pages` makes it, it holds what may be asked; as `page_at` makes it, what one participant is asked.
    """

    number: int
    theme: Theme
    items: tuple[Item, ...]
    instrument: Instrument
    before: int | None
    after: int | None

    def __hash__(self) -> int:
        """Without the theme's words: see `Question`."""
        return hash((self.number, self.theme.id))

    @property
    def last(self) -> bool:
        return self.after is None

    def blocks(self, answers: Mapping[str, int]) -> tuple[Block, ...]:
        """What is shown, in the order of asking."""
        return tuple(
            Block(
                tuple(Question(item, answers.get(item.id)) for item in items),
                follows,
                follows is None or is_open(follows, answers),
            )
            for follows, items in groupby(self.items, key=self._follow_up_of)
        )

    def shown(self, answers: Mapping[str, int]) -> str:
        """The value of the field `shown`."""
        return " ".join(f"{item.id}:{answers[item.id]}" for item in self.items if item.id in answers)

    def changes(self, sent: Mapping[str, str], answers: Mapping[str, int], *, take_back: str | None = None) -> dict[str, int | None]:
        """What the participant changed on this page since it was shown; None takes an answer back.

        Only changes count, so that a page left open on one machine doesn't undo what was answered meanwhile on another. An answer
        sent empty was taken back by the script, and is whatever the page showed: what it saved in passing may not have been confirmed.
        One that had to wait (`late`) is passed over where another answer was saved elsewhere meanwhile.
        Answers to what is no longer asked are taken back, wherever in the form it stands; those to what isn't on this page (any more) are
        passed over. Raises UnreadableForm.
        """
        shown = _read_shown(sent.get(SHOWN, ""))
        chosen = {item.id: _value(sent.get(ANSWER + item.id)) for item in self.items}
        changes = {item: value for item, value in chosen.items() if value != shown.get(item)}
        changes |= {item: None for item in chosen if sent.get(ANSWER + item) == "" and item in answers}
        known = _read_late(sent.get(LATE, ""))
        changes = {item: value for item, value in changes.items() if item not in known or answers.get(item) in known[item]}
        if take_back is not None:
            if take_back not in {item.id for item in self.theme.items}:
                raise UnreadableForm("an item that isn't on this page")
            changes[take_back] = None
        after = merge(answers, changes)
        return changes | dict.fromkeys(unasked(self.instrument, after) & after.keys())

    def newly_opened(self, sent: Iterable[str], answers: Mapping[str, int]) -> Topic | None:
        """The first follow-up set that the answers open and that the participant hasn't had before them yet."""
        seen = set(sent)
        return next((topic for topic in self.follow_ups() if topic.id not in seen and is_open(topic, answers)), None)

    def follow_ups(self) -> Iterable[Topic]:
        """The sets of follow-ups on the page, in order."""
        return (topic for topic, _ in groupby(self.items, key=self._follow_up_of) if topic is not None)

    def _follow_up_of(self, item: Item) -> Topic | None:
        topic = self.instrument.topic_of_item.get(item.id)
        return topic if topic is not None and topic.follow_up else None


@lru_cache(maxsize=FORMS)
def pages(instrument: Instrument, selection: Selection) -> tuple[Page, ...]:
    """Every page that the form may have, in order. A page keeps its number, so its address, whatever is answered."""
    asked = tuple(instrument.asked(selection))
    return tuple(
        Page(number, theme, items, instrument, number - 1 or None, number + 1 if number < len(asked) else None)
        for number, (theme, items) in enumerate(asked, start=1)
    )


def page_at(form: tuple[Page, ...], number: int, answers: Mapping[str, int]) -> Page:
    """A page as whoever gave these answers gets it: without what they aren't asked, between pages that ask them something. It has no
    items where nothing of it is asked of them, and is passed over then."""
    page = form[number - 1]
    hidden = filtered_out(page.instrument, answers)
    asked = [each.number for each in form if any(item.id not in hidden for item in each.items)]
    return replace(
        page,
        items=tuple(item for item in page.items if item.id not in hidden),
        before=max((each for each in asked if each < number), default=None),
        after=min((each for each in asked if each > number), default=None),
    )


def is_open(topic: Topic, answers: Mapping[str, int]) -> bool:
    """Whether a topic is asked, given the answers."""
    return topic.condition is None or is_met(topic.condition, answers)


def merge(answers: Mapping[str, int], changes: Mapping[str, int | None]) -> dict[str, int]:
    """The answers after the changes."""
    return {item: value for item, value in {**answers, **changes}.items() if value is not None}


def page_to_resume(form: tuple[Page, ...], answers: Mapping[str, int]) -> Page:
    """Where a returning participant goes on: the last page with an answer, or the one after it when nothing is left there."""
    answered = [page.number for page in form if any(item.id in answers for item in page.items)]
    if not answered:
        return form[0]
    latest = page_at(form, answered[-1], answers)
    finished = all(question.answer is not None for block in latest.blocks(answers) if block.open for question in block.questions)
    return latest if latest.after is None or not finished else page_at(form, latest.after, answers)


def chosen_language(value: str) -> Language:
    """The language of a pressed language button. Raises UnreadableForm."""
    if value not in list(Language):
        raise UnreadableForm("no such language")
    return Language(value)


def minutes_left(form: tuple[Page, ...], number: int, answers: Mapping[str, int], language: Language) -> int:
    """How many whole minutes are left from the beginning of a page, never under one (P02). On the background's page that is the most it
    may come to, whatever is answered there; after it, what the answers leave to be asked."""
    page = form[number - 1]
    hidden = frozenset[str]() if page.theme.section is Section.BACKGROUND else filtered_out(page.instrument, answers)
    return _minutes(form[number - 1 :], hidden, language)


@lru_cache(maxsize=4096)
def _minutes(left: tuple[Page, ...], hidden: frozenset[str], language: Language) -> int:
    page, *_ = left
    asked = ((each.theme, [item for item in each.items if item.id not in hidden]) for each in left)
    seconds = sum(page_seconds(theme, items, page.instrument, language) for theme, items in asked if items)
    return max(1, round(seconds / 60))


def _read_shown(words: str) -> dict[str, int]:
    pairs = (word.partition(":") for word in words.split())
    return {item: value for item, _, number in pairs if (value := _value(number)) is not None}


def _read_late(words: str) -> dict[str, set[int | None]]:
    pairs = (word.partition(":") for word in words.split())
    return {item: {_value(value) for value in values.split(".")} for item, _, values in pairs}


def _value(sent: str | None) -> int | None:
    if sent is None or sent == "":
        return None
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 3):
        raise UnreadableForm("a value isn't a small number")
    return int(sent)
