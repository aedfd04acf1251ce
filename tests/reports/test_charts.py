"""The pictures: where their parts lie, what they say without colour, and that their words can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from must.reports import charts
from must.reports.content import Band, Picture, Strength, Whose
from must.reports.palette import DARK, LEAST_CONTRAST, LIGHT
from must.reports.svg import Frames
from must.reports.web import style_of

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
    svg = drawn(charts.answers(bar(20, 40, 40), FULL, PICTURE))
    assert edges(svg) == [(30, 40), (40, 60), (60, 80)]
    assert [rect["class"] for rect in svg.find_all("rect")] == [["challenge"], ["neutral"], ["favourable"]]


@given(BANDS)
def test_segments_touch_and_are_as_wide_as_their_shares(shares: tuple[int, int, int]) -> None:
    found = edges(drawn(charts.answers(bar(*shares), FULL, PICTURE)))
    for (_, right), (left, _) in pairwise(found):
        assert right == pytest.approx(left, abs=0.11)
    assert [right - left for left, right in found] == pytest.approx([share / 2 for share in shares if share], abs=0.11)


@given(st.lists(BANDS, max_size=6))
def test_an_extent_has_room_for_every_bar(all_shares: list[tuple[int, int, int]]) -> None:
    extent = charts.Extent.of(map(bar, *zip(*all_shares, strict=True)) if all_shares else [])
    for shares in all_shares:
        for left, right in edges(drawn(charts.answers(bar(*shares), extent, PICTURE))):
            assert left >= -0.11
            assert right <= 100.11
    assert 39.99 <= extent.place(0) <= 60.01


def test_shades_are_strongest_at_the_ends() -> None:
    frequency = ((10, Band.CHALLENGE), (20, Band.CHALLENGE), (30, Band.MIDDLE), (20, Band.FAVOURABLE), (20, Band.FAVOURABLE))
    exposure = (*[(10, Band.CHALLENGE)] * 4, (60, Band.FAVOURABLE))
    assert shades(frequency) == ["challenge", "challenge-mild", "neutral", "favourable-mild", "favourable"]
    assert shades(exposure) == ["challenge", "challenge", "challenge-mild", "challenge-mild", "favourable"]
    assert shades(((70, None), (20, None), (10, None))) == ["neutral", "plain-mild", "plain"]


def shades(parts: charts.Parts) -> list[str]:
    return [rect["class"][0] for rect in drawn(charts.answers(parts, FULL, PICTURE)).find_all("rect")]


def test_an_item_without_bands_fills_the_width_from_the_left() -> None:
    assert edges(drawn(charts.answers(((60, None), (40, None)), FULL, PICTURE))) == [(0, 60), (60, 100)]


def test_numbers_are_written_where_they_fit() -> None:
    svg = drawn(charts.answers(((2, None), (9, None), (89, None)), FULL, PICTURE))
    assert [text.text for text in svg.find_all("text")] == ["9", "89"]
    svg = drawn(charts.answers(bar(14, 44, 42), FULL, PICTURE))
    assert [(text.text, "wide" in text["class"]) for text in svg.find_all("text")] == [("14", False), ("44", False), ("42", False)]
    svg = drawn(charts.answers(bar(13, 45, 42), FULL, PICTURE))
    assert next((text.text, "wide" in text["class"]) for text in svg.find_all("text")) == ("13", True)


def test_bands_say_both_ends_beside_the_bar() -> None:
    stacks = [
        charts.Stack(Whose.OWN, "This unit", bar(20, 40, 40), ("20 %", "40 %")),
        charts.Stack(Whose.ENTERPRISE, "All", bar(0, 0, 100), ("0 %", "100 %")),
    ]
    frames = Frames()
    picture = drawn(charts.bands(frames, stacks, FULL, HEADINGS, PICTURE))
    assert words(picture) == ["20 %", "40 %", "40", "0 %", "100 %"]
    assert words(drawn(frames.kept())) == [*HEADINGS, "This unit", "All"]
    assert tuple(len(rects_of(picture, height)) for height in ("28", "16")) == (3, 1), "an empty band is no shape"


def words(svg: Tag) -> list[str]:
    return [text.text for text in svg.find_all("text")]


def rects_of(svg: Tag, height: str) -> list[Tag]:
    return svg.find_all("rect", height=height)


def test_what_pictures_have_in_common_is_kept_once() -> None:
    frames = Frames()
    for share in (10, 20, 30):
        charts.bands(frames, [charts.Stack(Whose.OWN, "This unit", bar(share, 0, 0), ("", ""))], FULL, HEADINGS, PICTURE)
    charts.bands(frames, [charts.Stack(Whose.OWN, "Another", bar(10, 0, 0), ("", ""))], FULL, HEADINGS, PICTURE)
    kept = drawn(frames.kept())
    assert [group["id"] for group in kept.find_all("g")] == ["frame-1", "frame-2"]
    assert [words(group)[-1] for group in kept.find_all("g")] == ["This unit", "Another"]


AXIS = charts.Ends(0.375, 0.625, ((0, "1"), (1, "5")))


def test_means_differ_in_shape_and_lie_on_their_axis() -> None:
    marks = [charts.Mark(whose, whose.value, 0.1 * place, str(place)) for place, whose in enumerate(Whose, start=4)]
    frames = Frames()
    svg = drawn(charts.means(frames, marks, AXIS, HEADINGS, PICTURE))
    assert [mark["x"] for mark in svg.find_all("svg")] == ["40%", "50%", "60%", "70%", "80%"]
    assert len({str(mark.find()) for mark in svg.find_all("svg")}) == len(Whose), "a shape of its own for each"
    assert words(svg) == ["4", "5", "6", "7", "8"]
    assert words(drawn(frames.kept())) == [*HEADINGS, "1", "5", *(whose.value for whose in Whose)]
    assert edges(drawn(frames.kept())) == [(0, 37.5), (62.5, 100)]


def test_an_interval_is_a_line_through_its_mean_and_the_number_stands_outside_it() -> None:
    marks = [charts.Mark(Whose.OWN, "Own", 0.5, "3,0", (0.4, 0.6)), charts.Mark(Whose.ENTERPRISE, "All", 0.9, "4,6", (0.8, 0.95))]
    svg = drawn(charts.means(Frames(), marks, AXIS, HEADINGS, PICTURE))
    spans = [(line["x1"], line["x2"], line["class"]) for line in svg.find_all("line")]
    assert spans == [("40%", "60%", ["span"]), ("80%", "95%", ["span", "faint"])]
    assert [(text["x"], text["dx"], "last" in text["class"]) for text in svg.find_all("text")] == [
        ("60%", "13", False),
        ("80%", "-13", True),
    ]


def test_a_change_is_a_line_from_the_mean_to_the_earlier_one() -> None:
    marks = [charts.Mark(Whose.OWN, "Own", 0.5, "3,0"), charts.Mark(Whose.PREVIOUS, "Before", 0.4, "2,6")]
    lines = drawn(charts.means(Frames(), marks, AXIS, HEADINGS, PICTURE)).find_all("line")
    assert [(line["class"], line["x1"], line["x2"]) for line in lines] == [(["change"], "50%", "40%")]
    assert not drawn(charts.means(Frames(), marks[:1], AXIS, HEADINGS, PICTURE)).find_all("line")
    later = [marks[0], charts.Mark(Whose.PARENT, "Above", 0.4, "2,6")]
    assert not drawn(charts.means(Frames(), later, AXIS, HEADINGS, PICTURE)).find_all("line"), "only to the earlier one"


def test_no_line_runs_through_the_name_of_a_unit() -> None:
    """The middle's line stands beside the bars alone, and the line of a change is drawn before the names, which have a rim of paper."""
    frames = Frames()
    stacks = [charts.Stack(whose, str(whose), bar(40, 20, 40), ("", "")) for whose in (Whose.OWN, Whose.PREVIOUS)]
    charts.bands(frames, stacks, FULL, HEADINGS, PICTURE)
    kept = drawn(frames.kept())
    lines = [(float(str(line["y1"])), float(str(line["y2"]))) for line in kept.find_all("line", class_="centre")]
    names = [float(str(text["y"])) for text in kept.find_all("text", class_="label")]
    assert len(lines) == len(names) == 2
    assert not [(line, y) for line in lines for y in names if line[0] < y and line[1] > y - 11]
    marks = [charts.Mark(Whose.OWN, "Own", 0.5, "3,0"), charts.Mark(Whose.PREVIOUS, "Before", 0.4, "2,6")]
    frames = Frames()
    parts = drawn(charts.means(frames, marks, AXIS, HEADINGS, PICTURE)).find_all(["use", "line"])
    assert [part.name for part in parts] == ["use", "line", "use"]
    named = drawn(frames.kept()).find(id=str(parts[2]["href"])[1:])
    assert named is not None
    assert [(text.text, "over" in text["class"]) for text in named.find_all("text")] == [("Own", True), ("Before", True)]


