"""After the close: answers are opened in this process's memory, counted, masked and published, once."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

import numpy as np
from django.db import transaction

from must.collection.actions.sealed import (
    Contents,
    Places,
    answer_context,
    digest_context,
    open_name,
    published_statement,
    round_key_context,
)
from must.collection.actions.transitions import check_unpublished, locked, move
from must.collection.adapters.instruments import instrument_of, items_of
from must.collection.adapters.locks import own_answers
from must.collection.adapters.queue import Job, queue
from must.collection.adapters.rings import ring
from must.collection.models.answers import NEVER_WORKED, Response
from must.collection.models.organisation import Organisation
from must.collection.models.publications import PublishedRound
from must.collection.models.rounds import Round, RoundKey
from must.core.campaign.periods import local_day
from must.core.campaign.states import Event
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Item
from must.core.scoring.answers import MISSING, Answers
from must.crypto.derivation import derived_key
from must.crypto.envelope import unwrap, wrap
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.sealing import PrivateKey

logger = logging.getLogger(__name__)

FETCHED_AT_ONCE = 500


def prepare_round(*, round_id: UUID) -> None:
    """Mint the round's key pair: the public half for everybody's answers, the private one wrapped under this ring. Once."""
    with transaction.atomic():
        round_ = Round.objects.select_for_update().get(pk=round_id)
        if round_.public_key is not None:
            return
        private = PrivateKey.generate()
        wrapped = wrap(private.raw, _wrapping_key(round_id), context=round_key_context(round_id))
        RoundKey.objects.bulk_create([RoundKey(round=round_, wrapped=wrapped)])
        Round.objects.filter(pk=round_id).update(public_key=private.public.raw)


def publish_round(*, round_id: UUID, now: datetime) -> None:
    """Make, sign and keep the round's publication, and have its reports made.

    Raises AlreadyPublished when the round has one (R8), Refusal `round.not_now` before the close, and `round.grid_changed` when the rules
    cut the units into other cells now than before the round was opened.
    """
    begun = monotonic()
    with transaction.atomic():
        own_answers(round_id)
        check_unpublished(round_id)
        round_ = locked(round_id, Event.PUBLISH)
        instrument, items = instrument_of(round_), items_of(round_)
        rules = Rules.of(instrument.rules)
        places = _places(round_)
        _check_grid(places, rules)
        key = _private_key(round_)
        publication = publish(
            instrument=instrument,
            asked=tuple(item.id for item in items),
            form=round_.form,
            round=round_.code,
            grid=places.grid,
            answers=_answers(round_, items, places, key),
            rules=rules,
            closed=local_day(round_.closes),
            digest_key=derived_key(key.raw, context=digest_context(round_id)),
            elapsed=lambda: monotonic() - begun,
        )
        _keep(round_, publication, now)
        move(round_, Event.PUBLISH)
        queue(Job.RENDER_REPORTS, round_id)


def _wrapping_key(round_id: UUID) -> bytes:
    try:  # a process that minted it may have ended before its transaction did
        return ring().round_key(round_id)
    except NoKey:
        return ring().mint_round_key(round_id)


def _places(round_: Round) -> Places:
    key = ring().private_key
    enterprise = open_name(bytes(round_.enterprise_for_worker), key, round_id=round_.pk)
    return Places.open(bytes(Organisation.objects.get(pk=round_.pk).sealed), key, round_id=round_.pk, enterprise=enterprise)


def _check_grid(places: Places, rules: Rules) -> None:
    """Rules that would cut another grid than the one that the round was opened with (R0) aren't those that it was opened under."""
    if build_grid(places.tree, rules) != places.grid:
        raise Refusal(Fault("round.grid_changed"))


def _private_key(round_: Round) -> PrivateKey:
    wrapped = bytes(RoundKey.objects.get(pk=round_.pk).wrapped)
    return PrivateKey(unwrap(wrapped, ring().round_key(round_.pk), context=round_key_context(round_.pk)))


def _keep(round_: Round, publication: Publication, now: datetime) -> None:
    document = publication.to_json()
    signature = ring().signing_key.sign(published_statement(round_.pk, now, document))
    PublishedRound.objects.bulk_create([PublishedRound(round=round_, document=document, published=now, signature=signature)])


def _answers(round_: Round, items: Sequence[Item], places: Places, key: PrivateKey) -> Answers:
    """Everybody who has answered anything: of each link's attempts, the one last worked on."""
    cell_codes = places.grid.cells
    index = {node: number for number, node in enumerate(cell_codes)}
    cells, values = [], []
    for row in _counting(round_):
        answered = _opened(row, key, items)
        if answered:
            cells.append(index[places.node_of_cell[row.cell_id]])
            values.append([answered.get(item.id, MISSING) for item in items])
    return Answers(
        items=tuple(item.id for item in items),
        values=np.array(values, dtype=np.int16).reshape(len(values), len(items)),
        units=cell_codes,
        unit=np.array(cells, dtype=np.int64),
    )


def _counting(round_: Round) -> Iterator[Response]:
    last_worked = Response.objects.filter(round=round_, worked__gt=NEVER_WORKED).order_by("slot", "-worked", "-attempt").distinct("slot")
    return last_worked.iterator(chunk_size=FETCHED_AT_ONCE)


def _opened(row: Response, key: PrivateKey, items: Sequence[Item]) -> Mapping[str, int]:
    """The answers of a row; none where they can't be opened or aren't what our pages offer. That happens only where somebody has written
    into the table, and then they count as withdrawn."""
    where = answer_context(row.round_id, row.pk, row.cell_id, bytes(row.slot))
    try:
        answers = Contents.unpacked(key.open(bytes(row.to_round), context=where)).answers
    except CannotOpen:
        logger.error("an answer can't be opened and is left out")
        return {}
    offered = {item.id: item.offered for item in items}
    if any(value not in offered.get(item, ()) for item, value in answers.items()):
        logger.error("an answer isn't one of the form's and is left out")
        return {}
    return answers
