"""What makes an instrument wrong, as a table of rules.

Each rule reads a whole instrument and yields faults. Their `column` is a path to the part at fault, by the names of fields and the indices
of lists (`themes.2.topics.0.bands`), the same in the object and in the files, so that the loader can turn it into file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from must.core.common.refusals import Fault
from must.core.common.topics import TopicClass
from must.core.instrument.parts import Condition, Evidence, Item, ResponseScale, Section, Topic

if TYPE_CHECKING:
    from must.core.instrument.model import Instrument

SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
RESERVED_ITEM_IDS = frozenset({"unit"})
"""Column headings of the answer file that aren't items."""
LARGEST_VALUE = 99
ACT_LETTERS = frozenset("abcd")
"""The four groups of factors in the working environment act § 4-3 (arbeidsmiljøloven), in force 1 January 2026."""
MOST_BREAKDOWN_VALUES = 8
"""Options of an item by which a report is broken down. What can be told of every set of its values is checked (R10)."""
MOST_QUESTIONS = 3
"""Questions for the dialogue on one topic: more isn't a conversation but another questionnaire."""
PROTECTION = {TopicClass.ORDINARY: 0, TopicClass.SENSITIVE: 1, TopicClass.HEALTH: 2}

Path = tuple[str | int, ...]


def faults_of(instrument: Instrument) -> tuple[Fault, ...]:
    """Everything that is wrong with an instrument."""
    return tuple(fault for rule in RULES for fault in rule(instrument))


def _fault(code: str, path: Path, details: Mapping[str, str | int] | None = None) -> Fault:
    return Fault(f"instrument.{code}", column=".".join(map(str, path)), details=details or {})


# Names


def _ids(instrument: Instrument) -> Iterator[tuple[str, Path, str]]:
    """Every id: of what, where, the id."""
    for name in instrument.response_scales:
        yield "response scale", ("response_scales", name), name
    for name in instrument.forms:
        yield "form", ("forms", name), name
    for number, theme in enumerate(instrument.themes):
        yield "theme", ("themes", number, "id"), theme.id
    for path, topic in _topics(instrument):
        yield "topic", (*path, "id"), topic.id
    for path, item in _items(instrument):
        yield "item", (*path, "id"), item.id


def ids_are_snake_case(instrument: Instrument) -> Iterator[Fault]:
    for _, path, name in _ids(instrument):
        if not SNAKE_CASE.fullmatch(name):
            yield _fault("bad_id", path, {"id": name})


def ids_are_unique(instrument: Instrument) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for kind, path, name in _ids(instrument):
        if (kind, name) in seen:
            yield _fault("duplicate_id", path, {"id": name})
        seen.add((kind, name))


def item_ids_are_free(instrument: Instrument) -> Iterator[Fault]:
    for path, item in _items(instrument):
        if item.id in RESERVED_ITEM_IDS:
            yield _fault("reserved_id", (*path, "id"), {"id": item.id})


# Response scales


def response_scales_offer_a_choice(instrument: Instrument) -> Iterator[Fault]:
    for name, scale in instrument.response_scales.items():
        if len(scale.options) < 2:
            yield _fault("too_few_options", ("response_scales", name, "options"))


def values_ascend(instrument: Instrument) -> Iterator[Fault]:
    for name, scale in instrument.response_scales.items():
        for number, value in enumerate(scale.values):
            path = ("response_scales", name, "options", number, "value")
            if not 1 <= value <= LARGEST_VALUE:
                yield _fault("value_outside_limits", path, {"value": value, "largest": LARGEST_VALUE})
            elif number and value <= scale.values[number - 1]:
                yield _fault("values_not_ascending", path, {"value": value, "before": scale.values[number - 1]})


def response_scales_are_known(instrument: Instrument) -> Iterator[Fault]:
    for path, item in _items(instrument):
        if item.responses != instrument.response_scales.get(item.responses.id):
            known = ", ".join(instrument.response_scales)
            yield _fault("unknown_response_scale", (*path, "responses"), {"id": item.responses.id, "known": known})