def link(coefficient: float, strength: Strength) -> charts.Link:
    return charts.Link(f"Factor {coefficient}", coefficient, coefficient - 0.1, coefficient + 0.1, str(coefficient), strength)


def test_associations_lie_around_zero_and_clear_ones_look_otherwise_without_colour() -> None:
    svg = drawn(charts.associations([link(0.3, Strength.CLEAR), link(-0.1, Strength.NONE)], ("Fewer", "More"), "0", PICTURE))
    first, second = (float(str(mark["x"]).rstrip("%")) for mark in svg.find_all("svg"))
    zero = float(str(svg.find("line", class_="centre")["x1"]).rstrip("%"))  # type: ignore[index]
    assert first > zero > second
    assert first - zero == pytest.approx(3 * (zero - second), abs=0.2)
    assert [mark.find()["class"] for mark in svg.find_all("svg")] == [["dot"], ["ring"]]
    assert [text["class"] for text in svg.find_all("text") if text.text in {"0.3", "-0.1"}] == [["end", "own", "last"], ["end", "last"]]
    assert words(svg)[:2] == ["Fewer", "More"]
    assert words(svg)[-1] == "0"


@given(st.lists(st.floats(-0.9, 0.9), min_size=1, max_size=5))
def test_numbers_stand_in_a_column_right_of_every_interval(coefficients: list[float]) -> None:
    svg = drawn(charts.associations([link(one, Strength.NONE) for one in coefficients], ("", ""), "0", PICTURE))
    places = [(float(str(line["x1"])[:-1]), float(str(line["x2"])[:-1])) for line in svg.find_all("line", class_="span")]
    assert len(places) == len(coefficients)
    assert all(0 <= low < high <= 84 for low, high in places)
    assert {number["x"] for number in svg.find_all("text", class_="end")} == {"100%"}


