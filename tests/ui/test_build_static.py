"""The vendored files: everything that a page loads is ours, and nothing in it points elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

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


def test_each_stylesheet_has_its_compressed_twin(vendor: Path) -> None:
    for stylesheet in vendor.glob("*.css"):
        assert gzip.decompress(stylesheet.with_suffix(".css.gz").read_bytes()) == stylesheet.read_bytes()


def test_the_licences_come_along(vendor: Path) -> None:
    assert "Copyright" in (vendor / "designsystemet.licence.txt").read_text("utf-8")
    assert "Copyright" in (vendor / "inter.licence.txt").read_text("utf-8")


def test_building_again_gives_the_same_files(vendor: Path, tmp_path: Path) -> None:
    again = tmp_path / "vendor"
    build(NODE_MODULES, again)
    assert {file.name: file.read_bytes() for file in again.iterdir()} == {file.name: file.read_bytes() for file in vendor.iterdir()}


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
