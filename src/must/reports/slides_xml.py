"""The XML of slides and charts, from the templates, and the zip files that it goes into.

Words come in here as people wrote them and go out as XML can hold them. The same content always gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pptx.oxml import parse_xml
from pptx.oxml.xmlchemy import BaseOxmlElement

from must.core.common.languages import Language

TAGS: Final = {Language.NB: "nb-NO", Language.NN: "nn-NO", Language.EN: "en-GB"}
"""The languages as office programs name them: for spelling, and for the voice of a screen reader."""

FIXED_TIME: Final = (2000, 1, 1, 0, 0, 0)
"""The time of every entry of a file that must not tell when it was made."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_BLANK: Final = _TEMPLATES / "slides"
_UNIX: Final = 3  # what the zip says that it was packed on, wherever that was
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS: Final = str.maketrans("\t\n\r", "   ")


def plain(text: str) -> str:
    """The text on one line, as XML can hold it: a character that it can't becomes the replacement character, so that its place is seen."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).translate(_BREAKS)


def shape(macro: str, **context: object) -> BaseOxmlElement:
    """Something on a slide: the element that this macro of `slide_parts/shapes.xml` makes."""
    made = getattr(_ENVIRONMENT.get_template("shapes.xml").module, macro)(**context)
    element: BaseOxmlElement = parse_xml(made)
    return element


def chart_xml(**context: object) -> bytes:
    """A chart part."""
    return _ENVIRONMENT.get_template("chart.xml").render(context).encode()


def pack(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these entries in this order."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in entries:
            entry = ZipInfo(name, FIXED_TIME)
            entry.create_system, entry.compress_type = _UNIX, ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


@cache
def blank() -> bytes:
    """The presentation without slides: the folder `templates/slides`, packed."""
    files = sorted(path for path in _BLANK.rglob("*") if path.is_file())
    return pack((path.relative_to(_BLANK).as_posix(), path.read_bytes()) for path in files)


def _finalised(value: Any) -> Any:
    return plain(value) if type(value) is str else value


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES / "slide_parts"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finalised,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
