"""The whole attack on a publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.attacker.associations import find_in_associations
from must.core.disclosure.attacker.bare import bare_threshold
from must.core.disclosure.attacker.figures import find_small_cells, find_wrong_classes, find_wrong_figures
from must.core.disclosure.attacker.findings import Finding, Findings, Recovered
from must.core.disclosure.attacker.follow_ups import find_follow_ups
from must.core.disclosure.attacker.functions import Functions, find_said
from must.core.disclosure.attacker.hidden import find_narrow
from must.core.disclosure.attacker.published_tree import PublishedTree, Whole, check_units
from must.core.disclosure.attacker.recovery import find_certainties, find_known_numbers, recover
from must.core.disclosure.attacker.tallies import tally
from must.core.disclosure.attacker.together import Views, find_republished, is_republication, views_in
from must.core.disclosure.attacker.turnout import find_turnout
from must.core.disclosure.publication import Publication
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument
from must.core.organisation.tree import UnitTree
from must.core.scoring.answers import MISSING, Answers, apply_routing

Progress = Callable[[str, int, int], None]
"""Called with what is being attacked, how many parts are done, and of how many."""


def attack(
    publication: Publication,
    units: UnitTree,
    answers: Answers,
    instrument: Instrument,
    rules: Rules,
    *,
    others: Sequence[Publication] = (),
    functions: Functions | None = None,
    baseline: int | None = None,
    progress: Progress = lambda *_: None,
) -> Findings:
    """Try to learn from a publication what it mustn't tell.

    units: the unit file; answers: as they were given, by unit code (or by the publication's own codes). others: further publications; those
    of the same answers are put together with the first, and the functions are asked what they say of the rest. baseline: also tell what a
    bare threshold of so many answers would have left.
    Raises Refusal (codes `attack.*`) when the publication is of another instrument, other rules, other units or other questions.
    """
    _check_made_of(publication, answers, instrument, rules)
    check_units(publication, units)
    views = views_in(publication, answers, instrument)
    if views is None:
        raise Refusal(Fault("attack.other_answers"))
    tree = PublishedTree.of(publication)
    recovered: list[Recovered] = []
    invited = _per_entry(tree, units.units, (unit.invited for unit in units.units.values()))
    counted = apply_routing(answers, instrument)
    findings = list(_find_in_turnout(publication, tree, invited, counted, views, rules=rules))
    findings.extend(find_in_associations(publication, counted, instrument, rules))
    for done, (topic, view) in enumerate(views.items()):
        progress(topic, done, len(views))
        for at_level, groups in recover(view, rules):
            recovered.append(at_level)
            findings.extend(groups)
        for find in (find_certainties, find_narrow, find_wrong_figures):
            findings.extend(find(view, rules))
        findings.extend(find_wrong_classes(view))
        findings.extend(find_follow_ups(view, views.values()))
        findings.extend(find_known_numbers(view, invited))
    findings.extend(_find_in_others(publication, views, others, functions, answers=answers, instrument=instrument, rules=rules))
    return Findings(
        recovered=tuple(recovered),
        findings=tuple(findings),
        baseline=() if baseline is None else tuple(_baseline(units, tree, answers, instrument, baseline)),
    )


def _check_made_of(publication: Publication, answers: Answers, instrument: Instrument, rules: Rules) -> None:
    if publication.instrument != instrument.id:
        details = {"publication": publication.instrument, "given": instrument.id}
        raise Refusal(Fault("attack.other_instrument", details=details))
    if publication.instrument_version != instrument.version:
        details = {"publication": publication.instrument_version, "given": instrument.version}
        raise Refusal(Fault("attack.other_version", details=details))
    if publication.rules != rules.id:
        raise Refusal(Fault("attack.other_rules", details={"publication": publication.rules, "given": rules.id}))
    for item in sorted(set(publication.asked) ^ set(answers.items)):
        raise Refusal(Fault("attack.other_questions", details={"item": item}))
    topics = {topic.id for topic in instrument.topics.values() if any(item.id in answers.items for item in topic.items)}
    for cell in publication.cells:
        if cell.topic not in topics:
            raise Refusal(Fault("attack.other_questions", details={"item": cell.topic}))


def _find_in_turnout(
    publication: Publication, tree: PublishedTree, direct: Whole, counted: Answers, views: Views, *, rules: Rules
) -> Iterator[Finding]:
    """direct: how many were invited directly at each entry, int64 [entries]."""
    invited = tree.below(direct)
    anything = np.any(counted.values != MISSING, axis=1)
    by_place = np.bincount(counted.unit[anything], minlength=len(counted.units))
    answered = tree.below(_per_entry(tree, counted.units, by_place.tolist()))
    yield from find_small_cells(tree, invited, rules)
    respondents = {topic: view.below.by_place.n for topic, view in views.items()}
    yield from find_turnout(publication, tree, invited=invited, answered=answered, respondents=respondents, rules=rules)


def _per_entry(tree: PublishedTree, places: Iterable[str], people: Iterable[int]) -> Whole:
    """People of places, at the entries that cover them; units without people may be in none."""
    direct = np.zeros(len(tree.codes), dtype=np.int64)
    for place, count in zip(places, people, strict=True):
        if count:
            direct[tree.home[place]] += count
    return direct


def _find_in_others(
    publication: Publication,
    views: Views,
    others: Sequence[Publication],
    functions: Functions | None,
    *,
    answers: Answers,
    instrument: Instrument,
    rules: Rules,
) -> Iterator[Finding]:
    rest = []
    for other in others:
        theirs = views_in(other, answers, instrument) if other.instrument == instrument.id else None
        if is_republication(other, publication, theirs, rules):
            yield from find_republished(views, theirs, rules)
        elif other != publication:
            rest.append(other)
    if functions is not None:
        yield from find_said(publication, rest, functions, instrument=instrument, rules=rules)


def _baseline(units: UnitTree, tree: PublishedTree, answers: Answers, instrument: Instrument, k: int) -> Iterator[Recovered]:
    counts = tally(instrument, apply_routing(answers, instrument), answers.unit, len(answers.units))
    return bare_threshold(units, tree, answers.units, counts, k)
