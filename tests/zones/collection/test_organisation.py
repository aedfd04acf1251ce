"""The staff file on its way in: taken whole or not at all, and nothing of it in plain text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models.expressions import RawSQL

from must.collection.actions import organisation
from must.collection.actions.sealed import Contact, Places
from must.collection.adapters.queue import Job
from must.collection.models import GridCell, Invitation, Organisation
from must.core.campaign.states import RoundState
from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.core.organisation.staff_file import read_staff_file
from must.crypto.errors import CannotOpen
from must.crypto.rings import KeyRing

from .life import ENTERPRISE, Life, become, keys, staff_file
from .queued import queued

DATA = Path(__file__).parents[2] / "data" / "staff"
FAULTY = sorted(path for path in DATA.glob("*.csv") if not path.name.startswith("good"))
DIRECTORATE = Path(__file__).parents[3] / "src/must/world/data/staff-nordlysdirektoratet.csv"


def everything() -> dict[str, list[object]]:
    """Every row of every table of ours."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in apps.get_app_config("collection").get_models()
    }


def take(life: Life, content: bytes) -> organisation.Imported:
    become("operator")
    return organisation.confirm_staff(round_id=life.id, content=content, file="staff.csv", now=life.now)


@pytest.mark.promise("P06")
def test_everybody_in_the_file_is_invited_and_nobody_else(life: Life) -> None:
    life.ready()
    ring = KeyRing(keys() / "mailer")
    contacts = [
        Contact.open(bytes(row.sealed_contact), ring.private_key, round_id=life.id, invitation=row.pk) for row in Invitation.objects.all()
    ]
    people = read_staff_file(life.content, file="", enterprise="x").people
    assert Counter((contact.email, contact.language) for contact in contacts) == Counter(
        (person.email, person.language) for person in people
    )
    assert {contact.language for contact in contacts} == {Language.NB, Language.NN}
    assert life.row.state == RoundState.READY
    assert life.row.staff_confirmed == life.now
    assert queued(Job.PREPARE_ROUND, life.id)


@pytest.mark.promise("P22", "P23")
def test_only_the_mailer_opens_addresses_and_only_the_worker_units(life: Life) -> None:
    life.ready()
    invitation, tree = Invitation.objects.all()[0], Organisation.objects.get()
    for process in ("web", "worker"):
        with pytest.raises(CannotOpen):
            Contact.open(
                bytes(invitation.sealed_contact), KeyRing(keys() / process).private_key, round_id=life.id, invitation=invitation.pk
            )
    for process in ("web", "mailer"):
        with pytest.raises(CannotOpen):
            Places.open(bytes(tree.sealed), KeyRing(keys() / process).private_key, round_id=life.id, enterprise="x")
    other = Invitation.objects.all()[1]
    with pytest.raises(CannotOpen):
        Contact.open(bytes(invitation.sealed_contact), KeyRing(keys() / "mailer").private_key, round_id=life.id, invitation=other.pk)


def test_an_addresss_length_does_not_show(life: Life) -> None:
    life.ready()
    assert len({len(bytes(row.sealed_contact)) for row in Invitation.objects.all()}) == 1


def test_the_worker_gets_the_tree_and_what_each_cell_stands_for(life: Life) -> None:
    life.ready()
    key = KeyRing(keys() / "worker").private_key
    places = Places.open(bytes(Organisation.objects.get().sealed), key, round_id=life.id, enterprise=ENTERPRISE)
    assert places.tree.root.name == ENTERPRISE
    assert {unit.name for unit in places.tree.units.values()} == {ENTERPRISE, "Havneavdelingen", "Losavdelingen", "Fyrseksjonen"}
    assert set(places.node_of_cell) == set(GridCell.objects.values_list("id", flat=True))
    invited: Counter[UUID] = Counter(Invitation.objects.values_list("cell_id", flat=True))
    assert min(invited.values()) >= 10, "nobody is in a smaller cell (R0)"
    assert {places.node_of_cell[cell]: people for cell, people in invited.items()} == {"002": 14, "0~rest": 17}


def test_the_directorates_file_is_taken_in_as_it_is(life: Life) -> None:
    imported = take(life.draft(), DIRECTORATE.read_bytes())
    assert (imported.people, imported.units) == (1106, 108)
    assert Invitation.objects.count() == 1106


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_file_leaves_everything_as_it_was(life: Life, path: Path) -> None:
    life.draft()
    before = everything()
    with pytest.raises(Refusal):
        take(life, path.read_bytes())
    assert everything() == before
    assert not queued(Job.PREPARE_ROUND, life.id)


def test_an_enterprise_smaller_than_a_cell_is_refused(life: Life) -> None:
    life.draft()
    before = everything()
    with pytest.raises(Refusal) as caught:
        take(life, staff_file({"Stab": 8}))
    assert [(fault.code, fault.details) for fault in caught.value.faults] == [("round.too_few", {"people": 9, "least": 10})]
    assert everything() == before
    assert take(life, staff_file({"Stab": 9})).cells == 1


@pytest.mark.promise("P21")
def test_addresses_are_not_taken_so_early_that_they_would_stay_too_long(life: Life) -> None:
    life.draft()
    life.pass_days(-27)
    before = everything()
    with pytest.raises(Refusal) as caught:
        take(life, life.content)
    assert [fault.code for fault in caught.value.faults] == ["round.closes_too_late"]
    assert everything() == before


def test_a_second_file_is_refused(life: Life) -> None:
    life.ready()
    before = everything()
    with pytest.raises(Refusal) as caught:
        take(life, life.content)
    assert [fault.code for fault in caught.value.faults] == ["round.not_now"]
    assert everything() == before


def test_people_lie_in_another_order_than_in_the_file(life: Life) -> None:
    """By place in the table, nobody stands beside their neighbour in the file."""
    take(life.draft(), DIRECTORATE.read_bytes())
    key = KeyRing(keys() / "mailer").private_key
    stored = Invitation.objects.order_by(RawSQL("ctid", []))
    emails = [Contact.open(bytes(row.sealed_contact), key, round_id=life.id, invitation=row.pk).email for row in stored]
    place = {
        person.email: number for number, person in enumerate(read_staff_file(DIRECTORATE.read_bytes(), file="", enterprise="x").people)
    }
    neighbours = sum(place[second] - place[first] == 1 for first, second in pairwise(emails))
    assert neighbours < 20, "chance gives one or so"
