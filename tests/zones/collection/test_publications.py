"""From sealed answers to one publication."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings

from must.collection.actions import organisation, publications, rounds
from must.collection.actions.answers import Attempt, withdraw
from must.collection.actions.sealed import Places, digest_context, published_statement, round_key_context
from must.collection.adapters.queue import Job
from must.collection.jobs.publications import publish as publish_job
from must.collection.models import Organisation, PublishedRound, Response, Round, RoundKey
from must.core.campaign.periods import local_day
from must.core.campaign.states import RoundState
from must.core.common.refusals import Refusal
from must.core.disclosure.certificate import inputs_digest
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Cell, Publication
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import load_instrument
from must.core.organisation.tree import UnitTree
from must.crypto.derivation import derived_key
from must.crypto.envelope import unwrap
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.rings import KeyRing
from must.crypto.sealing import PrivateKey
from tests.core.disclosure.random_trees import trees

from .life import ENTERPRISE, Life, become, keys, save_answers

TOPIC = "role_clarity"
ITEMS = ("role_clarity_1", "role_clarity_2", "role_clarity_3")


def all_say(value: int) -> dict[str, int]:
    """A score of that value: the third item is turned round."""
    return dict(zip(ITEMS, (value, value, 6 - value), strict=True))


def answer_in_turn(life: Life, links: Iterable[str], *values: int) -> list[Attempt]:
    """Have everybody with those links say the values in turn: where all said the same, nothing would be shown."""
    return [life.answer(link, all_say(values[number % len(values)])) for number, link in enumerate(links)]


def codes(caught: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [fault.code for fault in caught.value.faults]


def root_cell(publication: Publication) -> Cell:
    (cell,) = (cell for cell in publication.cells if (cell.unit, cell.topic) == ("0", TOPIC))
    return cell


@pytest.mark.promise("P08")
def test_answers_become_reports(life: Life) -> None:
    life.invited()
    for number, link in enumerate(life.links[:20]):
        life.answer(link, {**all_say(2 + number % 3), "belonging_1": 4})
    publication = life.published()
    assert publication.units[0].name == ENTERPRISE
    assert (publication.round, publication.form) == (life.row.code, "short")
    assert publication.instrument_version == load_instrument("must-2026").version
    assert publication.closed == local_day(life.row.closes)
    assert root_cell(publication).n_band == "20–49"
    assert life.row.state == RoundState.PUBLISHED


def test_of_a_links_attempts_the_one_last_worked_on_counts(life: Life) -> None:
    life.invited()
    for number, link in enumerate(life.links[:12]):
        first = life.answer(link, all_say(1))
        life.answer(link, all_say(5))
        save_answers(first, all_say(2 + 2 * (number % 2)), now=life.now)
        life.start(link)  # a start that nothing was saved in doesn't count
    become("web")
    cell = root_cell(life.published())
    assert cell.items is not None
    assert cell.items["role_clarity_1"] == (0, 50, 0, 50, 0)
    assert cell.n_band == "10–14"


@pytest.mark.promise("P17")
def test_whoever_has_withdrawn_is_not_counted_by_what_was_given_before(life: Life) -> None:
    life.invited()
    answer_in_turn(life, life.links[:12], 2, 3, 4)
    for link in life.links[12:20]:
        life.answer(link, all_say(3))  # the code of this attempt is lost
        withdraw(life.answer(link, all_say(3)))
    assert root_cell(life.published()).n_band == "10–14"


def test_whoever_has_saved_nothing_or_taken_all_back_has_not_answered(life: Life) -> None:
    life.invited()
    answer_in_turn(life, life.links[:12], 2, 3, 4)
    for link in life.links[12:20]:
        life.start(link)
        taken_back = life.answer(link, all_say(3))
        save_answers(taken_back, dict.fromkeys(ITEMS), now=life.now)
    assert root_cell(life.published()).n_band == "10–14"


def test_a_round_is_published_once(life: Life) -> None:
    life.invited().answer_all(life.links[:12])
    life.published()
    before = kept()
    Response.objects.all().delete()
    become("worker")
    with pytest.raises(Refusal) as caught:
        publications.publish_round(round_id=life.id, now=life.now)
    assert codes(caught) == ["round.already_published"]
    become("operator")
    with pytest.raises(Refusal) as caught:
        rounds.close_round(round_id=life.id, now=life.now)
    assert codes(caught) == ["round.already_published"]
    assert kept() == before


def test_a_round_that_says_it_is_not_published_is_not_published_again(life: Life) -> None:
    """Somebody who goes round the actions has set its state back."""
    life.invited().published()
    before = kept()
    for state in (RoundState.CLOSING, RoundState.OPEN):
        Round.objects.filter(pk=life.id).update(state=state)
        become("worker")
        with pytest.raises(Refusal) as caught:
            publications.publish_round(round_id=life.id, now=life.now)
        assert codes(caught) == ["round.already_published"]
    assert kept() == before


def test_a_job_that_is_delivered_again_changes_nothing(life: Life) -> None:
    life.invited().closed()
    become("worker")
    publish_job(str(life.id))
    before = kept()
    publish_job(str(life.id))
    assert kept() == before


def test_a_job_says_in_the_log_why_it_is_refused(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    life.invited()
    become("worker")
    with caplog.at_level(logging.ERROR), pytest.raises(Refusal):
        publish_job(str(life.id))
    assert f"{Job.PUBLISH.value}: The round is in the state “open”" in caplog.text
    assert "See what has been done." in caplog.text


def kept() -> dict[str, Any]:
    """The row of the one publication that there is."""
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in PublishedRound.objects.values().get().items()}


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(document="{}"),
        lambda rows: rows.update(signature=b""),
        lambda rows: rows.update(published=rows.get().published + timedelta(days=1)),
        lambda rows: rows.update(round=rows.get().round_id),  # to what it was
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_create([PublishedRound(round_id=rows.get().round_id, document="{}", published=rows.get().published)]),
    ],
)
def test_the_database_itself_refuses_a_change(life: Life, write: Callable[[Any], object]) -> None:
    """Even to the owner of the tables, who runs these tests."""
    life.invited().published()
    before = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(PublishedRound.objects.filter(pk=life.id))
    assert kept() == before


def behind_the_triggers(statement: str, value: object) -> None:
    """Write as somebody who has taken over the database itself and switches its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE collection_publishedround DISABLE TRIGGER USER")
        cursor.execute(statement, [value])
        cursor.execute("ALTER TABLE collection_publishedround ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("document = replace(document, %s, 'Another name')", ENTERPRISE),
        ("document = document || %s", " "),
        ("published = published + %s", timedelta(seconds=1)),
        ("signature = %s", b""),
        ("signature = %s || substr(signature, 2)", b"\x22"),
    ],
)
def test_an_edit_behind_the_triggers_is_found_when_a_report_is_made(life: Life, change: str, value: object) -> None:
    life.invited().published()
    before = kept()
    behind_the_triggers(f"UPDATE collection_publishedround SET {change}", value)  # noqa: S608
    assert kept() != before
    with pytest.raises(Refusal) as caught:
        rounds.publication_of(life.id)
    assert codes(caught) == ["round.publication_edited"]


