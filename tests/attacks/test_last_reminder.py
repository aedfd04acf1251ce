"""Everything at once, after the last reminder: the database, and every ring as it then is. No stored link can be read any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from must.collection.actions import invitations, rounds
from must.collection.actions.sealed import Contact, link_context
from must.collection.models import Invitation
from must.crypto.envelope import KEY, unlock
from must.crypto.errors import CannotOpen
from must.crypto.links import Link
from must.crypto.rings import KeyRing
from tests.zones.collection.life import Life, become, keys

from .test_dump import keys_of


def secrets() -> Iterator[bytes]:
    """Whatever lies in any ring, whole and in every stretch that is as long as a key."""
    for path in keys().rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield content
            yield from (content[start : start + KEY] for start in range(len(content) - KEY + 1) if len(content) < 2 * KEY)


def read(invitation: Invitation, life: Life) -> set[bytes]:
    """What the rings make of a stored link."""
    where, found = link_context(life.id, invitation.pk), set()
    for key in {key for key in secrets() if len(key) == KEY} | set(keys_of(list(secrets()), b"", where)):
        try:
            found.add(unlock(bytes(invitation.locked_link or b""), key, context=where))
        except CannotOpen:
            continue
    return found


@pytest.mark.promise("P07", "P23")
def test_with_the_database_and_all_rings_no_stored_link_can_be_read_after_the_last_reminder(life: Life) -> None:
    life.invited()
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now, last=True)
    life.send()
    person = Invitation.objects.all()[0]
    mailer = KeyRing(keys() / "mailer").private_key
    address = Contact.open(bytes(person.sealed_contact), mailer, round_id=life.id, invitation=person.pk).email
    theirs = life.outbox.links(life.row.code)[address]
    assert read(person, life) == {Link.parse(theirs).encoded}, "while there was a mail to come, it was easy"
    become("mailer")
    invitations.destroy_link_key(round_id=life.id)
    assert read(person, life) == set()
