"""What the back of the room sees: everything on the slide, nothing over anything else, large enough, in colours that can be read."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest
from lxml import etree
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from must.reports.content import Report
from must.reports.palette import LIGHT
from must.reports.slides import slides_of
from must.reports.slides_charts import SHADES
from must.reports.slides_text import cut
from must.reports.slides_xml import plain
from must.reports.wording import Wording
from must.ui.texts import texts
from tests.reports.decks import CODES, FULL, MAIN, MEANS, ROWS, asking, associated, charts, deck_of, factors, graphics, mixed, with_rows


def opened(report: Report) -> Deck:
    return deck_of(slides_of, report, Wording(texts(report.language), 1))


HOSTILE = ("<&>\"' </a:t>", "Åse & Sønn\x0b\x1f\x00 \ufffe", "navn\nover\tto\r\nlinjer", "{{ 7 * 7 }} {name} %s", "x" * 5000, "ord " * 2000)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_text_and_has_room(report, name: str) -> None:  # type: ignore[no-untyped-def]
    one = report(FULL)
    first, *others = one.chapters
    renamed = replace(first, title=name, factors=tuple(replace(factor, name=name) for factor in first.factors))
    deck = opened(replace(one, name=name, title=name, enterprise=name, path=(name, None, name), chapters=(renamed, *others)))
    assert deck.slides[0].shapes.title.text == plain(cut(name))
    assert all(len(slide.shapes.title.text) <= 310 for slide in deck.slides)
    assert {shape.chart.plots[0].categories[0] for _, shape in charts(deck)}
    assert not [place for slide in deck.slides for place in places(slide) if not inside(place)]


def places(slide: Slide) -> list[tuple[int, int, int, int]]:
    return [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes]


def inside(place: tuple[int, int, int, int]) -> bool:
    left, top, right, foot = place
    return left >= 0 and top >= 0 and right <= 12_192_000 and foot <= 6_858_000


def crowded(report: Report) -> Report:
    """A theme as full as it gets: nine factors, long names, all comparisons, five items and as many questions."""
    factor = next(factors(with_rows(report, ROWS)))
    items = tuple(replace(factor.items[0], id=f"i{number}") for number in range(5))
    long = "Et navn på en faktor som er så langt at det tar mer enn én linje"
    many = tuple(replace(factor, id=f"{factor.id}{number or ''}", name=f"{long} {number}", items=items) for number in range(9))
    return replace(report, chapters=(replace(report.chapters[0], factors=many),))


def test_nothing_lies_over_anything_else_or_beyond_the_edge(report) -> None:  # type: ignore[no-untyped-def]
    crowd = crowded(report(FULL))
    for one in (
        *map(report, CODES),
        with_rows(report(FULL), ROWS),
        with_rows(report(MEANS), ROWS),
        associated(report("0")),
        mixed(report(MEANS)),
        crowd,
        *(asking(with_rows(report(FULL), ROWS), items) for items in range(1, 7)),
    ):
        points = [point for point in one.points if any(point.factor == factor.id for factor in factors(one))]
        for slide in opened(replace(one, points=tuple(points))).slides:
            assert all(map(inside, places(slide)))
            frames = [place for shape, place in zip(slide.shapes, places(slide), strict=True) if shape in graphics(slide)]
            rest = [place for shape, place in zip(slide.shapes, places(slide), strict=True) if shape.is_placeholder]
            assert all(shape.height / len(shape.chart.plots[0].categories) > 400_000 for shape in slide.shapes if shape.has_chart)
            for one_place, other in chain(combinations(frames, 2), ((frame, place) for frame in frames for place in rest)):
                assert apart(one_place, other), slide.shapes.title.text


def apart(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def theme(deck: Deck) -> dict[str, str]:
    part = deck.slide_master.part.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme")
    scheme = etree.fromstring(part.blob).find(f".//{MAIN}clrScheme")
    return {etree.QName(entry).localname: f"#{entry[0].get('val').lower()}" for entry in scheme}


def test_the_theme_has_the_reports_colours_and_words_can_be_read_on_them(report) -> None:  # type: ignore[no-untyped-def]
    colours = theme(opened(report(FULL)))
    ours = ("accent", "challenge", "challenge-mild", "neutral", "favourable-mild", "favourable")
    assert [colours[f"accent{number}"] for number in range(1, 7)] == [LIGHT[name] for name in ours]
    named = {"bg1": "lt1", "tx1": "dk1", "tx2": "dk2"}
    assert (colours["lt1"], colours["dk1"], colours["dk2"]) == (LIGHT["paper"], LIGHT["ink"], LIGHT["quiet"])
    assert all(contrast(colours[fill], colours[named[ink]]) >= 4.5 for fill, ink in SHADES.values())
    assert all(contrast(colours[words], colours["lt1"]) >= 4.5 for words in ("dk1", "dk2", "accent1", "accent2", "accent6"))


def test_type_is_large_enough_for_the_back_of_the_room(report) -> None:  # type: ignore[no-untyped-def]
    for one in (*map(report, CODES), crowded(report(FULL))):
        deck = opened(replace(one, points=tuple(point for point in one.points if any(point.factor == found.id for found in factors(one)))))
        sizes = [int(size) for slide in deck.slides for size in slide.element.xpath("//a:rPr/@sz")]
        sizes += [int(size) for _, shape in charts(deck) for size in shape.chart._chartSpace.xpath("//a:defRPr/@sz")]
        assert min(sizes) >= 1400
