"""`must averages`: the average enterprise of a period, from the publications of all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from must.cli.output import write_once
from must.cli.publications import read_publication
from must.core.disclosure.averages import averages_of
from must.core.instrument.loader import load_instrument

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("averages")
@click.argument("publications", metavar="PUBLICATION.json...", type=_FILE, nargs=-1, required=True)
@click.option("--period", required=True, help="A year, such as 2026, or a month of it, such as 2026-03.")
@click.option("--instrument", "instrument_name", metavar="NAME|DIR", required=True, help="A packaged instrument, or a directory.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new file to write to.")
def command(publications: Sequence[Path], *, period: str, instrument_name: str, out: Path) -> None:
    """The averages across enterprises that reports are compared with.

    Takes the publications of all enterprises of a period at once, one of each. Every enterprise counts once, whatever its size; a topic has
    an average only where several show it in full and none is too large.

    Give out averages ONCE a period: two of them, of which one has an enterprise more, tell that enterprise's figures.
    """
    instrument = load_instrument(instrument_name)
    averages = averages_of((read_publication(file, instrument) for file in publications), instrument, period=period)
    write_once(out, averages.to_json())
    most = max(figure.enterprises for figure in averages.figures)
    click.echo(f"{out}: averages of {len(averages.figures)} topics in {period}, of {most} enterprises at most.")
