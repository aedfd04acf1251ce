"""What a participant's journey through the form costs the server, and how many may be on their way at once.

The collection zone runs as `must demo` runs it: granian, PostgreSQL, links that came by mail. A journey is the first page, then for each
page what a browser sends and loads: the answers of that page, and the next one. Starting is measured by itself: it takes a tenth of a
second of CPU on purpose (scrypt). The limit, in the same run: a bare WSGI application under the same granian options that sends the same
bytes.
"""

from __future__ import annotations

import io
import pickle
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psutil

from benchmarks import bare_site
from benchmarks.load import Crowd, Request, Run, Visit
from benchmarks.running import ENTERPRISE, PLAN, csv_of, postgres_of, running, staff
from benchmarks.usage import cpu_seconds, started_here
from must.core.instrument.loader import load_instrument
from must.world.browser import Browser, Form
from must.world.local import WEB_WORKERS, LocalWorld, site
from must.world.processes import HOST, free_port
from must.world.respondents import TOKEN
from must.world.rounds import Enterprise, Round
from must.world.telling import Telling

AT_ONCE: Final = (1, 2, 4, 8, 16, 32, 64)
VISITS: Final = 48
"""Journeys at each step, at least; no fewer than are on their way at once."""
STARTERS: Final = 4
MOST_TIMES_BARE: Final = 80.0
"""A page, sent and got, may cost so many times the CPU of only sending the same bytes."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """A site that the crowd visits. repeats: how often, so that even little CPU shows."""

    crowd: Crowd
    address: tuple[str, int]
    meter: Meter
    repeats: int = 1

    def visit(self, visits: Sequence[Visit], at_once: int) -> tuple[Run, Costs]:
        return self.meter.of(lambda: self.crowd.send(self.address, [*visits] * self.repeats, at_once=at_once))


def main() -> None:
    with opened() as (world, links), Crowd() as crowd:
        origin = world.origin("collection")
        ours = Place(crowd, (HOST, world.ports.collection), Meter(started_here("must.collection.config.wsgi"), postgres_of(world)))
        participants, starting = started(origin, links, ours.meter)
        forms = forms_of(origin, links[0], participants[0])
        visits = [journey(forms, participant, origin) for participant in participants]
        with bare(world, visits[0]) as (port, meter):
            limit = Place(crowd, (HOST, port), meter, repeats=5)
            _tell_what(visits[0])
            _tell_starting(starting, len(participants))
            _tell_requests(_cost_of_each(ours, visits), _cost_of_each(limit, visits))
            _tell_growth(ours, limit, visits, starting.web / len(participants))


def _tell_what(visit: Visit) -> None:
    posts = sum(request.kind == POST for request in visit)
    questions = sum(len(items) for _, items in load_instrument(PLAN.instrument).asked(PLAN.selection))
    gets, processes = len(visit) - posts, WEB_WORKERS["collection"]
    print(f"\na journey: {posts} page posts with {questions} answers, {gets} page gets; {processes} web processes")


def _tell_starting(starting: Costs, people: int) -> None:
    web, postgres = (seconds / people * 1e3 for seconds in (starting.web, starting.postgres))
    print(f"a start (start page, link, code page): {web:.0f} ms CPU, PostgreSQL {postgres:.1f}")


def _cost_of_each(place: Place, visits: Sequence[Visit]) -> Mapping[str, Costs]:
    """Of a request, by its kind. They are sent kind by kind, four at once."""
    costs = {}
    for kind in (POST, GET):
        alike = [[request for request in visit if request.kind == kind] for visit in visits[:VISITS]]
        place.visit(alike[:4], 4)
        run, cost = place.visit(alike, 4)
        costs[kind] = Costs(cost.web / len(run.answered), cost.postgres / len(run.answered))
    return costs


def _tell_requests(ours: Mapping[str, Costs], limit: Mapping[str, Costs]) -> None:
    print(f"{'CPU ms a request':<20}{'web':>8}{'PostgreSQL':>12}{'bare':>8}{'times bare':>12}")
    for kind, cost in ours.items():
        ratio = cost.web / limit[kind].web
        print(f"{kind:<20}{cost.web * 1e3:>8.2f}{cost.postgres * 1e3:>12.2f}{limit[kind].web * 1e3:>8.2f}{ratio:>12.0f}")
    times = sum(cost.web for cost in ours.values()) / sum(cost.web for cost in limit.values())
    assert times < MOST_TIMES_BARE, f"a page costs {times:.0f} times the bytes that it sends"


def _tell_growth(ours: Place, limit: Place, visits: Sequence[Visit], start: float) -> None:
    print(
        f"{'at once':>7}{'requests/s':>12}{'post p50':>10}{'p95':>8}{'get p50':>9}{'p95':>8}{'web CPU':>9}{'PostgreSQL':>12}"
        f"{'CPU s/answer':>14}{'with start':>12}{'bare: requests/s':>18}{'CPU':>7}"
    )
    for at_once in AT_ONCE:
        sent = visits[: max(VISITS, at_once)]
        run, cost = ours.visit(sent, at_once)
        bare_run, bare_cost = limit.visit(sent, at_once)
        count, whole = len(run.answered), (cost.web + cost.postgres) / len(sent)
        times = [run.percentile(share, kind) * 1e3 for kind in (POST, GET) for share in (0.5, 0.95)]
        print(
            f"{at_once:>7}{run.a_second:>12.0f}{times[0]:>10.1f}{times[1]:>8.1f}{times[2]:>9.1f}{times[3]:>8.1f}"
            f"{cost.web / count * 1e3:>9.2f}{cost.postgres / count * 1e3:>12.2f}{whole:>14.3f}{whole + start:>12.3f}"
            f"{bare_run.a_second:>18.0f}{bare_cost.web / len(bare_run.answered) * 1e3:>7.2f}"
        )
        sys.stdout.flush()


@contextmanager
def opened() -> Iterator[tuple[LocalWorld, Sequence[str]]]:
    """The local world with an open round, and everybody's link."""
    with running() as world:
        staff_file = world.directory / "staff.csv"
        staff_file.write_bytes(csv_of(staff(max(VISITS, *AT_ONCE))))
        round_ = Round(world, Enterprise(ENTERPRISE, staff_file), PLAN, Telling(io.StringIO()))
        mails = round_.open()
        yield world, [link for mail in mails for link in mail.links if f"/s/{round_.code}/?" in link]


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
        browser.cookies.update(pair.split("=", 1) for pair in participant.cookies.split("; "))  # type: ignore[arg-type]  # a name and a value
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
    return Request(GET, _wire(f"GET {path}", _headers(participant, origin)), 200)


def _post(form: Form, participant: Participant, origin: str) -> Request:
    """Everything answered by its last but one option, which opens no follow-ups."""
    answers = {name: values[-2] for name, values in form.choices.items()}
    body = form.with_given(TOKEN, participant.token).filled({**answers, "go": "next"}).encode()
    sent = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return Request(POST, _wire(f"POST {form.action}", _headers(participant, origin) | sent) + body, 302)


def _headers(participant: Participant, origin: str) -> dict[str, str]:
    return {"Host": urlsplit(origin).netloc, **USUAL, "Cookie": participant.cookies}


def _wire(what: str, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{what} HTTP/1.1\r\n{lines}\r\n".encode()


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


if __name__ == "__main__":
    main()
