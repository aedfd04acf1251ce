"""Publications stay: what was published before is kept, byte for byte, and nothing can be changed any more."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from must.collection.actions.rounds import publication_of
from must.collection.models import PublishedRound
from must.core.common.refusals import Refusal
from tests.zones.collection.life import Life

ROW = "INSERT INTO collection_publishedround (round_id, document, published) VALUES (%s, %s, %s)"


def functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'collection%'")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_forth_and_back_with_a_publication() -> None:
    life = Life().draft()
    call_command("migrate", "collection", "0001", verbosity=0)
    assert functions() == []
    with connection.cursor() as cursor:
        cursor.execute(ROW, [life.id, '{"old":1}', life.now])
    call_command("migrate", "collection", verbosity=0)
    row = PublishedRound.objects.get()
    assert (row.round_id, row.document, row.published, bytes(row.signature)) == (life.id, '{"old":1}', life.now, b"")
    with pytest.raises(IntegrityError, match="never changed"):
        PublishedRound.objects.update(signature=b"x")
    with pytest.raises(Refusal, match="publication_edited"):  # nobody signed it
        publication_of(life.id)
