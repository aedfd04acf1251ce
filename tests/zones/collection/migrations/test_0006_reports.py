"""Reports of rounds: one that was published before gets its reports, and going back forgets only how far they were made."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from must.collection.actions.due import do_what_is_due
from must.collection.actions.reports import ALONE, compare_round
from must.collection.actions.rounds import publication_of
from must.collection.adapters.queue import Job
from must.collection.models import Comparison, UnitReports
from tests.zones.collection.life import Life, become
from tests.zones.collection.queued import queued

TABLES = {"collection_comparison", "collection_unitreports"}


def there() -> set[str]:
    with connection.cursor() as cursor:
        return TABLES & set(connection.introspection.table_names(cursor))


@pytest.mark.django_db(transaction=True)
def test_forth_and_back_with_a_published_round() -> None:
    life = Life().invited()
    before = life.published()
    compare_round(round_id=life.id, beside=ALONE)
    call_command("migrate", "collection", "0005", verbosity=0)
    assert there() == set()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    call_command("migrate", "collection", verbosity=0)
    assert there() == TABLES
    assert (UnitReports.objects.count(), Comparison.objects.count()) == (0, 0)
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.RENDER_REPORTS, life.id)
    become("operator")
    assert publication_of(life.id) == before.to_json()


def test_a_place_is_one_units(db: None) -> None:
    life = Life().draft()
    rows = [UnitReports(round_id=life.id, place=5, unit=unit) for unit in "ab"]
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitReports.objects.bulk_create(rows)
