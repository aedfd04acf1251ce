"""What is under version control: nothing of one machine, nothing unfinished."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from .sources import ROOT, modules, tracked

# Written in pieces, so that this file doesn't hold what it looks for.
HOSTS = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"))
)
FOLDERS = tuple("/" + folder + "/" for folder in ("work", "root", "opt", "home"))
MACHINE = re.compile("|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.}}]){folder}[a-z]" for folder in FOLDERS)]))
UNFINISHED = re.compile(
    "|".join(
        (
            r"\bTO" + "DO\\b",
            r"\bFIX" + "ME\\b",
            r"\bX" + "XX\\b",
            "NotImplemented" + "Error",
            r"mark\.(skip|x" + "fail)",
            r"pytest\.(skip|x" + r"fail)\(",
        )
    )
)
# A mark that silences a tool, or an error caught whatever it is, without half a line that says why.
MARK = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w,-]+\])?)|\bexcept(?:\s+(?:Base)?Exception(?:\s+as\s+\w+)?)?:"
)
STAFF_FILE = Path("src/must/world/data/staff-nordlysdirektoratet.csv")


def text(path: Path) -> str:
    return (ROOT / path).read_bytes().decode("utf-8", "replace")


def test_no_registry_and_no_folder_of_a_machine_is_named() -> None:
    assert {path: found for path in tracked() if (found := MACHINE.findall(text(path)))} == {}


@pytest.mark.parametrize("words", ["see https://" + HOSTS[0] + "/simple", "open " + FOLDERS[0] + "main/x"])
def test_a_machines_name_would_be_found(words: str) -> None:
    assert MACHINE.search(words)


def test_nothing_is_unfinished_or_skipped() -> None:
    python = [path for path in tracked() if path.suffix == ".py"]
    assert {path: match.group() for path in python for match in UNFINISHED.finditer(text(path))} == {}


@pytest.mark.parametrize("code", ["# TO" + "DO later", "@pytest.mark.sk" + "ip", "raise NotImplemented" + "Error"])
def test_an_unfinished_mark_would_be_found(code: str) -> None:
    assert UNFINISHED.search(code)


def unexplained(line: str) -> bool:
    mark = MARK.search(line)
    return mark is not None and not re.search(r"\w", MARK.sub("", line[mark.start() :]))


def test_every_silenced_tool_and_every_error_caught_blindly_has_its_reason() -> None:
    ours = [path for path in tracked() if path.suffix == ".py" and path.parts[0] in {"src", "tools", "benchmarks"}]
    lines = {f"{path}:{number}": line for path in ours for number, line in enumerate(text(path).splitlines(), 1)}
    assert [place for place, line in lines.items() if unexplained(line)] == []


@pytest.mark.parametrize(
    ("line", "without"),
    [
        ("x = y  # noqa", True),
        ("x = y  # noqa: S603", True),
        ("x = y  # noqa: S603, S607", True),
        ("x = y  # type: ignore[misc]", True),
        ("x = y  # type: ignore[misc]  # noqa: S603", True),
        ("except Exception:", True),
        ("except BaseException as error:", True),
        ("except:", True),
        ("except OSError:", False),
        ("x = y  # noqa: S603 (our own)", False),
        ("x = y  # noqa: S603 - our own", False),
        ("x = y  # type: ignore[misc]  # the library has no types", False),
        ("x = y  # type: ignore[misc]  # noqa: S603  # the library has no types", False),
        ("except Exception:  # a mail may be anything", False),
    ],
)
def test_a_mark_without_a_reason_would_be_found(line: str, without: bool) -> None:
    assert unexplained(line) is without


def test_every_module_says_what_it_is_for() -> None:
    assert [path for path in modules() if not re.match(r'r?"""[\w`]', text(path))] == [], "begin with a docstring"


def test_lock_files_name_no_address() -> None:
    assert Path("uv.lock") not in tracked()
    packages = json.loads(text(Path("package-lock.json")))["packages"]
    assert len(packages) > 1
    assert not [name for name, package in packages.items() if "resolved" in package]
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==", text(Path(lock)), re.M)
        assert len(pinned) > 10
        assert text(Path(lock)).count("--hash=sha256:") >= len(pinned)
        assert "--index-url" not in text(Path(lock))


def test_the_staff_file_is_the_one_that_was_handed_over() -> None:
    """A Windows-1252 export, byte for byte: an editor that "mends" its encoding would take the point out of it."""
    digest = hashlib.sha256((ROOT / STAFF_FILE).read_bytes()).hexdigest()
    assert digest == "e5c1e8a56051e0a6d60549abaf360615045b12f48b9e5890f0e6c4c7a2fafa34"
