"""`must instrument`: check an instrument's files, and show what they ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import click

from must.cli.faults import REFUSED, printable
from must.cli.length import length
from must.core.campaign.windows import Windows
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.rules import Rules
from must.core.instrument.counts import Counts, count
from must.core.instrument.loader import RULES_FILE, WINDOWS_FILE, instrument_directory, load_instrument, locate
from must.core.instrument.model import Instrument, Item, Selection, Theme, Topic
from must.core.instrument.texts import load_texts
from must.ui.texts import texts

T = TypeVar("T")


@click.group()
def command() -> None:
    """Check and show instruments. NAME_OR_DIR is the name of one that comes with MUST, or the directory of another."""


@command.command()
@click.argument("name_or_dir")
def check(name_or_dir: str) -> None:
    """Count items and minutes, and report every fault with file and line."""
    instrument_directory(name_or_dir)
    faults = tuple(_faults(name_or_dir))
    for fault in faults:
        click.echo(printable(_sentence(fault)), err=True)
    if faults:
        click.echo(f"{name_or_dir}: {_plural(len(faults), 'fault')}", err=True)
        sys.exit(REFUSED)
    for line in _summary(load_instrument(name_or_dir)):
        click.echo(line)


@command.command()
@click.argument("name_or_dir")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON: forms, modules, topics and items.")
@click.option("--language", type=click.Choice([language.value for language in Language]), default="en", help="Language of the listing.")
def show(name_or_dir: str, as_json: bool, language: str) -> None:
    """List what an instrument asks, theme by theme."""
    instrument = load_instrument(name_or_dir)
    if as_json:
        click.echo(json.dumps(described(instrument), ensure_ascii=False, indent=1))
    else:
        for line in _listing(instrument, Language(language)):
            click.echo(line)


# Checking


def _faults(name_or_dir: str) -> Iterator[Fault]:
    instrument, faults = _attempt(lambda: load_instrument(name_or_dir))
    yield from faults
    if instrument:
        yield from locate(name_or_dir, RULES_FILE, _attempt(lambda: Rules.of(instrument.rules))[1])
        yield from locate(name_or_dir, WINDOWS_FILE, _attempt(lambda: Windows.of(instrument.windows))[1])
    yield from _attempt(lambda: load_texts(name_or_dir))[1]


def _attempt(read: Callable[[], T]) -> tuple[T | None, tuple[Fault, ...]]:
    """What was read, or what is wrong with it."""
    try:
        return read(), ()
    except Refusal as refusal:
        return None, refusal.faults


def _sentence(fault: Fault) -> str:
    """`themes/role.yaml:12: what is wrong. How to mend it.`"""
    t = texts(Language.EN)
    where = ":".join(str(part) for part in (fault.file, fault.row) if part is not None)
    return f"{where}: {t(fault.code, **fault.details)} {t(f'{fault.code}.mend', **fault.details)}"


def _summary(instrument: Instrument) -> Iterator[str]:
    counts = count(instrument)
    yield f"{instrument.title[Language.EN]} ({instrument.id}, version {instrument.version})"
    yield ""
    yield "Work-environment items"
    for form, number in counts.forms.items():
        yield f"  {form:<24}{number:>3}   {_minutes(instrument, form)}"
    yield "Extended themes, chosen singly on top of a form that leaves them out"
    yield from _rows(counts.extended)
    yield "Modules"
    yield from _rows(counts.modules)
    yield "On top of every form"
    yield from _rows(_on_top(counts))
    yield ""
    yield f"Languages: {', '.join(f'{language.own_name} ({language})' for language in Language)}; every text is there in all of them."
    yield "No faults."


def _on_top(counts: Counts) -> Mapping[str, int]:
    return {"health": counts.health, "background": counts.background, "follow-ups, if opened": counts.follow_ups}


def _rows(numbers: Mapping[str, int]) -> Iterator[str]:
    return (f"  {name:<24}{number:>3}" for name, number in numbers.items())


def _minutes(instrument: Instrument, form: str) -> str:
    longest, each = length(instrument, Selection(form))
    return f"{longest} minutes with health and background ({each})"


# Showing


def described(instrument: Instrument) -> Mapping[str, object]:
    """The instrument as plain data: ids, classes, routing and values, no texts. `topic` and `when` are null where there is none."""
    return {
        "id": instrument.id,
        "version": instrument.version,
        "forms": {form: [item.id for _, items in instrument.asked(Selection(form)) for item in items] for form in instrument.forms},
        "modules": {theme.id: [item.id for item in theme.items] for theme in instrument.modules},
        "topics": [_topic(theme, topic) for theme in instrument.themes for topic in theme.topics],
        "items": [_item(instrument, theme, item) for theme in instrument.themes for item in theme.items],
    }


def _topic(theme: Theme, topic: Topic) -> Mapping[str, object]:
    return {
        "id": topic.id,
        "class": topic.topic_class,
        "theme": theme.id,
        "section": theme.section,
        "routed": topic.condition is not None,
        "follow_up": topic.follow_up,
        "direction": topic.direction,
        "act": topic.act,
        "scored_items": [item.id for item in topic.scored_items],
        "bands": {"challenge": topic.bands.challenge, "favourable": topic.bands.favourable} if topic.bands else None,
    }


def _item(instrument: Instrument, theme: Theme, item: Item) -> Mapping[str, object]:
    topic = instrument.topic_of_item.get(item.id)
    condition = topic.condition if topic else None
    return {
        "id": item.id,
        "topic": topic.id if topic else None,
        "theme": theme.id,
        "routed": condition is not None,
        "when": {"item": condition.item, "values": sorted(condition.values)} if condition else None,
        "extended": item.extended,
        "reversed": item.reversed,
        "not_relevant": item.not_relevant,
        "options": [{"value": value} for value in item.responses.values],
    }


def _listing(instrument: Instrument, language: Language) -> Iterator[str]:
    yield f"{instrument.title[language]} ({instrument.id}, version {instrument.version})"
    for theme in instrument.themes:
        yield from ("", f"{theme.title[language]} ({theme.section})", f"  {theme.intro[language]}")
        if theme.notice:
            yield f"  {theme.notice[language]}"
        for topic in theme.topics:
            yield f"  {topic.name[language]} ({topic.id}, {topic.topic_class}{_opened(topic)})"
            yield from (_question(item, language) for item in topic.items)
        yield from (_question(item, language) for item in theme.loose)


def _opened(topic: Topic) -> str:
    if topic.condition is None:
        return ""
    return f", asked when {topic.condition.item} is {', '.join(map(str, sorted(topic.condition.values)))}"


def _question(item: Item, language: Language) -> str:
    marks = [name for name in ("extended", "reversed", "not_relevant") if getattr(item, name)]
    return f"    {item.text[language]} [{', '.join((item.responses.id, *marks))}]"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
