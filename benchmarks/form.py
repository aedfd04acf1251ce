"""What a participant's journey through the form costs the server, and how many may be on their way at once.

The collection zone runs as `must demo` runs it: granian, PostgreSQL, links that came by mail. A journey is the first page, then for each page
what a browser sends and loads: the answers of that page, and the next one. Starting is measured by itself: it takes a tenth of a second of
CPU on purpose (scrypt). The limit, in the same run: a bare WSGI application under the same granian options that sends the same bytes.
"""

from __future__ import annotations

import io
import pickle
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.client import HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

import psutil
import psycopg

from benchmarks import bare_site
from benchmarks.load import Crowd, Request, Run, Visit
from benchmarks.usage import cpu_seconds, started_here
from must.core.campaign.periods import Period
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.world.browser import Browser, Form
from must.world.local import WEB_WORKERS, LocalWorld, Ports, site
from must.world.processes import HOST, free_port
from must.world.respondents import TOKEN
from must.world.rounds import Enterprise, Plan, Round
from must.world.telling import Telling

AT_ONCE: Final = (1, 2, 4, 8, 16, 32, 64)
VISITS: Final = 48
"""Journeys at each step, at least; no fewer than are on their way at once."""
STARTERS: Final = 4
MOST_TIMES_BARE: Final = 400.0
"""A request of the form may cost so many times the CPU of one that only sends the same bytes."""

PLAN: Final = Plan(
    instrument="must-2026",
    selection=Selection("full"),
    ordered=date(2026, 2, 9),
    period=Period(date(2026, 3, 2), date(2026, 3, 15)),
    reminded=date(2026, 3, 9),
    seed=1,
)
USUAL: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "Accept-Language": "nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en-US;q=0.6,en;q=0.5",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
    "Upgrade-Insecure-Requests": "1",
}
"""What browsers send along."""
GET, POST = "page GET", "page POST"


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of CPU."""

    web: float
    postgres: float

    def __sub__(self, earlier: Costs) -> Costs:
        return Costs(self.web - earlier.web, self.postgres - earlier.postgres)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who has started. cookies: as the browser sends them. token: what its forms bring along."""

    cookies: str
    token: str


@dataclass(frozen=True, slots=True)
class Meter:
    """Tells what the processes behind the pages have cost so far."""

    web: psutil.Process
    postgres: psutil.Process | None

    def read(self) -> Costs:
        return Costs(cpu_seconds(self.web), cpu_seconds(self.postgres) if self.postgres else 0.0)

    def of(self, work: Callable[[], Run]) -> tuple[Run, Costs]:
        before = self.read()
        done = work()
        return done, self.read() - before


def main() -> None:
    """Print the table."""
    with opened() as (world, links), Crowd() as crowd:
        _tell_journeys(world, links, crowd)


def _tell_journeys(world: LocalWorld, links: Sequence[str], crowd: Crowd) -> None:
    meter = Meter(started_here("must.collection.config.wsgi"), postgres_of(world))
    participants, starting = started(world.origin("collection"), links, meter)
    forms = forms_of(world.origin("collection"), links[0], participants[0])
    visits = [journey(forms, participant, world.origin("collection")) for participant in participants]
    questions = sum(len(items) for _, items in load_instrument(PLAN.instrument).asked(PLAN.selection))
    with bare(world, visits[0]) as (port, bare_meter):
        posts = sum(request.kind == POST for request in visits[0])
        print(
            f"\na journey: {posts} page posts with {questions} answers, {len(visits[0]) - posts} page gets; {WEB_WORKERS['collection']} workers"
        )
        _tell_starting(starting, len(participants))
        place = (HOST, world.ports.collection)
        ours = _cost_of_each(crowd, place, visits, meter)
        limit = _cost_of_each(crowd, (HOST, port), visits, bare_meter)
        _tell_requests(ours, limit)
        _tell_growth(crowd, place, (HOST, port), visits, meter, bare_meter, starting.web / len(participants))


