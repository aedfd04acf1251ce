"""Reading a large answer file, every value checked, beside the csv module that checks nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from benchmarks.measuring import Measurement, timed
from benchmarks.survey import answer_file, answers, instrument, tree
from must.core.scoring.answer_file import read_answers
from must.core.scoring.answers import Answers


def measure() -> Iterator[Measurement]:
    content = answer_file()
    ours, read = timed(lambda: _read(content))
    peer, rows = timed(lambda: sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"), newline=""))))
    assert len(read) == rows - 1 == len(answers())
    assert (read.values == answers().values).all()
    what = f"read {len(read):,} rows × {len(read.items)} items ({len(content) / 1e6:.0f} MB)"
    yield Measurement(what, (("must: read_answers, every cell checked", ours), ("csv.reader, nothing checked or kept", peer)))


def _read(content: bytes) -> Answers:
    return read_answers(content, file="A.csv", instrument=instrument(), tree=tree())
