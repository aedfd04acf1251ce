"""YAML files as nodes that know their lines. The only module of `core` that meets PyYAML.

Stricter than YAML: a key may stand only once, aliases and own tags are refused (they make a file mean something other than what it says),
and nesting is bounded, so that no file can exhaust the reader.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import yaml

from must.core.common.refusals import Fault

DEEPEST = 20
"""Levels of nesting that are read; the format itself needs nine."""

Value: TypeAlias = bool | int | float | str | None
Data: TypeAlias = "Value | list[Data] | dict[str, Data]"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: as it was written (without quotes), as YAML understands it, and how many lines it takes."""

    written: str
    value: Value
    lines: int


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a file. line: 1-based; a mapping's value has the line of its key."""

    line: int
    content: Scalar | tuple[Node, ...] | Mapping[str, Node]

    def line_of(self, path: Sequence[str]) -> int:
        """The line of the part that a path of keys and indices leads to, or of its nearest ancestor that exists."""
        node = self
        for step in path:
            child: Node | None = None
            if isinstance(node.content, Mapping):
                child = node.content.get(step)
            elif isinstance(node.content, tuple) and step.isdecimal() and int(step) < len(node.content):
                child = node.content[int(step)]
            if child is None:
                break
            node = child
        return node.line

    def children(self) -> Mapping[str, Node]:
        """The parts of a mapping by key; none for anything else."""
        return self.content if isinstance(self.content, Mapping) else {}

    def plain(self) -> Data:
        """The same as plain data, without lines."""
        if isinstance(self.content, Scalar):
            return self.content.value
        if isinstance(self.content, tuple):
            return [node.plain() for node in self.content]
        return {key: node.plain() for key, node in self.content.items()}


class _Stop(Exception):
    """The file can't be read further; why has been reported."""


class Source:
    """One file under its name in faults, and the list that its faults go to."""

    def __init__(self, path: Path, name: str, faults: list[Fault]) -> None:
        self.path = path
        self.name = name
        self.faults = faults

    def fault(self, code: str, line: int | None, **details: str | int) -> None:
        self.faults.append(Fault(f"instrument.{code}", file=self.name, row=line, details=details))

    def stop(self, code: str, line: int | None, **details: str) -> _Stop:
        """Report why nothing more can be read of the file; to be raised."""
        self.fault(code, line, **details)
        return _Stop()

    def read(self) -> Node | None:
        """The file's content; None (and a fault) when it can't be read as one YAML mapping."""
        try:
            return _Reader(self).node(self._root(self._text()), line=1)
        except yaml.MarkedYAMLError as error:
            self.fault("syntax", _line(error.problem_mark or error.context_mark), problem=error.problem or "–")
        except _Stop:
            pass
        return None

    def _text(self) -> str:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            raise self.stop("no_file", None) from None
        except OSError as error:
            raise self.stop("unreadable", None, reason=error.strerror or type(error).__name__) from None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.stop("not_utf8", content.count(b"\n", 0, error.start) + 1) from None

    def _root(self, text: str) -> yaml.MappingNode:
        """The composed file. Aliases and deep nesting are refused before: composing them would recurse until the process dies."""
        try:
            self._check_events(text)
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.reader.ReaderError as error:  # its position counts bytes
            raise self.stop("not_yaml", text.encode().count(b"\n", 0, error.position) + 1) from None
        if not isinstance(root, yaml.MappingNode):
            raise self.stop("not_a_mapping", 1)
        return root

    def _check_events(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise self.stop("alias", _line(event.start_mark))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise self.stop("too_deep", _line(event.start_mark))


class _Mark(Protocol):
    """PyYAML's two kinds of marks; lines from 0."""

    line: int


def _line(mark: _Mark | None) -> int:
    return mark.line + 1 if mark else 1


def report_unlisted(directory: Source, known: Collection[str]) -> None:
    """Report every YAML file of a directory that nothing refers to: its author believes that it is in use."""
    for path in sorted(directory.path.glob("*.y*ml")):
        if path.name not in known:
            Source(path, str(Path(directory.name) / path.name), directory.faults).fault("file_not_listed", None)


class _Reader:
    """Turns one file's PyYAML nodes into ours."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def node(self, node: yaml.Node, line: int) -> Node:
        if isinstance(node, yaml.MappingNode):
            return Node(line, self._entries(node))
        if isinstance(node, yaml.SequenceNode):
            return Node(line, tuple(self.node(each, _line(each.start_mark)) for each in node.value))
        if isinstance(node, yaml.ScalarNode):
            return Node(line, self._scalar(node, line))
        raise TypeError(f"YAML has mappings, sequences and scalars, not {type(node).__name__}")

    def _entries(self, mapping: yaml.MappingNode) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in mapping.value:
            line = _line(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                self.source.fault("key_not_a_word", line)
            elif key.value in entries:
                self.source.fault("duplicate_key", line, key=key.value)
            else:
                entries[key.value] = self.node(value, line)
        return entries

    def _scalar(self, node: yaml.ScalarNode, line: int) -> Scalar:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        lines = _line(node.end_mark) - _line(node.start_mark) + 1
        if kind == "timestamp":  # a date is kept as it was written; whoever wants a date reads it
            return Scalar(node.value, node.value, lines)
        if kind not in ("null", "bool", "int", "float", "str"):
            raise self.source.stop("tag", line, tag=node.tag)
        try:
            return Scalar(node.value, yaml.constructor.SafeConstructor().construct_object(node), lines)
        except (ValueError, LookupError):  # a tag on something else: !!int many, !!bool perhaps
            raise self.source.stop("tag", line, tag=node.tag) from None
