"""pytauargus (τ-ARGUS with the HiGHS solver): optimal suppression of one hierarchical table of counts, through its batch files.

The table is handed over ready counted, which is its quickest way in: from microdata it takes about twice as long. Its API takes tables from
files alone, so writing and reading them is in the time; the solver's own time is told beside it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import timed

RULE = "FREQ({k},20)"
"""Fewer than k is unsafe, and an interval of 20 per cent protects it. The rule is at its best there: on the reference tree 1 to 25 per cent
give the same cells; 30 and 50 hide 9 and 11 more and leave the same group; 75 and 100 hide 31 and 28 more and leave none, but 5 and 11
groups with one person in each inner unit."""
MINUTES = 5
HIDDEN = frozenset("UM")
"""Status of cells that are unsafe by the rule, and of those that are hidden to protect them."""


def suppress(nodes: Sequence[tuple[str, str | None]], n: NDArray[np.int64], k: int) -> tuple[float, NDArray[np.bool_]]:
    """The seconds that the solver took, and which nodes are shown: bool [nodes]. nodes: codes and parents in pre-order; n: int64 [nodes].

    Cells without people are none to the peer; they count as hidden here, as with every other method.
    """
    with tempfile.TemporaryDirectory() as name, chdir(name):  # its solver leaves its logs where it runs
        folder = Path(name)
        _write_table(folder, nodes, n)
        seconds = _run(folder, k)
        hidden = {line.split(";")[0].strip().strip('"') for line in _result(folder) if line.split(";")[-3] in HIDDEN}
    return seconds, np.array([code not in hidden for code, _ in nodes]) & (n > 0)


def _run(folder: Path, k: int) -> float:
    from pytauargus.engine import Engine  # type: ignore[import-untyped]  # noqa: PLC0415  # in the peer's own process: it brings a HiGHS of its own

    solving: list[float] = []

    class Stopped(Engine):  # type: ignore[misc]  # the peer has no types
        def suppress(self, command: Any) -> None:
            solving.append(timed(lambda: super(Stopped, self).suppress(command))[0])

    (folder / "batch.arb").write_text(
        f'<OPENTABLEDATA> "{folder}/table.tab"\n<OPENMETADATA> "{folder}/table.rda"\n<SPECIFYTABLE> "unit"|"people"||\n'
        f'<SAFETYRULE> {RULE.format(k=k)}\n<READTABLE> 0\n<SUPPRESS> OPT(1,{MINUTES})\n<WRITETABLE> (1,5,SO+,"{folder}/result.tab")\n'
    )
    Stopped().run_batch(folder / "batch.arb")
    return solving[0]


def _result(folder: Path) -> list[str]:
    return (folder / "result.tab").read_text().splitlines()


def _write_table(folder: Path, nodes: Sequence[tuple[str, str | None]], n: NDArray[np.int64]) -> None:
    """The root is the table's total, and its code is never among the codes."""
    level = {nodes[0][0]: -1}
    hierarchy: list[str] = []
    for code, parent in nodes[1:]:
        level[code] = level[str(parent)] + 1
        hierarchy.append("@" * level[code] + code)
    (folder / "units.hrc").write_text("\n".join([*hierarchy, ""]))
    rows = [f"{code};{number};{number}" for (code, _), number in zip(nodes, n.tolist(), strict=True)]
    (folder / "table.tab").write_text("\n".join([*rows, ""]))
    (folder / "table.rda").write_text(
        f'<SEPARATOR> ";"\nunit\n  <RECODEABLE>\n  <TOTCODE> "{nodes[0][0]}"\n  <HIERARCHICAL>\n'
        f'  <HIERCODELIST> "{folder}/units.hrc"\n  <HIERLEADSTRING> "@"\npeople\n  <NUMERIC>\nrespondents\n  <FREQUENCY>\n'
    )
