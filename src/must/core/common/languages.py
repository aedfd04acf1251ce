"""The languages of the survey, and texts that exist in all of them.

Bokmål and nynorsk are both required by law at the same time (språklova § 14); English comes in addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language that every text exists in; the value is the BCP 47 tag used in files, addresses and `lang=`."""

    NB = "nb"
    NN = "nn"
    EN = "en"

    @property
    def own_name(self) -> str:
        """The language's name in itself, as a language switch shows it."""
        return {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}[self.value]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language. It can't be built with a language missing or empty."""

    nb: str
    nn: str
    en: str

    def __post_init__(self) -> None:
        for language, words in self:
            if not words.strip():
                raise ValueError(f"a text has no words in {language}")

    def __getitem__(self, language: Language | str) -> str:
        """Raises ValueError for an unknown language."""
        if language == "nb":
            return self.nb
        if language == "nn":
            return self.nn
        if language == "en":
            return self.en
        raise ValueError(f"not a language of ours: {language}")

    def __iter__(self) -> Iterator[tuple[Language, str]]:
        return iter(((Language.NB, self.nb), (Language.NN, self.nn), (Language.EN, self.en)))

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Text:
        """Build from a mapping with exactly the keys `nb`, `nn`, `en`.

        Raises ValueError when a language is missing, empty or unknown.
        """
        if set(words) != {language.value for language in Language}:
            raise ValueError(f"a text needs exactly nb, nn and en, not {sorted(words)}")
        return cls(**words)
