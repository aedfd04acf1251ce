"""The attacks of docs/disclosure.md, carried out: on what an earlier draft would have shown, and on what is published."""

from __future__ import annotations

import ast
import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import combinations, combinations_with_replacement
from pathlib import Path
from statistics import stdev

import numpy as np
import pytest
from scipy.stats import t as student

import must
from must.core.disclosure.across import across
from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Findings, Leak
from must.core.disclosure.attacker.groups import Sums, small_groups
from must.core.disclosure.averages import averages_of
from must.core.disclosure.certificate import inputs_digest
from must.core.disclosure.publication import Cell, Detail, Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rounding import means
from must.core.disclosure.trends import changes
from must.core.disclosure.uncertainty import interval_of_mean
from must.core.scoring.answers import Answers
from tests.core import examples as small
from tests.core.disclosure.attacker.row_space import smallest_recoverable
from tests.core.refused import refused
from tests.spec.disclosure.attacks import ATTACKS
from tests.spec.disclosure.every import EXAMPLES
from tests.spec.disclosure.example import SUPPORT, Example, Table, given
from tests.spec.disclosure.outcome import HIDDEN, exposed, people_in, published, states


def attacked(example: Example, publication: Publication, *others: Publication) -> Findings:
    return attack(publication, example.tree, example.answers, example.instrument, example.parameters, others=others)


def cell_of(publication: Publication, unit: str) -> Cell:
    return next(cell for cell in publication.cells if cell.unit == unit)


def survey(**units: str) -> Example:
    """Units under Drift, forty invited in each, and what their people answered."""
    rows = ["unit | part of | invited | support", "Drift | | 0 |", *(f"{unit} | Drift | 40 | {said}" for unit, said in units.items())]
    return Example(name="", title="", why="", survey=Table.of("\n".join(rows)), report=Table.of("unit"))


# ── what every example has to stand


@pytest.mark.promise("P09", "P10", "P11", "P12")
@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_attacker_finds_nothing_in_what_is_published(example: Example) -> None:
    findings = attacked(example, published(example))
    assert findings.findings == ()
    assert {found.smallest for found in findings.recovered} <= {None}


@pytest.mark.promise("P09")
@pytest.mark.parametrize("example", [each for each in EXAMPLES.values() if each.told], ids=lambda example: example.name)
def test_the_attacker_finds_what_a_bare_threshold_tells(example: Example) -> None:
    """The same attack isn't blind: with every cell shown that has five people, it finds the group that the page names."""
    publication = attack(
        published(example), example.tree, example.answers, example.instrument, example.parameters, baseline=example.parameters.ordinary.mean
    )
    smallest = {found.smallest for found in publication.baseline if found.topic == example.topics[0].id} - {None}
    assert smallest, "the attacker finds no group"
    assert any(f"= {people} people" in told or (people == 1 and "= one person" in told) for told in exposed(example) for people in smallest)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("example", [each for each in EXAMPLES.values() if each.drawn], ids=lambda example: example.name)
def test_no_hidden_cell_could_be_shown(example: Example) -> None:
    """Mutation: whichever hidden unit of somebody's shows its mean after all, the attacker finds what that gives away."""
    publication = published(example)
    assert attacked(example, publication).findings == ()
    for unit in [code for code, state in states(example).items() if state == HIDDEN and people_in(example, code)]:
        people = people_in(example, unit)
        (mean,) = means(np.array([sum(people)]), np.array([len(people)]), 1)
        shown = replace(cell_of(publication, unit), state=State.SHOWN, detail=Detail.MEAN, mean=mean)
        broken = {finding.leak.rule for finding in attacked(example, _with(publication, shown)).findings}
        assert broken, unit
        assert broken <= {"R3", "R4", "R5"}, "the figure is right, and it is too much"


# ── the seven that broke an earlier draft


@pytest.mark.promise("P09")
def test_item_minus_index() -> None:
    example = EXAMPLES["one-skipped-question"]
    people = [person for row in example.survey.rows for person in given(row["pace"], 2)]
    both = [(first, second) for first, second in people if first is not None and second is not None]
    everybody = sum(first for first, _ in people if first is not None)  # the draft: each question for all who answered it
    scale = Fraction(sum(first + second for first, second in both), 2)
    second = sum(second for _, second in both)
    one = everybody - (2 * scale - second)
    told = f"{everybody} − (2 × {float(scale)} − {second}) = {one}: what the one who skipped the second question answered to the first"
    assert (told,) == ATTACKS["item-minus-index"].told

    skipping = example.answers.values[:, 1] < 0
    assert skipping.sum() == 1
    without = _those(example.answers, ~skipping)
    assert cell_of(_publish(example, without), "Drift") == cell_of(published(example), "Drift")


