"""Statements that each page and each mail sends, written out: putting a query together takes longer than the query itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

Row = tuple[Any, ...]
Value = int | str | bytes | UUID | list[str]
"""What a statement is given."""


def first(statement: str, /, *values: Value) -> Row | None:
    """The first row that a statement returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: Row | None = cursor.fetchone()
        return row


def changed(statement: str, /, *values: Value) -> int:
    """How many rows a statement has changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: int = cursor.rowcount
        return rows
