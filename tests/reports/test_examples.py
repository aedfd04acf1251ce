"""The example reports as files: all of them, the same each time, and leading only to one another."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from must.core.common.languages import Language
from must.reports.examples import Example, build, name_of
from must.reports.forms import Form


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("static") / "examples"
    directory.mkdir()
    (directory / "of-before.pdf").write_bytes(b"%PDF")
    build.build(directory)
    return directory


@pytest.mark.promise("P14")
def test_every_kind_is_there_in_every_form_and_language_and_nothing_else(made: Path) -> None:
    assert {file.name for file in made.iterdir()} == {name_of(*each) for each in product(Example, Language, Form)}
    assert len(list(made.iterdir())) == 4 * 4 * 3
    begins = {Form.HTML: b"<!doctype html>", Form.PDF: b"%PDF", Form.PPTX: b"PK", Form.XLSX: b"PK"}
    for file in made.iterdir():
        assert file.read_bytes().startswith(begins[Form(file.suffix.removeprefix("."))])
    assert [file.name for file in made.parent.iterdir()] == [made.name], "nothing is left of the making"


def test_what_make_static_made_is_the_same_to_the_byte(made: Path) -> None:
    for file in made.iterdir():
        assert (build.DIRECTORY / file.name).read_bytes() == file.read_bytes(), f"{file.name}: make static"


def test_pages_lead_to_other_examples_only(made: Path) -> None:
    for example in Example:
        for language in Language:
            page = (made / name_of(example, language, Form.HTML)).read_text("utf-8")
            links = {link for link in re.findall(r'<a [^>]*href="([^"]+)"', page) if not link.startswith("#")}
            others = {name_of(example, other, Form.HTML) for other in Language if other is not language}
            files = {name_of(example, language, form) for form in Form if form is not Form.HTML}
            above = {name_of(Example.UNIT, language, Form.HTML)} if example in (Example.MEANS, Example.SHORT) else set()
            assert links - {name_of(example, language, Form.HTML)} == others | files | above


def test_where_one_cannot_be_made_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/one.pdf").write_bytes(b"%PDF")
    monkeypatch.setattr(build, "EARLIER", tmp_path / "missing.json")
    with pytest.raises(FileNotFoundError):
        build.build(tmp_path / "examples")
    assert [file.name for file in tmp_path.rglob("*")] == ["examples", "one.pdf"]
