"""The certificate: by which version of the rules a publication was found safe, and a keyed digest of what it was made from.

The digest of the inputs has a key because a plain one would be an oracle: the respondents of a small hidden cell can have answered in so
few ways that whoever holds the rest and guesses them all would know which guess is right. Without the key nothing can be tried.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np

from must.core.common.refusals import Fault, Refusal
from must.core.common.strict_json import JsonObject
from must.core.disclosure.grid import Grid
from must.core.disclosure.rules import SMALLEST_GROUP, Rules
from must.core.instrument.model import Instrument
from must.core.scoring.answers import Answers

SHORTEST_KEY: Final = 32
"""Bytes of a digest's key: as many as the digest has, so that nobody tries them all."""

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_OUTSIDE: Final = -1
_KEYS: Final = frozenset({"rules_version", "verdict", "smallest_group", "inputs", "seconds", "content"})


class Verdict(StrEnum):
    """safe: every set of people that can be worked out from the publication passed the audit, and its associations what `associating` asks.
    There is no other: what fails isn't built."""

    SAFE = "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is vouched for. Raises ValueError for anything that the audit couldn't have said.

    rules_version: version of the rules; the publication has their id. inputs: `inputs_digest`; None where there was no key.
    smallest_group: of no set of fewer people can anything be worked out from the publication.
    seconds: from the answers to the audited publication, to a tenth; None where nobody took the time.
    """

    rules_version: str
    verdict: Verdict
    smallest_group: int
    inputs: str | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        timed = self.seconds is None or (math.isfinite(self.seconds) and self.seconds >= 0)
        if (
            not self.rules_version
            or self.smallest_group < SMALLEST_GROUP
            or not timed
            or not (self.inputs is None or _DIGEST.fullmatch(self.inputs))
        ):
            raise ValueError("no certificate says that")

    def document(self) -> Mapping[str, object]:
        """Without the digest of the content, which whoever writes the content adds."""
        return {
            "rules_version": self.rules_version,
            "verdict": self.verdict,
            "smallest_group": self.smallest_group,
            "inputs": self.inputs,
            "seconds": self.seconds,
        }

    @classmethod
    def read(cls, value: object, where: str) -> tuple[Certificate, str]:
        """The certificate and the digest of the content beside it. Raises Refusal for anything that isn't one."""
        entry = JsonObject.of(value, where, _KEYS)
        certificate = cls(
            rules_version=entry.text("rules_version"),
            verdict=entry.choice("verdict", Verdict),
            smallest_group=_read_group(entry, "smallest_group"),
            inputs=entry.maybe("inputs", lambda key: _read_digest(entry, key)),
            seconds=entry.maybe("seconds", lambda key: _read_seconds(entry, key)),
        )
        return certificate, _read_digest(entry, "content")


def content_digest(text: str) -> str:
    """SHA-256 of the published text, in hex. It covers only what everybody may read, so it tells nothing."""
    return hashlib.sha256(text.encode()).hexdigest()


def certify(rules: Rules, verdict: Verdict, *, inputs: str | None, seconds: float | None) -> Certificate:
    """The certificate of what the audit found. seconds: as measured; a tenth is as fine as anybody needs to know."""
    tenths = None if seconds is None else round(seconds, 1)
    return Certificate(rules_version=rules.version, verdict=verdict, smallest_group=rules.ordinary.mean, inputs=inputs, seconds=tenths)


def read_digest_key(content: bytes, *, file: str) -> bytes:
    """The key in a file: its bytes, as they are. Raises Refusal `certificate.short_key`."""
    if len(content) < SHORTEST_KEY:
        raise Refusal(Fault("certificate.short_key", file, details={"bytes": len(content), "least": SHORTEST_KEY}))
    return content


def inputs_digest(
    key: bytes,
    *,
    instrument: Instrument,
    form: str,
    round: str | None,
    closed: date | None,
    grid: Grid,
    answers: Answers,
    rules: Rules,
) -> str:
    """HMAC-SHA256, in hex, of all that a publication is made from; the arguments are those of `publish`.

    The same for the same inputs in whatever order respondents, places and columns stand, and whether respondents are placed by unit or by
    cell. Raises ValueError for a key shorter than `SHORTEST_KEY`.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"a digest's key has at least {SHORTEST_KEY} bytes")
    items = sorted(answers.items)
    surroundings = {
        "instrument": [instrument.id, instrument.version],
        "form": form,
        "round": round,
        "closed": closed and closed.isoformat(),
        "rules": asdict(rules),
        "nodes": [asdict(node) for node in grid.nodes],
        "items": items,
        "respondents": len(answers),
    }
    # JSON has no raw line break, so the rows begin at the first one; their number and length are known from before it.
    head = json.dumps(surroundings, ensure_ascii=True, sort_keys=True).encode() + b"\n"
    return hmac.new(key, head + _rows(items, grid, answers), hashlib.sha256).hexdigest()


def _rows(items: list[str], grid: Grid, answers: Answers) -> bytes:
    """Each respondent's cell (4 bytes) and values in the order of `items` (2 bytes each), in the order of their bytes."""
    number = {node.code: position for position, node in enumerate(grid.nodes)}
    cells = np.array([number.get(grid.cell_of.get(code, ""), _OUTSIDE) for code in answers.units], dtype=">i4")
    columns = [answers.items.index(item) for item in items]
    placed = np.ascontiguousarray(cells[answers.unit]).view(np.uint8).reshape(len(answers), 4)
    values = np.ascontiguousarray(answers.values[:, columns].astype(">i2")).view(np.uint8).reshape(len(answers), 2 * len(items))
    packed = np.ascontiguousarray(np.hstack([placed, values]))
    return np.sort(packed.view(f"S{packed.shape[1]}").ravel()).tobytes()


def _read_digest(entry: JsonObject, key: str) -> str:
    if not _DIGEST.fullmatch(entry.text(key)):
        raise entry.wrong(key)
    return entry.text(key)


def _read_group(entry: JsonObject, key: str) -> int:
    if entry.whole(key) < SMALLEST_GROUP:
        raise entry.wrong(key)
    return entry.whole(key)


def _read_seconds(entry: JsonObject, key: str) -> float:
    if entry.number(key) < 0:
        raise entry.wrong(key)
    return entry.number(key)
