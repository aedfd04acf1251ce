"""Publications and averages that a command is given as files: whatever is wrong with one is told with its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from must.core.common.refusals import Refusal
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.shown import check_made_with
from must.core.instrument.model import Instrument


@contextmanager
def blamed(file: Path) -> Iterator[None]:
    """A refusal inside whose faults name no file is this one's."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(replace(fault, file=fault.file or str(file)) for fault in refusal.faults) from refusal


def read_publication(file: Path, instrument: Instrument | None = None) -> Publication:
    """A publication, as strictly as `Publication.from_json`. With an instrument, refused too where it was made with another."""
    with blamed(file):
        publication = Publication.from_json(file.read_bytes())
        if instrument is not None:
            check_made_with(instrument, publication)
    return publication


def read_averages(file: Path, instrument: Instrument) -> Averages:
    """Averages of a year. Raises Refusal where they were made with another instrument."""
    with blamed(file):
        averages = Averages.from_json(file.read_bytes())
        averages.check_made_with(instrument)
    return averages
