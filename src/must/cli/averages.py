"""`must averages`: the average enterprise of a year, from the publications of all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from must.cli.output import write_once
from must.cli.publications import blamed, read_publication
from must.core.common.refusals import Fault, Refusal
from must.core.disclosure.averages import SCHEMA, Averages, averages_of, check_closed_in
from must.core.disclosure.publication import Publication
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_HEAD: Final = f'{{\n"schema":"{SCHEMA}"'.encode()
"""How a file of averages begins: so that none of the publications that lie beside it, which may be large, is read for one."""


@click.command("averages")
@click.argument("publications", metavar="PUBLICATION.json...", type=_FILE, nargs=-1, required=True)
@click.option("--period", metavar="YEAR", required=True, help="The calendar year that answering ended in, such as 2026.")
@click.option("--instrument", "instrument_name", metavar="NAME|DIR", required=True, help="A packaged instrument, or a directory.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new file to write to.")
def command(publications: Sequence[Path], *, period: str, instrument_name: str, out: Path) -> None:
    """The averages across enterprises that reports are compared with.

    Takes the publications of all enterprises of a year at once, one of each, when the year's last round has closed. Every enterprise counts
    once, whatever its size; a topic has an average only where several show it in full and none is too large.

    Make averages ONCE a year: two of them, of which one has an enterprise more, tell that enterprise's figures. Where some of the year lie
    beside the new file already, none are made.
    """
    instrument = load_instrument(instrument_name)
    _check_first(out, instrument, period)
    averages = averages_of((_read(file, instrument, period) for file in publications), instrument, period=period)
    write_once(out, averages.to_json())
    most = max(figure.enterprises for figure in averages.figures)
    click.echo(f"{out}: averages of {len(averages.figures)} topics in {period}, of {most} enterprises at most.")


def _read(file: Path, instrument: Instrument, period: str) -> Publication:
    publication = read_publication(file, instrument)
    with blamed(file):
        check_closed_in(period, publication)
    return publication


def _check_first(out: Path, instrument: Instrument, period: str) -> None:
    """Raises Refusal where the year's averages are there already, or lie beside, made of whatever publications. Those that lie elsewhere
    nobody can find."""
    wanted = instrument.id, instrument.version, period
    for path in sorted(each for each in {out, *out.parent.glob("*")} if each.is_file()):
        with suppress(OSError, Refusal):  # what can't be read is no averages, and isn't replaced either
            found = _averages_in(path)
            if found is not None and (found.instrument, found.instrument_version, found.period) == wanted:
                break
    else:
        return
    raise Refusal(Fault("averages.made_already", file=str(path), details={"period": period}))


def _averages_in(path: Path) -> Averages | None:
    """The averages in a file that begins like one; None for another. Raises Refusal for damaged ones."""
    with path.open("rb") as file:
        head = file.read(len(_HEAD))
        return Averages.from_json(head + file.read()) if head == _HEAD else None
