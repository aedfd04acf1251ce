"""What is put together once for many readers."""

from __future__ import annotations

from must.core.common.languages import Language
from must.ui.pages import environment, once
from must.ui.texts import texts


def test_all_alternatives_are_made_with_the_first() -> None:
    made: list[str] = []
    template = environment().from_string("{% macro shown(t, language, thing) %}{{ note(thing) }}<{{ language }}{% endmacro %}")
    macro = template.make_module({"note": lambda thing: made.append(thing) or thing}).shown  # type: ignore[attr-defined]
    t = texts("nb")
    assert once(macro, t, Language.NB, "b", lambda: ("a", "b")) == "b<nb"
    assert made == ["a", "b"]
    assert once(macro, t, Language.NB, "a", lambda: ("a", "b")) == "a<nb"
    assert made == ["a", "b"]


def test_what_is_the_same_on_every_page_is_made_once_in_each_language() -> None:
    made: list[Language] = []
    template = environment().from_string("{% macro shown(t, language, _) %}{{ note(language) }}<{% endmacro %}")
    macro = template.make_module({"note": lambda language: made.append(language) or language}).shown  # type: ignore[attr-defined]
    said = [once(macro, texts(language), language) for language in (Language.NB, Language.EN, Language.NB)]
    assert said == ["nb<", "en<", "nb<"]
    assert made == [Language.NB, Language.EN]
