"""The methods that are compared, each in a process of its own: from counts in memory to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np

from benchmarks import disclosure_peer
from benchmarks.disclosure_cases import Case, Counts, Flags, K, instrument
from benchmarks.measuring import timed
from must.core.common.topics import TopicClass
from must.core.disclosure.audit import audit
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.masks import Visibilities, mask
from must.core.disclosure.optimum import optimal_mask
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Shape
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.disclosure.visibility import Visibility
from must.core.scoring.answers import apply_routing

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Shown:
    """What a method shows of its counts at a threshold.

    shown: bool [nodes × topics]. seconds: of all its topics; None where another line has them. of_which: seconds of parts of the work.
    megabytes: the peak of its process.
    """

    how: str
    counts: Counts
    k: int
    shown: Flags
    seconds: float | None
    megabytes: float
    of_which: Mapping[str, float] = field(default_factory=dict)


Method = Callable[[Counts], tuple[Flags, Mapping[str, float]]]
"""What is shown, bool [nodes × topics], and seconds of parts of the work, by name."""


def bare_threshold(counts: Counts) -> tuple[Flags, Mapping[str, float]]:
    return (counts.n >= K) & counts.cell[:, np.newaxis], {}


def tree_optimum(counts: Counts) -> tuple[Flags, Mapping[str, float]]:
    never = np.broadcast_to(~counts.cell[:, np.newaxis], counts.n.shape)
    return optimal_mask(Shape.of(counts.nodes), counts.n, K, hidden=never), {}


def pytauargus(counts: Counts) -> tuple[Flags, Mapping[str, float]]:
    by_topic = [disclosure_peer.suppress(counts.nodes, n, K) for n in counts.n.T]
    return np.stack([shown for _, shown in by_topic], axis=1), {"solver": sum(seconds for seconds, _ in by_topic)}


WARMING_UP = Counts(nodes=(("0", None), ("a", "0"), ("b", "0"), ("c", "0")), n=np.array([[26], [4], [5], [17]]), cell=np.ones(4, np.bool_))


def measured(how: str, method: Method, counts: Counts, runs: int) -> Shown:
    """The method's median run. What it loads is loaded before, by four units."""
    method(WARMING_UP)
    times = [timed(lambda: method(counts)) for _ in range(runs)]
    shown, parts = times[-1][1]
    return Shown(how, counts, K, shown, median(seconds for seconds, _ in times), peak_memory(), parts)


def with_grid(case: Case) -> tuple[Shown, Shown, Shown]:
    """On the reporting grid: the optimum alone; then with every rule which nodes show at least the mean, and which everything.

    Health and sensitive topics have no cells below the enterprise: as shipped they count in the time alone.
    """
    asked, rules = instrument(), Rules.of(instrument().rules)
    grid = build_grid(case.tree, rules)
    counted = apply_routing(case.answers, asked)
    tables = tuple(tabulate(asked, counted, Places.of(counted, grid)))
    deciding, visible = timed(lambda: _mask_and_audit(tables, grid, rules))
    masking = peak_memory()
    publishing, _ = timed(lambda: _publish(case, grid, rules))
    counts = Counts(
        nodes=tuple((node.code, node.parent) for node in grid.nodes),
        n=np.stack([table.n for table in tables], axis=1),
        cell=np.ones(len(grid.nodes), dtype=np.bool_),
    )
    finding, (optimum, _) = timed(lambda: tree_optimum(counts))
    means = _flags(visible, {Visibility.MEAN, Visibility.FULL})
    return (
        Shown("must: grid and tree optimum alone", counts, K, optimum, finding, masking),
        Shown("must as shipped: means", counts, rules.ordinary.mean, means, deciding, masking),
        Shown(
            "must as shipped: everything",
            counts,
            rules.ordinary.full,
            _flags(visible, {Visibility.FULL}),
            None,
            peak_memory(),
            {"answers to publication": publishing},
        ),
    )


def _publish(case: Case, grid: Grid, rules: Rules) -> Publication:
    return publish(instrument=instrument(), asked=case.answers.items, form="full", round=None, grid=grid, answers=case.answers, rules=rules)


def _mask_and_audit(tables: Sequence[TopicTable], grid: Grid, rules: Rules) -> Sequence[Visibilities]:
    visible = mask(tables, grid, rules)
    audit(tables, visible, grid, rules)
    return visible


def _flags(visible: Sequence[Visibilities], states: set[Visibility]) -> Flags:
    return np.array([[each in states for each in of_topic] for of_topic in visible]).T


def ordinary_topics() -> tuple[int, ...]:
    """The places of the topics that units are shown."""
    return tuple(place for place, topic in enumerate(instrument().topics.values()) if topic.topic_class is TopicClass.ORDINARY)


def peak_memory() -> float:
    """Megabytes that this process held at most. `getrusage` would tell those of the process that started it, where they were more."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def alone(work: Callable[..., Result], *arguments: object) -> Result:
    """Do the work in a new process."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()
