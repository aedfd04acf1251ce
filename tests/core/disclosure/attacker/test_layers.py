"""The attacker shares no code with what it attacks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from must.core.disclosure import attacker

ALLOWED = {"must.core.disclosure.publication", "must.core.disclosure.rules", "must.core.disclosure.grid", "must.core.scoring.answers"}
"""The schema, the parameters, the kinds of entries, and the answers themselves. The layers' contract forbids modules by name."""


@pytest.mark.promise("P09")
def test_what_the_attacker_imports() -> None:
    files = list(Path(attacker.__path__[0]).glob("*.py"))
    assert len(files) > 10
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    modules = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    strange = {name for name in modules if name.startswith(("must.core.disclosure", "must.core.scoring"))} - ALLOWED
    assert {name for name in strange if not name.startswith("must.core.disclosure.attacker.")} == set()
    kinds = {
        name.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "must.core.disclosure.grid"
        for name in node.names
    }
    assert kinds == {"NodeKind"}
