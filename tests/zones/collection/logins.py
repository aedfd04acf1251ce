"""Logging in to the database of the tests as one of the zone's roles, with its password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from must.world.postgres import EmbeddedPostgres, embedded

from .life import keys


@contextmanager
def server() -> Iterator[EmbeddedPostgres]:
    """The embedded server that this run of tests uses."""
    with embedded(keys().parent / "postgres") as postgres:
        yield postgres


def address(postgres: EmbeddedPostgres, role: str | None) -> str:
    """Of the tests' database, for a role; None: the owner."""
    return postgres.url(role, database=str(connection.settings_dict["NAME"]))


@contextmanager
def login(role: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of that role's own."""
    with server() as postgres, psycopg.connect(address(postgres, role), autocommit=True) as connected:
        yield connected


def go_on_as(role: str | None) -> None:
    """Have Django itself connect as that role from now on; None: as the owner again."""
    wrapper = connection._connections["default"]  # type: ignore[attr-defined]
    assert isinstance(wrapper, DatabaseWrapper)
    with server() as postgres:
        parts = psycopg.conninfo.conninfo_to_dict(address(postgres, role))
    wrapper.close()
    wrapper.close_pool()
    wrapper.settings_dict |= {"USER": parts["user"], "PASSWORD": parts["password"]}
