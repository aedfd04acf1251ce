"""R6: response rates and numbers of respondents: how finely they are told, and whom they force to have answered or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Leak
from must.core.disclosure.attacker.published_tree import Marks, PublishedTree, Whole
from must.core.disclosure.attacker.solver import Programme, Row
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.rules import Rules

_RATE: Final = re.compile("(?:<(?P<under>[0-9]+)|≥(?P<over>[0-9]+)|(?P<first>[0-9]+)–(?P<last>[0-9]+))")
_NUMBER: Final = re.compile("(?P<first>[0-9]+)–(?P<last>[0-9]*)")


@dataclass(frozen=True, slots=True)
class RateBand:
    """A band of response rates: from `least` up to, but not including, `below` per cent; all of 100 when `below` is 100."""

    least: int
    below: int
    coded: bool

    @classmethod
    def of(cls, written: str) -> RateBand:
        """Raises ValueError for what no publication can say."""
        found = _RATE.fullmatch(written)
        if found is None:
            raise ValueError(f"no band of rates: {written}")
        if found["under"]:
            return cls(0, int(found["under"]), True)
        if found["over"]:
            return cls(int(found["over"]), 100, True)
        return cls(int(found["first"]), int(found["last"]) + 1, False)

    @property
    def width(self) -> int:
        """Percentage points."""
        return self.below - self.least

    def answered(self, invited: int) -> tuple[int, int]:
        """The least and the greatest number of respondents that a rate in the band can mean."""
        most = invited if self.below >= 100 else -(-self.below * invited // 100) - 1
        return -(-self.least * invited // 100), most


def number_range(written: str) -> tuple[int, int | None]:
    """The ends of a band of numbers; None for an open one."""
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise ValueError(f"no band of numbers: {written}")
    return int(found["first"]), int(found["last"]) if found["last"] else None


def find_turnout(
    publication: Publication, tree: PublishedTree, *, invited: Whole, answered: Whole, respondents: Mapping[str, Whole], rules: Rules
) -> Iterator[Finding]:
    """Everything that rates and numbers of respondents tell and mustn't.

    invited, answered: of each entry with all below it; respondents: the same of each topic; int64 [entries].
    """
    bands = {entry.unit: RateBand.of(entry.band) for entry in publication.participation if entry.band is not None}
    number = {code: position for position, code in enumerate(tree.codes)}
    for code, band in bands.items():
        yield from _check_rate(code, band, int(invited[number[code]]), int(answered[number[code]]), rules)
    for cell in publication.cells:
        yield from _check_number(cell, int(invited[number[cell.unit]]), rules)
    least, most = np.zeros_like(invited), invited.copy()
    for code, band in bands.items():
        least[number[code]], most[number[code]] = band.answered(int(invited[number[code]]))
    in_all = least.copy()
    for cell in publication.cells:
        in_all[number[cell.unit]] = max(in_all[number[cell.unit]], _at_least(cell, int(respondents[cell.topic][number[cell.unit]]), rules))
    yield from find_forced(tree, invited=invited, least=in_all, most=most)
    yield from _find_forced_in_topics(publication, tree, invited=invited, most=most, respondents=respondents, rules=rules)


def _find_forced_in_topics(
    publication: Publication, tree: PublishedTree, *, invited: Whole, most: Whole, respondents: Mapping[str, Whole], rules: Rules
) -> Iterator[Finding]:
    """Cells of which the numbers of a topic together say that nobody answered it. Only a number with an upper end can say so."""
    number = {code: position for position, code in enumerate(tree.codes)}
    topics: dict[str, list[Cell]] = {}
    for cell in publication.cells:
        if cell.breakdown is None:
            topics.setdefault(cell.topic, []).append(cell)
    for topic, cells in topics.items():
        at_least, at_most = np.zeros_like(invited), most.copy()
        for cell in cells:
            at_least[number[cell.unit]] = _at_least(cell, int(respondents[topic][number[cell.unit]]), rules)
            at_most[number[cell.unit]] = min(at_most[number[cell.unit]], _at_most(cell, int(most[number[cell.unit]])))
        if np.any(at_most < most):
            for finding in find_forced(tree, invited=invited, least=at_least, most=at_most):
                if finding.leak is not Leak.EVERYBODY_ANSWERED:
                    yield replace(finding, topic=topic)


def _check_rate(unit: str, band: RateBand, invited: int, answered: int, rules: Rules) -> Iterator[Finding]:
    numbers = {"invited": invited, "width": band.width}
    if invited < rules.participation.minimum:
        yield Finding(leak=Leak.RATE_TOO_FEW, unit=unit, numbers=numbers)
    uncoded_end = not band.coded and (band.least == 0 or band.below >= 100)
    if uncoded_end or band.width < rules.participation.width or band.width * invited < 100 * rules.ordinary.full:
        yield Finding(leak=Leak.RATE_TOO_FINE, unit=unit, numbers=numbers)
    least, most = band.answered(invited)
    if not least <= answered <= most:
        yield Finding(leak=Leak.RATE_WRONG, unit=unit, numbers=numbers)


def _check_number(cell: Cell, invited: int, rules: Rules) -> Iterator[Finding]:
    """An exact number only where many answered and many didn't; a band that begins too near the number of invited tells as much."""
    if cell.n is not None and (cell.n < rules.counts.exact or invited - cell.n < rules.ordinary.full):
        yield Finding(leak=Leak.EXACT_NUMBER, unit=cell.unit, topic=cell.topic, numbers={"n": cell.n, "invited": invited})
    if cell.n_band is not None and cell.breakdown is None:
        start = number_range(cell.n_band)[0]
        if start > rules.counts.bands[0] and invited - start < rules.ordinary.full:
            yield Finding(leak=Leak.NUMBER_BAND, unit=cell.unit, topic=cell.topic, numbers={"from": start, "invited": invited})


