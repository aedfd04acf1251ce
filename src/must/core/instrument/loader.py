"""Reads an instrument from its directory. The format is documented in `docs/instrument-format.md`.

Reading has two steps: the files' form (keys, types, texts in every language), then the rules of `checks`, which run when the `Instrument`
is built. Both collect; one Refusal names everything by file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from must.core.common.refusals import Fault, Refusal
from must.core.common.topics import TopicClass
from must.core.instrument.fields import Fields, Keys
from must.core.instrument.model import (
    Bands,
    Condition,
    Direction,
    Evidence,
    Instrument,
    Item,
    Option,
    ResponseScale,
    Section,
    Theme,
    Timing,
    Topic,
)
from must.core.instrument.nodes import Node, Source, report_unlisted

FORMAT = "must.instrument/1"
INSTRUMENT_FILE = "instrument.yaml"
RULES_FILE = "rules.yaml"
WINDOWS_FILE = "windows.yaml"
PACKAGED = Path(__file__).parents[2] / "instruments"
"""Where the instruments lie that come with the program."""

INSTRUMENT = Keys(
    ("format", "id", "version", "title", "timing", "forms", "response_scales", "work", "health", "background"), optional=("modules",)
)
TIMING = Keys(("words_per_minute", "seconds_per_answer", "start_seconds"))
FORM = Keys(("extended",))
RESPONSE_SCALE = Keys(("options",))
OPTION = Keys(("value", "text"))
THEME = Keys(("id", "title", "intro"), optional=("notice", "topics", "loose"))
SCALE = Keys(
    ("id", "class", "direction", "name", "meaning", "responses", "bands", "minimum_answered", "items"),
    optional=("act", "when", "evidence", "questions"),
)
FOLLOW_UP = Keys(("id", "class", "when", "name", "meaning", "responses", "items"), optional=("act", "questions"))
SCORED = {"direction", "bands", "minimum_answered"}
"""Keys that tell a filtered scale from a follow-up set."""
BANDS = Keys(("challenge", "favourable"))
WHEN = Keys(("item", "values"))
ITEM = Keys(("id", "text"), optional=("extended", "reversed", "not_relevant", "responses"))
LOOSE_ITEM = Keys(("id", "text", "responses"), optional=("extended", "not_relevant"))
DATA = Keys(("id", "version"))
NO_SCALE = ResponseScale("", ())
"""Stands in for a response scale that is missing or unknown, which has been reported then."""
SECTIONS = {"background": Section.BACKGROUND, "work": Section.WORK, "modules": Section.MODULE, "health": Section.HEALTH}
"""Keys of instrument.yaml that list themes, in the order of asking."""


def load_instrument(name_or_dir: str | Path) -> Instrument:
    """The instrument of a packaged name (`must-2026`) or of a directory. Parsed once per process: a changed file needs a new process.

    Raises Refusal with every fault of every file.
    """
    return _load(instrument_directory(name_or_dir), str(name_or_dir))


def instrument_directory(name_or_dir: str | Path) -> Path:
    """Where an instrument lies. A packaged name comes before a directory of the same name (write `./name` for that). Raises Refusal."""
    if isinstance(name_or_dir, str) and name_or_dir in packaged_names():
        return PACKAGED / name_or_dir
    directory = Path(name_or_dir)
    if not directory.is_dir():
        raise Refusal(Fault("instrument.not_found", details={"name": str(name_or_dir), "known": ", ".join(packaged_names())}))
    return directory.resolve()


def packaged_names() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in PACKAGED.iterdir() if (path / INSTRUMENT_FILE).is_file()))


def locate(name_or_dir: str | Path, file: str, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults in the content of a data file with the file as the user knows it, and its line: `details["key"]` is a dotted path into it."""
    source = Source(instrument_directory(name_or_dir) / file, str(Path(name_or_dir) / file), [])
    root = source.read() or Node(1, {})
    return tuple(replace(fault, file=source.name, row=root.line_of(str(fault.details.get("key", "")).split("."))) for fault in faults)


@cache
def _load(directory: Path, name: str) -> Instrument:
    return _Reader(directory, name).instrument()


