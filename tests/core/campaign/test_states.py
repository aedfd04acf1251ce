"""The states of a round: every state and event is in the table, and what isn't is refused."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from must.core.campaign.states import TRANSITIONS, Event, RoundState, after, allows
from must.core.common.refusals import Refusal

DOCUMENT = Path(__file__).parents[3] / "docs/round-states.md"


def test_every_state_is_reached_and_every_event_happens() -> None:
    assert set(TRANSITIONS.values()) | {RoundState.DRAFT} == set(RoundState)
    assert {event for _, event in TRANSITIONS} == set(Event)


@pytest.mark.parametrize(("state", "event"), list(product(RoundState, Event)))
def test_what_is_allowed_happens_and_the_rest_is_refused(state: RoundState, event: Event) -> None:
    if allows(state, event):
        assert after(state, event) in RoundState
    else:
        with pytest.raises(Refusal) as caught:
            after(state, event)
        assert caught.value.faults[0].details == {"state": state.value, "event": event.value}


@pytest.mark.promise("P07")
def test_answers_are_taken_while_a_round_is_open_and_never_else() -> None:
    assert [state for state in RoundState if allows(state, Event.ANSWER)] == [RoundState.OPEN]


def test_a_round_is_published_once() -> None:
    assert [state for state, event in TRANSITIONS if event is Event.PUBLISH] == [RoundState.CLOSING]
    assert [event for state, event in TRANSITIONS if state is RoundState.PUBLISHED] == [Event.WITHDRAW]


def test_the_diagram_in_the_documents_is_this_table() -> None:
    arrows = [f"    {state} --> {target}: {event}" for (state, event), target in TRANSITIONS.items()]
    diagram = "\n".join(["stateDiagram-v2", f"    [*] --> {RoundState.DRAFT}", *arrows, f"    {RoundState.PUBLISHED} --> [*]", ""])
    assert diagram in DOCUMENT.read_text("utf-8"), f"put this there:\n{diagram}"
