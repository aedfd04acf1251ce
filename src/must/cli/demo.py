"""`must demo`: the whole survey in a local world."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from must.world.demo import PortsTaken, demo
from must.world.local import CommandFailed
from must.world.operator import TookTooLong
from must.world.processes import NotHealthy
from must.world.respondents import FormChanged
from must.world.rounds import ReportsFailed
from must.world.telling import Telling


@click.command("demo")
@click.option("--once", is_flag=True, help="Stop when var/demo is written, instead of serving it.")
def command(once: bool) -> None:
    """The whole survey in a local world: staff file, mails, answers, reports.

    Starts PostgreSQL, a mail catcher and the processes of three zones on this machine, has 1 106 synthetic people answer two rounds over
    HTTP, and writes var/demo.
    """
    signal.signal(signal.SIGTERM, _end)
    try:
        demo(Telling(sys.stdout), once=once)
    except KeyboardInterrupt:
        click.echo("\nEnded.")
    except (CommandFailed, FormChanged, NotHealthy, PortsTaken, ReportsFailed, TookTooLong) as error:
        raise click.ClickException(str(error)) from error


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End as an exception, so that everything that was started is ended."""
    sys.exit(128 + number)