def _tell_starting(starting: Costs, people: int) -> None:
    print(
        f"a start (start page, link, code page): {starting.web / people * 1e3:.0f} ms CPU, PostgreSQL {starting.postgres / people * 1e3:.1f}"
    )


def _cost_of_each(crowd: Crowd, place: tuple[str, int], visits: Sequence[Visit], meter: Meter) -> Mapping[str, tuple[int, Costs]]:
    """By kind of request: how many, and what they cost. They are sent kind by kind, four at once."""
    costs = {}
    for kind in (POST, GET):
        alike = [[request for request in visit if request.kind == kind] for visit in visits[:VISITS]]
        crowd.send(place, alike[:4], at_once=4)
        run, cost = meter.of(lambda alike=alike: crowd.send(place, alike, at_once=4))  # type: ignore[misc]
        costs[kind] = (len(run.answered), cost)
    return costs


def _tell_requests(ours: Mapping[str, tuple[int, Costs]], limit: Mapping[str, tuple[int, Costs]]) -> None:
    print(f"{'CPU ms a request':<20}{'web':>8}{'PostgreSQL':>12}{'bare':>8}{'times bare':>12}")
    for kind, (count, cost) in ours.items():
        bare_ms = limit[kind][1].web / limit[kind][0] * 1e3
        web = cost.web / count * 1e3
        print(f"{kind:<20}{web:>8.2f}{cost.postgres / count * 1e3:>12.2f}{bare_ms:>8.2f}{web / bare_ms:>12.1f}")
        assert web < MOST_TIMES_BARE * bare_ms, f"a {kind} costs {web / bare_ms:.0f} times the bytes that it sends"


def _tell_growth(
    crowd: Crowd, place: tuple[str, int], limit: tuple[str, int], visits: Sequence[Visit], meter: Meter, bare_meter: Meter, start: float
) -> None:
    print(
        f"{'at once':>7}{'requests/s':>12}{'post p50':>10}{'p95':>8}{'get p50':>9}{'p95':>8}{'web CPU':>9}{'PostgreSQL':>12}"
        f"{'CPU s/answer':>14}{'with start':>12}{'bare: requests/s':>18}{'CPU':>7}"
    )
    for at_once in AT_ONCE:
        sent = visits[: max(VISITS, at_once)]
        run, cost = meter.of(lambda sent=sent, at_once=at_once: crowd.send(place, sent, at_once=at_once))  # type: ignore[misc]
        bare_run, bare_cost = bare_meter.of(lambda sent=sent, at_once=at_once: crowd.send(limit, sent, at_once=at_once))  # type: ignore[misc]
        count, whole = len(run.answered), (cost.web + cost.postgres) / len(sent)
        times = [run.percentile(share, kind) * 1e3 for kind in (POST, GET) for share in (0.5, 0.95)]
        print(
            f"{at_once:>7}{run.a_second:>12.0f}{times[0]:>10.1f}{times[1]:>8.1f}{times[2]:>9.1f}{times[3]:>8.1f}"
            f"{cost.web / count * 1e3:>9.2f}{cost.postgres / count * 1e3:>12.2f}{whole:>14.3f}{whole + start:>12.3f}"
            f"{bare_run.a_second:>18.0f}{bare_cost.web / count * 1e3:>7.2f}"
        )
        sys.stdout.flush()


@contextmanager
def opened() -> Iterator[tuple[LocalWorld, Sequence[str]]]:
    """The local world with an open round, and everybody's link."""
    directory = Path(tempfile.mkdtemp(prefix="must-bench-"))
    people = max(VISITS, *AT_ONCE)
    try:
        with LocalWorld(directory, Ports.free(), begins=datetime(2026, 2, 9, 8, tzinfo=UTC)) as world:
            staff_file = directory / "staff.csv"
            rows = [f"person{number}@kyst.example;{'Havn' if number % 2 else 'Los'}" for number in range(people)]
            staff_file.write_text("\n".join(["E-post;Avdeling", *rows]), "utf-8")
            round_ = Round(world, Enterprise("Kystverksdirektoratet", staff_file), PLAN, Telling(io.StringIO()))
            mails = round_.open()
            yield world, [link for mail in mails for link in mail.links if f"/s/{round_.code}/?" in link]
    finally:
        shutil.rmtree(directory)


