"""A large survey: 200 000 people in 1 enterprise, 20 departments, 200 sections and 2 000 teams, who answer all of the full form."""

from __future__ import annotations

from functools import cache

import numpy as np

from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Selection
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import MISSING, Answers
from must.world.answers import draw

RESPONDENTS = 200_000
DISTINCT = 5_000
"""So many different respondents are drawn and then repeated: drawing isn't what is measured."""
TEAMS = tuple(f"t{number:04}" for number in range(2000))
FULL = Selection("full")


@cache
def instrument() -> Instrument:
    return load_instrument("must-2026")


@cache
def tree() -> UnitTree:
    departments = [Unit(f"d{number:02}", "0", f"Department {number}", 0) for number in range(20)]
    sections = [Unit(f"s{number:03}", f"d{number % 20:02}", f"Section {number}", 0) for number in range(200)]
    teams = [Unit(code, f"s{number % 200:03}", f"Team {number}", RESPONDENTS // len(TEAMS)) for number, code in enumerate(TEAMS)]
    return UnitTree([Unit("0", None, "Enterprise", 0), *departments, *sections, *teams])


@cache
def answers() -> Answers:
    """What everybody answered, as the array that scoring takes."""
    items = tuple(item.id for _, asked in instrument().asked(FULL) for item in asked)
    some = [given for given in draw(instrument(), FULL, TEAMS * 4, seed=1, round_number=1) if given is not None][:DISTINCT]
    few = np.array([[given.get(item, MISSING) for item in items] for given in some], dtype=np.int16)
    values = np.resize(few, (RESPONDENTS, len(items)))
    return Answers(items=items, values=values, units=TEAMS, unit=np.arange(RESPONDENTS, dtype=np.int64) % len(TEAMS))


@cache
def answer_file() -> bytes:
    """The same as the CSV file that `must report` takes."""
    of_all = answers()
    cells = np.where(of_all.values == MISSING, "", of_all.values.astype("U2"))
    lines = [f"{of_all.units[unit]},{','.join(row)}" for unit, row in zip(of_all.unit.tolist(), cells.tolist(), strict=True)]
    return "\n".join([",".join(("unit", *of_all.items)), *lines, ""]).encode()
