"""A small demo, from the staff file to the reports: the code path of `make demo`, with 60 people."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from must.core.campaign.periods import Period
from must.core.common.languages import Language
from must.core.disclosure.grid import NodeKind, build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.disclosure.trends import compare
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.core.scoring.answers import MISSING
from must.core.scoring.answers import Answers as AnswerTable
from must.reports.forms import Form
from must.reports.making import RECORD
from must.reports.paths import directory_of
from must.ui.texts import texts
from must.world.answers import draw
from must.world.demo import PortsTaken, hold_rounds, local_world, places
from must.world.local import Ports
from must.world.mailbox import Mail
from must.world.respondents import Way, ways
from must.world.rounds import Enterprise, Plan
from must.world.start_page import HeldRound, write_start_page
from must.world.telling import Telling
from tests.reports.opened import OPENERS

UNITS = [
    ("Drift", "Kantine", 6),
    ("Drift", "Renhold", 13),
    ("Drift", "", 2),
    ("Fag", "Tilsyn", 17),
    ("Fag", "Analyse", 12),
    ("Fag", "", 1),
    ("", "", 9),
]
PLANS = (
    Plan(
        instrument="must-2026",
        selection=Selection("short", modules=frozenset({"leadership", "office_solution"})),
        ordered=date(2026, 2, 9),
        period=Period(date(2026, 3, 2), date(2026, 3, 15)),
        reminded=date(2026, 3, 9),
        seed=60,
        hurried=True,
    ),
    Plan(
        instrument="must-2026",
        selection=Selection("full", modules=frozenset({"user_orientation"})),
        ordered=date(2027, 2, 8),
        period=Period(date(2027, 3, 1), date(2027, 3, 14)),
        reminded=date(2027, 3, 8),
        seed=60,
    ),
)

PROCESSES = {
    "web": "collection",
    "mailer": "collection",
    "worker": "collection",
    "reporter": "collection",
    "operator": "collection",
    "identity": "identity",
    "research": "research",
}


@dataclass(frozen=True)
class Demo:
    """A demo that has been held, and whose world has ended."""

    directory: Path
    ports: Ports
    enterprise: Enterprise
    rounds: list[HeldRound]
    mails: tuple[Mail, ...]
    told: str
    environments: Mapping[str, Mapping[str, str]]

    def publication(self, plan: Plan) -> Publication:
        return Publication.from_json((self.directory / "publications" / f"{plan.year}.json").read_bytes())


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="must-demo-"))
    enterprise = Enterprise("Små fyr", folder / "ansatte.csv")
    levels = [f"{division};{section}" for division, section, people in UNITS for _ in range(people)]
    lines = [f"person.{number}@smaafyr.example;{('nb', 'nn', 'en')[number % 3]};{level}" for number, level in enumerate(levels)]
    enterprise.staff_file.write_text("\n".join(["E-post;Språk;Divisjon;Seksjon", *lines]), "cp1252")
    output, ports = io.StringIO(), Ports.free()
    telling = Telling(output)
    try:
        with local_world(folder / "world", ports, telling, begins=PLANS[0].ordered) as world:
            rounds = hold_rounds(world, enterprise, PLANS, telling)
            write_start_page(world.directory, enterprise=enterprise.name, rounds=rounds, places=places(world))
            mails = world.mailbox.mails()
            environments = {process: world.environment(zone, process) for process, zone in PROCESSES.items()}
        yield Demo(folder / "world", ports, enterprise, rounds, mails, output.getvalue(), environments)
    finally:
        shutil.rmtree(folder)


def given(demo: Demo, plan: Plan) -> AnswerTable:
    """What those gave who neither abstained nor withdrew, as the array that scoring takes."""
    instrument, people = load_instrument(plan.instrument), demo.enterprise.staff().people
    drawn = draw(instrument, plan.selection, [person.unit for person in people], seed=plan.seed, round_number=plan.year)
    responding = [(person.unit, answers) for person, answers in zip(people, drawn, strict=True) if answers is not None]
    kept = zip(responding, ways(len(responding), seed=plan.seed + plan.year), strict=True)
    rows = [(unit, answers) for (unit, answers), way in kept if way is not Way.WITHDRAWS]
    assert len(rows) < len(responding) < len(people)
    items = tuple(item.id for _, asked in instrument.asked(plan.selection) for item in asked)
    units = tuple(sorted({unit for unit, _ in rows}))
    return AnswerTable(
        items=items,
        values=np.array([[answers.get(item, MISSING) for item in items] for _, answers in rows], dtype=np.int16),
        units=units,
        unit=np.array([units.index(unit) for unit, _ in rows], dtype=np.int64),
    )


@pytest.mark.promise("P07", "P08")
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.year))
def test_what_was_published_is_what_people_answered(demo: Demo, plan: Plan) -> None:
    """The publication that went through mails, forms, sealing, closing and opening is the one that the rules make of the answers."""
    published, instrument = demo.publication(plan), load_instrument(plan.instrument)
    answers, rules = given(demo, plan), Rules.of(instrument.rules)
    expected = publish(
        instrument=instrument,
        asked=answers.items,
        form=plan.selection.form,
        round=published.round,
        closed=plan.period.last,
        grid=build_grid(demo.enterprise.staff().tree, rules),
        answers=answers,
        rules=rules,
    )
    assert published.certificate.inputs is not None  # by the round's own key
    assert dataclasses.replace(published, certificate=expected.certificate).to_json() == expected.to_json()
    assert any(cell.mean is not None for cell in published.cells)


@pytest.mark.promise("P06")
def test_everybody_is_invited_and_reminded_with_the_same_link(demo: Demo) -> None:
    people = {person.email for person in demo.enterprise.staff().people}
    assert len(demo.mails) == 4 * len(people)
    for begin in (0, 2 * len(people)):
        invitations, reminders = (demo.mails[start : start + len(people)] for start in (begin, begin + len(people)))
        links = {mail.recipient: mail.links for mail in invitations}
        assert set(links) == people
        assert {mail.recipient: mail.links for mail in reminders} == links
        assert len({link for links_ in links.values() for link in links_}) == len(people)


def test_mails_come_in_no_order_of_the_staff_file(demo: Demo) -> None:
    people = [person.email for person in demo.enterprise.staff().people]
    assert [mail.recipient for mail in demo.mails[: len(people)]] != people


@pytest.mark.promise("P08")
def test_every_unit_has_its_report_in_every_form_and_language(demo: Demo) -> None:
    earlier, latest = PLANS
    files = {f"report{language}.{form}" for form in Form for language in ("", ".nn", ".en")} | {RECORD}
    for plan, reports in ((latest, demo.directory / "reports"), (earlier, demo.directory / "earlier" / str(earlier.year) / "reports")):
        units = [unit.code for unit in demo.publication(plan).units if unit.kind is NodeKind.UNIT]
        assert len(units) >= 3
        assert {path.name for path in reports.iterdir()} >= {directory_of(code) for code in units}
        assert all({path.name for path in unit.iterdir()} == files for unit in reports.iterdir())


@pytest.mark.promise("P13")
def test_the_latest_reports_show_the_round_before_and_other_enterprises(demo: Demo) -> None:
    root = demo.publication(PLANS[1]).units[0].code
    words = (demo.directory / "reports" / directory_of(root) / "report.html").read_text("utf-8")
    earlier = (demo.directory / "earlier" / "2026" / "reports" / directory_of(root) / "report.html").read_text("utf-8")
    for shown in ("report.whose.previous", "report.whose.others"):
        assert texts(Language.NB)(shown, period="2027") in words
        assert texts(Language.NB)(shown, period="2026") not in earlier


@pytest.mark.promise("P13")
@pytest.mark.parametrize("form", OPENERS)
def test_every_unit_with_a_development_has_it_in_every_form(demo: Demo, form: str) -> None:
    trend = compare(demo.publication(PLANS[0]), demo.publication(PLANS[1]), load_instrument("must-2026"))
    units = {unit.code for unit in trend.later.units if any(trend.difference(unit.code, topic) for topic in trend.topics)}
    said = texts(Language.NB)("report.whose.previous")
    assert len(units) > 1

    def words(reports: Path, unit: str) -> str:
        return OPENERS[form]((reports / directory_of(unit) / f"report.{form}").read_bytes()).words

    assert {unit for unit in units if said not in words(demo.directory / "reports", unit)} == set()
    root = trend.earlier.units[0].code
    assert said not in words(demo.directory / "earlier" / "2026" / "reports", root), "it isn't simply said everywhere"


def test_the_start_page_leads_to_what_is_there(demo: Demo) -> None:
    page = BeautifulSoup((demo.directory / "index.html").read_text("utf-8"), "html.parser")
    links = [str(link["href"]) for link in page.find_all("a") if not str(link["href"]).startswith("http:")]
    assert len(links) > 6
    assert [link for link in links if not (demo.directory / link).exists()] == []


@pytest.mark.promise("P22")
def test_logs_hold_no_address_and_no_link(demo: Demo) -> None:
    logs = "".join(path.read_text("utf-8", "replace") for path in (demo.directory / "logs").iterdir())
    secrets = [link.rpartition("#")[2] for mail in demo.mails for link in mail.links]
    assert "Launching a worker" in logs
    assert "smaafyr.example" not in logs
    assert "/s/" not in logs, "nobody's way through the form"
    assert [secret for secret in secrets if secret in logs] == []
    assert not re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){1,}", logs)


def test_no_process_is_told_anothers_role_ring_or_secret(demo: Demo) -> None:
    for what in ("DATABASE_URL", "KEYS", "SECRET_FILE"):
        told = [value for told in demo.environments.values() for name, value in told.items() if name.endswith(what)]
        assert len(set(told)) == len(PROCESSES), what
    for process, zone in PROCESSES.items():
        others = tuple(f"MUST_{other.upper()}_" for other in PROCESSES.values() if other != zone)
        assert [name for name in demo.environments[process] if name.startswith(others)] == []


def test_it_is_told_step_by_step(demo: Demo) -> None:
    for words in ("Små fyr, 2026", "Små fyr, 2027", "60 people", "invitations: 60 of 60", "reminders: 60 of 60", "closed"):
        assert words in demo.told


def test_nothing_stays_behind(demo: Demo) -> None:
    assert demo.ports.taken == ()
    assert not (demo.directory / "postgres").exists()


def test_taken_ports_stop_a_demo_before_anything_is_removed(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken: int = other.getsockname()[1]
        ports = dataclasses.replace(Ports.free(), smtp=taken)
        with pytest.raises(PortsTaken, match=str(taken)), local_world(tmp_path, ports, Telling(io.StringIO()), begins=PLANS[0].ordered):
            pass
    assert (tmp_path / "kept").exists()
