"""`must demo`: the Nordlys directorate holds two survey rounds, a year apart, and then everything can be looked at."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from must.core.campaign.periods import Period
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Selection
from must.reports.forms import Form
from must.reports.paths import directory_of
from must.world.local import DEMO_PORTS, LocalWorld, Ports
from must.world.others import write_publications
from must.world.postgres import embedded
from must.world.rounds import Enterprise, Plan, Round
from must.world.start_page import HeldRound, Place, ReportLink, served, write_start_page
from must.world.telling import Telling

DIRECTORY: Final = Path("var/demo")
DATA: Final = Path(__file__).parent / "data"
NORDLYS: Final = Enterprise("Nordlysdirektoratet", DATA / "staff-nordlysdirektoratet.csv")
TRIAL: Final = Enterprise("Prøvetilsynet", DATA / "staff-provetilsynet.csv")
SEED: Final = 2026
REPORTERS: Final = 2

ROUNDS: Final = (
    Plan(
        instrument="must-2026",
        selection=Selection("short"),
        ordered=date(2026, 2, 9),
        period=Period(date(2026, 3, 2), date(2026, 3, 15)),
        reminded=date(2026, 3, 9),
        seed=SEED,
        hurried=True,
    ),
    Plan(
        instrument="must-2026",
        selection=Selection("full", modules=frozenset({"organisational_change"})),
        ordered=date(2027, 2, 8),
        period=Period(date(2027, 3, 1), date(2027, 3, 14)),
        reminded=date(2027, 3, 8),
        seed=SEED,
    ),
)
OPEN_ROUND: Final = Plan(
    instrument="must-2026",
    selection=Selection("full"),
    ordered=date(2027, 4, 5),
    period=Period(date(2027, 4, 19), date(2027, 5, 9)),
    reminded=date(2027, 4, 26),
    seed=SEED,
)


class PortsTaken(Exception):
    """Somebody else listens where the demo would."""


def demo(telling: Telling, *, once: bool) -> None:
    """Hold the demo's rounds in `var/demo`, emptied first; then serve the pages until interrupted, unless `once`.

    Raises PortsTaken.
    """
    began = time.monotonic()
    with local_world(DIRECTORY, DEMO_PORTS, telling, begins=ROUNDS[0].ordered) as world:
        rounds = hold_rounds(world, NORDLYS, ROUNDS, telling)
        write_start_page(DIRECTORY, enterprise=NORDLYS.name, rounds=rounds, places=places(world))
        telling.heading(f"Done in {time.monotonic() - began:.0f} seconds: {DIRECTORY / 'index.html'}")
        if not once:
            serve(world, rounds, telling)


@contextmanager
def local_world(directory: Path, ports: Ports, telling: Telling, *, begins: date) -> Iterator[LocalWorld]:
    """A new world in `directory`, whatever an earlier one has left there. Raises PortsTaken."""
    if ports.taken:
        raise PortsTaken(f"somebody else listens on port {', '.join(map(str, ports.taken))}: does another demo run?")
    _empty(directory)
    telling.heading("Starting PostgreSQL, the mail catcher and the processes of three zones")
    with LocalWorld(directory, ports, begins=datetime(begins.year, begins.month, begins.day, tzinfo=UTC), reporters=REPORTERS) as world:
        yield world


def hold_rounds(world: LocalWorld, enterprise: Enterprise, plans: Sequence[Plan], telling: Telling) -> list[HeldRound]:
    """Hold one round after the other, each compared with the one before. The last one's reports are in `reports/`, earlier ones' in
    `earlier/<year>/`, what was published in `publications/`."""
    rounds: list[Round] = []
    publications: list[Path] = []
    for plan in plans:
        telling.heading(f"{enterprise.name}, {plan.year}")
        round_ = Round(world, enterprise, plan, telling)
        publications.append(_keep(round_.hold(world.directory / "closed" / str(plan.year)), world.directory, plan))
        if rounds:
            others = write_publications(plan, world.directory / "others" / str(plan.year))
            round_.compare(publications[-2], others)
        rounds.append(round_)
    telling.heading("Reports")
    return [
        _with_reports(world.directory, round_, file, latest=round_ is rounds[-1]) for round_, file in zip(rounds, publications, strict=True)
    ]


def serve(world: LocalWorld, rounds: Sequence[HeldRound], telling: Telling) -> None:
    """Open a small round for whoever wants to try the form, and serve everything until interrupted."""
    telling.heading(f"{TRIAL.name}: a round to try")
    mails = Round(world, TRIAL, OPEN_ROUND, telling).open()
    links = [link for mail in mails for link in mail.links if "#" in link]
    write_start_page(world.directory, enterprise=NORDLYS.name, rounds=rounds, places=places(world), open_links=links)
    with served(world.directory, world.ports.start):
        telling.heading(f"Everything is at http://127.0.0.1:{world.ports.start}. Ctrl-C ends it.")
        while True:
            world.processes.check()
            time.sleep(1)


def places(world: LocalWorld) -> tuple[Place, ...]:
    """Where the parts of a world are."""
    zones = tuple(Place(f"The {zone} zone", world.origin(zone), world.origin(zone)) for zone in ("collection", "identity", "research"))
    return (
        Place("Mails, as they were caught", "mails/", "mails/"),
        *zones,
        Place("Mail catcher (SMTP)", world.mailbox.address),
        Place("Key rings, one a process", "keys/"),
        Place("What the processes said", "logs/"),
        Place("The world's time", "clock"),
    )


def _keep(publication: Path, directory: Path, plan: Plan) -> Path:
    """Put what a round has published where the start page says it is; the file."""
    kept = directory / "publications" / f"{plan.year}.json"
    kept.parent.mkdir(exist_ok=True)
    return publication.rename(kept)


def _with_reports(directory: Path, round_: Round, publication: Path, *, latest: bool) -> HeldRound:
    """Put a round's reports where the start page says they are."""
    plan = round_.plan
    out = directory / "earlier" / str(plan.year)
    out.parent.mkdir(exist_ok=True)
    round_.take_reports(out)
    if latest:
        (out / "reports").rename(directory / "reports")
        shutil.rmtree(out)
    return HeldRound(
        year=plan.year,
        form=plan.selection.form,
        questions=plan.questions,
        invited=len(round_.staff.people),
        mails=round_.mails,
        publication=str(publication.relative_to(directory)),
        list=None if latest else f"earlier/{plan.year}/index.html",
        reports=tuple(_report_links(directory, Publication.from_json(publication.read_bytes()))) if latest else (),
    )


def _report_links(directory: Path, publication: Publication) -> Iterator[ReportLink]:
    for unit in publication.units:
        place = Path("reports", directory_of(unit.code))
        forms = {form.value: quote(f"{place}/report.{form}") for form in Form if (directory / place / f"report.{form}").exists()}
        yield ReportLink(f"Others in {unit.name}" if unit.kind == "rest" else unit.name, unit.level, forms)


def _empty(directory: Path) -> None:
    """Remove what an earlier world has left, its PostgreSQL too where that one was killed."""
    if (directory / "postgres").exists():
        embedded(directory / "postgres").remove()
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
