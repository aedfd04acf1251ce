"""The canonical form of a text, and its digest: what a participant agreed to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from must.core.common.languages import Language, Text
from must.core.instrument.texts import Document, Passage, load_texts
from tests.core.instrument.copies import MUST, TINY, change, copy_of


def text(words: str) -> Text:
    return Text(nb=words, nn=f"{words} (nn)", en=f"{words} (en)")


DOCUMENT = Document(
    id="example",
    version="1",
    title=text("Title"),
    passages=(
        Passage(None, (text("First."), text("- one"), text("- two"), text("Last."))),
        Passage(text("Heading"), (text("- alone"),)),
    ),
    agreement=text("I agree."),
)


def test_markdown() -> None:
    assert DOCUMENT.markdown(Language.NB) == (
        "# Title\n\nFirst.\n\n- one\n- two\n\nLast.\n\n## Heading\n\n- alone\n\nI agree.\n"
    )  # fmt: skip


def test_markdown_without_agreement() -> None:
    assert replace(DOCUMENT, agreement=None).markdown("en").endswith("## Heading (en)\n\n- alone (en)\n")


@pytest.mark.promise("P44")
def test_digest_is_of_the_text_in_utf8() -> None:
    assert DOCUMENT.sha256 == {language: hashlib.sha256(DOCUMENT.markdown(language).encode("utf-8")).hexdigest() for language in Language}
    assert len(set(DOCUMENT.sha256.values())) == 3


@pytest.mark.promise("P44")
def test_any_change_of_words_changes_the_digest_of_its_language_alone(tmp_path: Path) -> None:
    directory = copy_of(TINY, tmp_path)
    change(directory / "texts" / "participation.yaml", "Svara blir brukte", "Svara blir nytta")
    before, after = load_texts(TINY).participation.sha256, load_texts(directory).participation.sha256
    assert [language for language in Language if before[language] != after[language]] == [Language.NN]


@pytest.mark.parametrize("name", ["letter", "participation", "terms"])
def test_documents_have_ids_and_versions(name: str) -> None:
    document: Document = getattr(load_texts(MUST), name)
    assert (document.id, document.version) == (f"must-2026/{name}", "1.0")
