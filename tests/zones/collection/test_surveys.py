"""What a process keeps of a round, and what it reads each time."""

from __future__ import annotations

import pytest
from django.conf import settings

from must.collection.actions.sealed import seal_name
from must.collection.actions.surveys import find_survey
from must.collection.models.rounds import Round
from must.crypto.errors import RingRefused
from must.crypto.rings import KeyRing

from .life import Life, become


def test_what_is_made_of_a_row_is_kept_while_the_row_is_the_same(life: Life) -> None:
    first, again = life.invited().survey, life.survey
    assert again is not first
    assert again.asked is first.asked


def test_another_name_or_another_end_holds_at_once(life: Life) -> None:
    first = life.invited().survey
    become("operator")
    name = seal_name("Et annet navn", KeyRing(settings.KEYS).peer("web"), round_id=life.id)
    Round.objects.filter(pk=life.id).update(enterprise_for_web=name, closes=life.now)
    become("web")
    found = find_survey(first.code)
    assert found is not None
    assert found.enterprise == "Et annet navn" != first.enterprise
    assert first.takes_answers(life.now)
    assert not found.takes_answers(life.now)


def test_a_destroyed_pepper_is_gone_for_the_next_request(life: Life) -> None:
    life.invited()
    assert life.survey.pepper
    KeyRing(settings.KEYS).destroy_round_key(life.id)
    with pytest.raises(RingRefused):
        _ = life.survey.pepper
