"""The reports' typeface: Inter as whole TrueType files for PDF, and as small files that a web page can hold in itself.

The package has Inter cut into a file for each alphabet. A unit's name may need several of them in one word, as Sami names do, so they are
put together again. A few signs that the package leaves out are made from those it has. Inter is under the SIL Open Font License without a
reserved name, which allows both; its licence lies beside the files.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fontTools.merge import Merger
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS: Final = {"Regular": 400, "SemiBold": 600, "Bold": 700}
ALPHABETS: Final = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek", "greek-ext")
WEB_WEIGHTS: Final = ("Regular", "SemiBold")

# Latin with all Norwegian and Sami letters, punctuation, and the signs that reports use.
WEB_CHARACTERS: Final = frozenset(
    (
        *range(0x20, 0x7F),
        *range(0xA0, 0x180),
        *range(0x1E4, 0x1F0),
        0x292,
        0x2B9,
        0x2BC,
        *range(0x2009, 0x2028),
        0x202F,
        *range(0x2030, 0x203B),
    )
) | frozenset(map(ord, "€™←↑→↓−≤≥□"))

# Every page holds the files: only what its stylesheet asks for, and what letters and signs need to stand right.
WEB_FEATURES: Final = ["kern", "ccmp", "locl", "mark", "tnum", "cv05"]

_HINTS: Final = ("prep", "gasp", "STAT")
# A merged file says when it was made; the same package shall give the same bytes. Seconds since 1904; the day is of no meaning.
_MADE: Final = 3_600_000_000


def write_fonts(package: Path, directory: Path) -> None:
    """Write Inter-<style>.ttf and inter-<weight>.woff2 to `directory`. Raises FileNotFoundError when the package lacks a file."""
    for style, weight in WEIGHTS.items():
        whole = _whole(package, weight)
        _add_signs(whole)
        content = _bytes_of(whole)
        (directory / f"Inter-{style}.ttf").write_bytes(content)
        if style in WEB_WEIGHTS:
            (directory / f"inter-{weight}.woff2").write_bytes(_for_web(content))


def _whole(package: Path, weight: int) -> TTFont:
    """All alphabets of a weight in one font."""
    with tempfile.TemporaryDirectory(prefix="inter-") as directory:
        parts = list(_unpacked(package, weight, Path(directory)))
        font: TTFont = Merger().merge(parts)
    return font


def _unpacked(package: Path, weight: int, directory: Path) -> Iterator[str]:
    """Each alphabet as a TrueType file without what can't be merged: hints for coarse screens, and names of a variable font's axes."""
    for alphabet in ALPHABETS:
        font = TTFont(package / "files" / f"inter-{alphabet}-{weight}-normal.woff2", recalcTimestamp=False)
        font.flavor = None
        for table in _HINTS:
            del font[table]
        file = directory / f"{alphabet}.ttf"
        font.save(file)
        yield str(file)


def _bytes_of(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = _MADE
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _for_web(content: bytes) -> bytes:
    """The part of a font that web pages need, compressed."""
    font = TTFont(io.BytesIO(content))
    subsetter = Subsetter(Options(layout_features=WEB_FEATURES, hinting=False))
    subsetter.populate(unicodes=WEB_CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    return _bytes_of(font)


def _add_signs(font: TTFont) -> None:
    """Give the font the signs that its package leaves out."""
    names = font.getBestCmap()
    for code, like in (
        (0x202F, 0x2009),
        (0x2010, 0x2D),
        (0x2011, 0x2D),
    ):  # they differ from their likes in where a line may break, not in shape
        _map(font, code, names[like])
    for code, sign in ((0x2264, "<"), (0x2265, ">")):
        _or_equal(font, code, names[ord(sign)])
    for code, turn in ((0x2192, -1), (0x2190, 1)):
        _turned(font, code, names[ord("↑")], turn)
    _box(font)


def _or_equal(font: TTFont, code: int, sign: str) -> None:
    """`<` or `>` moved up, with a minus below it."""
    minus = font.getBestCmap()[0x2212]
    low = _bounds(font, sign)[1]
    _, bar_low, _, bar_high = _bounds(font, minus)
    lift = 1.5 * (bar_high - bar_low)
    pen = TTGlyphPen(None)
    _draw(font, sign, pen, Identity.translate(0, lift))
    _draw(font, minus, pen, Identity.translate(0, low - lift / 3 - bar_high))
    _add(font, code, pen, font["hmtx"][sign][0])


def _turned(font: TTFont, code: int, sign: str, quarters: int) -> None:
    """A sign turned around its middle by quarters of a turn, against the clock."""
    left, low, right, high = _bounds(font, sign)
    x, y, height = (left + right) / 2, (low + high) / 2, high - low
    advance = height + 2 * left
    pen = TTGlyphPen(None)
    quarter = Transform(0, quarters, -quarters, 0, 0, 0)
    _draw(font, sign, pen, Identity.translate(advance / 2, y).transform(quarter).translate(-x, -y))
    _add(font, code, pen, round(advance))


def _box(font: TTFont) -> None:
    """□, which stands for letters that no font of ours has: an upright rectangle as high as a capital, its line as thick as a minus."""
    _, low, _, high = _bounds(font, font.getBestCmap()[0x2212])
    line, height = high - low, font["OS/2"].sCapHeight
    width, margin = round(0.8 * height), round(0.1 * height)
    pen = TTGlyphPen(None)
    outer, inner = (margin, 0, margin + width, height), (margin + line, line, margin + width - line, height - line)
    _contour(pen, outer[:2], (outer[0], outer[3]), outer[2:], (outer[2], outer[1]))
    _contour(pen, inner[:2], (inner[2], inner[1]), inner[2:], (inner[0], inner[3]))
    _add(font, ord("□"), pen, width + 2 * margin)


def _contour(pen: TTGlyphPen, *corners: tuple[float, float]) -> None:
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()


def _bounds(font: TTFont, glyph: str) -> tuple[float, float, float, float]:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[glyph].draw(pen)
    left, low, right, high = pen.bounds
    return left, low, right, high


def _draw(font: TTFont, glyph: str, pen: TTGlyphPen, transform: Transform) -> None:
    glyphs = font.getGlyphSet()
    outline = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(outline)
    outline.replay(TransformPen(pen, transform))


def _add(font: TTFont, code: int, pen: TTGlyphPen, advance: int) -> None:
    name = f"uni{code:04X}"
    glyph = pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].setGlyphOrder(font.getGlyphOrder())
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, glyph.xMin)
    _map(font, code, name)


def _map(font: TTFont, code: int, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = glyph
