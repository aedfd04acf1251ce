"""The embedded PostgreSQL: passwords for everybody, shared by processes, ended by the last."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from must.world.postgres import EmbeddedPostgres, embedded


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    server = embedded(tmp_path_factory.mktemp("postgres"))
    yield server
    server.remove()


def test_every_role_needs_its_password(postgres: EmbeddedPostgres) -> None:
    address = postgres.url("must_somebody", database="passwords")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("must_somebody",)
    password = address.split(":")[2].split("@")[0]
    for user, wrong in (("must_somebody", "wrong"), ("must_somebody", ""), ("postgres", "wrong"), ("postgres", password)):
        other = address.replace(f"must_somebody:{password}", f"{user}:{wrong}")
        with pytest.raises(psycopg.OperationalError, match=r"password"):
            psycopg.connect(other)


def test_a_new_role_may_not_read_the_owners_tables(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url(database="grants")) as owner:
        owner.execute("CREATE TABLE secret (word text)")
    with psycopg.connect(postgres.url("must_somebody", database="grants")) as role, pytest.raises(psycopg.errors.InsufficientPrivilege):
        role.execute("SELECT * FROM secret")


def test_the_same_address_every_time(postgres: EmbeddedPostgres) -> None:
    assert postgres.url("must_other", database="twice") == postgres.url("must_other", database="twice")


def test_two_holders_share_it_and_the_last_ends_it(tmp_path: Path) -> None:
    first, second = embedded(tmp_path), embedded(tmp_path)
    address = first.url(database="shared")
    second.stop()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    first.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    again = embedded(tmp_path)
    with psycopg.connect(again.url(database="shared")) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == []
    again.remove()
    assert not tmp_path.exists()


def test_nobody_removes_it_under_another(tmp_path: Path) -> None:
    first, second = embedded(tmp_path), embedded(tmp_path)
    with pytest.raises(RuntimeError, match="another process"):
        first.remove()
    second.remove()


def test_a_killed_holder_does_not_keep_it_running(tmp_path: Path) -> None:
    script = f"import os; from pathlib import Path; from must.world.postgres import embedded; embedded(Path({str(tmp_path)!r})); os.abort()"
    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode != 0
    server = embedded(tmp_path)
    address = server.url(database="left")
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    server.remove()


def test_the_passwords_are_ours_alone(tmp_path: Path) -> None:
    server = embedded(tmp_path)
    assert (tmp_path / "passwords.json").stat().st_mode & 0o777 == 0o600
    server.remove()


def test_what_is_committed_survives_its_being_killed(tmp_path: Path) -> None:
    server = embedded(tmp_path)
    address = server.url(database="kept")
    with psycopg.connect(address) as connection:
        settings = [connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit", "full_page_writes")]
        assert settings == [("on",)] * 3
        connection.execute("CREATE TABLE kept (word text)")
    with psycopg.connect(address) as connection:
        connection.execute("INSERT INTO kept VALUES ('committed')")
        connection.commit()
        connection.execute("INSERT INTO kept VALUES ('uncommitted')")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    server.revive()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("committed",)]
    server.remove()
