"""docs/disclosure.md and its pictures say what the examples say."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.spec.disclosure.every import EXAMPLES
from tests.spec.disclosure.example import Table
from tools.disclosure_docs import PICTURES, PROSE, documents, page

ROOT = Path(__file__).parents[3]


def test_page_and_pictures_are_not_stale() -> None:
    stale = [str(path) for path, text in documents().items() if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != text]
    assert stale == [], "make disclosure"


def test_no_picture_is_left_over() -> None:
    assert {path.relative_to(ROOT) for path in (ROOT / PICTURES).iterdir()} == {path for path in documents() if path.suffix == ".svg"}


@pytest.mark.parametrize("path", [path for path in documents() if path.suffix == ".svg"], ids=lambda path: path.stem)
def test_a_picture_can_be_read_aloud(path: Path) -> None:
    """Its title and description hold every word that is drawn."""
    picture = ElementTree.fromstring(documents()[path])  # noqa: S314  # it is our own
    space = {"svg": "http://www.w3.org/2000/svg"}
    title, description = (picture.findtext(f"svg:{name}", namespaces=space) or "" for name in ("title", "desc"))
    assert picture.get("aria-labelledby") == "title desc"
    assert title
    assert [text.text for text in picture.findall("svg:text", space) if (text.text or "?") not in description] == []


def test_every_example_has_its_place() -> None:
    prose = PROSE.read_text("utf-8")
    with pytest.raises(ValueError, match="one-unit"):
        page(prose.replace("{{example: one-unit}}", ""))
    with pytest.raises(ValueError, match="one has two"):
        page(prose + "{{example: one-unit}}")


def test_every_rule_is_there() -> None:
    headings = [line for line in documents()[Path("docs/disclosure.md")].splitlines() if line.startswith("## R")]
    assert [heading.split(":")[0] for heading in headings] == [f"## R{number}" for number in range(13)]


def test_a_table_with_a_cell_too_many_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        Table.of("unit | shown\nDrift | hidden | 3")


def test_no_example_is_lost() -> None:
    """An example whose name is another's would hide it."""
    from tests.spec.disclosure import attacks, breakdowns, doubts, numbers, residuals, sizes

    assert len(EXAMPLES) == sum(len(module.EXAMPLES) for module in (attacks, breakdowns, doubts, numbers, residuals, sizes))