# Scales


def topics_have_items(instrument: Instrument) -> Iterator[Fault]:
    for path, topic in _topics(instrument):
        if not topic.items:
            yield _fault("no_items", (*path, "items"), {"topic": topic.id})


def acts_are_letters(instrument: Instrument) -> Iterator[Fault]:
    for path, topic in _topics(instrument):
        if topic.act is not None and topic.act not in ACT_LETTERS:
            yield _fault("unknown_act", (*path, "act"), {"act": topic.act})


def scores_are_complete(instrument: Instrument) -> Iterator[Fault]:
    """A scale has a direction and bands, also where background filters who is asked; a follow-up set has no score, so none of what belongs
    to one: who answered it is told by another topic's figures."""
    for path, topic in _topics(instrument):
        if topic.condition is not None and topic.condition.item not in instrument.items:
            continue  # so it can't be told which of the two it is; that is reported as what it is
        if topic.condition is not None and topic.condition.item in instrument.topic_of_item:
            if topic.direction is not None or topic.bands is not None or any(item.reversed for item in topic.items):
                yield _fault("follow_up_with_score", path, {"topic": topic.id})
        elif topic.direction is None or topic.bands is None:
            yield _fault("scale_without_score", path, {"topic": topic.id})


def ranges_are_one(instrument: Instrument) -> Iterator[Fault]:
    for path, topic in _scales(instrument):
        if len(_ranges(topic)) > 1:
            yield _fault("mixed_ranges", path, {"topic": topic.id})


def bands_fit(instrument: Instrument) -> Iterator[Fault]:
    for path, topic in _scales(instrument):
        bands, direction, ranges = topic.bands, topic.direction, _ranges(topic)
        if bands is None or direction is None or len(ranges) != 1:
            continue
        low, high = next(iter(ranges))
        if not (low <= bands.challenge <= high and low <= bands.favourable <= high):
            yield _fault("bands_outside_scale", (*path, "bands"), {"low": low, "high": high})
        elif bands.challenge == bands.favourable or (bands.challenge > bands.favourable) != direction.high_is_challenge:
            yield _fault("bands_wrong_way", (*path, "bands"), {"direction": direction})


def minimum_answered_fits(instrument: Instrument) -> Iterator[Fault]:
    for path, topic in _scales(instrument):
        count = len(topic.scored_items)
        if count and not 1 <= topic.minimum_answered <= count:
            yield _fault("minimum_answered_outside", (*path, "minimum_answered"), {"minimum": topic.minimum_answered, "count": count})


# What a report says of a topic


def evidence_is_of_factors(instrument: Instrument) -> Iterator[Fault]:
    """It decides what a report brings up first, and only factors of the work take part in that."""
    for path, topic in _scales(instrument):
        if topic.evidence is not Evidence.NONE and not topic.factor:
            yield _fault("evidence_of_no_factor", (*path, "evidence"), {"topic": topic.id})


def questions_fit(instrument: Instrument) -> Iterator[Fault]:
    """Figures come with questions to talk about. A follow-up set may be talked about with its scale, and health has no figures (P12)."""
    for path, topic in _topics(instrument):
        scored = topic.direction is not None and topic.bands is not None
        if instrument.themes[int(path[1])].section is Section.HEALTH:
            least, most = 0, 0
        else:
            least, most = 1 if scored else 0, MOST_QUESTIONS
        if not least <= len(topic.questions) <= most:
            yield _fault("questions_outside", (*path, "questions"), {"topic": topic.id, "least": least, "most": most})


# Protection


