"""The collection zone boots alone, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client

PROGRAM = """
import sys
import must.collection.config.wsgi, must.collection.jobs, must.collection.web.urls
print(*sorted(name for name in sys.modules if name.startswith(("must.identity", "must.research", "must.world", "must.cli"))))
"""


def boot(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)


def test_no_other_zone_is_ever_loaded() -> None:
    done = boot(dict(os.environ))
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("name", ["MUST_CLOCK", "MUST_COLLECTION_DATABASE_URL", "MUST_COLLECTION_KEYS", "MUST_COLLECTION_SECRET_FILE"])
def test_without_a_setting_it_does_not_start_and_says_which(name: str) -> None:
    done = boot({key: value for key, value in os.environ.items() if key != name})
    assert done.returncode != 0
    assert f"{name} = " in done.stderr


def test_it_says_that_it_is_well(db: None) -> None:
    response = Client().get("/healthz", SERVER_NAME="127.0.0.1")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert Client().post("/healthz", SERVER_NAME="127.0.0.1").status_code == 405
