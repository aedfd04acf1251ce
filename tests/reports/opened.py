"""Every form of a report opened as somebody would who wants to know more than it says: all words and figures in it, wherever they lie, and
what it tells of the machine and the time that made it.

Nothing here knows the code that renders. Coordinates and colours are left out of the words: they are drawn from what the words say.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from zipfile import ZipFile

import openpyxl
import pypdf
import pypdfium2
from bs4 import BeautifulSoup, Comment, Tag
from lxml import etree
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """What is in a file.

    lines: everything that can be read, by people, their screen readers or programs, in the order of reading; a table's row is one line
    beginning with its heading. code: scripts, styles and policies. properties: what the file says of itself. times: of its making, wherever
    it has any. parts: all its bytes, unpacked.
    """

    lines: Lines
    code: Lines = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    times: frozenset[str] = frozenset()
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return "\n".join(self.lines)

    def about(self, name: str, ends: Callable[[str], bool]) -> Iterator[str]:
        """All that is said of something: each line that has its name; with what stands below, up to an end, where the name is a line."""
        for start, line in enumerate(self.lines):
            if line == name:
                end = next((index for index in range(start + 1, len(self.lines)) if ends(self.lines[index])), len(self.lines))
                yield "\n".join(self.lines[start:end])
            elif name in line:
                yield line


def tidy(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def _tidied(texts: Iterable[str]) -> Lines:
    return tuple(line for text in texts if (line := tidy(text)))


# HTML ----------------------------------------------------------------------------------------------------------------------------------

_DRAWN: Final = frozenset(
    {"class", "style", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "r", "cx", "cy", "d", "points", "width", "height", "viewbox"}
    | {"transform", "offset", "fill", "stroke", "tabindex", "role", "lang", "href", "hreflang", "charset", "http-equiv", "scope", "open"}
)
"""Attributes that say how a thing is drawn, or what it is; any other may hold words."""


def open_html(data: bytes) -> Opened:
    soup = BeautifulSoup(data, "html.parser")
    code = [str(tag.string or "") for tag in soup.find_all(["script", "style"]) if _is_code(tag)]
    policies = [str(tag.extract().get("content")) for tag in soup.find_all("meta", attrs={"http-equiv": True})]
    return Opened(lines=_tidied(_html(soup)), code=(*code, *policies), parts={"page": data})


def _is_code(tag: Tag) -> bool:
    """A script or a style, rather than data in a script's clothes."""
    return tag.name == "style" or (tag.name == "script" and tag.get("type", "text/javascript") in {"text/javascript", "module"})


_INLINE: Final = frozenset({"strong", "em", "b", "i", "span", "a", "tspan", "abbr", "small"})


def _html(tag: Tag) -> Iterator[str]:
    """Texts and attributes in order; what stands in one paragraph is one line, and so is a table's row."""
    if tag.name == "tr":
        yield " | ".join(cell.get_text(" ") for cell in tag.find_all(["th", "td"]))
    for name, value in tag.attrs.items():
        if name.lower() not in _DRAWN:
            yield value if isinstance(value, str) else " ".join(value)
    gathered = ""
    for child in tag.children:
        if isinstance(child, Tag) and (child.name not in _INLINE or child.attrs.keys() - _DRAWN):
            yield gathered
            gathered = ""
            yield from (
                () if child.name in {"script", "style"} and child.get("type", "text/javascript") == "text/javascript" else _html(child)
            )
        elif isinstance(child, Comment):
            yield str(child)
        else:
            gathered += f" {child.get_text(' ')} " if isinstance(child, Tag) else str(child)
    yield gathered


# PDF -----------------------------------------------------------------------------------------------------------------------------------

_XMP_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.Z+-]+")
_MADE_WHEN: Final = ("/CreationDate", "/ModDate", "/M", "/LastModified")
_SAID: Final = ("/Alt", "/ActualText", "/E", "/Contents", "/TU", "/T", "/Title", "/F", "/UF", "/Desc", "/URI", "/JS", "/Summary")


