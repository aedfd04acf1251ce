"""The zip archive that a workbook is: looked through before anything in it is unpacked, and its XML before anything else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any, Final, cast
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import ZipFile, ZipInfo

from defusedxml import sax

from must.core.common.fault_list import FaultList
from must.core.common.foreign import OLD_OFFICE, ZIP
from must.core.common.refusals import Refusal

LARGEST_UNPACKED: Final = 300_000_000
"""Bytes of all members together, as the archive's directory has them; a member can't unpack to more than that says."""
MOST_MEMBERS: Final = 2_000
MOST_ELEMENTS: Final = 12_000_000
"""XML elements and attributes of all members together. 200 000 people with six columns are nine million."""
MOST_OTHERS: Final = 300_000
"""Elements other than those of cells, whole texts and pivot tables, of which alone a list has many: openpyxl makes objects of the others,
such as styles, links and parts of texts. The most links that Excel takes on a sheet are 65 530, two elements each."""
MOST_ATTRIBUTES: Final = 100
"""Of one element. Those with the most have two dozen."""
LONGEST_TAG: Final = 250_000
"""Bytes of a tag or comment. The parser begins again at its first byte with each piece of the file, until its last one is there."""
DEEPEST: Final = 100
"""XML elements inside each other. Workbooks nest a dozen deep."""

_TABLES: Final = frozenset({"row", "c", "v", "f", "t", "is", "si"})
_PIVOTS: Final = frozenset({"x", "n", "s", "d", "b"})
_LOOKS: Final = frozenset({"rPr", "rFont", "b", "i", "u", "sz", "color", "family", "scheme", "charset"})
"""Of parts of a text."""
_OF_LISTS: Final = _TABLES | _PIVOTS | _LOOKS
_PIECE: Final = 1 << 18
"""Bytes that are parsed at a time."""

CONTENT_TYPES: Final = "[Content_Types].xml"
_XML: Final = (".xml", ".rels", ".vml")
_ARCHIVES: Final = (".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".pptx", ".7z", ".rar", ".gz", ".ods")
_MACROS = re.compile(r"vbaproject|xl/macrosheets/", re.I)
_OTHER_KINDS: Final = {
    "xl/workbook.bin": "Excel Binary (.xlsb)",
    "word/": "Word (.docx)",
    "ppt/": "PowerPoint (.pptx)",
    "index/": "Apple Numbers (.numbers)",
    "index.zip": "Apple Numbers (.numbers)",
    "content.xml": "OpenDocument (.ods)",
}
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@contextmanager
def package(content: bytes, faults: FaultList) -> Iterator[ZipFile]:
    """The archive of a workbook, when nothing in it speaks against reading it.

    Raises Refusal: damaged, no workbook, with a password, with macros, with files inside it, or too much when unpacked. Whatever goes
    wrong while it is read further is a damaged file too: a reader of other people's files fails in ways that nobody can list.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_members(archive, faults)
            _check_kind(archive, faults)
            _check_xml(archive, faults)
            yield archive
    except Refusal:
        raise
    except Exception:  # as said above
        faults.refuse("file.damaged")


def _check_members(archive: ZipFile, faults: FaultList) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        faults.refuse("file.encrypted")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        faults.refuse("file.unpacks_too_large")
    if len({member.filename.casefold() for member in members}) < len(members):
        faults.refuse("file.damaged")


def _check_kind(archive: ZipFile, faults: FaultList) -> None:
    names = [name.casefold() for name in archive.namelist()]
    for beginning, kind in _OTHER_KINDS.items():
        if any(name.startswith(beginning) for name in names):
            faults.refuse("file.other_format", format=kind)
    if CONTENT_TYPES not in archive.namelist() or not any(name.startswith("xl/") for name in names):
        faults.refuse("file.archive")
    if any(map(_MACROS.search, names)) or b"macroenabled" in archive.read(CONTENT_TYPES).lower():
        faults.refuse("file.macros")
    if any(_is_archive(archive, member) for member in archive.infolist()):
        faults.refuse("file.nested_archive")
    if "xl/workbook.xml" in archive.namelist() and _STRICT in archive.read("xl/workbook.xml"):
        faults.refuse("file.other_format", format="Strict Open XML (.xlsx)")


def _is_archive(archive: ZipFile, member: ZipInfo) -> bool:
    with archive.open(member) as file:
        return member.filename.lower().endswith(_ARCHIVES) or file.read(8).startswith((*ZIP, OLD_OFFICE))


def _check_xml(archive: ZipFile, faults: FaultList) -> None:
    """Look through every XML member: no document type (so no entities), not too deep, not too much."""
    counter = _Counter(faults)
    for member in archive.infolist():
        if member.filename.lower().endswith(_XML):
            with archive.open(member) as file:
                parse(file, counter)


class _Counter(ContentHandler):
    def __init__(self, faults: FaultList) -> None:
        super().__init__()
        self._faults = faults
        self._elements = 0
        self._others = 0
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._elements += 1 + len(attrs)
        self._others += name.rpartition(":")[2] not in _OF_LISTS
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._others > MOST_OTHERS or len(attrs) > MOST_ATTRIBUTES:
            self._faults.refuse("file.unpacks_too_large")
        if self._depth > DEEPEST:
            self._faults.refuse("file.damaged")

    def endElement(self, name: str) -> None:  # noqa: ARG002 (ContentHandler's signature)
        self._depth -= 1


class Overlong(ValueError):
    """A tag or comment of more bytes than any has."""


def parse(file: IO[bytes], handler: ContentHandler) -> None:
    """Read XML. Raises for a document type, an entity, a tag without end, or XML that isn't well formed."""
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    fed = 0
    while piece := file.read(_PIECE):
        parser.feed(piece)
        fed += len(piece)
        if fed - cast(Any, parser)._parser.CurrentByteIndex > LONGEST_TAG + _PIECE:
            raise Overlong
    parser.close()
