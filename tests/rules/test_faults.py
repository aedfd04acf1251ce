"""Every refusal can be said: what is wrong and how to mend it, in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from must.ui.texts import vocabulary

from .sources import modules, tree


def codes() -> Iterator[tuple[str, str]]:
    """Module and code of each fault that is made with a code in so many words."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield str(path), code.value


def test_every_fault_has_its_sentences() -> None:
    found = list(codes())
    assert len(found) > 30
    said = set(vocabulary())
    assert [(path, code) for path, code in found if not {code, f"{code}.mend"} <= said] == []


def test_a_code_is_an_area_and_a_name() -> None:
    assert [code for _, code in codes() if not re.fullmatch(r"[a-z]+\.[a-z0-9_]+", code)] == []
