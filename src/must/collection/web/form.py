"""A theme's page of the form: what is on it, what was sent from it, and where the participant stands.

Nothing here knows of HTTP or the database, so every rule of the form can be read and tested alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from must.core.common.languages import Language
from must.core.instrument.counts import page_seconds
from must.core.instrument.model import NOT_RELEVANT, Instrument, Item, Selection, Theme, Topic

ANSWER = "answer."
"""Field names: `answer.<item>` holds the chosen value."""
SHOWN = "shown"
"""Field name: what the page showed as answered when it was made, as `item:value` words."""
OPENED = "opened"
"""Field name: the follow-up sets that the participant had before them."""

ROW_LETTERS = 30
"""Options stand in a row on a wide screen when no label is longer."""


class UnreadableForm(ValueError):
    """What was sent isn't what our page sends."""


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it's shown. answer: the saved value, None where there is none."""

    item: Item
    answer: int | None

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
    """One theme's page. number: from 1. of: how many pages there are."""

    number: int
    of: int
    theme: Theme
    items: tuple[Item, ...]
    instrument: Instrument

    @property
    def last(self) -> bool:
        return self.number == self.of

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
        Answers to a follow-up set whose condition no longer holds are taken back with it. Raises UnreadableForm.
        """
        shown = _read_shown(sent.get(SHOWN, ""))
        chosen = {item.id: _value(sent.get(ANSWER + item.id)) for item in self.items}
        changes = {item: value for item, value in chosen.items() if value != shown.get(item)}
        changes |= {item: None for item in chosen if sent.get(ANSWER + item) == "" and item in answers}
        if take_back is not None:
            if take_back not in chosen:
                raise UnreadableForm("an item that isn't on this page")
            changes[take_back] = None
        return changes | dict.fromkeys(self._closed_by(merge(answers, changes)))

    def newly_opened(self, sent: Iterable[str], answers: Mapping[str, int]) -> Topic | None:
        """The first follow-up set that the answers open and that the participant hasn't had before them yet."""
        seen = set(sent)
        return next((topic for topic in self._follow_ups() if topic.id not in seen and is_open(topic, answers)), None)

    def _follow_up_of(self, item: Item) -> Topic | None:
        topic = self.instrument.topic_of_item.get(item.id)
        return topic if topic is not None and topic.routed else None

    def _follow_ups(self) -> Iterable[Topic]:
        return (topic for topic, _ in groupby(self.items, key=self._follow_up_of) if topic is not None)

    def _closed_by(self, answers: Mapping[str, int]) -> Iterable[str]:
        """Answered items of follow-up sets whose condition the answers don't meet."""
        return (item.id for topic in self._follow_ups() if not is_open(topic, answers) for item in topic.items if item.id in answers)


def pages(instrument: Instrument, selection: Selection) -> tuple[Page, ...]:
    """The form's pages, in order."""
    asked = tuple(instrument.asked(selection))
    return tuple(Page(number, len(asked), theme, items, instrument) for number, (theme, items) in enumerate(asked, start=1))


def is_open(follow_up: Topic, answers: Mapping[str, int]) -> bool:
    """Whether a routed set is asked, given the answers."""
    condition = follow_up.condition
    return condition is None or answers.get(condition.item) in condition.values


def merge(answers: Mapping[str, int], changes: Mapping[str, int | None]) -> dict[str, int]:
    """The answers after the changes."""
    return {item: value for item, value in {**answers, **changes}.items() if value is not None}


def page_to_resume(form: tuple[Page, ...], answers: Mapping[str, int]) -> Page:
    """Where a returning participant goes on: the last page with an answer, or the one after it when nothing is left there."""
    answered = [page for page in form if any(item.id in answers for item in page.items)]
    if not answered:
        return form[0]
    latest = answered[-1]
    finished = all(question.answer is not None for block in latest.blocks(answers) if block.open for question in block.questions)
    return form[latest.number] if finished and not latest.last else latest


def chosen_language(value: str) -> Language:
    """The language of a pressed language button. Raises UnreadableForm."""
    if value not in list(Language):
        raise UnreadableForm("no such language")
    return Language(value)


def minutes_left(form: tuple[Page, ...], page: Page, language: Language) -> int:
    """How many whole minutes are left from the beginning of `page`, never under one (P02)."""
    seconds = sum(page_seconds(each.theme, each.items, each.instrument, language) for each in form[page.number - 1 :])
    return max(1, round(seconds / 60))


def _read_shown(words: str) -> dict[str, int]:
    pairs = (word.partition(":") for word in words.split())
    return {item: value for item, _, number in pairs if (value := _value(number)) is not None}


def _value(sent: str | None) -> int | None:
    if sent is None or sent == "":
        return None
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 3):
        raise UnreadableForm("a value isn't a small number")
    return int(sent)
