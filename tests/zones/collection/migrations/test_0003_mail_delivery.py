"""Mailings from before: a third reminder was the last, so its round lets go of the links."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from must.collection.actions.due import undone
from must.collection.adapters.queue import Job
from must.collection.models import Mailing
from tests.zones.collection.life import Life

ROW = "INSERT INTO collection_mailing (id, round_id, kind, number, ordered, done) VALUES (gen_random_uuid(), %s, 'reminder', %s, %s, true)"


@pytest.mark.django_db(transaction=True)
def test_forth_and_back_with_reminders() -> None:
    life = Life().invited()
    call_command("migrate", "collection", "0002", verbosity=0)
    with connection.cursor() as cursor:
        for number in (1, 2, 3):
            cursor.execute(ROW, [life.id, number, life.now])
    call_command("migrate", "collection", verbosity=0)
    assert list(Mailing.objects.order_by("number").values_list("number", "last")) == [(0, False), (1, False), (2, False), (3, True)]
    assert set(Mailing.objects.values_list("rests_until", "collects_bounces")) == {(None, False)}
    assert list(undone(life.row)) == [(Job.DESTROY_LINK_KEY, life.id)]
