"""Random surveys over grids made by hand, small and awkward: cells of few, who mostly agree, or all of whom answered, or none; cells like
one another."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.instrument.model import Bands
from tests.core.disclosure.tabled import Given, Survey, survey
from tests.core.examples import YES_NO, follow_up, instrument, item, responses, scale

MIXED = instrument(
    scale("one", item("one_1")),
    follow_up("who", item("who_leader", YES_NO), item("who_other", YES_NO), opener="one_1", values=[2, 3, 4, 5]),
    scale("two", item("two_1"), item("two_2", reverse=True), item("two_3", extended=True)),
    scale("uneven", item("uneven_1", responses(2, 4, 7)), bands=Bands(challenge=4.5, favourable=4)),
    scale("bullying", item("bullied", YES_NO), topic_class=TopicClass.SENSITIVE, bands=Bands(challenge=2, favourable=1)),
    scale("pain", item("pain_1"), topic_class=TopicClass.HEALTH),
)


@st.composite
def surveys(draw: st.DrawFn, most: int = 12) -> Survey:
    """Trees of all shapes. Their people follow from a single seed, so that a failing survey is printed in full and shrinks in size."""
    dice = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311
    parents = _tree(dice, draw(st.integers(1, most)), loose=draw(st.sampled_from((0.1, 0.5, 0.9))))
    cells = [code for code in parents if code not in parents.values()]
    crowd, alike = draw(st.sampled_from((6, 14, 30))), draw(st.booleans())
    kinds = [_people(dice, crowd) for _ in range(2 if alike else len(cells))]
    given = {cell: dice.choice(kinds) if alike else kinds[number] for number, cell in enumerate(cells)}
    invited = {cell: max(10, len(given[cell]) + dice.choice((0, 1, 10))) for cell in cells}
    return survey(parents, given, invited=invited, of=MIXED)


def _people(dice: random.Random, crowd: int) -> list[Given]:
    agreement = dice.choice((0.0, 0.0, 0.7, 1.0))
    return [_given(dice, agreement=agreement) for _ in range(dice.randint(0, crowd))]


def _tree(dice: random.Random, size: int, *, loose: float) -> dict[str, str | None]:
    parents: dict[str, str | None] = {"n00": None}
    line = ["n00"]
    for number in range(1, size):
        while len(line) > 1 and dice.random() < loose:
            line.pop()
        parents[f"n{number:02}"] = line[-1]
        line.append(f"n{number:02}")
    return parents


def _given(dice: random.Random, *, agreement: float) -> dict[str, int]:
    return {
        each.id: each.responses.values[0] if dice.random() < agreement else dice.choice(each.responses.values)
        for each in MIXED.items.values()
        if dice.random() < 0.97
    }
