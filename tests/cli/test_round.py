"""`must round` from a staff file to a report, as somebody runs it on one machine: each command in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.service.clock import FileClock
from must.world.mailbox import Mailbox
from must.world.postgres import embedded

MUST = Path(sys.executable).parent / "must"
STAFF = b"E-post;Avdeling\r\n" + b"".join(b"person%d@kyst.example;Havn\r\n" % number for number in range(12))
FAULTY = STAFF + b"person3@kyst.example;Havn\r\nnobody;Havn\r\n"
EXTENDED, MODULES = frozenset({"demands"}), frozenset({"user_orientation"})
CHOSEN = ("--instrument", "must-2026", "--form", "short", "--extended", "demands", "--module", "user_orientation")
DAYS = ("--first", "2026-03-02", "--last", "2026-03-15")


class House:
    """A directory in which somebody runs rounds."""

    def __init__(self, directory: Path, mailbox: Mailbox) -> None:
        self.directory = directory
        self.mailbox = mailbox
        self.clock = FileClock(directory / "clock")
        self.smtp = mailbox.address

    def must(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MUST_", "DJANGO_"))}
        environment |= {"MUST_CLOCK": f"file:{self.clock.path}", "MUST_COLLECTION_SMTP": self.smtp, **more}
        command = [MUST, "round", *arguments]
        return subprocess.run(command, cwd=self.directory, env=environment, capture_output=True, text=True, check=False)

    def done(self, *arguments: str) -> str:
        result = self.must(*arguments)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def refused(self, *arguments: str, **more: str) -> str:
        result = self.must(*arguments, **more)
        assert (result.returncode, result.stdout) == (1, "")
        assert "Traceback" not in result.stderr
        return result.stderr

    def at(self, month: int, day: int, hour: int = 9) -> None:
        self.clock.set(datetime(2026, month, day, hour, tzinfo=UTC))

    def status(self, code: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.done("status", code, "--json"))
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with Mailbox(tmp_path / "mails") as mailbox:
        yield House(tmp_path, mailbox)
    if (tmp_path / "var").exists():
        embedded(tmp_path / "var" / "postgres").remove()
        shutil.rmtree(tmp_path / "var")


def test_a_round_from_staff_file_to_report(house: House) -> None:
    house.at(2, 9)
    laid_out = house.must("create", "--enterprise", "Kystverket", *CHOSEN, *DAYS)
    assert "It takes about 14 minutes to answer (nb 13, nn 13, en 14).\n" in laid_out.stderr
    code = laid_out.stdout.strip()
    (house.directory / "faulty.csv").write_bytes(FAULTY)
    (house.directory / "staff.csv").write_bytes(STAFF)
    before = house.status(code)
    said = house.refused("import", code, "faulty.csv")
    assert 'faulty.csv:row 14, column "E-post (A)"' in said
    assert 'faulty.csv:row 15, column "E-post (A)"' in said
    assert "kyst.example" not in said
    assert house.status(code) == before
    assert house.done("import", code, "staff.csv").startswith("12 people in 1 units; 1 cells")
    assert house.status(code)["prepared"] is True
    assert "doesn't begin before 2026-03-02" in house.refused("open", code)

    house.at(3, 2)
    assert "MUST_COLLECTION_SMTP = " in house.refused("open", code, MUST_COLLECTION_SMTP="")
    assert house.status(code)["state"] == "ready"
    taken, house.smtp = house.smtp, "smtp://127.0.0.1:1"
    result = house.must("open", code)
    assert result.returncode == 1
    assert "isn't finished" in result.stderr
    house.smtp = taken
    assert house.done("open", code) == "The round is open; its invitations go on."
    assert house.mailbox.count == 12

    house.at(3, 9)
    house.done("remind", code)
    assert house.mailbox.count == 24
    assert "isn't published yet" in house.refused("report", code, "--out", "out")
    assert not (house.directory / "out").exists()
    house.at(3, 15, 23)
    house.done("close", code)
    assert (house.status(code)["state"], house.status(code)["link_key_destroyed"]) == ("published", True)
    house.done("report", code, "--out", "out", "--formats", "html")
    written = (house.directory / "out" / "publication.json").read_bytes()
    published = Publication.from_json(written)
    assert (published.round, set(published.asked)) == (code, items_of(Selection("short", EXTENDED, MODULES)))
    assert "A round is published only once" in house.refused("close", code)
    assert "reports not begun" in house.done("status", code)
    said = house.refused("compare", code, "--previous", "out/publication.json")
    assert "out/publication.json" in said
    earlier = replace(published, round="earlier", closed=date(2025, 3, 16))
    (house.directory / "earlier.json").write_text(earlier.to_json(), "utf-8")
    assert house.done("compare", code, "--previous", "earlier.json") == "The reports are made anew."
    house.done("report", code, "--out", "again", "--formats", "none")
    assert (house.directory / "again" / "publication.json").read_bytes() == written
    edit_what_is_published(house)
    assert "somebody has changed it" in house.refused("report", code, "--out", "edited")
    assert not (house.directory / "edited").exists()
    assert code in house.done("status")


def items_of(selection: Selection) -> set[str]:
    return {item.id for _, items in load_instrument("must-2026").asked(selection) for item in items}


def edit_what_is_published(house: House) -> None:
    """As the owner of the database, whom its triggers stop until they are switched off."""
    edit = "UPDATE collection_publishedround SET document = replace(document, 'Kystverket', 'Kystvaktet')"
    with (
        embedded(house.directory / "var/postgres") as postgres,
        psycopg.connect(postgres.url(database="must_collection"), autocommit=True) as connected,
    ):
        with pytest.raises(psycopg.errors.RestrictViolation, match="never changed"):
            connected.execute(edit)
        connected.execute("ALTER TABLE collection_publishedround DISABLE TRIGGER USER")
        assert connected.execute(edit).rowcount == 1


def test_what_the_surroundings_lack_is_said(house: House) -> None:
    house.at(2, 9)
    nowhere = "postgresql://must_operator:x@127.0.0.1:1/nowhere"
    assert "MUST_COLLECTION_KEYS = " in house.refused("status", MUST_COLLECTION_DATABASE_URL=nowhere)
    assert "no round with the code" in house.refused("open", "nothing")
    assert house.must("status", "--json").returncode == 2
    settings = {
        "MUST_COLLECTION_KEYS": str(house.directory / "var/keys/operator"),
        "MUST_COLLECTION_ORIGIN": "http://127.0.0.1",
        "MUST_COLLECTION_SECRET_FILE": str(house.directory / "var/secrets/operator"),
    }
    assert "database doesn't answer" in house.refused("status", MUST_COLLECTION_DATABASE_URL=nowhere, **settings)
    with embedded(house.directory / "var/postgres") as postgres:
        empty = postgres.url("must_operator", database="empty")
        assert "django-admin migrate" in house.refused("status", MUST_COLLECTION_DATABASE_URL=empty, **settings)
    (house.directory / "var/keys/operator").chmod(0o755)
    assert "chmod 0700" in house.refused("status")
