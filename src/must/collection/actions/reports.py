"""The reports of a published round: made unit by unit from what is published, on however many machines, and made again when they shall be
compared with something else. Nothing here can read an answer, an address or a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from must.collection.actions.rounds import publication_of
from must.collection.adapters.instruments import instrument_of
from must.collection.adapters.queue import Job, queue
from must.collection.models.reports import Comparison, Making, UnitReports
from must.collection.models.rounds import Round
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.trends import Trend, compare
from must.core.instrument.model import Instrument
from must.core.organisation.unit_map import read_unit_map
from must.reports.batch import Batch

AT_ONCE: Final = 20
"""Units that one job makes the reports of, before other rounds have their turn."""

MOST_TRIES: Final = 3
UNIT_MAP: Final = "--unit-map"
LIST: Final = ""
"""The `unit` of the list of reports."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports may stand beside, as files. previous: an earlier publication. unit_map: only with that."""

    previous: bytes | None = None
    unit_map: bytes | None = None
    averages: bytes | None = None


ALONE: Final = Beside()


@dataclass(frozen=True, slots=True)
class Failed:
    """A unit whose reports failed, or some of them; each failure as form, language and reference in the log, or
    as the code of a fault."""

    unit: str
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """How far a round's reports are made. units: how many get any. done: those that are made or given up. listed: the list is made too."""

    units: int
    done: int
    listed: bool
    failed: tuple[Failed, ...]


def compare_round(*, round_id: UUID, beside: Beside) -> None:
    """Have the reports of a published round made anew, beside these. The one before is forgotten.

    Raises Refusal `round.not_published`, `round.publication_edited`, and what reading and comparing raise.
    """
    batch_of(round_id, beside)
    with transaction.atomic():
        Comparison.objects.bulk_create(
            [Comparison(round_id=round_id, previous=beside.previous, unit_map=beside.unit_map, averages=beside.averages)],
            update_conflicts=True,
            unique_fields=["round"],
            update_fields=["previous", "unit_map", "averages"],
        )
        UnitReports.objects.filter(round_id=round_id).update(state=Making.WAITING, tries=0, failures=[])
        queue(Job.RENDER_REPORTS, round_id)


def comparison_of(round_id: UUID) -> Beside:
    """What a round's reports stand beside."""
    found = Comparison.objects.filter(round_id=round_id).values_list("previous", "unit_map", "averages").first()
    return ALONE if found is None else Beside(*(None if content is None else bytes(content) for content in found))


def batch_of(round_id: UUID, beside: Beside) -> Batch:
    """All that a round's reports are made of. Raises Refusal like `compare_round`."""
    publication, instrument = published(round_id)
    averages = None if beside.averages is None else Averages.from_json(beside.averages)
    if averages is not None:
        averages.check_made_with(instrument)
    return Batch(publication=publication, instrument=instrument, trend=_trend(publication, instrument, beside), averages=averages)


def published(round_id: UUID) -> tuple[Publication, Instrument]:
    """A round's publication and its instrument. Raises Refusal like `publication_of` and `instrument_of`."""
    round_ = Round.objects.only("code", "instrument", "instrument_version").filter(pk=round_id).get()
    return Publication.from_json(publication_of(round_id)), instrument_of(round_)


def _trend(publication: Publication, instrument: Instrument, beside: Beside) -> Trend | None:
    if beside.previous is None:
        return None
    unit_map = None if beside.unit_map is None else read_unit_map(beside.unit_map, file=UNIT_MAP)
    return compare(Publication.from_json(beside.previous), publication, instrument, unit_map=unit_map)


def made(round_id: UUID) -> Made:
    """How far a round's reports are made."""
    rows = UnitReports.objects.filter(round_id=round_id).order_by("place")
    units = rows.exclude(unit=LIST)
    failed = units.exclude(failures=[]).values_list("unit", "failures")
    return Made(
        units=units.count(),
        done=units.exclude(state=Making.WAITING).count(),
        listed=rows.filter(unit=LIST, state=Making.MADE).exists(),
        failed=tuple(Failed(unit, tuple(failures)) for unit, failures in failed),
    )


def render_some(*, round_id: UUID, directory: Path | None) -> None:
    """Make the reports of some units that wait, into `directory`/<code of the round>; whoever else is there makes others meanwhile.

    Several machines come to share a round's reports because each that begins calls the next. What fails is tried again after all others.
    Raises Refusal `reports.no_directory`, what `batch_of` raises, and OSError when nothing can be written: then everything waits.
    """
    if directory is None:
        raise Refusal(Fault("reports.no_directory"))
    out = directory / Round.objects.values_list("code", flat=True).get(pk=round_id)
    batch = _kept_batch(round_id, comparison_of(round_id))
    _lay_out(round_id, batch.codes)
    if UnitReports.objects.filter(round_id=round_id, state=Making.WAITING).count() > AT_ONCE:
        queue(Job.RENDER_REPORTS, round_id)
    for _ in range(AT_ONCE):
        if not _render_one(round_id, out):
            _write_list(round_id, out)
            return


@lru_cache(maxsize=1)
def _kept_batch(round_id: UUID, beside: Beside) -> Batch:
    """What a round's reports are made of, read once: a publication never changes."""
    return batch_of(round_id, beside)


def _lay_out(round_id: UUID, codes: Sequence[str]) -> None:
    if not UnitReports.objects.filter(round_id=round_id).exists():
        rows = [UnitReports(round_id=round_id, place=place, unit=unit) for place, unit in enumerate((*codes, LIST))]
        UnitReports.objects.bulk_create(rows, ignore_conflicts=True)  # somebody may do the same at this moment


def _render_one(round_id: UUID, out: Path) -> bool:
    """Make one unit's reports; whether there was one that nobody else is making. The row is locked until they are there."""
    with transaction.atomic():
        units = UnitReports.objects.filter(round_id=round_id, state=Making.WAITING).exclude(unit=LIST)
        row = units.select_for_update(skip_locked=True).order_by("tries", "place").first()
        if row is None:
            return False
        # The comparison is read when nobody can change the row any more: whoever sets another one later has it made anew.
        batch = _kept_batch(round_id, comparison_of(round_id))
        failures = [str(failure) for failure in batch.make(row.unit, out)]
        tries = row.tries + bool(failures)
        state = Making.MADE if not failures else Making.FAILED if tries == MOST_TRIES else Making.WAITING
        UnitReports.objects.filter(pk=row.pk).update(state=state, tries=tries, failures=failures)
    return True


def _write_list(round_id: UUID, out: Path) -> None:
    """Write the list, unless somebody is still making a report that belongs into it: then that one does."""
    with transaction.atomic():
        rows = UnitReports.objects.filter(round_id=round_id, state=Making.WAITING)
        row = rows.filter(unit=LIST).select_for_update(skip_locked=True).first()
        if row is not None and not rows.exclude(unit=LIST).exists():
            _kept_batch(round_id, comparison_of(round_id)).write_index(out)
            UnitReports.objects.filter(pk=row.pk).update(state=Making.MADE)