@pytest.mark.promise("P07", "P09")
def test_exact_n() -> None:
    example = EXAMPLES["everybody-answered"]
    n, invited = len(people_in(example, "Nord")), example.tree.invited["Nord"]
    assert n == invited
    assert (f"Nord: {n} of {invited} invited: everybody answered",) == ATTACKS["exact-n"].told

    publication = published(example)
    cell = cell_of(publication, "Nord")
    assert (cell.n, cell.n_band, cell.items) == (None, None, None)
    # Its rate is what it would be, had fifteen of them stayed away.
    rows = [dict(row) for row in example.survey.rows]
    rows[1]["support"] = "3×1 3×2 3×3 3×4 3×5"
    half = replace(example, survey=Table(example.survey.headings, tuple(rows)))
    assert len(people_in(half, "Nord")) == n - 15
    assert _rate(published(half), "Nord") == _rate(publication, "Nord")

    # And nobody's number is printed as where its band begins.
    banded = [(cell.n_band, each.parameters.counts.bands) for each in EXAMPLES.values() for cell in published(each).cells if cell.n_band]
    assert banded
    for n_band, starts in banded:
        start, end = n_band.split("–")
        assert int(start) in starts
        assert not end or int(end) + 1 in starts

    for each in EXAMPLES.values():
        shown_in_full = {cell.unit for cell in published(each).cells if cell.items and cell.topic == each.topics[0].id}
        assert [code for code in shown_in_full if len(people_in(each, code)) == each.tree.invited.get(code)] == []


@pytest.mark.promise("P09")
def test_two_unit_two_group_margins() -> None:
    example = EXAMPLES["a-breakdown-with-one-empty-corner"]
    nord, women = people_in(example, "Nord"), people_in(example, "Drift", "women")
    told = f"Nord {len(nord)} − women {len(women)} = one man in Nord, who answered {sum(nord) - sum(women)}"
    assert (told,) == ATTACKS["two-unit-two-group-margins"].told
    assert people_in(example, "Nord", "men") == [sum(nord) - sum(women)]

    # Columns: women in Nord, men in Nord, women in Sør, men in Sør. Two units alone tell nothing; two groups beside them tell all.
    people = np.array([len(people_in(example, unit, group)) for unit in ("Nord", "Sør") for group in ("women", "men")])
    units: list[list[int]] = [[0, 1, 2, 3], [0, 1], [2, 3]]
    assert small_groups(Sums(people, units), 10) == []
    broken_down = Sums(people, [*units, [0, 2], [1, 3]])
    assert small_groups(broken_down, 10) == [(1,)]
    assert smallest_recoverable(broken_down) == 1

    shipped = EXAMPLES["ten-five-and-fewer"].parameters
    assert shipped.breakdowns == ()
    assert {cell.state for cell in published(example).cells if cell.breakdown} == {State.HIDDEN}


@pytest.mark.promise("P09", "P10")
def test_mean_shown_with_its_distribution_hidden() -> None:
    ways = [Counter(answers) for answers in combinations_with_replacement(range(1, 6), 12) if sum(answers) == 48]
    withheld = [way for way in ways if 100 * max(way.values()) > 90 * 12]
    assert withheld == [Counter({4: 12})]
    told = f"Of the {len(ways)} ways in which twelve can answer with a mean of 4.0, the distribution is withheld for one: 12 × 4"
    assert (told,) == ATTACKS["mean-shown-with-its-distribution-hidden"].told

    # Whatever ten or more people answer, they show everything or nothing.
    for n in (10, 12):
        for common in range(n):
            for other in (2, 3):
                cell = cell_of(published(survey(Nord=f"{common}×4 1×{other} {n - common - 1}×2")), "Drift")
                assert (cell.mean is None) is (cell.items is None)
    # Here the mean alone would leave doubt, and one person with a challenge leaves none in the distribution.
    one_challenged = cell_of(published(survey(Nord="10×4 1×3 1×2")), "Drift")
    assert (one_challenged.state, one_challenged.mean) == (State.HIDDEN, None)


