"""A thief of the database, alone or with one more thing."""

from __future__ import annotations

import base64
import hashlib
from itertools import product

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from must.collection.actions import rounds
from must.collection.actions.sealed import answer_context
from must.collection.models import Invitation, Response, Ticket
from must.core.organisation.staff_file import read_staff_file
from must.crypto.envelope import unlock
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.links import Code, Link, cookie_key, self_key, slot_ref, ticket_tag
from must.crypto.rings import KeyRing
from tests.attacks.holdings import dump, found
from tests.zones.collection.life import ENTERPRISE, UNITS, Life, become, keys

SAID = {"role_clarity_1": 4, "bullying_1": 3}


@pytest.fixture
def running(life: Life) -> tuple[Life, list[str]]:
    """A round that has been answered and reminded; and its codes."""
    life.invited()
    codes = [life.answer(link, SAID).code for link in life.links[:12]]
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    life.send()
    return life, codes


def words_of(life: Life, codes: list[str]) -> list[str]:
    """Everything that a dump must not tell: who is invited, where they work, links, codes, and what was answered."""
    people = [person.email for person in read_staff_file(life.content, file="", enterprise=ENTERPRISE).people]
    secrets = [*life.links, *codes]
    return [
        *people,
        *(email.split("@")[0] for email in people),
        "kyst.example",
        ENTERPRISE,
        "Ytre Nesøya",
        *UNITS,
        *secrets,
        *(secret.replace("-", "") for secret in secrets),
        *SAID,
        "participation",
    ]


def test_the_search_finds_what_is_there() -> None:
    for hidden in (
        "person1@kyst.example",
        "PERSON1@KYST.EXAMPLE",
        b"person1@kyst.example".hex(),
        "\\\\x00ff" + b"xxperson1@kyst.example".hex(),
        base64.b64encode(b"to: person1@kyst.example, and more").decode(),
        "\\\\x" + "person1@kyst.example".encode("utf-16-le").hex(),
    ):
        assert found(f"1\tabc {hidden} def\t2", ["person1@kyst.example", "person2@kyst.example"]) == {"person1@kyst.example"}, hidden


@pytest.mark.promise("P07", "P22", "P23")
def test_a_dump_during_a_round_tells_nobody_and_nothing(running: tuple[Life, list[str]]) -> None:
    life, codes = running
    text = dump()
    assert str(life.id) in text
    assert text.count("\n") > 500
    assert found(text, words_of(life, codes)) == set()


@pytest.mark.promise("P22", "P23")
def test_a_dump_after_publication_still_tells_of_no_person(running: tuple[Life, list[str]]) -> None:
    life, codes = running
    life.published()
    public = {ENTERPRISE, "Ytre Nesøya", *UNITS, *SAID, "participation"}
    assert found(dump(), [word for word in words_of(life, codes) if word not in public]) == set()


@pytest.mark.promise("P22")
def test_with_dump_and_web_ring_no_saved_answer_opens(running: tuple[Life, list[str]]) -> None:
    """What a web server that is taken over holds: its ring, and every row. Each key that can be made of these is tried on each copy."""
    life, _ = running
    ring = KeyRing(keys() / "web")
    pepper = ring.round_key(life.id)
    secrets = [pepper, cookie_key(pepper=pepper, round_id=life.id), ring.private_key.raw, *(bytes(row.tag) for row in Ticket.objects.all())]
    rows = list(Response.objects.all())
    assert len(rows) == 12
    for row in rows:
        where = answer_context(life.id, row.pk, row.cell_id, bytes(row.slot))
        with pytest.raises(CannotOpen):
            ring.private_key.open(bytes(row.to_round), context=where)
        for key in keys_of([*secrets, bytes(row.slot)], pepper, where):
            with pytest.raises(CannotOpen):
                unlock(bytes(row.to_self), key, context=where)