class _Reader:
    """Reads one instrument. sources: the fields of each theme that was read, in the order of `Instrument.themes`. rules: of the file.
    echoes: codes of faults that only repeat what was reported where it began."""

    def __init__(self, directory: Path, name: str) -> None:
        self.directory = directory
        self.name = name
        self.faults: list[Fault] = []
        self.sources: list[Fields] = []
        self.rules = Node(1, {})
        self.echoes = {"instrument.unknown_response_scale"}
        self.scales: dict[str, ResponseScale] = {}

    def instrument(self) -> Instrument:
        top = self._file(INSTRUMENT_FILE, INSTRUMENT)
        if not top.entries:
            raise Refusal(self.faults)
        if (written := top.word("format")) and written != FORMAT:
            top.fault("unknown_format", "format", format=written, known=FORMAT)
        self.scales = {name: _response_scale(name, fields) for name, fields in top.named("response_scales", RESPONSE_SCALE).items()}
        themes = self._themes(top)
        report_unlisted(self._source("."), {INSTRUMENT_FILE, RULES_FILE, WINDOWS_FILE})
        try:
            instrument = Instrument(
                id=top.word("id"),
                version=top.word("version"),
                title=top.text("title"),
                forms={name: fields.flag("extended") for name, fields in top.named("forms", FORM).items()},
                themes=themes,
                response_scales=self.scales,
                timing=_timing(top.one("timing", TIMING)),
                rules=self._data(RULES_FILE),
                windows=self._data(WINDOWS_FILE),
            )
        except Refusal as refusal:
            self._locate(refusal.faults, top)
        if self.faults:
            raise Refusal(sorted(self.faults, key=lambda fault: (fault.file or "", fault.row or 0)))
        return instrument

    def _source(self, file: str) -> Source:
        return Source(self.directory / file, str(Path(self.name) / file), self.faults)

    def _file(self, file: str, keys: Keys) -> Fields:
        source = self._source(file)
        return Fields(source, source.read(), keys)

    def _themes(self, top: Fields) -> tuple[Theme, ...]:
        themes = []
        listed = set()
        for key, section in SECTIONS.items():
            for index, name in enumerate(top.words(key)):
                line = top.line_of(key, str(index))
                if name in listed:
                    top.source.fault("theme_listed_twice", line, theme=name)
                elif not (self.directory / "themes" / f"{name}.yaml").is_file():
                    top.source.fault("no_theme_file", line, theme=name)
                elif theme := self._theme(name, section):
                    themes.append(theme)
                else:  # items are missing that others may name
                    self.echoes.add("instrument.routing_unknown_item")
                listed.add(name)
        report_unlisted(self._source("themes"), {f"{name}.yaml" for name in listed})
        return tuple(themes)

    def _theme(self, name: str, section: Section) -> Theme | None:
        fields = self._file(f"themes/{name}.yaml", THEME)
        if not fields.entries:
            return None
        if (written := fields.word("id")) and written != name:
            fields.fault("theme_id_differs", "id", id=written, name=name)
        self.sources.append(fields)
        return Theme(
            id=written,
            section=section,
            title=fields.text("title"),
            intro=fields.text("intro"),
            notice=fields.optional_text("notice"),
            topics=tuple(self._topic(fields.source, node) for node in fields.nodes("topics")),
            loose=tuple(self._item(each, NO_SCALE) for each in fields.each("loose", LOOSE_ITEM)),
        )

    def _topic(self, source: Source, node: Node) -> Topic:
        follow_up = "when" in node.children() and not SCORED & node.children().keys()
        fields = Fields(source, node, FOLLOW_UP if follow_up else SCALE)
        responses = self._known_scale(fields)
        return Topic(
            id=fields.word("id"),
            topic_class=fields.choice("class", TopicClass),
            name=fields.text("name"),
            meaning=fields.text("meaning"),
            items=tuple(self._item(each, responses) for each in fields.each("items", ITEM)),
            direction=None if follow_up else fields.choice("direction", Direction),
            bands=None if follow_up else _bands(fields.one("bands", BANDS)),
            act=fields.word("act") or None,
            minimum_answered=fields.whole("minimum_answered"),
            condition=_condition(fields.one("when", WHEN)) if "when" in fields else None,
            evidence=fields.choice("evidence", Evidence) if "evidence" in fields else Evidence.NONE,
            questions=fields.texts("questions"),
        )

    def _known_scale(self, fields: Fields) -> ResponseScale:
        name = fields.word("responses")
        if name and name not in self.scales:
            fields.fault("unknown_response_scale", "responses", id=name, known=", ".join(self.scales))
        return self.scales.get(name, NO_SCALE)

    def _item(self, fields: Fields, responses: ResponseScale) -> Item:
        if "responses" in fields:
            responses = self._known_scale(fields)
        return Item(
            id=fields.word("id"),
            text=fields.text("text"),
            responses=responses,
            extended=fields.flag("extended"),
            reversed=fields.flag("reversed"),
            not_relevant=fields.flag("not_relevant"),
        )

    def _data(self, file: str) -> Mapping[str, object]:
        """A file whose content others read: only its form, id and version are looked at here."""
        source = self._source(file)
        node = source.read()
        if node is None or not isinstance(node.content, Mapping):
            return {}
        if file == RULES_FILE:
            self.rules = node
        for key in DATA.required:
            if key not in node.content:
                source.fault("missing_key", node.line, name=key)
        return {key: value.plain() for key, value in node.content.items()}

    def _locate(self, faults: tuple[Fault, ...], top: Fields) -> None:
        """Give faults of the rules their file and line. One on a line that has been reported already is an echo of that; an unknown
        response scale was reported once where it is named, not once an item."""
        reported = {(fault.file, fault.row) for fault in self.faults}
        for fault in faults:
            source, node, path = self._place(top, (fault.column or "").split("."))
            row = node.line_of(path)
            if (source.name, row) not in reported and fault.code not in self.echoes:
                self.faults.append(replace(fault, file=source.name, row=row, column=None))

    def _place(self, top: Fields, path: list[str]) -> tuple[Source, Node, list[str]]:
        """The file that a path in the instrument leads to, and the path in it."""
        if path[0] == "themes":
            theme = self.sources[int(path[1])]
            return theme.source, theme.node, path[2:]
        if path[0] == "rules":
            return self._source(RULES_FILE), self.rules, path[1:]
        return top.source, top.node, path


def _response_scale(name: str, fields: Fields) -> ResponseScale:
    return ResponseScale(name, tuple(Option(each.whole("value"), each.text("text")) for each in fields.each("options", OPTION)))


def _timing(fields: Fields) -> Timing:
    return Timing(fields.number("words_per_minute"), fields.number("seconds_per_answer"), fields.number("start_seconds"))


def _bands(fields: Fields) -> Bands:
    return Bands(challenge=fields.number("challenge"), favourable=fields.number("favourable"))


def _condition(fields: Fields) -> Condition:
    return Condition(fields.word("item"), frozenset(fields.wholes("values")))