def _at_least(cell: Cell, n: int, rules: Rules) -> int:
    """How many must have answered for the cell to look as it does.

    n: the entry's respondents of the topic. They are known where everything is shown: whole per cents of several items fit one number.
    """
    if cell.state is State.HIDDEN:
        return 0
    if cell.detail is Detail.MEAN:
        return rules.ordinary.mean
    full = rules.ordinary.full if cell.topic_class is TopicClass.ORDINARY else rules.sensitive.full
    told = cell.n if cell.n is not None else max(full, number_range(str(cell.n_band))[0])
    return told if cell.breakdown is not None else max(told, n)


def _at_most(cell: Cell, otherwise: int) -> int:
    """How many can have answered a topic for its cell to look as it does."""
    if cell.n is not None:
        return cell.n
    last = None if cell.n_band is None else number_range(cell.n_band)[1]
    return otherwise if last is None else last


def find_forced(tree: PublishedTree, *, invited: Whole, least: Whole, most: Whole) -> Iterator[Finding]:
    """Cells of which the ranges of all entries together say that nobody answered, or everybody.

    invited, least, most: of each entry with all below it, int64 [entries].

    One programme a question is enough for all cells: every cell gains its distance from the edge times the number of cells, but 1 at most.
    Each cell that isn't forced is a whole person from the edge in some solution, and the mean of those solutions is a solution where all of
    them are at least 1 / cells away. So in the optimum they all gain 1.
    """
    cells = np.flatnonzero(tree.leaves() & (invited > 0))
    for leak, towards in ((Leak.NOBODY_ANSWERED, 1), (Leak.EVERYBODY_ANSWERED, -1)):
        gains = _gains(tree, cells, invited=invited, least=least, most=most, towards=towards)
        if gains is None:
            yield Finding(leak=Leak.IMPOSSIBLE, unit=tree.codes[0])
            return
        for cell in cells[~gains].tolist():
            yield Finding(leak=leak, unit=tree.codes[cell], numbers={"invited": int(invited[cell])})


def _gains(tree: PublishedTree, cells: Whole, *, invited: Whole, least: Whole, most: Whole, towards: int) -> Marks | None:
    """Whether each cell can leave its edge (nobody, or everybody): bool [cells]; None when the ranges contradict each other."""
    entries, count = len(tree.codes), len(cells)
    if np.any(least > most):
        return None
    rows = list(_sums(tree))
    for gain, cell in enumerate(cells.tolist(), start=entries):
        edge = 0 if towards > 0 else int(invited[cell])
        rows.append(Row([cell, gain], [towards * count, -1.0], towards * count * edge, np.inf))
    lower, upper = (np.concatenate([ends, np.full(count, gain)]).astype(np.float64) for ends, gain in ((least, 0), (most, 1)))
    costs = np.concatenate([np.zeros(entries), -np.ones(count)])
    found = Programme(lower, upper, rows).minimise(costs)
    return None if found is None else found.variables[entries:] > 0.5


def _sums(tree: PublishedTree) -> Iterator[Row]:
    """Whoever is in an entry is in one of those right below it."""
    below: dict[int, list[int]] = {}
    for entry, parent in enumerate(tree.parent.tolist()):
        below.setdefault(parent, []).append(entry)
    for parent, entries in below.items():
        if parent >= 0:
            yield Row([parent, *entries], [1.0, *[-1.0] * len(entries)], 0, 0)
