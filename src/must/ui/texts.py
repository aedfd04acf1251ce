"""The users' words, from `languages/*.yaml`: one mapping from a dotted key to its text in every language.

    form.start.title:
      nb: Undersøkelsen er åpen
      nn: Undersøkinga er open
      en: The survey is open

One file an area; all files are one vocabulary, so a key may stand only once in the whole directory. `{name}` is a placeholder and means
the same in every language. A text that is missing, empty or differs in its placeholders stops the program, not the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from must.core.common.languages import Language, Text

LANGUAGES_DIRECTORY = Path(__file__).parent / "languages"
UNQUOTED_HASH = re.compile(r"""\s+\w+:\s+[^"'\s].*\s#""")


class LanguageFileError(ValueError):
    """A language file is wrong; the message names file and line."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The vocabulary in one language. Call it with a key: `t("form.start.title")`."""

    language: Language
    vocabulary: Mapping[str, Text]

    def __call__(self, key: str, /, **params: object) -> str:
        """The words under `key`, with its placeholders filled. Parameters that the text doesn't use are allowed.

        Raises KeyError for an unknown key and for a placeholder without a parameter.
        """
        return self.vocabulary[key][self.language].format_map(params)

    def __contains__(self, key: str) -> bool:
        return key in self.vocabulary


@cache
def texts(language: Language | str) -> Texts:
    """The shipped vocabulary in a language. Raises ValueError for an unknown language."""
    return Texts(Language(language), vocabulary())


@cache
def vocabulary() -> Mapping[str, Text]:
    """Every shipped text."""
    return read_vocabulary(LANGUAGES_DIRECTORY)


def read_vocabulary(directory: Path) -> Mapping[str, Text]:
    """Read every `*.yaml` of a directory into one vocabulary.

    Raises LanguageFileError for a duplicate key (also across files), a missing, empty or unknown language, anything that isn't a plain
    text, and placeholders that differ between the languages.
    """
    found: dict[str, Text] = {}
    for file in sorted(directory.glob("*.yaml")):
        for key, text, line in _read_file(file):
            if key in found:
                raise LanguageFileError(f"{file.name}:{line}: the key {key} is there twice")
            found[key] = text
    return found


def _read_file(file: Path) -> Iterator[tuple[str, Text, int]]:
    content = file.read_text("utf-8")
    for row, written in enumerate(content.splitlines(), start=1):
        if UNQUOTED_HASH.match(written):
            raise LanguageFileError(f"{file.name}:{row}: YAML would cut this text off at the #; put it in quotation marks")
    # Nodes instead of plain data: they know their lines, and a mapping of nodes still holds a duplicate key.
    root = yaml.compose(content, Loader=yaml.SafeLoader)
    if root is None:
        return
    for key, value, line in _entries(file, root):
        words = {language: _scalar(file, node) for language, node, _ in _entries(file, value)}
        if len(words) != len(value.value):
            raise LanguageFileError(f"{file.name}:{line}: {key} has a language twice")
        try:
            text = Text.of(words)
            _check_placeholders(text)
        except ValueError as error:
            raise LanguageFileError(f"{file.name}:{line}: {key}: {error}") from error
        yield key, text, line


def _entries(file: Path, node: yaml.Node) -> Iterator[tuple[str, yaml.Node, int]]:
    if not isinstance(node, yaml.MappingNode):
        raise LanguageFileError(f"{file.name}:{node.start_mark.line + 1}: a mapping was expected here")
    for key, value in node.value:
        yield _scalar(file, key), value, key.start_mark.line + 1


def _scalar(file: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise LanguageFileError(f"{file.name}:{node.start_mark.line + 1}: a text was expected here")
    return str(node.value)


def _check_placeholders(text: Text) -> None:
    names = {language: _placeholders(words) for language, words in text}
    if len(set(names.values())) > 1:
        raise ValueError("the placeholders differ between the languages")


def _placeholders(words: str) -> frozenset[str]:
    """The names of the placeholders. Raises ValueError for anything fancier than `{name}`."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(words):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"a placeholder is a plain name, not {{{name}}}")
        names.add(name)
    return frozenset(names)