def test_weak_associations_look_weak() -> None:
    svg = drawn(charts.associations([link(0.1, Strength.NONE)], ("", ""), "0", PICTURE))
    assert [mark["x"] for mark in svg.find_all("svg")] == ["49.6%"]


def test_words_are_escaped_and_every_picture_tells_what_it_shows() -> None:
    frames = Frames()
    mark = charts.Mark(Whose.OWN, "<i>", 0.5, "3,0")
    for picture in (
        charts.answers(bar(20, 40, 40), FULL, PICTURE),
        charts.small_bands(bar(20, 40, 40), FULL, PICTURE),
        charts.small_mean(mark, charts.Ends(0.4, 0.6, ()), PICTURE),
        charts.means(frames, [mark], charts.Ends(0.4, 0.6, ()), HEADINGS, PICTURE),
        charts.bands(frames, [charts.Stack(Whose.OWN, "<i>", bar(20, 40, 40), ("<u>", "<u>"))], FULL, HEADINGS, PICTURE),
        charts.associations([charts.Link("<b>", 0.1, 0, 0.2, "<u>", Strength.NONE)], ("<i>", "<i>"), "<u>", PICTURE),
    ):
        svg = drawn(picture)
        assert svg["role"] == "img"
        assert svg["aria-label"] == f"{PICTURE.title}. {PICTURE.description}"
        assert not svg.find_all(["b", "i", "u"])
    assert not drawn(frames.kept()).find_all(["b", "i", "u"])


ON = ("challenge", "challenge-mild", "favourable", "favourable-mild", "neutral", "plain", "plain-mild")
TOUCHING = [
    *pairwise(("challenge", "challenge-mild", "neutral", "favourable-mild", "favourable")),
    ("challenge", "neutral"),
    ("neutral", "favourable"),
    ("challenge", "favourable"),
    *pairwise(("neutral", "plain-mild", "plain")),
]
"""Shades that may lie beside each other in a bar."""

both_schemes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@both_schemes
def test_words_on_colours_have_the_contrast_that_wcag_aa_asks_for(colours: Mapping[str, str]) -> None:
    for part in ON:
        assert contrast(colours[part], colours[f"on-{part}"]) >= 4.5, part
    for ground in ("paper", "tint", "challenge-zone", "favourable-zone"):
        for said in ("ink", "quiet"):
            assert contrast(colours[ground], colours[said]) >= 4.5, (ground, said)
    for ground in ("paper", "tint"):
        assert contrast(colours[ground], colours["accent"]) >= 4.5


@pytest.mark.promise("P08")
@both_schemes
def test_neighbouring_parts_differ_in_grey_too(colours: Mapping[str, str]) -> None:
    for one, other in TOUCHING:
        assert contrast(colours[one], colours[other]) >= LEAST_CONTRAST, (one, other)
    for side in ("challenge", "favourable"):
        assert contrast(colours["paper"], colours[side]) > 1.5 * contrast(colours["paper"], colours[f"{side}-mild"])
        assert contrast(colours["paper"], colours[side]) >= 4.5


def test_the_pages_style_knows_every_colour_in_light_and_dark_and_every_kind_of_shape() -> None:
    style = style_of()
    for colours in (LIGHT, DARK):
        assert all(f"--{name}: {colour};" in style for name, colour in colours.items())
    assert LIGHT.keys() == DARK.keys()
    assert set(re.findall(r"var\(--([\w-]+)\)", style)) == set(LIGHT), "and asks for no other"


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
