"""A zone's settings: all there and all well-formed, or no start and a message that says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from must.crypto.rings import KeyRing
from must.service.environment import MissingSettings, SettingFault, zone_environment

URL = "postgresql://must_web:pass%2Fword@db.example:5433/must_collection?sslmode=verify-full"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    KeyRing.create(tmp_path / "keys")
    (tmp_path / "secret").write_text("s" * 50 + "\n")
    return {
        "MUST_COLLECTION_DATABASE_URL": URL,
        "MUST_COLLECTION_KEYS": str(tmp_path / "keys"),
        "MUST_COLLECTION_ORIGIN": "https://must.example",
        "MUST_COLLECTION_SECRET_FILE": str(tmp_path / "secret"),
    }


def test_a_whole_environment_is_read(environment: dict[str, str], tmp_path: Path) -> None:
    zone = zone_environment("collection", environment)
    assert (zone.origin, zone.host, zone.secure, zone.keys, zone.secret) == (
        "https://must.example",
        "must.example",
        True,
        tmp_path / "keys",
        "s" * 50,
    )
    assert zone.databases["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "must_collection",
        "USER": "must_web",
        "PASSWORD": "pass/word",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {
            "sslmode": "verify-full",
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def test_what_is_secret_does_not_show_itself(environment: dict[str, str]) -> None:
    shown = repr(zone_environment("collection", environment))
    assert "pass" not in shown
    assert "sss" not in shown


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(MissingSettings) as caught:
        zone_environment("research", {"MUST_RESEARCH_ORIGIN": ""})
    for name in ("DATABASE_URL", "KEYS", "ORIGIN", "SECRET_FILE"):
        assert f"MUST_RESEARCH_{name} = " in str(caught.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEYS", "ORIGIN", "SECRET_FILE"])
def test_each_is_needed(environment: dict[str, str], name: str) -> None:
    del environment[f"MUST_COLLECTION_{name}"]
    with pytest.raises(MissingSettings, match=name):
        zone_environment("collection", environment)


WRONG = {
    "DATABASE_URL": ["mysql://db/x", "postgresql://db.example", "dbname=must", "must", "sqlite:///x"],
    "ORIGIN": ["must.example", "https://", "https://must.example/", "https://must.example/x", "ftp://must.example", "https://a@b.example"],
    "KEYS": ["/nowhere", "relative"],
    "SECRET_FILE": ["/nowhere"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_is_malformed_is_refused_by_name(environment: dict[str, str], name: str, value: str) -> None:
    environment[f"MUST_COLLECTION_{name}"] = value
    with pytest.raises(SettingFault, match=f"MUST_COLLECTION_{name}"):
        zone_environment("collection", environment)


def test_plain_http_is_for_this_machine_alone(environment: dict[str, str]) -> None:
    for origin in ("http://127.0.0.1:8101", "http://localhost", "http://[::1]:80"):
        assert not zone_environment("collection", environment | {"MUST_COLLECTION_ORIGIN": origin}).secure
    with pytest.raises(SettingFault, match="https"):
        zone_environment("collection", environment | {"MUST_COLLECTION_ORIGIN": "http://must.example"})


def test_a_host_with_other_letters_is_written_as_the_dns_has_it(environment: dict[str, str]) -> None:
    """Mails come from it, and no header of theirs can hold another."""
    with pytest.raises(SettingFault, match=r"MUST_COLLECTION_ORIGIN.*xn--"):
        zone_environment("collection", environment | {"MUST_COLLECTION_ORIGIN": "https://spørsmål.example"})
    assert zone_environment("collection", environment | {"MUST_COLLECTION_ORIGIN": "https://xn--sprsml-juai.example"}).secure


def test_a_short_secret_and_a_loose_ring_are_refused(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(SettingFault, match="chmod 0700"):
        zone_environment("collection", environment)
    (tmp_path / "keys").chmod(0o700)
    (tmp_path / "secret").write_text("short")
    with pytest.raises(SettingFault, match="less than 50"):
        zone_environment("collection", environment)


def test_a_database_password_is_never_repeated(environment: dict[str, str]) -> None:
    with pytest.raises(SettingFault) as caught:
        zone_environment("collection", environment | {"MUST_COLLECTION_DATABASE_URL": "mysql://must:hunter2@db.example/x"})
    assert "hunter2" not in str(caught.value)
