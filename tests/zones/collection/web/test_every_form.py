"""Each combination of form, single extended themes and modules builds a form, and every page of every form shows in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory

from must.collection.web.answers import form_page
from must.collection.web.form import page_at, pages
from must.collection.web.trial import Choice, Trial
from must.core.common.languages import Language
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Item, Section, Selection

MUST = load_instrument("must-2026")
MODULES = [module.id for module in MUST.modules]
EXTENDED = [theme.id for theme in MUST.themes if theme.section is Section.WORK and any(item.extended for item in theme.items)]
SITUATIONS: tuple[dict[str, int], ...] = (
    {},
    {"leader_responsibility": 2, "office_kind": 4, "unwanted_sexual_attention_1": 2},
    {"leader_responsibility": 1, "office_kind": 5},
)
"""Nothing answered; whoever is asked the most, with a follow-up set open; and the rest of what background opens."""


def subsets(names: Iterable[str]) -> Iterator[frozenset[str]]:
    listed = list(names)
    return map(frozenset, chain.from_iterable(combinations(listed, size) for size in range(len(listed) + 1)))


def test_every_combination_builds_a_form() -> None:
    """2 forms × 2¹⁰ single extended themes × 2⁷ modules. A page depends only on its own theme and on whether that is extended; so every
    form must be the pages that its choices name, each in one of its two shapes, in the instrument's order. That is checked for all."""
    shapes = {extended: {theme.id: _asked(theme.items, extended=extended) for theme in MUST.themes} for extended in (False, True)}
    order = [theme.id for theme in MUST.themes]
    always = {theme.id for theme in MUST.themes if theme.section is not Section.MODULE}
    count = 0
    for modules in subsets(MODULES):
        whole = {name: items for name, items in shapes[True].items() if name in always | modules}
        for themes in subsets(EXTENDED):
            for form, extended in MUST.forms.items():
                longer = modules | themes if not extended else always | modules
                expected = {name: shapes[name in longer][name] for name in order if name in whole}
                asked = {theme.id: items for theme, items in MUST.asked(Selection(form, themes, modules))}
                assert list(asked) == [name for name, items in expected.items() if items]
                assert all(asked[name] == expected[name] for name in asked)
                count += 1
    assert count == 2 * 2 ** len(EXTENDED) * 2 ** len(MODULES) == 262_144


def _asked(items: tuple[Item, ...], *, extended: bool) -> tuple[Item, ...]:
    return tuple(item for item in items if extended or not item.extended)


LARGEST = Selection("full", frozenset(EXTENDED), frozenset(MODULES))
SMALLEST = Selection("short")


@pytest.mark.promise("P03")
@pytest.mark.parametrize("language", list(Language))
def test_every_page_shows_in_every_language(language: Language) -> None:
    """The shortest and the longest form have every theme in both of its shapes, so (as above) every page of every combination is among
    theirs. Each is shown to whoever is asked least, most, and what remains, by the very view and template of the form."""
    shown: set[str] = set()
    for selection in (SMALLEST, LARGEST):
        form = pages(MUST, selection)
        for answers in SITUATIONS:
            for number in range(1, len(form) + 1):
                page = page_at(form, number, answers)
                if page.items:
                    questions = _questions(selection, answers, number, language)
                    assert questions == {item.id: item.text[language] for item in page.items}
                    shown |= questions.keys()
    assert shown == set(MUST.items)


def _questions(selection: Selection, answers: dict[str, int], number: int, language: Language) -> dict[str, str]:
    """The questions of a page, as it is sent: item → what stands above its options."""
    request = RequestFactory().get("/", headers={"Accept-Language": language.value})
    response = form_page(request, Trial(Choice(MUST, "full", selection), answers), number)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language.value
    found = {}
    for question in page.select("[data-question]"):
        legend = question.find("legend")
        assert legend is not None
        options = question.select('input[type="radio"]')
        item = MUST.items[str(question["data-question"])]
        offered = [*item.responses.values, *([0] if item.not_relevant else [])]
        assert [int(str(option["value"])) for option in options] == offered
        found[item.id] = " ".join(legend.get_text(" ").split())
    return found
