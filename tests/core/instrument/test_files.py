"""Files that are missing, unreadable, unlisted, badly encoded or hostile: told with their names, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.instrument.loader import PACKAGED, instrument_directory, load_instrument, packaged_names
from must.core.instrument.texts import load_texts
from tests.core.instrument.copies import TINY, change, copy_of, faults_in, place_of

FILES = sorted(str(path.relative_to(TINY)) for path in TINY.rglob("*.yaml"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return copy_of(TINY, tmp_path)


def test_the_tiny_instrument_has_every_kind_of_file() -> None:
    assert len(FILES) == 13


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("themes/")])
def test_missing(file: str, tiny: Path) -> None:
    (tiny / file).unlink()
    assert faults_in(tiny) == [("no_file", file, None)]


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("themes/")])
def test_a_directory_in_its_place(file: str, tiny: Path) -> None:
    (tiny / file).unlink()
    (tiny / file).mkdir()
    assert faults_in(tiny) == [("unreadable", file, None)]


@pytest.mark.parametrize("file", FILES)
def test_latin1(file: str, tiny: Path) -> None:
    words = (tiny / file).read_bytes()
    (tiny / file).write_bytes(words + "# Vår\n".encode("latin-1"))
    assert faults_in(tiny) == [("not_utf8", file, words.count(b"\n") + 1)]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("sign", ["\0", "\a", "\x7f", "\ufffe"])
def test_a_sign_that_yaml_forbids_is_told_with_its_line(sign: str, file: str, tiny: Path) -> None:
    words = (tiny / file).read_text("utf-8")
    (tiny / file).write_text(f"{words}# Vår{sign}\n# mer\n", "utf-8")
    assert faults_in(tiny) == [("not_yaml", file, words.count("\n") + 1)]


@pytest.mark.parametrize("file", FILES)
def test_utf16(file: str, tiny: Path) -> None:
    (tiny / file).write_text((tiny / file).read_text("utf-8"), "utf-16")
    assert faults_in(tiny) == [("not_utf8", file, 1)]


@pytest.mark.parametrize("file", FILES)
def test_a_byte_order_mark_and_windows_line_ends_are_welcome(file: str, tiny: Path) -> None:
    words = (tiny / file).read_bytes()
    (tiny / file).write_bytes(b"\xef\xbb\xbf" + words.replace(b"\n", b"\r\n"))
    assert faults_in(tiny) == []


@pytest.mark.parametrize("content", ["", "# nothing\n", "words", "- a\n- b\n", "~"])
@pytest.mark.parametrize("file", FILES)
def test_no_mapping(file: str, content: str, tiny: Path) -> None:
    (tiny / file).write_text(content, "utf-8")
    assert faults_in(tiny) == [("not_a_mapping", file, 1)]


@pytest.mark.parametrize("content", ["[" * 100_000, "{a: " * 5_000, "- " * 5_000, "a: \0", "a: &x [*x]", "&a [" + "*a," * 9])
@pytest.mark.parametrize("file", ["instrument.yaml", "themes/social.yaml", "rules.yaml", "texts/letter.yaml"])
def test_hostile(file: str, content: str, tiny: Path) -> None:
    (tiny / file).write_text(content, "utf-8")
    (fault,) = faults_in(tiny)
    assert fault[0] in {"syntax", "not_yaml", "not_a_mapping", "alias", "too_deep"}
    assert fault[1] == file


@pytest.mark.parametrize("file", ["themes/leadership.yaml", "themes/demands.yml", "texts/letter2.yaml", "more.yaml"])
def test_not_listed(file: str, tiny: Path) -> None:
    (tiny / file).write_text("id: x\n", "utf-8")
    assert faults_in(tiny) == [("file_not_listed", file, None)]


def test_a_readme_is_no_fault(tiny: Path) -> None:
    (tiny / "themes" / "README.md").write_text("How we write.", "utf-8")
    assert faults_in(tiny) == []


def test_a_form_that_asks_nothing(tiny: Path) -> None:
    change(tiny / "instrument.yaml", "work: [demands, social]", "work: []")
    assert faults_in(tiny) == [
        ("form_asks_nothing", "instrument.yaml", 10),
        ("file_not_listed", "themes/demands.yaml", None),
        ("file_not_listed", "themes/social.yaml", None),
    ]


# Where an instrument is looked for


@pytest.mark.parametrize("name", ["must-2062", "no/such/directory", "must-2026/instrument.yaml"])
def test_unknown_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for load in (load_instrument, load_texts):
        with pytest.raises(Refusal) as refusal:
            load(name)
        (fault,) = refusal.value.faults
        assert place_of(fault, tmp_path) == ("not_found", None, None)


def test_a_packaged_name_comes_before_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "must-2026").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "must-2026" in packaged_names()
    assert instrument_directory("must-2026") == PACKAGED / "must-2026"
    assert instrument_directory("./must-2026") == tmp_path / "must-2026"


def test_faults_name_files_as_the_user_named_the_directory(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(tiny / "themes/demands.yaml", "  nn: Krav i arbeidet\n", "")
    monkeypatch.chdir(tiny.parent)
    with pytest.raises(Refusal) as refusal:
        load_instrument("./copy/")
    assert [fault.file for fault in refusal.value.faults] == ["copy/themes/demands.yaml"]


def test_a_second_load_is_the_first(tiny: Path) -> None:
    assert load_instrument(tiny) is load_instrument(str(tiny))
    assert load_texts(tiny) is load_texts(str(tiny))


# Anything at all


LINES = st.integers(0, 10_000)
JUNK = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["&a", "*a", "!!int", "? ", "- ", "{", "[", ": ", "|", "<<: ", "'"]
)


@given(file=st.sampled_from(FILES), where=LINES, junk=JUNK, drop=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_line_may_be_anything(file: str, where: int, junk: str, drop: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever stands in a line, the instrument is read or refused, and every fault can be said."""
    directory = copy_of(TINY, tmp_path_factory.mktemp("any"))
    lines = (directory / file).read_text("utf-8").splitlines(keepends=True)
    at = where % len(lines)
    lines[at] = junk if drop else lines[at].rstrip("\n") + junk + "\n"
    (directory / file).write_text("".join(lines), "utf-8", newline="")
    for _, named, row in faults_in(directory):
        assert named is not None
        assert row is None or 1 <= row <= len((directory / named).read_text("utf-8").splitlines()) + 1
