"""Every worked example of docs/disclosure.md, run through the real `publish`."""

from __future__ import annotations

import pytest

from must.core.disclosure.publication import Publication
from tests.spec.disclosure.every import EXAMPLES
from tests.spec.disclosure.example import Example
from tests.spec.disclosure.outcome import exposed, published, report_of

each_example = pytest.mark.parametrize(
    "example", [pytest.param(example, id=name, marks=pytest.mark.promise(*example.promises)) for name, example in EXAMPLES.items()]
)


@each_example
def test_the_report_is_what_the_table_says(example: Example) -> None:
    assert report_of(example) == list(example.report.rows)


@each_example
def test_a_bare_threshold_tells_what_the_example_says(example: Example) -> None:
    assert tuple(exposed(example)) == example.told


@each_example
def test_the_publication_survives_its_file(example: Example) -> None:
    publication = published(example)
    assert Publication.from_json(publication.to_json()) == publication
