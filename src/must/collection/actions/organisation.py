"""The staff file on its way into a round: units and cells for the worker, addresses for the mailer, and nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Final, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from must.collection.actions.sealed import Contact, Places
from must.collection.actions.transitions import locked, move
from must.collection.adapters.instruments import instrument_of
from must.collection.adapters.queue import Job, queue
from must.collection.adapters.rings import MAILER, WORKER, ring
from must.collection.adapters.staff_files import PLAINLY, Reading
from must.collection.models.invitations import Invitation
from must.collection.models.organisation import GridCell, Organisation
from must.collection.models.rounds import Round
from must.core.campaign.periods import check_stay
from must.core.campaign.states import Event
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.rules import Rules
from must.core.organisation.staff_file import StaffFile
from must.core.organisation.tree import UnitTree

T = TypeVar("T")

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """What a staff file came to. units: without the enterprise itself. cells: of the reporting grid."""

    people: int
    units: int
    cells: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a staff file would come to. languages: how many people are written to in each."""

    imported: Imported
    languages: Mapping[Language, int]
    tree: UnitTree


def check_staff(*, round_id: UUID, content: bytes, file: str, reading: Reading = PLAINLY) -> Checked:
    """Read the staff file of a round and store nothing. Raises Refusal for whatever in it `confirm_staff` would refuse."""
    round_ = Round.objects.get(pk=round_id)
    staff = reading.read(content, file=file, enterprise=round_.code)
    grid = _grid(staff, Rules.of(instrument_of(round_).rules), file=file)
    return Checked(_imported(staff, grid), Counter(person.language for person in staff.people), staff.tree)


def confirm_staff(*, round_id: UUID, content: bytes, file: str, now: datetime, reading: Reading = PLAINLY) -> Imported:
    """Take the staff file in: everybody in it will be invited. From here the 56 days run (P21).

    Raises Refusal with every fault of the file, `round.too_few` when the enterprise is smaller than one cell of the reporting grid,
    `round.closes_too_late`, and `round.not_now`; nothing is stored then.
    """
    with transaction.atomic():
        round_ = locked(round_id, Event.CONFIRM_STAFF)
        staff = reading.read(content, file=file, enterprise=round_.code)
        check_stay(now, round_.closes)
        grid = _grid(staff, Rules.of(instrument_of(round_).rules), file=file)
        move(round_, Event.CONFIRM_STAFF, staff_confirmed=now)
        _store(round_, staff, grid)
        queue(Job.PREPARE_ROUND, round_id)
    return _imported(staff, grid)


def in_random_order(rows: Iterable[T]) -> list[T]:
    """The rows in an order that says nothing: what lies side by side in a table didn't lie so anywhere else."""
    shuffled = list(rows)
    SystemRandom().shuffle(shuffled)
    return shuffled


def _imported(staff: StaffFile, grid: Grid) -> Imported:
    return Imported(people=len(staff.people), units=len(staff.tree.units) - 1, cells=len(grid.cells))


def _grid(staff: StaffFile, rules: Rules, *, file: str) -> Grid:
    grid = build_grid(staff.tree, rules)
    if not grid.cells:
        details = {"people": len(staff.people), "least": rules.grid.minimum_invited}
        raise Refusal(Fault("round.too_few", file=file, details=details))
    return grid


def _store(round_: Round, staff: StaffFile, grid: Grid) -> None:
    operator = ring()
    id_of_cell = {node: uuid4() for node in grid.cells}
    places = Places(staff.tree, grid, {cell: node for node, cell in id_of_cell.items()})
    sealed = places.seal(operator.peer(WORKER), round_id=round_.pk)
    Organisation.objects.bulk_create([Organisation(round=round_, sealed=sealed)])
    GridCell.objects.bulk_create(in_random_order(GridCell(id=cell, round=round_) for cell in id_of_cell.values()))
    mailer = operator.peer(MAILER)
    invitations = []
    for person in in_random_order(staff.people):
        invitation, cell = uuid4(), id_of_cell[grid.cell_of_unit[person.unit]]
        contact = Contact(person.email, person.language).seal(mailer, round_id=round_.pk, invitation=invitation)
        invitations.append(Invitation(id=invitation, round=round_, cell_id=cell, sealed_contact=contact))
    Invitation.objects.bulk_create(invitations, batch_size=BATCH)