@pytest.mark.promise("P09", "P10")
def test_coded_mean_with_an_exact_sibling() -> None:
    example = EXAMPLES["an-exact-sibling"]
    drift, nord, sor = (people_in(example, unit) for unit in ("Drift", "Nord", "Sør"))
    mean = {"Drift": Fraction(sum(drift), len(drift)), "Nord": Fraction(sum(nord), len(nord))}
    worked_out = (len(drift) * mean["Drift"] - len(nord) * mean["Nord"]) / len(sor)
    assert set(sor) == {worked_out}
    sums = f"{len(drift)} × {float(mean['Drift']):g} − {len(nord)} × {float(mean['Nord']):g}"
    told = f"({sums}) / {len(sor)} = {worked_out}: all twelve in Sør answered 5"
    assert (told,) == ATTACKS["coded-mean-with-an-exact-sibling"].told

    publication = published(example)
    assert [cell_of(publication, unit).state for unit in ("Drift", "Nord", "Sør")] == [State.SHOWN, State.HIDDEN, State.HIDDEN]
    # With Nord beside it, what remains would be found to leave no doubt.
    nord_alone = published(survey(Nord="3×1 3×2 3×3 3×4"))
    shown = replace(cell_of(nord_alone, "Nord"), n_band="10–")
    leaking = _with(publication, shown)
    assert Leak.CATEGORY in {finding.leak for finding in attacked(example, leaking).findings}

    # Of three teams of four, one person didn't answer 5. Each team's mean could be 4 as well as 5, which is wide enough (R5); that eleven
    # of the twelve agree would be known all the same, and hides Nord.
    teams = published(survey(Nord="3×1 3×2 3×3 3×4", Sør="4×5", Vest="4×5", Øst="3×5 1×1"))
    assert [cell_of(teams, unit).state for unit in ("Drift", "Nord")] == [State.SHOWN, State.HIDDEN]


@pytest.mark.promise("P09")
def test_plain_digest_as_oracle() -> None:
    example = EXAMPLES["parent-minus-children"]
    everybody = sorted(people_in(example, "Sør") + people_in(example, "Vest"))
    guesses = sorted(set(combinations(everybody, len(people_in(example, "Sør")))))
    worlds = [_divided(example, everybody, guess) for guess in guesses]
    plain = [hashlib.sha256(b"".join(sorted(_rows(world)))).hexdigest() for world in worlds]
    assert len(set(plain)) == len(guesses)
    told = f"{len(guesses)} ways to divide the answers between Sør and Vest, and one of them has the published digest"
    assert (told,) == ATTACKS["plain-digest-as-oracle"].told

    assert {published(world).to_json() for world in worlds} == {published(example).to_json()}
    keyed = {_digest(world, b"k" * 32) for world in worlds}
    guessed_key = {_digest(world, b"g" * 32) for world in worlds}
    assert len(keyed) == len(guesses)
    assert not keyed & guessed_key


@pytest.mark.promise("P07", "P09")
def test_rates_watched_over_time() -> None:
    monday, tuesday = (len(people_in(survey(Nord=said), "Nord")) for said in ("6×2 6×4", "6×2 7×4"))
    told = f"Monday {monday} of 40, Tuesday {tuesday} of 40: the one who was reminded has answered"
    assert (told,) == ATTACKS["rates-watched-over-time"].told

    # Bands alone wouldn't do: somebody's answer is the first of a band.
    bands = [_rate(published(survey(Nord=f"{answered}×3")), "Nord") for answered in range(41)]
    assert [answered for answered in range(1, 41) if bands[answered] != bands[answered - 1]] == [10, 20, 30]
    # So nothing but a publication has a rate, and one is made when a round closes, or from files; in the local world, of made-up answers.
    assert _users_of("must.core.disclosure.participation") == {"core/disclosure/publishing.py"}
    assert _users_of("must.core.disclosure.publishing") == {"collection/actions/publications.py", "cli/report.py", "world/others.py"}


@pytest.mark.promise("P09", "P31")
def test_republishing_under_a_changed_tree() -> None:
    before, after = _republished()
    moved = Counter(people_in(before, "Nord")) - Counter(people_in(after, "Nord"))
    people = list(moved.elements())
    told = f"Nord before − Nord after = {len(people)} people with a mean of {Fraction(sum(people), len(people))}"
    assert (told,) == ATTACKS["republishing-under-a-changed-tree"].told

    first, second = published(before), published(after)
    for example, publication in ((before, first), (after, second)):
        assert all(cell.state is State.SHOWN for cell in publication.cells if cell.unit in {"Etat", "Nord", "Sør"})
        assert attacked(example, publication).findings == ()
    leaks = {finding.leak: finding for finding in attacked(before, first, second).findings}
    assert leaks.keys() == {Leak.PUBLISHED_TWICE, Leak.GROUP_TOGETHER}
    assert leaks[Leak.GROUP_TOGETHER].numbers["people"] == 3


