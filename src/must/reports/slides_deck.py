"""A deck of slides in the making: our template's layouts, and what can be put on them, each where it is told.

The template is a presentation unpacked, `templates/slides/`: text that can be read and compared, where a `.pptx` would be a closed box.
Its typeface is Arial, since a deck carries no fonts and must look the same wherever it is opened; Inter isn't on those machines.

The same calls always give the same bytes. The file says nothing of who made it, where or when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from itertools import count
from typing import Final
from zipfile import ZipFile

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Emu

from must.core.common.languages import Language
from must.reports.content import Picture
from must.reports.slides_charts import Chart
from must.reports.slides_text import Paragraph, cut, said
from must.reports.slides_workbook import COLUMNS, SHEET
from must.reports.slides_xml import TAGS, blank, chart_xml, pack, plain, shape

_EMU: Final = 914_400  # in an inch


class Layout(IntEnum):
    """The template's layouts, by their place in it. figures: title and lead. questions: these, and text to the right."""

    COVER = 0
    TEXT = 1
    FIGURES = 2
    QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide of 13.33 x 7.5 inches."""

    x: float
    y: float
    width: float
    height: float

    @property
    def foot(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def emu(self) -> tuple[Emu, ...]:
        """The same in the file's unit: left, top, width, height."""
        return tuple(Emu(round(value * _EMU)) for value in (self.x, self.y, self.width, self.height))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells. rows: its height in EMU and the cells of each; the first is the head. widths: of the columns, in EMU."""

    rows: tuple[tuple[int, tuple[Paragraph, ...]], ...]
    widths: tuple[int, ...]


_LONGEST_TITLE: Final = 130
_LONGEST_PROPERTY: Final = 255
_LONGEST_TOLD: Final = 2000  # characters of an alt text

TITLE, TEXT, LEAD, NOTES = 0, 1, 13, 3
"""Placeholders by their number in the layouts, and on the notes' page."""


class Deck:
    """Slides in one language, one after the other. footer: what stands at the foot of each but the first. layouts: the layouts'
    names in the slides' language, for those who add slides of their own."""

    def __init__(self, title: str, footer: str, language: Language, layouts: Iterable[str]) -> None:
        self._presentation = Presentation(BytesIO(blank()))
        self._footer, self._language = footer, TAGS[language]
        self._titles: set[str] = set()
        self._charts = count(1)
        for layout, name in zip(self._presentation.slide_layouts, layouts, strict=True):
            layout._element.cSld.set("name", name)
        properties = self._presentation.core_properties
        properties.title, properties.language = plain(cut(title, _LONGEST_PROPERTY)), self._language

    def add(self, layout: Layout, title: str, placed: dict[int, Sequence[Paragraph]], notes: Sequence[str] = ()) -> Page:
        """A slide more. placed: what the layout's placeholders say besides the title; those that say nothing are taken away."""
        slide = self._presentation.slides.add_slide(self._presentation.slide_layouts[layout])
        page = Page(slide, self._language, self._charts)
        page.place({TITLE: [said(self._unique(cut(title, _LONGEST_TITLE)), 30 if len(title) < 60 else 22)], **placed})
        if notes:
            page.note(notes)
        if layout is not Layout.COVER:
            page.foot(self._footer, len(self._presentation.slides))
        return page

    def _unique(self, title: str) -> str:
        """The title, with a number where it is another slide's already: people who don't see a slide find it by its title."""
        wanted, number = title, 1
        while wanted in self._titles:
            number += 1
            wanted = f"{title} ({number})"
        self._titles.add(wanted)
        return wanted

    def packed(self) -> bytes:
        """The presentation's file. Its zip is packed anew, with one time in it and no machine's."""
        made = BytesIO()
        self._presentation.save(made)
        with ZipFile(made) as archive:
            return pack((name, archive.read(name)) for name in archive.namelist())


class Page:
    """One slide. What is added later is read later by those who listen to it. charts: the numbers of the deck's charts to come."""

    def __init__(self, slide: Slide, language: str, charts: Iterator[int]) -> None:
        self._slide, self._language, self._charts = slide, language, charts
        self._tree = slide.shapes._spTree  # the library has no word of its own for most of what is added
        self._last = len(self._tree)  # a number that no shape has yet
        self._after = 0  # shapes at the end that stay there

    def place(self, placed: dict[int, Sequence[Paragraph]]) -> None:
        """Fill the placeholders; those that say nothing go."""
        for holder in list(self._slide.placeholders):
            words = placed.get(holder.placeholder_format.idx, ())
            element = holder._element
            if words:
                element.replace(element.txBody, shape("body", words=words, language=self._language))
            else:
                self._tree.remove(element)

    def resize(self, placeholder: int, box: Box) -> None:
        """Give a placeholder another place than its layout does."""
        holder = _holder(self._slide.placeholders, placeholder)
        holder.left, holder.top, holder.width, holder.height = box.emu

    def text(self, name: str, box: Box, words: Sequence[Paragraph], anchor: str = "t") -> None:
        """Words in a box. anchor: `t`, `ctr` or `b`, where they stand in it."""
        self._append("text", name=name, box=box, words=words, anchor=anchor)

    def mark(self, box: Box, colour: str) -> None:
        """A rectangle that says nothing to those who don't see it."""
        self._append("mark", name="Mark", box=box, colour=colour)

    def table(self, picture: Picture, box: Box, rows: Iterable[tuple[float, Sequence[Paragraph]]], widths: Iterable[float]) -> None:
        """A table whose first row is its head. rows: the height in inches and the cells of each. widths: of the columns, in inches.
        picture: its name, and what it tells."""
        cells = tuple((round(height * _EMU), tuple(row)) for height, row in rows)
        grid = Grid(cells, tuple(round(width * _EMU) for width in widths))
        self._append("table", picture=_cut(picture), box=box, grid=grid)

    def chart(self, chart: Chart, box: Box) -> None:
        """A chart of PowerPoint's own, with the workbook of its figures."""
        package, number = self._slide.part.package, next(self._charts)
        workbook = Part(PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), CONTENT_TYPE.SML_SHEET, package, chart.workbook())
        drawn = chart_xml(chart=chart, language=self._language, sheet=SHEET, columns=COLUMNS, last=len(chart.categories) + 1)
        part = Part(PackURI(f"/ppt/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, package, drawn)
        part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
        relation = self._slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        self._append("frame", picture=_cut(chart.picture), box=box, relation=relation)

    def note(self, words: Sequence[str]) -> None:
        """What the speaker reads."""
        body = _holder(self._slide.notes_slide.placeholders, NOTES)._element
        body.replace(body.txBody, shape("body", words=[said(line) for line in words], language=self._language))

    def foot(self, words: str, number: int) -> None:
        """What stands at the slide's foot; it is read after all else, also what is added later."""
        self._append("footer", words=[said(words)])
        self._append("number", shown=number)
        self._after = 2

    def _append(self, macro: str, **context: object) -> None:
        self._last += 1
        self._tree.insert(len(self._tree) - self._after, shape(macro, id=self._last, language=self._language, **context))


def _holder(holders: Iterable[BaseShape], number: int) -> BaseShape:
    return next(one for one in holders if one.placeholder_format.idx == number)


def _cut(picture: Picture) -> Picture:
    """A picture's words, as long as office programs take them."""
    return Picture(cut(picture.title), cut(picture.description, _LONGEST_TOLD))