def health_is_in_its_section(instrument: Instrument) -> Iterator[Fault]:
    """Health is reported by rules of its own (P12); a health topic elsewhere, or another one among them, would slip past them."""
    for number, theme in enumerate(instrument.themes):
        for index, topic in enumerate(theme.topics):
            if (topic.topic_class is TopicClass.HEALTH) != (theme.section is Section.HEALTH):
                code = "not_health_in_health_section" if theme.section is Section.HEALTH else "health_outside_health_section"
                yield _fault(code, ("themes", number, "topics", index, "class"), {"topic": topic.id})


def protected_themes_have_a_notice(instrument: Instrument) -> Iterator[Fault]:
    for number, theme in enumerate(instrument.themes):
        protected = [topic.id for topic in theme.topics if topic.topic_class is not TopicClass.ORDINARY]
        if protected and theme.notice is None:
            yield _fault("no_notice", ("themes", number), {"theme": theme.id, "topic": protected[0]})


def background_has_no_topics(instrument: Instrument) -> Iterator[Fault]:
    """What is reported belongs to a topic, which has a class; what doesn't is background and is never reported."""
    for number, theme in enumerate(instrument.themes):
        background = theme.section is Section.BACKGROUND
        if theme.loose and not background:
            yield _fault("loose_outside_background", ("themes", number, "loose"), {"theme": theme.id})
        if theme.topics and background:
            yield _fault("topic_in_background", ("themes", number, "topics"), {"theme": theme.id})
        if not theme.topics and not theme.loose:
            yield _fault("empty_theme", ("themes", number), {"theme": theme.id})


# Breakdowns


def breakdowns_are_by_background(instrument: Instrument) -> Iterator[Fault]:
    """R10. Only background may group people in a report: any other item is itself an answer that has to be protected.

    Whether the entry is a list of one id at all is for `core.disclosure.rules` to say.
    """
    listed = instrument.rules.get("breakdowns")
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], str):
        return
    path: Path = ("rules", "breakdowns", 0)
    background = {item.id: item for theme in instrument.themes if theme.section is Section.BACKGROUND for item in theme.loose}
    if listed[0] not in background:
        yield _fault("breakdown_item", path, {"item": listed[0], "known": ", ".join(background) or "–"})
    elif len(background[listed[0]].responses.options) > MOST_BREAKDOWN_VALUES:
        yield _fault("breakdown_values", path, {"item": listed[0], "most": MOST_BREAKDOWN_VALUES})


# Routing


def routing_leads_back(instrument: Instrument) -> Iterator[Fault]:
    """A follow-up set opens on an item of the scale before it; between them only other sets of the same scale. A filtered scale opens on an
    item of the background, which comes first."""
    for number, theme in enumerate(instrument.themes):
        for index, topic in enumerate(theme.topics):
            if topic.condition is not None:
                path = ("themes", number, "topics", index)
                yield from _routing_faults(instrument, theme.topics[:index], topic, topic.condition, path)


def _routing_faults(instrument: Instrument, before: tuple[Topic, ...], topic: Topic, condition: Condition, path: Path) -> Iterator[Fault]:
    item = condition.item
    opener = instrument.items.get(item)
    if opener is None:
        yield _fault("routing_unknown_item", (*path, "when", "item"), {"item": item})
        return
    source = instrument.topic_of_item.get(item)
    if source is None:
        yield from _filter_faults(topic, opener, path)
    elif source not in before:
        yield _fault("routing_not_earlier", (*path, "when", "item"), {"item": item, "topic": topic.id})
        return
    else:
        yield from _follow_up_faults(before, topic, opener, source, path)
    unknown = condition.values - set(opener.responses.values)
    if opener.responses.options and (unknown or not condition.values):
        details = {"values": ", ".join(map(str, sorted(unknown))) or "–", "known": ", ".join(map(str, opener.responses.values))}
        yield _fault("routing_values", (*path, "when", "values"), details)


def _filter_faults(topic: Topic, opener: Item, path: Path) -> Iterator[Fault]:
    """Of a scale that a background item filters. The item must be asked in every round, or nobody would be asked the scale."""
    if opener.extended:
        yield _fault("routing_not_always", (*path, "when", "item"), {"topic": topic.id, "item": opener.id})