@pytest.mark.promise("P31")
def test_the_average_of_two() -> None:
    own, other, third = (
        _enterprise(name, said)
        for name, said in (("Own", "8×1 8×2 8×3 8×4 8×5"), ("Other", "5×1 5×2 9×3 11×4 10×5"), ("Third", "9×1 10×2 10×3 6×4 5×5"))
    )
    mean, of_other = (cell_of(publication, publication.units[0].code).mean for publication in (own, other))
    assert mean is not None
    assert of_other is not None
    average = (mean + of_other) / 2
    told = f"2 × {average:.1f} − {mean} = {2 * average - mean:.1f}: the other enterprise's mean"
    assert (told,) == ATTACKS["the-average-of-two"].told

    instrument = small.instrument(SUPPORT)
    assert across([own, other], instrument) == ()
    assert [figure.enterprises for figure in across([own, other, third], instrument)] == [3]


@pytest.mark.promise("P31")
def test_a_year_without_a_month_of_it() -> None:
    march = [
        replace(_enterprise(name, said), closed=date(2026, 3, 20))
        for name, said in (("One", "8×1 8×2 8×3 8×4 8×5"), ("Two", "5×1 5×2 9×3 11×4 10×5"), ("Three", "10×1 10×2 10×3 6×4 4×5"))
    ]
    late = replace(_enterprise("Late", "2×1 4×2 8×3 12×4 14×5"), closed=date(2026, 11, 20))
    instrument = small.instrument(SUPPORT)
    ((of_march,), (of_year,)) = across(march, instrument), across([*march, late], instrument)
    difference = of_year.enterprises * of_year.mean - of_march.enterprises * of_march.mean
    told = f"{of_year.enterprises} × {of_year.mean} − {of_march.enterprises} × {of_march.mean} = {difference}"
    assert (f"{told}: the mean of the one that closed in November",) == ATTACKS["a-year-without-a-month-of-it"].told
    assert float(difference) == cell_of(late, late.units[0].code).mean

    assert averages_of([*march, late], instrument, period="2026").figures == (of_year,)
    for period, code in (("2026-03", "averages.period"), ("2025", "averages.other_year"), ("2027", "averages.other_year")):
        assert refused(partial(averages_of, march, instrument, period=period)) == [(code, None, None)]
    undated = [*march, replace(late, closed=None)]
    assert refused(partial(averages_of, undated, instrument, period="2026")) == [("averages.not_closed", None, None)]


@pytest.mark.promise("P13")
def test_finer_than_rounded() -> None:
    earlier = survey(Nord="2×1 2×2 5×3 5×4 2×5")  # 51 / 16 = 3.1875
    later = survey(Nord="2×1 2×2 5×3 4×4 3×5")  # 52 / 16 = 3.25
    exact = [Fraction(sum(people_in(example, "Nord")), 16) for example in (earlier, later)]
    told = f"{float(exact[1]):.2f} − {float(exact[0]):.2f} = +{float(exact[1] - exact[0]):.2f}, where the reports say 3.3 and 3.2"
    assert (told,) == ATTACKS["finer-than-rounded"].told

    found = changes(published(earlier), published(later), later.instrument)
    assert {change.unit: str(change.difference.mean) for change in found} == {"Drift": "0.1", "Nord": "0.1"}


@pytest.mark.promise("P09", "P10")
def test_an_interval_made_of_the_answers() -> None:
    example = survey(Nord="2×1 1×2 1×4 1×5", Sør="4×1 4×2 4×3 4×4 4×5", Øst="1×1 2×2 1×4 1×5")
    publication = published(example)
    answers = tuple(sorted(people_in(example, "Nord")))
    mean = cell_of(publication, "Nord").mean
    exact = {each: _margin(each) for each in combinations_with_replacement(range(1, 6), 5) if sum(each) == 5 * (mean or 0)}
    assert [each for each, margin in exact.items() if f"{margin:.2f}" == f"{exact[answers]:.2f}"] == [answers]
    *others, last = answers
    all_of_them = f"{', '.join(map(str, others))} and {last}"
    told = f"{mean} ± {exact[answers]:.2f} of {len(answers)} people: {all_of_them}, and no other five answers"
    assert (told,) == ATTACKS["an-interval-made-of-the-answers"].told

    topic = example.instrument.topics["support"]
    said = {cell.unit: interval_of_mean(cell, topic, publication, example.parameters) for cell in publication.cells}
    assert {unit for unit, interval in said.items() if interval is not None} == {"Drift", "Sør"}
    low, high = said["Sør"] or (0.0, 0.0)
    margin = _margin(people_in(example, "Sør"))
    assert low < 3.0 - margin
    assert high > 3.0 + margin


