"""What is put together once for many readers."""

from __future__ import annotations

from must.core.common.languages import Language
from must.ui.pages import environment, once
from must.ui.texts import texts


def test_all_alternatives_are_made_with_the_first() -> None:
    made: list[str] = []
    template = environment().from_string("{% macro shown(t, language, thing) %}{{ note(thing) }}<{{ language }}{% endmacro %}")
    macro = template.make_module({"note": lambda thing: made.append(thing) or thing}).shown  # type: ignore[attr-defined]
    t, choices = texts("nb"), ("a", "b")
    assert once(macro, t, Language.NB, "b", choices) == "b<nb"
    assert made == ["a", "b"]
    assert once(macro, t, Language.NB, "a", choices) == "a<nb"
    assert made == ["a", "b"]
