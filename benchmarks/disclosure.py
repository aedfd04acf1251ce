"""What disclosure control costs and what it leaves open: a bare threshold, τ-ARGUS, the tree optimum alone, and what MUST ships.

Every method gets counts of the same answers. It is timed from counts in memory to its mask, in a process of its
own whose peak memory is told; then the attacker looks for groups in what it shows. Without the grid (R0) the rule is 5 people and nothing
else; those directly in an inner unit are then a leaf that nobody may see and that isn't counted as a cell.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from benchmarks.disclosure_attack import recovered
from benchmarks.disclosure_cases import Case, large, reference
from benchmarks.disclosure_methods import (
    Shown,
    alone,
    bare_threshold,
    measured,
    ordinary_topics,
    pytauargus,
    tree_optimum,
    with_grid,
)

PEER = "pytauargus OPT"
SAMPLE = 3
"""So many topics of a large survey go to the peer and to the attacker; the same ones for every method."""
RUNS = 5
"""Whose median is told; what takes seconds is run once."""
LINE = "{how:<38} {cells:>6} {secondary:>9} {hidden:>11} {groups:>7} {seconds:>8} {topics:>6} {ratio:>9} {megabytes:>4}"
HEADING = {
    "how": "disclosure control",
    "cells": "cells",
    "secondary": "secondary",
    "hidden": "hidden resp",
    "groups": "groups",
    "seconds": "seconds",
    "topics": "topics",
    "ratio": "peer/this",
    "megabytes": "MB",
}
LEGEND = f"""\
cells: nodes that could be shown. secondary: those hidden though they have k people (k = 5; 10 for everything of a cell as shipped).
hidden resp: respondents in hidden cells that have none below them. groups: disjoint sets of 1 to k − 1 people that the attacker recovers.
These four are for one topic; of a large survey the mean of {SAMPLE}. seconds: from counts to mask, for the topics told; the peer's with its
files; as shipped: every rule and the audit. peer/this: how many times as long the peer takes for a topic. MB: peak of the process."""

CASES: tuple[Callable[[], Case], ...] = (
    lambda: reference(one_in_each_inner_unit=False),
    lambda: reference(one_in_each_inner_unit=True),
    lambda: large(20_000, one_in_each_inner_unit=False),
    lambda: large(20_000, one_in_each_inner_unit=True),
    lambda: large(60_000, one_in_each_inner_unit=False),
    lambda: large(60_000, one_in_each_inner_unit=True),
)


def main() -> None:
    print(f"\n{LINE.format(**HEADING)}")
    for make in CASES:
        case = make()
        print(f"{case.name}: {len(case.answers):,} respondents in {len(case.tree.units):,} units")
        tell(case)
    print(LEGEND)


def tell(case: Case) -> None:
    """Print a line for each method as soon as it is done."""
    peer: float | None = None
    for shown in methods(case):
        peer = _seconds_a_topic(shown) if shown.how == PEER else peer
        print(f"  {line(shown, peer)}")
        for part, seconds in shown.of_which.items():
            print(f"    {part}: {seconds:.2f} s")
        sys.stdout.flush()


def methods(case: Case) -> Iterator[Shown]:
    counts = case.counts()
    yield alone(measured, "bare threshold", bare_threshold, counts, RUNS)
    yield alone(measured, PEER, pytauargus, counts.of(_sample(counts.n.shape[1])), 1 if case.every_topic else RUNS)
    yield alone(measured, "must: tree optimum alone", tree_optimum, counts, RUNS)
    yield from alone(with_grid, case)


def _sample(topics: int) -> Sequence[int]:
    """Places of the topics that are told of: all, or some of those that units are shown, evenly spread."""
    if topics <= SAMPLE:
        return range(topics)
    ordinary = ordinary_topics()
    return [ordinary[place] for place in np.linspace(0, len(ordinary) - 1, SAMPLE).astype(np.int64).tolist()]


def line(shown: Shown, peer: float | None) -> str:
    """peer: the seconds that it takes for a topic, once they are known."""
    topics, k = _sample(shown.shown.shape[1]), shown.k
    counts, mask = shown.counts.of(topics), shown.shown[:, list(topics)]
    hidden = counts.cell[:, np.newaxis] & ~mask
    groups = [recovered(counts, n, seen, k) for n, seen in zip(counts.n.T, mask.T, strict=True)]
    return LINE.format(
        how=shown.how,
        cells=f"{np.count_nonzero(counts.cell):,}",
        secondary=_mean((hidden & (counts.n >= k)).sum().item(), topics),
        hidden=_mean(counts.n[hidden & counts.leaf[:, np.newaxis]].sum().item(), topics),
        groups=_mean(sum(map(len, groups)), topics),
        **_time(shown, peer),
        megabytes=f"{shown.megabytes:.0f}",
    )


def _mean(total: int, topics: Sequence[int]) -> str:
    mean = total / len(topics)
    return f"{mean:,.1f}" if len(topics) > 1 else f"{mean:,.0f}"


def _time(shown: Shown, peer: float | None) -> dict[str, str]:
    if shown.seconds is None:
        return {"seconds": "", "topics": "", "ratio": ""}
    ratio = "" if peer is None else f"{peer / _seconds_a_topic(shown):,.1f}"
    return {"seconds": f"{shown.seconds:.{4 if shown.seconds < 1 else 2}f}", "topics": f"{shown.shown.shape[1]}", "ratio": ratio}


def _seconds_a_topic(shown: Shown) -> float:
    return (shown.seconds or 0.0) / len(shown.shown.T)