def _margin(answers: Sequence[int]) -> float:
    """Half of the exact 95 per cent interval of their mean."""
    return float(student.ppf(0.975, len(answers) - 1)) * stdev(answers) / math.sqrt(len(answers))


def _those(answers: Answers, who: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Answers:
    return Answers(items=answers.items, values=answers.values[who], units=answers.units, unit=answers.unit[who])


def _publish(example: Example, answers: Answers) -> Publication:
    return publish(
        instrument=example.instrument,
        asked=tuple(example.instrument.items),
        form="full",
        round=None,
        grid=example.grid,
        answers=answers,
        rules=example.parameters,
    )


def _rate(publication: Publication, unit: str) -> str | None:
    return next(entry.band for entry in publication.participation if entry.unit == unit)


def _users_of(module: str) -> set[str]:
    """The files of the package that name a module, the attacker's aside."""
    package = Path(must.__file__).parent
    files = (path for path in package.rglob("*.py") if "attacker" not in path.parts)
    return {str(path.relative_to(package)) for path in files if module in _imported(ast.parse(path.read_text("utf-8")))}


def _imported(code: ast.Module) -> set[str]:
    """All that is imported, anywhere and in any way: modules, and names in modules."""
    nodes = list(ast.walk(code))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return modules | {str(node.module) for node in froms} | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def _enterprise(name: str, said: str) -> Publication:
    table = Table.of(f"unit | part of | invited | support\n{name} | | 200 | {said}")
    return published(Example(name="", title="", why="", survey=table, report=Table.of("unit")))


def _with(publication: Publication, shown: Cell) -> Publication:
    """The publication, a hidden cell of it shown after all."""
    cells = tuple(shown if cell.unit == shown.unit else cell for cell in publication.cells)
    units = tuple(replace(unit, reported=True) if unit.code == shown.unit else unit for unit in publication.units)
    return replace(publication, cells=cells, units=units)


def _divided(example: Example, everybody: Sequence[int], guess: Sequence[int]) -> Example:
    """The example, had the people of Sør answered as guessed and those of Vest the rest."""
    rest = list((Counter(everybody) - Counter(guess)).elements())
    said = {"Sør": guess, "Vest": rest}
    rows = [{**row, "support": _written(said[row["unit"]]) if row["unit"] in said else row["support"]} for row in example.survey.rows]
    return replace(example, survey=Table(example.survey.headings, tuple(rows)))


def _written(answers: Sequence[int]) -> str:
    return " ".join(f"{people}×{value}" for value, people in sorted(Counter(answers).items()))


def _rows(example: Example) -> Iterator[bytes]:
    answers = example.answers
    return (f"{answers.units[unit]};{value}\n".encode() for unit, value in zip(answers.unit, answers.values[:, 0], strict=True))


def _digest(example: Example, key: bytes) -> str:
    return inputs_digest(
        key,
        instrument=example.instrument,
        form="full",
        round=None,
        closed=None,
        grid=example.grid,
        answers=example.answers,
        rules=example.parameters,
    )


def _republished() -> tuple[Example, Example]:
    """The same answers, once with the team of Bodø under Nord and once under Sør."""
    rows = """
        unit | part of | invited | support
        Etat |         | 0       |
        Nord | Etat    | 0       |
        Alta | Nord    | 40      | 3×1 2×2 2×3 2×4 3×5
        Bodø | {}      | 15      | 1×1 1×2 1×3
        Sør  | Etat    | 0       |
        Moss | Sør     | 40      | 3×1 2×2 2×3 2×4 3×5
        """
    pair = [
        Example(name="", title="", why="", topics=(SUPPORT,), survey=Table.of(rows.format(unit)), report=Table.of("unit"))
        for unit in ("Nord", "Sør")
    ]
    return pair[0], pair[1]
