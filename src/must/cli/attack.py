"""`must attack`: what an adversary could learn from a publication, with the answers at hand to prove it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from must.cli.faults import REFUSED, printable
from must.cli.publications import read_publication
from must.core.disclosure.across import across
from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Finding, Findings, Leak, Level, Recovered
from must.core.disclosure.attacker.functions import Functions
from must.core.disclosure.rules import Rules
from must.core.disclosure.trends import changes
from must.core.instrument.loader import load_instrument
from must.core.organisation.unit_file import read_units
from must.core.scoring.answer_file import read_answers

SENTENCES: Final[Mapping[Leak, str]] = {
    Leak.SMALL_CELL: "a cell of the grid with {invited} invited people",
    Leak.WRONG_CLASS: "shown otherwise than a topic of class {class} may be",
    Leak.ASSOCIATION_OF_FEW: "an association of {people} people with health; it takes {k}",
    Leak.UNIT_HEALTH: "which units have more complaints can be worked out from associations with work",
    Leak.INTERVALS_UNLIKE: "intervals of associations have widths of their own",
    Leak.RECONSTRUCTED: "associations with work tell {recovered} per cent of the complaint's variance; {most} at most are allowed",
    Leak.ONE_PERSON: "one person's answer about health moves an association by {moved} hundredths",
    Leak.GROUP: "the {level} figures of a group of {people} can be computed; it takes {k}",
    Leak.CATEGORY: "{people} people answered nearly alike",
    Leak.BAND: "{people} people are nearly all in one band",
    Leak.SHARE: "nearly all or nearly none of {people} people have a challenge",
    Leak.MEAN_AT_END: "the mean of {people} people is at an end of the scale",
    Leak.COMPOSITION: "the mean of {people} people, beside the answers of more around them, tells what they answered",
    Leak.SAME_SCORE: "{people} people have nearly all the same score",
    Leak.PARTLY_HIDDEN: "the mean of {people} people is shown where the rest must be hidden",
    Leak.FOLLOW_UP: "follow-up answers of {people} people are shown where those that opened the questions are not shown in full",
    Leak.INTERVAL: "the hidden mean of {people} people is known to within {span} per cent of the scale; it takes {least}",
    Leak.RATE_TOO_FEW: "a response rate of {invited} invited people",
    Leak.RATE_TOO_FINE: "a response rate of {invited} invited people to within {width} percentage points, or with a bare end",
    Leak.RATE_WRONG: "the response rate isn't what the answers give",
    Leak.NOBODY_ANSWERED: "the numbers together say that none of {invited} invited people answered",
    Leak.EVERYBODY_ANSWERED: "the numbers together say that all {invited} invited people answered",
    Leak.IMPOSSIBLE: "the numbers of respondents contradict each other",
    Leak.EXACT_NUMBER: "the exact number of respondents, {n} of {invited}",
    Leak.NUMBER_BAND: "a number of respondents from {from} on, of {invited} invited people",
    Leak.HIDDEN_FACTOR: "associated with health, though not shown in full, which says something of why",
    Leak.PUBLISHED_TWICE: "the same answers were published twice",
    Leak.GROUP_TOGETHER: "both publications together give {groups} groups of fewer than {k}, the smallest of {people} ({level} figures)",
    Leak.FUNCTION: "{function} says what isn't the difference of two shown figures",
    Leak.ACROSS: "the average of enterprises isn't one that the rules allow",
    Leak.WRONG_FIGURE: "a figure that the answers don't give",
}
"""What each finding says, with its numbers filled in."""

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_WIDTH: Final = 32


@click.command("attack")
@click.argument("publication_file", metavar="PUBLICATION.json", type=_FILE)
@click.option("--units", "units_file", type=_FILE, required=True, help="The unit file that it was made from.")
@click.option("--answers", "answers_file", type=_FILE, required=True, help="The answer file that it was made from.")
@click.option(
    "--instrument", "instrument_name", metavar="NAME|DIR", help="A packaged instrument, or a directory; left out, the publication says."
)
@click.option("--other", "other_files", type=_FILE, multiple=True, help="Another publication; may be given several times.")
@click.option(
    "--baseline", type=click.IntRange(min=2), metavar="K", help="Compare with what showing every unit of K answers would give away."
)
def command(
    publication_file: Path,
    units_file: Path,
    answers_file: Path,
    *,
    instrument_name: str | None,
    other_files: Sequence[Path],
    baseline: int | None,
) -> None:
    """Try to learn from a publication what it mustn't tell.

    Ends with 0 when no rule is broken and with 1 when one is. The findings tell about small groups: keep them as well as the answers.
    """
    publication = read_publication(publication_file)
    others = [read_publication(file) for file in other_files]
    instrument = load_instrument(instrument_name or publication.instrument)
    units = read_units(units_file.read_bytes(), file=str(units_file))
    answers = read_answers(answers_file.read_bytes(), file=str(answers_file), instrument=instrument, tree=units, progress=_say_rows)
    found = attack(
        publication,
        units,
        answers,
        instrument,
        Rules.of(instrument.rules),
        others=others,
        functions=Functions(changes=changes, across=across),
        baseline=baseline,
        progress=_say_topic,
    )
    for line in (*_table(found, baseline), "", *_told(found)):
        click.echo(line)
    if found.broken:
        sys.exit(REFUSED)


def _table(found: Findings, baseline: int | None) -> Iterator[str]:
    """The groups that can be computed, a topic a line."""
    columns = {level.value: _by_topic(one for one in found.recovered if one.level is level) for level in Level}
    if baseline is not None:
        columns[f"bare n ≥ {baseline}"] = _by_topic(found.baseline)
    yield "Groups of too few people that the shown cells give away"
    yield _line("topic", columns)
    for topic in dict.fromkeys(one.topic for one in (*found.recovered, *found.baseline)):
        yield _line(topic, (_size(recovered.get(topic)) for recovered in columns.values()))


def _by_topic(recovered: Iterable[Recovered]) -> Mapping[str, Recovered]:
    return {one.topic: one for one in recovered}


def _line(first: str, others: Iterable[str]) -> str:
    return f"  {first:<{_WIDTH}} {' '.join(f'{other:<{_WIDTH}}' for other in others)}".rstrip()


def _size(recovered: Recovered | None) -> str:
    if recovered is None:
        return "–"
    return f"{recovered.groups} under {recovered.k}, smallest {recovered.smallest}" if recovered.groups else f"none under {recovered.k}"


def _told(found: Findings) -> Iterator[str]:
    if not found.broken:
        yield "No rule is broken."
        return
    for finding in found.findings:
        yield printable(_sentence(finding))
    yield f"{len(found.findings)} findings: rules are broken."


def _sentence(finding: Finding) -> str:
    """`R3 unit 001, role_clarity: what is wrong.`"""
    where = ", ".join(part for part in (finding.unit and f"unit {finding.unit}", finding.topic) if part)
    what = SENTENCES[finding.leak].format_map(finding.numbers)
    return f"{finding.leak.rule} {where}: {what}." if where else f"{finding.leak.rule}: {what}."


def _say_rows(rows: int) -> None:
    click.echo(f"  {rows} rows", err=True)


def _say_topic(topic: str, done: int, total: int) -> None:
    click.echo(f"Attacking {topic} ({done + 1} of {total}) …", err=True)