def postgres_of(world: LocalWorld) -> psutil.Process:
    """The first process of the world's PostgreSQL."""
    with psycopg.connect(world.environment("collection", "web")["MUST_COLLECTION_DATABASE_URL"]) as connection:
        backend = psutil.Process(connection.info.backend_pid)
        parent = backend.parent()
        assert parent is not None
        return parent


def started(origin: str, links: Sequence[str], meter: Meter) -> tuple[list[Participant], Costs]:
    """Everybody starts; what that cost altogether."""
    before = meter.read()
    with ThreadPoolExecutor(STARTERS) as pool:
        participants = list(pool.map(lambda link: _start(origin, link), links))
    return participants, meter.read() - before


def _start(origin: str, link: str) -> Participant:
    with Browser(origin) as browser:
        door = browser.get(urlsplit(link).path).form("/start")
        page = browser.submit(door, {"link": urlsplit(link).fragment})
        assert page.path.endswith("/code"), page.path
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        return Participant(cookies, dict(door.given)[TOKEN])


def forms_of(origin: str, link: str, participant: Participant) -> list[Form]:
    """The form of every page, as nobody has answered it yet."""
    with Browser(origin) as browser:
        browser.cookies.update(pair.split("=", 1) for pair in participant.cookies.split("; "))  # type: ignore[arg-type]
        home, found = urlsplit(link).path, []
        while (page := browser.get(f"{home}page/{len(found) + 1}")).status == 200:
            found.append(page.form(page.path))
        return found


def journey(forms: Sequence[Form], participant: Participant, origin: str) -> Visit:
    """The first page, then answers and the next page, to the page of thanks."""
    after = [*(urlsplit(form.action).path for form in forms[1:]), forms[0].action.rpartition("/page/")[0] + "/done"]
    visit = [_get(forms[0].action, participant, origin)]
    for form, following in zip(forms, after, strict=True):
        visit += [_post(form, participant, origin), _get(following, participant, origin)]
    return visit


def _get(path: str, participant: Participant, origin: str) -> Request:
    return Request(GET, _wire("GET", path, participant, origin, b"", {}), 200)


def _post(form: Form, participant: Participant, origin: str) -> Request:
    """Everything answered by its last but one option, which opens no follow-ups."""
    answers = {name: values[-2] for name, values in form.choices.items()}
    body = form.with_given(TOKEN, participant.token).filled({**answers, "go": "next"}).encode()
    sent = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return Request(POST, _wire("POST", form.action, participant, origin, body, sent), 302)


def _wire(method: str, path: str, participant: Participant, origin: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {"Host": urlsplit(origin).netloc, **USUAL, "Cookie": participant.cookies, **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


@contextmanager
def bare(world: LocalWorld, visit: Visit) -> Iterator[tuple[int, Meter]]:
    """The limit: the real answers to a visit, sent by a site that does nothing else."""
    recorded = world.directory / "answers.pickle"
    recorded.write_bytes(pickle.dumps(_recorded(world, visit)))
    port = free_port()
    child = world.processes.start(
        "bare",
        site("benchmarks.bare_site", port, WEB_WORKERS["collection"]),
        {bare_site.VARIABLE: str(recorded), "PYTHONPATH": str(Path.cwd())},
    )
    child.wait_until_healthy(port)
    yield port, Meter(psutil.Process(child.popen.pid), None)
    child.stop()


def _recorded(world: LocalWorld, visit: Visit) -> bare_site.Answers:
    answers = {}
    for request in visit:
        method, path, _ = request.wire.decode().split(" ", 2)
        with socket.create_connection((HOST, world.ports.collection)) as connection, HTTPResponse(connection, method=method) as response:
            connection.sendall(request.wire)
            response.begin()
            headers = [(name, value) for name, value in response.getheaders() if name.lower() not in ("date", "server", "content-length")]
            answers[method, path] = (f"{response.status} {response.reason}", headers, response.read())
    return answers
