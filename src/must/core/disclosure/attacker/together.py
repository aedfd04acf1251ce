"""R8: what another publication of the same answers gives away, together with the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from must.core.disclosure.attacker.figures import find_wrong_figures
from must.core.disclosure.attacker.findings import Finding, Leak, Level
from must.core.disclosure.attacker.groups import small_groups, sums_of_families
from must.core.disclosure.attacker.published_tree import NOWHERE, PublishedTree, Whole
from must.core.disclosure.attacker.tallies import tally
from must.core.disclosure.attacker.views import View, atoms_of, levels_of, views_of
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument
from must.core.scoring.answers import Answers, apply_routing

Views = Mapping[str, View]
"""By topic."""


def views_in(publication: Publication, answers: Answers, instrument: Instrument) -> Views | None:
    """How a publication shows these answers, given with everything that was asked; None when it can't be theirs: it has other units or asks
    what nobody answered here."""
    tree = PublishedTree.of(publication)
    inhabited = np.unique(answers.unit)
    if not set(answers.items) >= set(publication.asked) or np.any(tree.homes(answers.units)[inhabited] == NOWHERE):
        return None
    counted = apply_routing(_asked(answers, publication.asked), instrument)
    atoms = atoms_of(publication, tree, counted, instrument)
    counts = tally(instrument, counted, atoms.of, len(atoms.home))
    return {view.counts.topic.id: view for view in views_of(publication, tree, atoms, counts)}


def _asked(answers: Answers, asked: tuple[str, ...]) -> Answers:
    columns = [number for number, item in enumerate(answers.items) if item in set(asked)]
    items = tuple(answers.items[number] for number in columns)
    return Answers(items=items, values=answers.values[:, columns], units=answers.units, unit=answers.unit)


def is_republication(other: Publication, of: Publication, views: Views | None, rules: Rules) -> bool:
    """Whether another publication is of the same answers: of the same round, or everything that it shows is true of them. The same file
    again isn't another publication. views: of the other."""
    if other == of:
        return False
    if of.round is not None and other.round == of.round:
        return True
    shows_something = any(cell.state is State.SHOWN for cell in other.cells)
    return (
        shows_something
        and other.instrument == of.instrument
        and views is not None
        and not any(finding for view in views.values() for finding in find_wrong_figures(view, rules))
    )


def find_republished(first: Views, other: Views | None, rules: Rules) -> Iterator[Finding]:
    """That it was published twice, and for each topic the small groups that the sums of both give. Topics of which both asked the same
    items: only those count the same people."""
    yield Finding(leak=Leak.PUBLISHED_TWICE)
    for topic, view in first.items():
        twin = (other or {}).get(topic)
        if twin is None or twin.counts.asked != view.counts.asked:
            continue
        for level, k in levels_of(view, rules):
            families = np.column_stack([_of_respondents(view, level), _of_respondents(twin, level)])
            sums = sums_of_families(np.ones(len(families), dtype=np.int64), families)
            groups = small_groups(sums, k)
            if groups:
                smallest = int(sums.people[list(groups[0])].sum())
                numbers = {"people": smallest, "groups": len(groups), "k": k, "level": level.value}
                yield Finding(leak=Leak.GROUP_TOGETHER, topic=topic, numbers=numbers)


def _of_respondents(view: View, level: Level) -> Whole:
    """The sets of everybody who answered the topic: int64 [people × families]."""
    families: Whole = view.families(level)[view.atoms.of[view.counts.who]]
    return families
