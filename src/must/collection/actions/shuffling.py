"""Where answers lie: in an order that says nothing of when they came."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from must.collection.adapters.locks import own_answers
from must.collection.models.answers import Response

_TABLE: Final = sql.Identifier(Response._meta.db_table)
_COLUMNS: Final = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in Response._meta.local_fields)

_TOUCHED: Final = sql.SQL("SELECT min(xmin::text) <> max(xmin::text) FROM {table} WHERE round_id = %s").format(table=_TABLE)

_REWRITE: Final = sql.SQL("""
WITH taken_out AS (DELETE FROM {table} WHERE round_id = %s RETURNING {columns})
INSERT INTO {table} ({columns}) SELECT {columns} FROM taken_out ORDER BY gen_random_uuid()
""").format(table=_TABLE, columns=_COLUMNS)


def shuffle(*, round_id: UUID) -> None:
    """Write a round's answers anew in random order, in one transaction: neither place in the table (`ctid`) nor transaction (`xmin`) then
    says which came first. Does nothing when nothing has been written since the last time."""
    with transaction.atomic():
        own_answers(round_id)
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED, [round_id])
            (touched,) = cursor.fetchone() or (None,)
            if touched:
                cursor.execute(_REWRITE, [round_id])