def _follow_up_faults(before: tuple[Topic, ...], topic: Topic, opener: Item, source: Topic, path: Path) -> Iterator[Fault]:
    item = opener.id
    if source.follow_up:
        yield _fault("routing_chained", (*path, "when", "item"), {"item": item})
    elif source is not _last_scale(before):
        yield _fault("routing_apart", path, {"topic": topic.id, "scale": source.id})
    if PROTECTION[topic.topic_class] < PROTECTION[source.topic_class]:
        yield _fault("routing_class", (*path, "class"), {"topic": topic.id, "needed": source.topic_class})
    if opener.extended and not all(each.extended for each in topic.items):
        yield _fault("routing_never_opened", (*path, "items"), {"topic": topic.id, "item": item})


def _last_scale(topics: tuple[Topic, ...]) -> Topic | None:
    return next((topic for topic in reversed(topics) if not topic.follow_up), None)


# Forms and time


def forms_ask_something(instrument: Instrument) -> Iterator[Fault]:
    if not instrument.forms:
        yield _fault("no_forms", ("forms",))
    work = [item for theme in instrument.themes if theme.section is Section.WORK for item in theme.items]
    for name, extended in instrument.forms.items():
        if not extended and all(item.extended for item in work):
            yield _fault("form_asks_nothing", ("forms", name), {"form": name})


def modules_are_whole(instrument: Instrument) -> Iterator[Fault]:
    """A chosen module is asked whole in every form, so nothing of it can be extended."""
    for path, item in _items(instrument):
        if item.extended and instrument.themes[int(path[1])].section is Section.MODULE:
            yield _fault("extended_in_module", (*path, "extended"), {"item": item.id})


def timing_is_positive(instrument: Instrument) -> Iterator[Fault]:
    for name in ("words_per_minute", "seconds_per_answer", "start_seconds"):
        if getattr(instrument.timing, name) <= 0:
            yield _fault("timing_not_positive", ("timing", name), {"name": name})


RULES: tuple[Callable[[Instrument], Iterator[Fault]], ...] = (
    ids_are_snake_case,
    ids_are_unique,
    item_ids_are_free,
    response_scales_offer_a_choice,
    values_ascend,
    response_scales_are_known,
    topics_have_items,
    acts_are_letters,
    scores_are_complete,
    ranges_are_one,
    bands_fit,
    minimum_answered_fits,
    evidence_is_of_factors,
    questions_fit,
    health_is_in_its_section,
    protected_themes_have_a_notice,
    background_has_no_topics,
    breakdowns_are_by_background,
    routing_leads_back,
    forms_ask_something,
    modules_are_whole,
    timing_is_positive,
)


def _topics(instrument: Instrument) -> Iterator[tuple[Path, Topic]]:
    for number, theme in enumerate(instrument.themes):
        for index, topic in enumerate(theme.topics):
            yield ("themes", number, "topics", index), topic


def _scales(instrument: Instrument) -> Iterator[tuple[Path, Topic]]:
    return ((path, topic) for path, topic in _topics(instrument) if not topic.follow_up)


def _items(instrument: Instrument) -> Iterator[tuple[Path, Item]]:
    for path, topic in _topics(instrument):
        for index, item in enumerate(topic.items):
            yield (*path, "items", index), item
    for number, theme in enumerate(instrument.themes):
        for index, item in enumerate(theme.loose):
            yield ("themes", number, "loose", index), item


def _ranges(topic: Topic) -> frozenset[tuple[int, int]]:
    """Lowest and highest values of a topic's items; an unknown response scale, reported elsewhere, has none."""
    return frozenset(_range(item.responses) for item in topic.items if item.responses.options)


def _range(scale: ResponseScale) -> tuple[int, int]:
    return min(scale.values), max(scale.values)
