"""Every fault of a file that somebody hands in, and of a round's days, can be said; and nothing is said of files that can't happen."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import must
from must.ui.texts import LANGUAGES_DIRECTORY, vocabulary

FILES = re.compile(r'"((?:file|staff|units|tree|answers)\.[a-z0-9_]+)"')
UNIT_MAPS = re.compile(r'"(map\.[a-z0-9_]+)"')
ROUNDS = re.compile(r'Fault\("([a-z]+\.[a-z0-9_]+)"')


def codes(pattern: re.Pattern[str], package: str) -> set[str]:
    sources = (Path(must.__file__).parent / package).rglob("*.py")
    return {code for source in sources for code in pattern.findall(source.read_text("utf-8"))}


def keys_in(file: str) -> set[str]:
    return set(yaml.safe_load((LANGUAGES_DIRECTORY / file).read_text("utf-8")))


def test_faults_and_sentences_are_the_same_set() -> None:
    possible = codes(FILES, "core") | codes(FILES, "collection/adapters")
    assert len(possible) > 30
    said = keys_in("faults_files.yaml") | keys_in("faults_staff.yaml")
    assert said == with_mending(possible)


def test_faults_of_a_unit_map_are_said() -> None:
    possible = codes(UNIT_MAPS, "core")
    assert len(possible) > 5
    assert {key for key in vocabulary() if key.startswith("map.")} == with_mending(possible)


def test_faults_of_a_rounds_days_are_said() -> None:
    possible = codes(ROUNDS, "core/campaign")
    assert len(possible) > 5
    assert with_mending(possible) <= set(vocabulary())


def with_mending(possible: set[str]) -> set[str]:
    return possible | {f"{code}.mend" for code in possible}
