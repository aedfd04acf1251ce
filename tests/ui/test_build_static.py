"""The vendored files: everything that a page loads is ours, and nothing in it points elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from must.ui.build_static import WEIGHTS, build
from must.ui.pages import STATIC, static_url

NODE_MODULES = Path(__file__).parents[2] / "node_modules"
ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)""")


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("static") / "vendor"
    build(NODE_MODULES, directory)
    return directory


def test_stylesheets_load_nothing_from_elsewhere(vendor: Path) -> None:
    for stylesheet in [*vendor.glob("*.css"), *STATIC.glob("*.css")]:
        content = stylesheet.read_text("utf-8")
        assert "@import" not in content
        for address in ADDRESS.findall(content):
            assert address.startswith("data:") or (stylesheet.parent / address).is_file(), address


def test_the_typeface_comes_in_each_weight_and_both_alphabets(vendor: Path) -> None:
    faces = (vendor / "inter.css").read_text("utf-8")
    assert faces.count("@font-face") == 2 * len(WEIGHTS)
    assert len(list(vendor.glob("*.woff2"))) == 2 * len(WEIGHTS)
    for weight in WEIGHTS:
        assert faces.count(f"font-weight: {weight};") == 2


LETTERS = "đŋŧčšžáåæøïǥǧǩʒǯĐŊŦČŠŽÁÅÆØÏ" + "“”„«»–—…−·•×≥≤→←□€°§\u00a0\u2009\u202f\u2011"


@pytest.mark.parametrize("file", ["Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf", "inter-400.woff2", "inter-600.woff2"])
def test_the_reports_typeface_has_every_letter_that_norwegian_and_sami_names_need(vendor: Path, file: str) -> None:
    with TTFont(vendor / "report" / file) as font:
        glyphs = font.getBestCmap()
        assert not [letter for letter in LETTERS if ord(letter) not in glyphs]
        assert font["name"].getBestFamilyName().startswith("Inter")
        drawn = {letter: font["glyf"][glyphs[ord(letter)]] for letter in "≥≤→←□"}
        assert all(glyph.numberOfContours for glyph in drawn.values())
        assert drawn["→"].xMax - drawn["→"].xMin == pytest.approx(drawn["←"].xMax - drawn["←"].xMin, abs=1)


def test_a_name_in_another_alphabet_can_be_set_in_print(vendor: Path) -> None:
    with TTFont(vendor / "report" / "Inter-Regular.ttf") as font:
        assert set(map(ord, "ДепартаментΕλλάδαĐặng")) <= set(font.getBestCmap())


def test_the_web_pages_typeface_is_small_enough_to_lie_in_the_page(vendor: Path) -> None:
    assert all(file.stat().st_size < 30_000 for file in (vendor / "report").glob("*.woff2"))


def test_each_stylesheet_has_its_compressed_twin(vendor: Path) -> None:
    for stylesheet in vendor.glob("*.css"):
        assert gzip.decompress(stylesheet.with_suffix(".css.gz").read_bytes()) == stylesheet.read_bytes()


def test_the_licences_come_along(vendor: Path) -> None:
    assert "Copyright" in (vendor / "designsystemet.licence.txt").read_text("utf-8")
    assert "Copyright" in (vendor / "inter.licence.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (vendor / "report" / "inter.licence.txt").read_text("utf-8")
    assert "with Reserved Font Name" not in (vendor / "report" / "inter.licence.txt").read_text("utf-8")


def test_building_again_gives_the_same_files(vendor: Path, tmp_path: Path) -> None:
    again = tmp_path / "vendor"
    build(NODE_MODULES, again)
    first, second = ({path.relative_to(one): path.read_bytes() for path in one.rglob("*.*")} for one in (vendor, again))
    assert first == second


def test_a_missing_package_leaves_what_was_there(vendor: Path, tmp_path: Path) -> None:
    before = sorted(vendor.iterdir())
    with pytest.raises(FileNotFoundError):
        build(tmp_path, vendor)
    assert sorted(vendor.iterdir()) == before
    assert [path.name for path in vendor.parent.iterdir()] == ["vendor"]


def test_a_static_address_changes_with_the_file_and_must_exist() -> None:
    assert re.fullmatch(r"/static/must\.css\?v=[0-9a-f]{12}", static_url("must.css"))
    with pytest.raises(FileNotFoundError):
        static_url("no-such-file.css")
