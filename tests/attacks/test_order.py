"""Who came when: nothing that is stored may say so. In a leading survey tool's anonymised mode, row order alone re-linked everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest
from django.db import connection

from must.collection.actions.sealed import Contact, link_context
from must.collection.actions.shuffling import shuffle
from must.collection.models import Invitation, Response, Ticket
from must.core.organisation.staff_file import read_staff_file
from must.crypto import links
from must.crypto.envelope import unlock
from must.crypto.links import Link, ticket_tag
from must.crypto.rings import KeyRing
from tests.zones.collection.life import Life, become, keys, staff_file

PEOPLE = 240
CHANCE = 0.27
"""Four standard deviations of a rank correlation of so many people who came in random order: 4 / √(240 − 1)."""


@pytest.fixture(autouse=True)
def _quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Order is what is tested here; how slowly a code is guessed is not."""
    monkeypatch.setitem(links._SCRYPT, "n", 2)


@pytest.fixture
def answered(life: Life) -> tuple[Life, list[str]]:
    """A round that everybody has answered, one after the other; and the ids of their rows in that order."""
    life.content = staff_file({"Havneavdelingen": 140, "Losavdelingen": 99})
    life.invited()
    arriving = map(str, np.random.default_rng(2026).permutation(life.links))
    came = [str(life.answer(link, {"role_clarity_1": 1 + number % 5}).response) for number, link in enumerate(arriving)]
    assert len(came) == PEOPLE
    return life, came


def stored_order(table: str, key: str, by: str) -> list[str]:
    """The rows in the order of a column, those that are alike in it in any order; nothing where all are alike."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}::text AS name, {by} AS place FROM {table} ORDER BY place, gen_random_uuid()")  # noqa: S608 (names of our own)
        rows = cursor.fetchall()
    return [] if len({str(value) for _, value in rows}) == 1 else [row for row, _ in rows]


def correlation(one: Sequence[str], other: Sequence[str]) -> float:
    """Spearman's: 1 the same order, −1 the reverse, about 0 for chance."""
    place = {name: number for number, name in enumerate(other)}
    return float(np.corrcoef(np.arange(len(one)), [place[name] for name in one])[0, 1])


def columns() -> Iterator[str]:
    yield from (str(field.column) for field in Response._meta.local_fields)
    yield from ("ctid", "xmin::text::bigint", "cmin::text::bigint", "xmax::text::bigint")


def orders(came: list[str]) -> dict[str, float]:
    """For each column that orders the rows at all: how far that is the order in which people came."""
    found = {column: stored_order("collection_response", "id", column) for column in columns()}
    return {column: correlation(came, order) for column, order in found.items() if order}


@pytest.mark.promise("P07")
def test_after_a_shuffle_no_column_says_who_came_when(answered: tuple[Life, list[str]]) -> None:
    life, came = answered
    before = orders(came)
    assert before["ctid"] > 0.99
    assert before["xmin::text::bigint"] > 0.99, "so this test would find an order"
    content = set(Response.objects.values_list())
    become("worker")
    shuffle(round_id=life.id)
    after = orders(came)
    assert {column: rank for column, rank in after.items() if abs(rank) > CHANCE} == {}
    assert "ctid" in after
    assert "xmin::text::bigint" not in after, "one transaction wrote them all"
    assert set(Response.objects.values_list()) == content, "and nothing else has changed"


@pytest.mark.promise("P07")
def test_no_declared_column_orders_answers_by_time_even_before_a_shuffle(answered: tuple[Life, list[str]]) -> None:
    declared = {str(field.column) for field in Response._meta.local_fields}
    found = {column: rank for column, rank in orders(answered[1]).items() if column in declared}
    assert found
    assert {column: rank for column, rank in found.items() if abs(rank) > CHANCE} == {}


def test_a_shuffle_is_for_what_was_written_since_the_last(answered: tuple[Life, list[str]]) -> None:
    life, _ = answered
    become("worker")
    shuffle(round_id=life.id)
    first = stored_order("collection_response", "id", "ctid")
    shuffle(round_id=life.id)
    assert stored_order("collection_response", "id", "ctid") == first
    life.answer(life.links[0], {"role_clarity_1": 1})
    shuffle(round_id=life.id)
    second = stored_order("collection_response", "id", "ctid")
    assert abs(correlation(first, [row for row in second if row in set(first)])) < CHANCE


@pytest.mark.promise("P07", "P23")
@pytest.mark.parametrize("by", ["ctid", "xmin::text::bigint"])
def test_tickets_invitations_and_the_staff_file_lie_in_unrelated_orders(life: Life, by: str) -> None:
    """Somebody with the database alone can't go from an invitation to its ticket by their places, or by what wrote them."""
    life.content = staff_file({"Havneavdelingen": 140, "Losavdelingen": 99})
    life.invited()
    ring = KeyRing(keys() / "mailer")
    email_of_tag, email_of_invitation = {}, {}
    for row in Invitation.objects.all():
        email = Contact.open(bytes(row.sealed_contact), ring.private_key, round_id=life.id, invitation=row.pk).email
        link = unlock(bytes(row.locked_link or b""), ring.round_key(life.id), context=link_context(life.id, row.pk)).decode()
        email_of_invitation[str(row.pk)] = email
        email_of_tag["\\x" + ticket_tag(Link(link), round_id=life.id).hex()] = email
    file = [person.email for person in read_staff_file(life.content, file="", enterprise="x").people]
    invitations = [email_of_invitation[row] for row in stored_order("collection_invitation", "id", by)]
    tickets = [email_of_tag[tag] for tag in stored_order("collection_ticket", "tag", by)]
    assert Ticket.objects.count() == PEOPLE
    assert bool(invitations) is bool(tickets) is (by == "ctid"), "one transaction wrote all tickets, and one all links"
    orders = filter(None, (file, invitations, tickets))
    for one, other in combinations(orders, 2):
        assert abs(correlation(one, other)) < CHANCE
