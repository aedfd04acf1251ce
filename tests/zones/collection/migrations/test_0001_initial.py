"""The first tables: made on an empty database, and gone again without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from must.collection.models import Delivery, Mailing, Response, Round
from tests.zones.collection.life import Life


def ours() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("collection_")}


@pytest.mark.django_db(transaction=True)
def test_forth_and_back() -> None:
    assert len(ours()) == 14
    call_command("migrate", "collection", "zero", verbosity=0)
    assert ours() == set()
    call_command("migrate", "collection", verbosity=0)
    assert len(ours()) == 14


def test_what_the_database_itself_refuses(db: None) -> None:
    """Even from somebody who goes round the actions."""
    life = Life().invited()
    row = Response.objects.get(pk=life.start(life.links[0]).response)
    row.id = None  # type: ignore[assignment]
    mailing, addressee = Mailing.objects.get(), Delivery.objects.all()[0].addressee
    wrong = [
        lambda: Response.objects.bulk_create([Response(round=row.round, cell=row.cell, slot=row.slot, attempt=1, worked=0)]),
        lambda: Mailing.objects.bulk_create([Mailing(round=row.round, kind="reminder", number=0, ordered=life.now)]),
        lambda: Delivery.objects.bulk_create([Delivery(mailing=mailing, addressee=addressee, state="waiting")]),
        lambda: Round.objects.filter(pk=life.id).update(closes=life.row.opens - timedelta(seconds=1)),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