def keys_of(secrets: list[bytes], pepper: bytes, where: bytes) -> list[bytes]:
    """Every key that the derivations in use would give from those secrets."""
    derived = [secret[:32].ljust(32, b"\0") for secret in secrets] + [hashlib.sha256(secret).digest() for secret in secrets]
    for secret, salt in product(secrets, (None, pepper)):
        derived += [HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret) for info in (b"", where)]
    return derived


@pytest.mark.promise("P07", "P23")
def test_with_dump_and_web_ring_no_ticket_leads_to_an_answer(running: tuple[Life, list[str]]) -> None:
    """Tickets are known to the mailer, with addresses; slots aren't to be had from them."""
    life, _ = running
    pepper = KeyRing(keys() / "web").round_key(life.id)
    slots = {bytes(row.slot) for row in Response.objects.all()}
    tags = [bytes(ticket.tag) for ticket in Ticket.objects.all()]
    assert slots == {slot_ref(Link.parse(link), pepper=pepper, round_id=life.id) for link in life.links[:12]}, "with the links, it is easy"
    assert not slots & set(tags)
    for key in keys_of(tags, pepper, b""):
        assert key not in slots


@pytest.mark.promise("P22")
def test_with_dump_web_ring_and_a_link_but_no_code_its_answer_does_not_open(running: tuple[Life, list[str]]) -> None:
    life, codes = running
    pepper, link = KeyRing(keys() / "web").round_key(life.id), Link.parse(life.links[0])
    row = Response.objects.get(slot=slot_ref(link, pepper=pepper, round_id=life.id))
    where = answer_context(life.id, row.pk, row.cell_id, bytes(row.slot))
    for guess in [Code.mint() for _ in range(5)] + [Code.parse(code) for code in codes[1:4]]:
        with pytest.raises(CannotOpen):
            unlock(bytes(row.to_self), self_key(link, guess, pepper=pepper, round_id=life.id), context=where)
    own = self_key(link, Code.parse(codes[0]), pepper=pepper, round_id=life.id)
    assert unlock(bytes(row.to_self), own, context=where), "with the code it opens, so the guesses were real ones"


@pytest.mark.promise("P07", "P22")
def test_with_dump_and_mailer_ring_no_answer_is_anybodys(running: tuple[Life, list[str]]) -> None:
    """The mailer knows every link and address. Without the pepper it can't tell which links were used, and without keys not what for."""
    life, _ = running
    ring = KeyRing(keys() / "mailer")
    link_key = ring.round_key(life.id)
    slots = {bytes(row.slot) for row in Response.objects.all()}
    for link in map(Link.parse, life.links):
        tag = ticket_tag(link, round_id=life.id)
        guesses = [slot_ref(link, pepper=pepper, round_id=life.id) for pepper in (link_key, tag, b"", b"\0" * 32)]
        assert not slots & {tag, *guesses}
    for row in Response.objects.all():
        where = answer_context(life.id, row.pk, row.cell_id, bytes(row.slot))
        with pytest.raises(CannotOpen):
            ring.private_key.open(bytes(row.to_round), context=where)
        with pytest.raises(CannotOpen):
            unlock(bytes(row.to_self), link_key, context=where)


@pytest.mark.promise("P07", "P23")
def test_after_the_close_all_rings_together_join_nobody_to_an_answer(running: tuple[Life, list[str]]) -> None:
    """With the mailer's key of the round, no stored link can be read again; and a link is what leads from an address to a slot."""
    life, _ = running
    life.published()
    KeyRing(keys() / "mailer").destroy_round_key(life.id)
    pepper = KeyRing(keys() / "web").round_key(life.id)
    every_key = [pepper, KeyRing(keys() / "worker").round_key(life.id)]
    with pytest.raises(NoKey):
        KeyRing(keys() / "mailer").round_key(life.id)
    for invitation in Invitation.objects.all():
        for key in every_key:
            with pytest.raises(CannotOpen):
                unlock(bytes(invitation.locked_link or b""), key, context=b"")