def test_one_rounds_publication_is_not_taken_for_anothers(life: Life) -> None:
    life.invited().published()
    other = Life()
    other.draft()
    behind_the_triggers("UPDATE collection_publishedround SET round_id = %s", other.id)
    with pytest.raises(Refusal) as caught:
        rounds.publication_of(other.id)
    assert codes(caught) == ["round.publication_edited"]


def test_nobody_but_the_worker_signs(life: Life) -> None:
    """Also not who holds the keys of every other process, and edits what is published so that its own digest fits again."""
    publication = life.invited().published()
    edited = dataclasses.replace(
        publication, participation=tuple(dataclasses.replace(one, band="≥75") for one in publication.participation)
    )
    row = PublishedRound.objects.get()
    for process in ("web", "mailer"):
        signature = KeyRing(keys() / process).signing_key.sign(published_statement(life.id, row.published, edited.to_json()))
        row.signature, row.document = signature, edited.to_json()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE collection_publishedround")
            PublishedRound.objects.bulk_create([row])
        with pytest.raises(Refusal) as caught:
            rounds.publication_of(life.id)
        assert codes(caught) == ["round.publication_edited"]


@pytest.mark.promise("P09")
def test_the_inputs_digest_can_be_checked_while_the_answers_are_there_and_by_the_worker_alone(life: Life) -> None:
    life.invited()
    answer_in_turn(life, life.links[:12], 2, 3, 4)
    certificate = life.published().certificate
    assert certificate.seconds is not None
    become("worker")
    wrapped = bytes(RoundKey.objects.get().wrapped)
    private = PrivateKey(unwrap(wrapped, KeyRing(keys() / "worker").round_key(life.id), context=round_key_context(life.id)))
    places, items = publications._places(life.row), publications.items_of(life.row)
    instrument = load_instrument("must-2026")
    inputs = {
        "instrument": instrument, "form": "short", "round": life.row.code, "closed": local_day(life.row.closes), "grid": places.grid,
        "answers": publications._answers(life.row, items, places, private), "rules": Rules.of(instrument.rules),
    }  # fmt: skip
    key = derived_key(private.raw, context=digest_context(life.id))
    assert inputs_digest(key, **inputs) == certificate.inputs
    assert inputs_digest(derived_key(private.raw, context=digest_context(uuid4())), **inputs) != certificate.inputs
    assert inputs_digest(private.raw, **inputs) != certificate.inputs


