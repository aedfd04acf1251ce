"""The vocabulary: every text in every language, or no program at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from must.core.common.languages import Language
from must.ui.texts import LANGUAGES_DIRECTORY, LanguageFileError, Texts, read_vocabulary, texts, vocabulary

GREETING = "a.greeting:\n  nb: Hei, {name}\n  nn: Hei, {name}\n  en: Hello, {name}\n"


def directory(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.yaml").write_text(content, "utf-8")
    return tmp_path


@pytest.mark.parametrize("language", list(Language))
def test_every_shipped_text_exists_in_every_language(language: Language) -> None:
    assert list(LANGUAGES_DIRECTORY.glob("*.yaml"))
    assert len(vocabulary()) > 0
    for key in vocabulary():
        assert vocabulary()[key][language].strip(), key


def test_a_key_gives_its_words_in_the_language_asked_for() -> None:
    assert texts("nb")("common.survey") == "Medarbeiderundersøkelsen i staten"
    assert texts(Language.NN)("common.survey") == "Medarbeidarundersøkinga i staten"


def test_an_unknown_key_or_language_raises() -> None:
    with pytest.raises(KeyError):
        texts("nb")("common.no_such_text")
    with pytest.raises(ValueError, match="se"):
        texts("se")


def test_placeholders_are_filled_and_a_missing_one_raises(tmp_path: Path) -> None:
    t = Texts(Language.EN, read_vocabulary(directory(tmp_path, a=GREETING)))
    assert t("a.greeting", name="Kari", unused=1) == "Hello, Kari"
    assert "a.greeting" in t
    assert "a.farewell" not in t
    with pytest.raises(KeyError, match="name"):
        t("a.greeting")


def test_the_files_of_a_directory_are_one_vocabulary(tmp_path: Path) -> None:
    other = GREETING.replace("a.greeting", "b.greeting")
    assert set(read_vocabulary(directory(tmp_path, a=GREETING, b=other, empty=""))) == {"a.greeting", "b.greeting"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GREETING + GREETING, r"a\.yaml:5: the key a\.greeting is there twice"),
        (GREETING.replace("  nn: Hei, {name}\n", ""), r"a\.yaml:1: a\.greeting: .*nb, nn and en"),
        (GREETING.replace("nn: Hei, {name}", "nn:"), r"a\.yaml:1: a\.greeting: .*no words in nn"),
        (GREETING + "  se: Bures\n", r"a\.yaml:1: a\.greeting: .*nb, nn and en"),
        (GREETING + "  en: Hi, {name}\n", r"a\.yaml:1: a\.greeting has a language twice"),
        (GREETING.replace("Hello, {name}", "Hello, {name} # 1"), r"a\.yaml:4: YAML would cut this text off"),
        (GREETING.replace("Hello, {name}", "Hello"), "placeholders differ"),
        (GREETING.replace("{name}", "{name.first}"), "plain name"),
        (GREETING.replace("{name}", "{name!r}"), "plain name"),
        (GREETING.replace("{name}", "{}"), "plain name"),
        ("a.greeting: Hei\n", r"a\.yaml:1: a mapping was expected"),
        ("- a\n", r"a\.yaml:1: a mapping was expected"),
        ("a.greeting:\n  nb: [Hei]\n", r"a\.yaml:2: a text was expected"),
    ],
)
def test_a_faulty_language_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(LanguageFileError, match=message):
        read_vocabulary(directory(tmp_path, a=content))


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LanguageFileError, match=r"b\.yaml:1: the key a\.greeting is there twice"):
        read_vocabulary(directory(tmp_path, a=GREETING, b=GREETING))
