"""The checks of accessible.py themselves: each finds the defect that it is there for, and nothing on a page without one."""

from __future__ import annotations

import pytest

from tests.e2e.accessible import complaints, reading
from tests.e2e.conftest import NewContext

STYLE = """body { background: #fff; color: #000; margin: 0 } a, button, summary { min-height: 44px; display: inline-block }

:focus-visible, .must-choice:has(:focus-visible) { outline: 3px solid #000 }
.must-choice { display: block; min-height: 44px } .ds-button { border: 1px solid }
@media (forced-colors: active) { .must-choice:has(:checked) { outline: 2px solid Highlight } }"""
HEADER = """<header><div class="must-languages"><a href="#a" lang="nb" aria-current="true">Bokmål</a>
<a href="#b" lang="nn">Nynorsk</a></div></header>"""
CHOICES = """<fieldset><legend>Hvor ofte?</legend><label class="must-choice"><input type="radio" name="x" checked>Ofte</label>
<label class="must-choice"><input type="radio" name="x">Aldri</label></fieldset>"""
GOOD = f"<h1>Side</h1><h2>Del</h2>{CHOICES}<button class='ds-button'>Neste</button>"


def document(main: str, style: str = "") -> str:
    return f"""<!doctype html><html lang="nb"><title>Side</title><style>{STYLE}{style}</style>
<body>{HEADER}<main>{main}</main><footer><a href="#c">Kontakt og hjelp</a></footer></body></html>"""


def test_a_page_without_a_defect_is_passed(context: NewContext) -> None:
    page = context().new_page()
    page.set_content(document(GOOD))
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("main", "style", "complaint"),
    [
        (GOOD.replace("h2", "h3"), "", "from h1 to h3"),
        (GOOD.replace("h1", "p"), "", "not just one h1"),
        (GOOD + "<p id='a'></p><p id='a'></p>", "", "an id is there twice"),
        (GOOD.replace("<button", "<button aria-describedby='gone'"), "", "told by gone"),
        (GOOD.replace("<button", "<button tabindex='2'"), "", "a tabindex of its own"),
        (GOOD, "fieldset { min-width: 500px }", "sticks out"),
        (GOOD, "h1 { overflow: hidden; height: 12px }", "is cut off"),
        (GOOD, "footer a { position: absolute; bottom: 0; left: 0 } .ds-button { position: absolute; bottom: 0; left: 0 }", "lies over"),
        (GOOD, ".ds-button { min-height: 20px; padding: 0 }", "px"),
        (GOOD, ".ds-button { transition: opacity 1s }", "moves"),
        (GOOD, "@media (forced-colors: active) { .ds-button { border: 0 } }", "has no border"),
        (GOOD, "@media (forced-colors: active) { .must-choice:has(:checked) { outline: 0 } }", "doesn't look chosen"),
        (GOOD, ":focus-visible { outline: 0 !important }", "without a mark"),
        (GOOD, ":focus-visible { outline-color: #ccc !important }", "too faintly"),
        (GOOD, "footer { position: fixed; inset: 0; background: #fff }", "has the focus behind"),
        (
            GOOD + "<script>addEventListener('focusin', e => e.target.matches('.ds-button') && e.target.blur())</script>",
            "",
            "the focus is on",
        ),
    ],
)
def test_a_defect_is_found(context: NewContext, main: str, style: str, complaint: str) -> None:
    page = context().new_page()
    page.set_content(document(main, style))
    found = complaints(page)
    assert found
    assert any(complaint in each for each in found), found


def test_a_page_is_read_as_it_is_heard(context: NewContext) -> None:
    page = context().new_page()
    page.set_content(document(GOOD.replace("<button", "<p>Koden din er AB3DE-7GHJK, lagret kl. 09.15.</p><button")))
    assert reading(page).splitlines() == [
        "page: Side",
        "banner",
        "  link: Bokmål",
        "  link: Nynorsk",
        "main",
        "  heading: Side (level 1)",
        "  heading: Del (level 2)",
        "  group: Hvor ofte?",
        "    radio: Ofte (checked, 1 of 2)",
        "    radio: Aldri (not checked, 2 of 2)",
        "  text: Koden din er XXXXX-XXXXX, lagret kl. ….",
        "  button: Neste",
        "contentinfo",
        "  link: Kontakt og hjelp",
    ]
