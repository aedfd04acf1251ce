"""Somebody at the employer, or at whoever runs the survey, reminds one person after the other and looks every day at what can be seen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from must.cli.round_steps import Steps
from must.collection.actions.answers import withdraw
from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from tests.zones.collection.life import Life, become

SAID = {"role_clarity_1": 4, "role_clarity_2": 4, "role_clarity_3": 3}
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')


def seen(life: Life) -> list[str]:
    """Everything that a round says of itself to somebody without a link: the operator's commands, and the site."""
    become("operator")
    told: list[str] = []
    steps, code = Steps(told.append), life.row.code
    told += [steps.status_words(code), steps.status_json(code)]
    with pytest.raises(Refusal) as refused:
        steps.report(code, life.clock.path.parent / "never", forms=(), language=Language.NB)
    told.append(str([(fault.code, fault.details) for fault in refused.value.faults]))
    become("web")
    site = Client(SERVER_NAME="127.0.0.1")
    return told + [TOKEN.sub(r"\1", site.get(f"/s/{code}/{page}").content.decode()) for page in ("", "letter", "contact")]


@pytest.mark.promise("P07", "P09")
def test_a_round_looks_the_same_every_day_whoever_answers_and_whoever_withdraws(life: Life) -> None:
    life.invited()
    before = seen(life)
    attempts = []
    for answering in (1, 9, 15):  # one person, then more than any rule asks for, then nearly everybody
        attempts += [life.answer(link, SAID) for link in life.links[len(attempts) : len(attempts) + answering]]
        life.clock.set(life.now + timedelta(days=1))
        assert seen(life) == before
    for attempt in attempts:
        become("web")
        withdraw(attempt)
    life.clock.set(life.now + timedelta(days=1))
    assert seen(life) == before