def open_pdf(data: bytes) -> Opened:
    reader = pypdf.PdfReader(BytesIO(data))
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    objects = list(_objects(reader))
    said = [str(one[key]) for one in objects for key in _SAID if isinstance(one.get(key), str)]
    attached = [str(one.get_data(), "utf-8", "replace") for one in objects if one.get("/Type") == "/EmbeddedFile"]
    streams = {f"object {number}": one.get_data() for number, one in enumerate(objects) if isinstance(one, StreamObject) and _is_text(one)}
    xmp = next((one.get_data() for one in objects if one.get("/Type") == "/Metadata" and isinstance(one, StreamObject)), b"")
    properties = {key: str(value) for key, value in (reader.metadata or {}).items()}
    times = [str(one[key]) for one in objects for key in _MADE_WHEN if isinstance(one.get(key), str)]
    described = [value for key, value in properties.items() if key not in {"/Creator", "/Producer"}]
    return Opened(
        lines=_tidied([*(line for page in pages for line in page.splitlines()), *said, *attached, *described, *_xmp(xmp)]),
        properties=properties,
        times=frozenset([*times, *(found.decode() for found in _XMP_TIME.findall(xmp))]),
        parts={"file": data, "xmp": xmp, **streams},
    )


def _xmp(xmp: bytes) -> Iterator[str]:
    """What the metadata say of the document, apart from the program's name and the digests that it is known by."""
    named = re.sub(rb"<(\w+:(?:CreatorTool|Producer|PDFVersion|InstanceID|DocumentID))>[^<]*</\1>", b"", xmp)
    yield from _xml_texts(re.sub(rb"<\?xpacket.*?\?>", b"", named))


def _is_text(stream: StreamObject) -> bool:
    return (
        stream.get("/Subtype") != "/Image"
        and not {"/Length1", "/Length2"} & set(stream)
        and stream.get("/Type") not in {"/ObjStm", "/XRef"}
    )


