"""The pictures: where their parts lie, what they say without colour, and that their words can be read."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from must.reports import charts
from must.reports.content import Band, Picture, Whose
from must.reports.web import STYLE

PICTURE = Picture("Title <b>", "Description & more")
BANDS = st.integers(0, 100).flatmap(lambda c: st.integers(0, 100 - c).map(lambda m: (c, m, 100 - c - m)))
HEADINGS = ("Challenge", "Middle", "Favourable")
FULL = charts.Extent(100, 100)


def drawn(picture: Markup) -> Tag:
    svg = BeautifulSoup(picture, "html.parser").svg
    assert svg is not None
    return svg


def bar(*shares: int) -> charts.Parts:
    return tuple(zip(shares, Band, strict=True))


def edges(svg: Tag) -> list[tuple[float, float]]:
    """Left and right edge of each rectangle, in per cent."""
    found = [(float(str(rect["x"]).rstrip("%")), float(str(rect["width"]).rstrip("%"))) for rect in svg.find_all("rect")]
    return [(x, x + width) for x, width in found]


def test_a_bar_lies_around_the_middle_of_its_middle_band() -> None:
    svg = drawn(charts.answers(bar(20, 40, 40), FULL, PICTURE, "x"))
    assert edges(svg) == [(30, 40), (40, 60), (60, 80)]
    assert [rect["class"] for rect in svg.find_all("rect")] == [["challenge"], ["neutral"], ["favourable"]]


@given(BANDS)
def test_segments_touch_and_are_as_wide_as_their_shares(shares: tuple[int, int, int]) -> None:
    found = edges(drawn(charts.answers(bar(*shares), FULL, PICTURE, "x")))
    for (_, right), (left, _) in pairwise(found):
        assert right == pytest.approx(left, abs=0.02)
    assert [right - left for left, right in found] == pytest.approx([share / 2 for share in shares if share], abs=0.02)


@given(st.lists(BANDS, max_size=6))
def test_an_extent_has_room_for_every_bar(all_shares: list[tuple[int, int, int]]) -> None:
    extent = charts.Extent.of(map(bar, *zip(*all_shares, strict=True)) if all_shares else [])
    for shares in all_shares:
        for left, right in edges(drawn(charts.answers(bar(*shares), extent, PICTURE, "x"))):
            assert left >= -0.02
            assert right <= 100.02
    assert 39.99 <= extent.place(0) <= 60.01


def test_shades_are_strongest_at_the_ends() -> None:
    frequency = ((10, Band.CHALLENGE), (20, Band.CHALLENGE), (30, Band.MIDDLE), (20, Band.FAVOURABLE), (20, Band.FAVOURABLE))
    exposure = (*[(10, Band.CHALLENGE)] * 4, (60, Band.FAVOURABLE))
    assert shades(frequency) == ["challenge", "challenge-mild", "neutral", "favourable-mild", "favourable"]
    assert shades(exposure) == ["challenge", "challenge", "challenge-mild", "challenge-mild", "favourable"]
    assert shades(((70, None), (20, None), (10, None))) == ["neutral", "plain-mild", "plain"]


def shades(parts: charts.Parts) -> list[str]:
    return [rect["class"][0] for rect in drawn(charts.answers(parts, FULL, PICTURE, "x")).find_all("rect")]


def test_an_item_without_bands_fills_the_width_from_the_left() -> None:
    assert edges(drawn(charts.answers(((60, None), (40, None)), FULL, PICTURE, "x"))) == [(0, 60), (60, 100)]


def test_numbers_are_written_where_they_fit() -> None:
    svg = drawn(charts.answers(((2, None), (9, None), (89, None)), FULL, PICTURE, "x"))
    assert [text.text for text in svg.find_all("text")] == ["9", "89"]
    svg = drawn(charts.answers(bar(12, 44, 44), FULL, PICTURE, "x"))
    assert [(text.text, "wide" in text["class"]) for text in svg.find_all("text")] == [("12", False), ("44", False), ("44", False)]
    svg = drawn(charts.answers(bar(10, 45, 45), FULL, PICTURE, "x"))
    assert next((text.text, "wide" in text["class"]) for text in svg.find_all("text")) == ("10", True)


def test_bands_say_both_ends_beside_the_bar() -> None:
    stacks = [
        charts.Stack(Whose.OWN, "This unit", bar(20, 40, 40), ("20 %", "40 %")),
        charts.Stack(Whose.ENTERPRISE, "All", bar(0, 0, 100), ("0 %", "100 %")),
    ]
    words = [text.text for text in drawn(charts.bands(stacks, FULL, HEADINGS, PICTURE, "x")).find_all("text")]
    assert words == [*HEADINGS, "This unit", "20 %", "40 %", "40", "All", "0 %", "100 %"]


def test_means_differ_in_shape_and_lie_on_their_axis() -> None:
    marks = [charts.Mark(Whose.OWN, "Own", 0.5, "3,0"), charts.Mark(Whose.ENTERPRISE, "All", 0.9, "4,6")]
    axis = charts.Ends(0.375, 0.625, ((0, "1"), (1, "5")))
    svg = drawn(charts.means(marks, axis, HEADINGS, PICTURE, "x"))
    assert [(mark["x"], mark.find().name) for mark in svg.find_all("svg")] == [("50%", "circle"), ("90%", "path")]
    assert [text.text for text in svg.find_all("text")][-4:] == ["Own", "3,0", "All", "4,6"]
    assert edges(svg) == [(0, 37.5), (62.5, 100)]


def test_words_are_escaped_and_every_picture_tells_what_it_shows() -> None:
    for picture in (
        charts.answers(bar(20, 40, 40), FULL, PICTURE, "name"),
        charts.small_bands(bar(20, 40, 40), FULL, PICTURE, "name"),
        charts.small_means([charts.Mark(Whose.OWN, "<i>", 0.5, "3,0")], charts.Ends(0.4, 0.6, ()), PICTURE, "name"),
        charts.means([charts.Mark(Whose.OWN, "<i>", 0.5, "3,0")], charts.Ends(0.4, 0.6, ()), HEADINGS, PICTURE, "name"),
        charts.bands([charts.Stack(Whose.OWN, "<i>", bar(20, 40, 40), ("<u>", "<u>"))], FULL, HEADINGS, PICTURE, "name"),
    ):
        svg = drawn(picture)
        assert svg["role"] == "img"
        title, description = svg.find(id=svg["aria-labelledby"]), svg.find(id=svg["aria-describedby"])
        assert title is not None
        assert description is not None
        assert (title.text, description.text) == (PICTURE.title, PICTURE.description)
        assert not svg.find_all(["b", "i", "u"])


SCHEMES = re.findall(r":root \{(.*?)\}", STYLE, re.S)[:2]
ON = ("challenge", "challenge-mild", "favourable", "favourable-mild", "neutral", "plain", "plain-mild")


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_words_on_colours_have_the_contrast_that_wcag_aa_asks_for(scheme: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", scheme))
    for part in ON:
        assert contrast(colours[part], colours[f"on-{part}"]) >= 4.5, part
    for ground in ("paper", "tint", "challenge-zone", "favourable-zone"):
        for words in ("ink", "quiet"):
            assert contrast(colours[ground], colours[words]) >= 4.5, (ground, words)
    assert contrast(colours["paper"], colours["accent"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_shades_get_stronger_towards_the_ends_in_grey_too(scheme: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", scheme))
    for side in ("challenge", "favourable"):
        assert contrast(colours["paper"], colours[side]) > 1.5 * contrast(colours["paper"], colours[f"{side}-mild"])
        assert contrast(colours["paper"], colours[side]) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
