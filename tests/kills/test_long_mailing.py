"""A mailing takes hours. Who asks for a link meanwhile gets it within a minute or two: another process of the mailer's sends it."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, date, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from must.core.campaign.periods import Period
from must.core.instrument.model import Selection
from must.world.local import LocalWorld, Ports
from must.world.operator import Operator
from must.world.rounds import Enterprise

from .world import PATIENCE, Heart, Observed, until

PERIOD: Final = Period(date(2026, 3, 2), date(2026, 3, 15))
PEOPLE: Final = [f"person{number}@kyst.example" for number in range(12)]


def test_a_link_is_sent_again_while_a_mailing_is_under_way() -> None:
    directory = Path(tempfile.mkdtemp(prefix="must-mailing-"))
    try:
        with LocalWorld(directory, Ports.free(), begins=datetime(2026, 2, 9, 8, tzinfo=UTC), zones=["collection"]) as world:
            code = prepared(world)
            with Observed(world) as observed, Heart(world):
                with observed.held("LOCK TABLE collection_delivery IN EXCLUSIVE MODE"):
                    Operator(world).open(code)
                    until(lambda: observed.waits("mailer"))
                    ask(f"{world.origin('collection')}/s/{code}/resend", PEOPLE[7])
                    assert world.mailbox.wait_for(1, seconds=PATIENCE)
                    assert [mail.recipient for mail in world.mailbox.mails()] == [PEOPLE[7]]
                    assert observed.waits("mailer"), "the mailing is still held up"
                assert world.mailbox.wait_for(1 + len(PEOPLE), seconds=PATIENCE)
    finally:
        shutil.rmtree(directory)


def prepared(world: LocalWorld) -> str:
    """A round on the day of its opening; its code."""
    staff_file = world.directory / "staff.csv"
    staff_file.write_text("\n".join(["E-post;Avdeling", *(f"{person};Havn" for person in PEOPLE)]), "utf-8")
    enterprise, operator = Enterprise("Kystverksdirektoratet", staff_file), Operator(world)
    code = operator.create(enterprise=enterprise.name, instrument="must-2026", selection=Selection("short"), period=PERIOD)
    operator.take_staff(code, staff_file)
    world.clock.set(PERIOD.opens)
    return code


def ask(page: str, address: str) -> None:
    """Ask for one's link, as a browser does."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(page) as shown:
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown.read().decode()))
    with browser.open(page, urlencode({"csrfmiddlewaretoken": token, "email": address}).encode()) as answered:
        assert answered.url.endswith("/resent")
