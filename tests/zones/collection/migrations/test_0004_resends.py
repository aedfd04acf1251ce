"""Links sent again: an older round gets along without, and going back leaves nothing of who asked."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from must.collection.actions.resends import ask
from must.collection.models import ResendRequest, ResendTally
from tests.zones.collection.life import Life, become

TABLES = {"collection_resendrequest", "collection_resendtally"}


def there() -> set[str]:
    with connection.cursor() as cursor:
        return TABLES & set(connection.introspection.table_names(cursor))


@pytest.mark.django_db(transaction=True)
def test_forth_and_back_with_a_round() -> None:
    life = Life().invited()
    ask(round_id=life.id, typed="person1.los@kyst.example")
    call_command("migrate", "collection", "0003", verbosity=0)
    assert there() == set()
    call_command("migrate", "collection", verbosity=0)
    assert there() == TABLES
    become("web")
    ask(round_id=life.id, typed="person1.los@kyst.example")
    assert (ResendRequest.objects.count(), ResendTally.objects.count()) == (1, 0)


def test_a_place_is_taken_once(db: None) -> None:
    life = Life().invited()
    rows = [ResendRequest(round_id=life.id, place=5, sealed=b"") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        ResendRequest.objects.bulk_create(rows)
