"""From sealed answers to one publication."""

from __future__ import annotations

import logging

import pytest

from must.collection.actions import publications, rounds
from must.collection.actions.answers import save_answers, withdraw
from must.collection.models import PublishedRound, Response, RoundKey
from must.core.campaign.states import RoundState
from must.core.common.refusals import Refusal
from must.core.disclosure.publication import Cell, Publication
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.rings import KeyRing

from .life import ENTERPRISE, Life, become, keys

TOPIC = "role_clarity"
ITEMS = ("role_clarity_1", "role_clarity_2", "role_clarity_3")


def all_say(value: int) -> dict[str, int]:
    return dict.fromkeys(ITEMS, value)


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
    assert root_cell(publication).n_band == "20–29"
    assert life.row.state == RoundState.PUBLISHED


def test_of_a_links_attempts_the_one_last_worked_on_counts(life: Life) -> None:
    life.invited()
    for link in life.links[:12]:
        first = life.answer(link, all_say(1))
        life.answer(link, all_say(5))
        save_answers(first, all_say(2), now=life.now)
        life.start(link)  # a start that nothing was saved in doesn't count
    become("web")
    cell = root_cell(life.published())
    assert cell.items is not None
    assert cell.items["role_clarity_1"] == (0, 100, 0, 0, 0)
    assert cell.n_band == "10–14"


@pytest.mark.promise("P17")
def test_whoever_has_withdrawn_is_not_counted_by_what_was_given_before(life: Life) -> None:
    life.invited()
    for link in life.links[:12]:
        life.answer(link, all_say(3))
    for link in life.links[12:20]:
        life.answer(link, all_say(3))  # the code of this attempt is lost
        withdraw(life.answer(link, all_say(3)))
    assert root_cell(life.published()).n_band == "10–14"


def test_whoever_has_saved_nothing_or_taken_all_back_has_not_answered(life: Life) -> None:
    life.invited()
    for link in life.links[:12]:
        life.answer(link, all_say(3))
    for link in life.links[12:20]:
        life.start(link)
        taken_back = life.answer(link, all_say(3))
        save_answers(taken_back, dict.fromkeys(ITEMS), now=life.now)
    assert root_cell(life.published()).n_band == "10–14"


def test_a_round_is_published_once(life: Life) -> None:
    life.invited().answer_all(life.links[:12])
    life.published()
    before = PublishedRound.objects.values().get()
    Response.objects.all().delete()
    publications.publish_round(round_id=life.id, now=life.now)
    assert PublishedRound.objects.values().get() == before


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
    for link in life.links[:11]:
        life.answer(link, all_say(3))
    forged = life.answer(life.links[11], all_say(5))
    good = Response.objects.exclude(pk=forged.response).first()
    assert good is not None
    Response.objects.filter(pk=forged.response).update(to_round=good.to_round)
    with caplog.at_level(logging.ERROR):
        cell = root_cell(life.published())
    assert cell.items is not None
    assert cell.items["role_clarity_1"] == (0, 0, 100, 0, 0)
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
