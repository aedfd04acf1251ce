"""Every fault of a file that somebody hands in can be said, and nothing is said that can't happen."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import must
from must.ui.texts import LANGUAGES_DIRECTORY

CODE = re.compile(r'"((?:file|staff|units|tree|answers)\.[a-z0-9_]+)"')


def codes_in_rules() -> set[str]:
    core = Path(must.__file__).parent / "core"
    return {code for source in core.rglob("*.py") for code in CODE.findall(source.read_text("utf-8"))}


def keys_in(file: str) -> set[str]:
    return set(yaml.safe_load((LANGUAGES_DIRECTORY / file).read_text("utf-8")))


def test_faults_and_sentences_are_the_same_set() -> None:
    codes = codes_in_rules()
    assert len(codes) > 30
    said = keys_in("faults_files.yaml") | keys_in("faults_staff.yaml")
    assert said == codes | {f"{code}.mend" for code in codes}
