"""Sending a mailing: links are made, and every mail is written, handed over and marked, one at a time.

An SMTP server on this machine takes the mails and keeps each as a file. The limit, in the same run: smtplib says the same bytes to the same
server.
"""

from __future__ import annotations

import multiprocessing
import smtplib
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from datetime import time as clock_time
from typing import Final

from benchmarks.running import ENTERPRISE, PLAN, csv_of, postgres_of, running, staff
from benchmarks.staff_import import Cost
from benchmarks.usage import cpu_seconds, megabytes_at_most, started_here
from must.core.campaign.periods import LOCAL
from must.world.local import LocalWorld
from must.world.operator import Operator
from must.world.rounds import QUIET

PEOPLE: Final = 60_000
SAMPLE: Final = 2_000
"""So many of the mails are sent again by smtplib alone."""
MOST_TIMES_LIMIT: Final = 60.0
"""As many times the CPU of saying its bytes a mail may take."""


def main() -> None:
    with running() as world:
        ours = mailed(world, PEOPLE)
        limit = said_again(world, SAMPLE)
    heading = f"{'seconds':>9}{'mails/s':>9}{'CPU ms a mail':>15}{'PostgreSQL':>12}{'MB':>7}{'times limit':>13}"
    print(f"\n{f'mailing to {PEOPLE:,} people':<34}{heading}")
    times = (ours.cpu / PEOPLE) / (limit.cpu / SAMPLE)
    for how, cost, count, ratio in (
        ("smtplib, the same bytes", limit, SAMPLE, 1.0),
        ("must: the mailer", ours, PEOPLE, times),
    ):
        print(
            f"{how:<34}{cost.seconds:>9.1f}{count / cost.seconds:>9.0f}{cost.cpu / count * 1e3:>15.2f}{cost.postgres / count * 1e3:>12.2f}"
            f"{cost.megabytes:>7.0f}{ratio:>13.1f}"
        )
    sys.stdout.flush()
    assert times < MOST_TIMES_LIMIT, f"a mail takes {times:.0f} times the CPU of saying it"


def mailed(world: LocalWorld, people: int) -> Cost:
    """Open a round, and wait until everybody has been written to."""
    staff_file = world.directory / "staff.csv"
    staff_file.write_bytes(csv_of(staff(people)))
    operator = Operator(world)
    code = operator.create(enterprise=ENTERPRISE, instrument=PLAN.instrument, selection=PLAN.selection, period=PLAN.period)
    operator.take_staff(code, staff_file)
    world.clock.set(datetime.combine(PLAN.period.first, clock_time(8), LOCAL).astimezone(UTC))
    mailer, postgres = started_here("mailer"), postgres_of(world)
    before, begun = (cpu_seconds(mailer), cpu_seconds(postgres)), time.perf_counter()
    operator.open(code)
    for number in range(1, people + 1):
        assert world.mailbox.wait_for(number, seconds=QUIET), f"only {number - 1} mails have come"
    seconds = time.perf_counter() - begun
    return Cost(seconds, cpu_seconds(mailer) - before[0], cpu_seconds(postgres) - before[1], megabytes_at_most(mailer))


def said_again(world: LocalWorld, count: int) -> Cost:
    """The limit: a process of its own says the same mails, over one connection."""
    mails = [path.read_bytes() for path in sorted(world.mailbox.directory.glob("*.eml"))[:count]]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as other:
        return other.submit(_say, world.mailbox.port, mails).result()


def _say(port: int, mails: Sequence[bytes]) -> Cost:
    begun, cpu = time.perf_counter(), time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for mail in mails:
            line.sendmail("must@kyst.example", ["somebody@kyst.example"], mail)
    return Cost(time.perf_counter() - begun, time.process_time() - cpu)


if __name__ == "__main__":
    main()