def test_the_grid_is_stored_before_the_round_opens(life: Life) -> None:
    life.prepared()
    become("worker")
    places = publications._places(life.row)
    assert places.grid == build_grid(places.tree, Rules.of(load_instrument("must-2026").rules))
    assert {node.name for node in places.grid.nodes} == {ENTERPRISE, "Havneavdelingen"}
    assert set(places.grid.cells) == set(places.node_of_cell.values())


@pytest.mark.parametrize("opened", [False, True])
def test_the_grid_stays_as_it_was_when_the_round_opened(life: Life, opened: bool) -> None:
    life.ready() if not opened else life.opened()
    before = bytes(Organisation.objects.get().sealed)
    become("operator")
    with pytest.raises(Refusal) as caught:
        organisation.confirm_staff(round_id=life.id, content=life.content, file="staff.csv", now=life.now)
    assert codes(caught) == ["round.not_now"]
    assert bytes(Organisation.objects.get().sealed) == before


def test_rules_that_cut_another_grid_are_refused(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another grid, also one with the same cells in which some people stand elsewhere."""
    life.invited().closed()
    become("worker")
    stored = publications._places(life.row).grid
    turned = {**stored.cell_of_unit, **dict(zip(stored.cell_of_unit, reversed(stored.cell_of_unit.values()), strict=True))}
    assert turned != stored.cell_of_unit
    assert set(turned.values()) == set(stored.cells)
    smaller = dataclasses.replace(stored.nodes[-1], invited=stored.nodes[-1].invited - 1)
    for other in (
        dataclasses.replace(stored, cell_of_unit=turned),
        dataclasses.replace(stored, nodes=(*stored.nodes[:-1], smaller)),
        dataclasses.replace(stored, nodes=stored.nodes[:-1]),
    ):
        monkeypatch.setattr(publications, "build_grid", lambda tree, rules, other=other: other)
        with pytest.raises(Refusal) as caught:
            publications.publish_round(round_id=life.id, now=life.now)
        assert codes(caught) == ["round.grid_changed"]
    assert not PublishedRound.objects.exists()
    monkeypatch.undo()
    publications.publish_round(round_id=life.id, now=life.now)


@settings(max_examples=60)
@given(trees())
def test_what_is_sealed_of_the_organisation_opens_to_the_same_grid(tree: UnitTree) -> None:
    """Whatever the tree: rests, merged units, units without people, only children."""
    key, round_id = KeyRing(keys() / "worker").private_key, uuid4()
    grid = build_grid(tree, Rules.of(load_instrument("must-2026").rules))
    sealed = Places(tree, grid, {uuid4(): cell for cell in grid.cells}).seal(key.public, round_id=round_id)
    opened = Places.open(sealed, key, round_id=round_id, enterprise=tree.root.name)
    assert opened.grid == grid
    assert opened.tree.units == tree.units


def test_nothing_is_published_before_the_close(life: Life) -> None:
    life.invited()
    become("worker")
    with pytest.raises(Refusal) as caught:
        publications.publish_round(round_id=life.id, now=life.now)
    assert [fault.code for fault in caught.value.faults] == ["round.not_now"]
    with pytest.raises(Refusal):
        rounds.publication_of(life.id)


def test_a_round_without_answers_is_published_without_figures(life: Life) -> None:
    publication = life.invited().published()
    assert {cell.state for cell in publication.cells} == {"hidden"}


def test_what_somebody_wrote_into_the_table_is_left_out(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    life.invited()
    answer_in_turn(life, life.links[:12], 2, 4)
    forged = life.answer(life.links[12], all_say(5))
    good = Response.objects.exclude(pk=forged.response).first()
    assert good is not None
    Response.objects.filter(pk=forged.response).update(to_round=good.to_round)
    with caplog.at_level(logging.ERROR):
        cell = root_cell(life.published())
    assert cell.items is not None
    assert cell.items["role_clarity_1"] == (0, 50, 0, 50, 0)
    assert "left out" in caplog.text


@pytest.mark.promise("P22")
def test_only_the_workers_ring_unwraps_the_rounds_key(life: Life) -> None:
    life.invited().answer_all(life.links[:12])
    life.closed()
    for process in ("web", "mailer", "operator"):
        become(process)
        with pytest.raises((CannotOpen, NoKey)):
            publications.publish_round(round_id=life.id, now=life.now)
    KeyRing(keys() / "worker").destroy_round_key(life.id)
    become("worker")
    with pytest.raises(NoKey):
        publications.publish_round(round_id=life.id, now=life.now)
    assert life.row.state == RoundState.CLOSING


def test_a_rounds_key_is_minted_once(life: Life) -> None:
    life.prepared()
    before = life.row.public_key, RoundKey.objects.values().get()
    publications.prepare_round(round_id=life.id)
    assert (life.row.public_key, RoundKey.objects.values().get()) == before


def test_a_wrapping_key_whose_transaction_was_lost_is_used(life: Life) -> None:
    life.ready()
    KeyRing(keys() / "worker").mint_round_key(life.id)
    become("worker")
    publications.prepare_round(round_id=life.id)
    assert life.row.public_key is not None