def _objects(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of the file, those inside others too."""
    for number in range(1, int(str(reader.trailer["/Size"]))):
        try:
            yield from _within(IndirectObject(number, 0, reader).get_object())
        except (pypdf.errors.PdfReadError, zlib.error):
            continue


def _within(thing: object) -> Iterator[DictionaryObject]:
    if isinstance(thing, DictionaryObject):
        yield thing
        for value in thing.values():
            yield from _within(value) if not isinstance(value, IndirectObject) else ()
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _within(value) if not isinstance(value, IndirectObject) else ()


# Office files --------------------------------------------------------------------------------------------------------------------------

_OFFICE_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?")
_WORDS_IN: Final = frozenset(
    {
        "descr",
        "title",
        "name",
        "displayName",
        "text",
        "prompt",
        "error",
        "promptTitle",
        "errorTitle",
        "tooltip",
        "display",
        "initials",
        "author",
    }
)
_BOXES: Final = frozenset({"p", "si", "c", "pt", "row"})


def open_xlsx(data: bytes) -> Opened:
    parts, times = _unpacked(data)
    book = openpyxl.load_workbook(BytesIO(data))
    lines: list[str] = []
    cells: set[str] = set()
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        cells |= {str(value) for row in rows for value in row}
        lines += [sheet.title, *(_row(row) for row in rows)]
        lines += [str(cell.comment.text) for row in sheet.iter_rows() for cell in row if cell.comment]
        lines += [str(cell.hyperlink.location or cell.hyperlink.target) for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    beside = {name: _around_cells(text) if "/worksheets/sheet" in name else text for name, text in parts.items() if _is_said(name)}
    lines += [text for part in beside.values() for text in _xml_texts(part) if text not in cells]
    return Opened(lines=_tidied(lines), properties=_properties(parts), times=times, parts=parts)


def _around_cells(sheet: bytes) -> bytes:
    """A sheet without its cells, apart from formulas and what they came to: headers, rules for input, and whatever else it has."""
    formulas = b"".join(re.findall(rb"<c\b[^>]*>(?:(?!</c>).)*<f\b.*?</c>", sheet, re.DOTALL))
    return re.sub(rb"<sheetData\b.*</sheetData>", lambda _: b"<sheetData>" + formulas + b"</sheetData>", sheet, flags=re.DOTALL)


def _row(values: Iterable[object]) -> str:
    return " | ".join("" if value is None else str(value) for value in values)


def open_pptx(data: bytes) -> Opened:
    """Slides in their order, each with its charts, the workbooks behind these, and its notes."""
    parts, times = _unpacked(data)
    lines: list[str] = []
    for name in _slides(parts):
        for part in (name, *_related(parts, name)):
            lines += open_xlsx(parts[part]).lines if part.endswith(".xlsx") else _xml_texts(parts[part])
    seen = {part for name in _slides(parts) for part in (name, *_related(parts, name))}
    lines += [text for name in sorted(parts.keys() - seen) if _is_said(name) for text in _xml_texts(parts[name])]
    books = [open_xlsx(part) for name, part in parts.items() if name.endswith(".xlsx")]
    inner = {f"{name}!{inside}": text for name in parts if name.endswith(".xlsx") for inside, text in _unpacked(parts[name])[0].items()}
    own = {name: part for name, part in parts.items() if not name.endswith(".xlsx")}
    return Opened(
        lines=_tidied(lines),
        properties=_properties(parts) | {f"{key} of a workbook": value for book in books for key, value in book.properties.items()},
        times=times.union(*(book.times for book in books)),
        parts=own | inner,
    )


def _is_said(name: str) -> bool:
    """Whether a part may hold words of this report, rather than the looks that all files have."""
    return name.endswith(".xml") and not re.search(r"theme|styles|\[Content_Types\]|presProps|viewProps|tableStyles|colors\d|style\d", name)


def _unpacked(data: bytes) -> tuple[dict[str, bytes], frozenset[str]]:
    """A zip's parts, and the times in it: of its entries, and in its texts."""
    with ZipFile(BytesIO(data)) as file:
        parts = {entry.filename: file.read(entry) for entry in file.infolist()}
        times = {"{}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*entry.date_time) for entry in file.infolist()}
        comments = b"".join([file.comment, *(entry.comment + entry.extra for entry in file.infolist())])
    texts = b"".join(part for name, part in parts.items() if name.endswith((".xml", ".rels")))
    return parts | {"comments of the zip": comments}, frozenset(times | {found.decode() for found in _OFFICE_TIME.findall(texts)})


def _properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Document properties, by the local names of their elements."""
    found: dict[str, str] = {}
    for name, part in parts.items():
        if name.startswith("docProps/") and name.endswith(".xml"):
            found |= {element.tag.rpartition("}")[2]: element.text for element in etree.fromstring(part).iter() if element.text}
    return found


def _slides(parts: Mapping[str, bytes]) -> list[str]:
    """The slides' parts in the order of showing."""
    targets = _targets(parts, "ppt/presentation.xml")
    listed = re.findall(rb'<p:sldId\b[^>]*\br:id="([^"]+)"', parts["ppt/presentation.xml"])
    return [targets[identity.decode()] for identity in listed]


def _related(parts: Mapping[str, bytes], name: str) -> list[str]:
    """What a slide or a chart of it refers to and nothing else does, such as its charts, their workbooks and its notes."""
    found: list[str] = []
    for target in _targets(parts, name).values():
        if re.search(r"/(charts|embeddings|notesSlides|diagrams|comments|media)/", target) and target in parts and target not in found:
            found += [target] if not target.endswith((".png", ".jpeg", ".svg", ".emf")) else []
            found += [part for part in _related(parts, target) if part not in found]
    return found


def _targets(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """The part's relations: id → the part that it leads to."""
    directory, _, file = name.rpartition("/")
    rels = parts.get(f"{directory}/_rels/{file}.rels", b"<none/>")
    found = {}
    for relation in etree.fromstring(rels):
        target = relation.get("Target", "")
        place = target.removeprefix("/") if target.startswith("/") else f"{directory}/{target}"
        while re.search(r"[^/]+/\.\./", place):
            place = re.sub(r"[^/]+/\.\./", "", place, count=1)
        found[relation.get("Id", "")] = place
    return found


_PARSER: Final = etree.XMLParser(remove_comments=False, resolve_entities=False)


def _xml_texts(part: bytes) -> Iterator[str]:
    """The words of an XML part: a paragraph's, a string's or a point's runs together, and attributes that hold words."""
    if not part.lstrip().startswith(b"<"):
        return
    root = etree.fromstring(part, _PARSER)
    boxed: set[etree._Element] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield element.text or ""
            continue
        yield from (value for key, value in element.attrib.items() if key.rpartition("}")[2] in _WORDS_IN)
        if element in boxed:
            continue
        if element.tag.rpartition("}")[2] in _BOXES:
            boxed |= set(element.iter())
            yield "".join(element.itertext())
        elif element.text:
            yield element.text


OPENERS: Final = {"html": open_html, "pdf": open_pdf, "pptx": open_pptx, "xlsx": open_xlsx}
