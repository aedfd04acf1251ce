"""The repository's own files, for tests that read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control, relative to the root; links and deleted files left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (ROOT / (path := Path(name))).is_file() and not (ROOT / path).is_symlink())


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package, relative to the root."""
    return tuple(path.relative_to(ROOT) for path in sorted((ROOT / "src/must").rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def strings(module: ast.Module) -> Iterator[ast.Constant]:
    """The string constants of a module that aren't docstrings."""
    prose = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    return (node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose)
