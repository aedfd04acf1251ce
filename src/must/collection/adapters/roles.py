"""What each database role may do, table by table. What isn't here, nobody may; whoever migrates the database grants exactly this.

The roles are named after the processes: must_web, must_mailer, must_worker, must_reporter, must_operator. Roles that don't exist are
made without a password and without leave to log in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

Columns = tuple[str, ...]
Privileges = dict[str, Columns]
"""SELECT, INSERT, UPDATE or DELETE → the columns it is limited to; empty: the whole row."""

ALL: Columns = ()
READ: Privileges = {"SELECT": ALL}
ADD: Privileges = {"INSERT": ALL}
WORK: Privileges = {"SELECT": ALL, "INSERT": ALL, "UPDATE": ALL, "DELETE": ALL}

_QUEUE: Final = {f"procrastinate_{name}": WORK for name in ("jobs", "events", "workers", "periodic_defers")}

ROLES: Final[Mapping[str, Mapping[str, Privileges]]] = MappingProxyType(
    {
        "must_web": {
            "collection_round": READ | {"UPDATE": ("pepper_check",)},
            "collection_ticket": READ,
            "collection_response": WORK,
            "collection_resendrequest": ADD,
        },
        "must_mailer": {
            "collection_round": READ | {"UPDATE": ("link_key_destroyed",)},
            "collection_invitation": READ | {"UPDATE": ("locked_link",)},
            "collection_ticket": ADD,
            "collection_mailing": READ | {"UPDATE": ("done", "rests_until", "collects_bounces")},
            "collection_delivery": READ | ADD | {"UPDATE": ("state",)},
            "collection_resendrequest": READ | {"DELETE": ALL},
            "collection_resendtally": READ | ADD | {"UPDATE": ("sent", "day"), "DELETE": ALL},
            **_QUEUE,
        },
        "must_worker": {
            "collection_round": READ | {"UPDATE": ("state", "public_key")},
            "collection_roundkey": READ | ADD,
            "collection_organisation": READ,
            "collection_gridcell": READ,
            "collection_response": READ | ADD | {"DELETE": ALL},
            "collection_publishedround": READ | ADD,
            "collection_mailing": READ,
            "collection_resendrequest": {"SELECT": ("round_id",)},
            "collection_unitreports": {"SELECT": ("id", "round_id", "state")},
            **_QUEUE,
        },
        "must_reporter": {
            "collection_round": {"SELECT": ("id", "code", "instrument", "instrument_version")},
            "collection_publishedround": READ,
            "collection_comparison": READ,
            "collection_unitreports": READ | ADD | {"UPDATE": ("state", "tries", "failures")},
            **_QUEUE,
        },
        "must_operator": {
            "collection_round": READ | ADD | {"UPDATE": ("state", "closes", "staff_confirmed")},
            "collection_organisation": ADD,
            "collection_gridcell": ADD,
            "collection_invitation": ADD | {"SELECT": ("id", "round_id")},
            "collection_mailing": READ | ADD,
            "collection_delivery": {"SELECT": ("id", "mailing_id", "state")},
            "collection_publishedround": READ,
            "collection_comparison": READ | ADD | {"UPDATE": ("previous", "unit_map", "averages")},
            "collection_unitreports": READ | {"UPDATE": ("state", "tries", "failures")},
            "procrastinate_jobs": READ | ADD,
            "procrastinate_events": ADD,
        },
    }
)


_WITH_QUEUE: Final = tuple(role for role, tables in ROLES.items() if "procrastinate_jobs" in tables)

_CREATE_MISSING: Final = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN CREATE ROLE {role} NOLOGIN; END IF;
END $$
"""


def grant(alias: str = "default") -> None:
    """Take every privilege from everybody, then grant what the table says. Run by the owner of the database, again and again."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = _columns(cursor)
        for statement in _statements(str(connection.settings_dict["NAME"]), there):
            cursor.execute(statement)


def _columns(cursor: CursorWrapper) -> Mapping[str, frozenset[str]]:
    """Table → its columns: an older state of the database hasn't got all of them."""
    cursor.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1"
    )
    return {table: frozenset(columns) for table, columns in cursor.fetchall()}


def _statements(database: str, there: Mapping[str, frozenset[str]]) -> Iterator[sql.Composed]:
    roles = {role: sql.Identifier(role) for role in ROLES}
    for role, identifier in roles.items():
        yield sql.SQL(_CREATE_MISSING).format(name=sql.Literal(role), role=identifier)
    everybody = sql.SQL(", ").join([sql.SQL("PUBLIC"), *roles.values()])
    for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(what), everybody)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(database), everybody)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.SQL(", ").join(roles.values()))
    for role in _WITH_QUEUE:
        yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(roles[role])
        yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(roles[role])
    for role, tables in ROLES.items():
        for table in tables.keys() & there.keys():
            for privilege, columns in tables[table].items():
                if columns and not there[table].intersection(columns):
                    continue
                yield sql.SQL("GRANT {} {} ON {} TO {}").format(
                    sql.SQL(privilege),
                    _limited_to([column for column in columns if column in there[table]]),
                    sql.Identifier(table),
                    roles[role],
                )


def _limited_to(columns: Sequence[str]) -> sql.Composable:
    if not columns:
        return sql.SQL("")
    return sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
