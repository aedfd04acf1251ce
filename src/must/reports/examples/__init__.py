"""The example reports that anybody may read: which there are, and what their files are called.

They are made of the publications beside this file, of an enterprise that doesn't exist (`python -m tools.example_publications`), when the
static files are built. Nobody's visit makes one.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from must.core.common.languages import Language
from must.reports.forms import Form

DATA: Final = Path(__file__).parent
PUBLICATION: Final = DATA / "publication.json"
EARLIER: Final = DATA / "earlier.json"
AVERAGES: Final = DATA / "averages.json"
STATIC: Final = "examples"
"""The directory of the reports below the static files'."""


class Example(StrEnum):
    """A kind of report; its value stands in the names of its files."""

    ENTERPRISE = "enterprise"
    UNIT = "unit"
    """of a section with all figures"""
    MEANS = "means"
    """of a team in that section whose averages alone are shown"""
    SHORT = "short"
    """of another team in it, without figures"""


CODES: Final = {Example.ENTERPRISE: "0", Example.UNIT: "21", Example.MEANS: "212", Example.SHORT: "213"}
"""The units that they are of."""


def name_of(example: Example, language: Language, form: Form) -> str:
    """What the file is called, also where somebody keeps it."""
    return f"must-example-{example}.{language}.{form}"
