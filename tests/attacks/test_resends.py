"""Somebody asks for a link again: what that tells, and whom. Nothing of who has answered, and nothing of who is invited."""

from __future__ import annotations

import hmac
import re
from collections import Counter
from uuid import UUID

import psycopg
import pytest

from must.collection.actions.due import do_what_is_due
from must.collection.actions.resends import ask, resend_links
from must.collection.actions.sealed import Contact
from must.collection.models import Invitation, ResendRequest, ResendTally
from must.crypto.contexts import context
from must.crypto.derivation import derived_key
from must.crypto.errors import CannotOpen
from must.crypto.rings import KeyRing
from tests.attacks.holdings import dump, found
from tests.zones.collection.life import Life, Outbox, become, keys
from tests.zones.collection.logins import login

SAID = {"role_clarity_1": 4}
TABLE = re.compile(r"^COPY public\.(\w+) .*?;\n(.*?)^\\\.$", re.M | re.S)


def rows(text: str) -> dict[str, Counter[str]]:
    """Every row of every table in a dump."""
    return {table: Counter(content.splitlines()) for table, content in TABLE.findall(text)}


def changed(before: str, after: str) -> dict[str, tuple[int, int]]:
    """Tables that differ: rows that are gone, and rows that are new."""
    old, new = rows(before), rows(after)
    assert old.keys() == new.keys()
    counted = {table: ((old[table] - new[table]).total(), (new[table] - old[table]).total()) for table in old}
    return {table: counts for table, counts in counted.items() if counts != (0, 0)}


def deal_with(life: Life) -> Outbox:
    outbox = Outbox()
    become("mailer")
    resend_links(round_id=life.id, server=outbox, clock=life.clock.now)
    become("web")
    return outbox


def addresses(life: Life) -> list[str]:
    return sorted(life.outbox.links(life.row.code))


@pytest.mark.promise("P07", "P23")
def test_the_whole_database_differs_in_what_is_documented(life: Life) -> None:
    """One request while it waits (docs/adr/0019), one tally afterwards, and nothing besides: no invitation, no answer, no job, no time."""
    life.invited()
    life.answer(life.links[0], SAID)
    somebody = addresses(life)[0]
    before = dump()
    ask(round_id=life.id, typed=somebody)
    waiting = dump()
    assert changed(before, waiting) == {"collection_resendrequest": (0, 1)}
    deal_with(life)
    after = dump()
    assert changed(before, after) == {"collection_resendtally": (0, 1)}
    for text in (waiting, after):
        assert found(text, [somebody, somebody.split("@")[0], "kyst.example"]) == set()


@pytest.mark.promise("P07")
def test_who_has_answered_and_who_has_not_leave_the_same_traces(life: Life) -> None:
    life.invited()
    life.answer(life.links[0], SAID)
    answered, silent, stranger = addresses(life)[0], addresses(life)[1], "stranger@kyst.example"
    traces = []
    for typed in (answered, silent):  # one after the other: the two traces are taken alike
        before = dump()
        ask(round_id=life.id, typed=typed)
        waiting = changed(before, dump())
        assert len(deal_with(life).mails) == 1
        traces.append((waiting, changed(before, dump())))
    assert traces[0] == traces[1]
    before = dump()
    ask(round_id=life.id, typed=stranger)
    assert changed(before, dump()) == traces[0][0]
    assert deal_with(life).mails == []
    assert changed(before, dump()) == {}


@pytest.mark.promise("P07", "P23")
def test_a_tally_is_nobodys_to_the_database_administrator(life: Life) -> None:
    """With every row, and the rings of web and worker: none of their keys, used as the mailer uses its own, gives anybody's tag."""
    life.invited()
    life.answer(life.links[0], SAID)
    ask(round_id=life.id, typed=addresses(life)[0])
    deal_with(life)
    (tally,) = ResendTally.objects.all()
    others = [KeyRing(keys() / name) for name in ("web", "worker")]
    held = (
        [ring.round_key(life.id) for ring in others] + [ring.private_key.raw for ring in others] + [b"", bytes(life.row.public_key or b"")]
    )
    people = list(Invitation.objects.values_list("pk", flat=True))
    assert bytes(tally.tag) not in {tag(secret, life.id, person) for secret in held for person in people}
    own = KeyRing(keys() / "mailer").round_key(life.id)
    assert [tag(own, life.id, person) for person in people].count(bytes(tally.tag)) == 1, "with the mailer's key it is easy"


def tag(secret: bytes, round_id: UUID, person: UUID) -> bytes:
    """A person's tag, made as the mailer makes it, of another secret."""
    return hmac.digest(derived_key(secret, context=context("must.resends/1 tally", round=round_id)), person.bytes, "sha256")


@pytest.mark.promise("P07")
def test_the_web_that_is_taken_over_cannot_look_at_who_asks(life: Life) -> None:
    """Its role can't read what it wrote a moment ago, and its ring can't open it."""
    life.invited()
    ask(round_id=life.id, typed=addresses(life)[0])
    sealed = bytes(ResendRequest.objects.get().sealed)
    with login("must_web") as connected:
        for statement in ("SELECT sealed", "SELECT id", "SELECT count(*)", "DELETE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connected.execute(f"{statement} FROM collection_resendrequest")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected.execute("SELECT * FROM collection_resendtally")
    with pytest.raises(CannotOpen):
        KeyRing(keys() / "web").private_key.open(sealed, context=b"")


@pytest.mark.promise("P07")
def test_mails_do_not_come_in_the_order_in_which_people_asked(life: Life) -> None:
    """Otherwise the time of one's own request would tell who asked just before, to whoever sees the mails come."""
    life.invited()
    asking = [*addresses(life)[6::-1], *addresses(life)[11:6:-1]]
    for each in asking:
        ask(round_id=life.id, typed=each)
    came = [mail.to[0] for mail in deal_with(life).mails]
    key = KeyRing(keys() / "mailer").private_key
    rows = Invitation.objects.filter(round_id=life.id)
    stored = [Contact.open(bytes(row.sealed_contact), key, round_id=life.id, invitation=row.pk).email for row in rows]
    assert sorted(came) == sorted(asking)
    assert came not in (asking, asking[::-1], sorted(asking), [email for email in stored if email in asking])


@pytest.mark.promise("P07")
def test_a_tick_tells_of_a_round_and_not_of_a_person(life: Life) -> None:
    """The job that is queued is the same for one request and for many, and goes with its work."""
    life.invited()
    become("worker")
    do_what_is_due(now=life.now)
    become("web")
    quiet = dump()
    ask(round_id=life.id, typed=addresses(life)[0])
    become("worker")
    do_what_is_due(now=life.now)
    one = changed(quiet, dump())
    become("web")
    for typed in ("nobody@kyst.example", addresses(life)[1]):
        ask(round_id=life.id, typed=typed)
    become("worker")
    do_what_is_due(now=life.now)
    assert {table: counts for table, counts in changed(quiet, dump()).items() if table != "collection_resendrequest"} == {
        table: counts for table, counts in one.items() if table != "collection_resendrequest"
    }
