"""Settings from the environment. What is missing or malformed stops the start, all of it in one message, and nothing is assumed instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from must.crypto.errors import RingRefused
from must.crypto.rings import KeyRing

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
SHORTEST_SECRET = 50


class SettingFault(ImproperlyConfigured):
    """A setting is there and can't be used."""


class MissingSettings(SettingFault):
    """Settings aren't there. `meanings` says what each would have to be."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        lines = [f"  {name} = {meaning}" for name, meaning in meanings.items()]
        super().__init__("\n".join(["these settings are missing from the environment:", *lines]))


@dataclass(frozen=True, slots=True)
class ZoneEnvironment:
    """What each process of a zone is told.

    database_url: of the zone's own database, for this process's own role.
    keys: directory of this process's key ring. origin: what the zone's addresses begin with, e.g. `https://must.example`.
    secret: Django's secret of this process.
    """

    database_url: str = field(repr=False)
    keys: Path
    origin: str
    secret: str = field(repr=False)

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def host(self) -> str:
        """The host alone, as Django's ALLOWED_HOSTS wants it."""
        host = urlsplit(self.origin).hostname or ""
        return f"[{host}]" if ":" in host else host

    @property
    def databases(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES: the zone's database, through a pool that dies with the process.

        A connection is tried before a request or job gets it (30 µs): after a restart of PostgreSQL none of them fails on a dead one.
        Values go to the server beside the statement, which is prepared at its third use: PostgreSQL then reads and plans it no more. A
        pooler between the two would have to know of prepared statements.
        """
        parts = conninfo_to_dict(self.database_url)
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        given = {name: parts.pop(part, "") for name, part in names.items()}
        options = {
            **parts,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            "server_side_binding": True,
            "prepare_threshold": 3,
        }
        engine = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
        return {"default": {**engine, **given, "OPTIONS": options}}


def zone_environment(zone: str, environment: Mapping[str, str]) -> ZoneEnvironment:
    """Read `MUST_<ZONE>_{DATABASE_URL,KEYS,ORIGIN,SECRET_FILE}`. Raises SettingFault."""
    prefix = f"MUST_{zone.upper()}_"
    meanings = {
        f"{prefix}DATABASE_URL": "postgresql://ROLE:PASSWORD@HOST/DATABASE, of this process's own role",
        f"{prefix}KEYS": "the directory of this process's key ring",
        f"{prefix}ORIGIN": "what this zone's addresses begin with, as https://must.example",
        f"{prefix}SECRET_FILE": f"a file with a random text of at least {SHORTEST_SECRET} characters",
    }
    if missing := {name: meaning for name, meaning in meanings.items() if not environment.get(name)}:
        raise MissingSettings(missing)
    url, keys, origin, secret_file = (environment[name] for name in meanings)
    _check_database_url(f"{prefix}DATABASE_URL", url)
    _check_origin(f"{prefix}ORIGIN", origin)
    _check_ring(f"{prefix}KEYS", Path(keys))
    return ZoneEnvironment(database_url=url, keys=Path(keys), origin=origin, secret=_secret(f"{prefix}SECRET_FILE", Path(secret_file)))


def _check_database_url(name: str, url: str) -> None:
    try:
        known = bool(conninfo_to_dict(url).get("dbname"))
    except ProgrammingError:
        known = False
    if not known or urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise SettingFault(f"{name} isn't the address of a PostgreSQL database")  # the address holds a password: it isn't repeated


def _check_origin(name: str, origin: str) -> None:
    parts = urlsplit(origin)
    if parts.scheme not in {"http", "https"} or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise SettingFault(f"{name} is a scheme, a host and perhaps a port, as https://must.example, not {origin!r}")
    if not origin.isascii():
        raise SettingFault(f"{name}: a host with other letters than a to z is written as it stands in the DNS, xn--…, not {origin!r}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingFault(f"{name} must begin with https: anywhere but on this machine")


def _check_ring(name: str, directory: Path) -> None:
    try:
        KeyRing(directory)
    except RingRefused as refused:
        raise SettingFault(f"{name}: {refused}") from None


def _secret(name: str, path: Path) -> str:
    try:
        secret = path.read_text("utf-8").strip()
    except OSError as error:
        raise SettingFault(f"{name}: {path} can't be read: {error.strerror}") from None
    if len(secret) < SHORTEST_SECRET:
        raise SettingFault(f"{name}: {path} holds less than {SHORTEST_SECRET} characters")
    return secret
