"""`make fuzz SECONDS=60`: staff files mutated at random, for an agreed time. Each must be read or refused; nothing else may happen.

Mutated are the real files in tests/data/staff: their bytes, the members of workbooks, the XML inside those, and lines and cells of text
files. Beside a crash, it is a find when a fault repeats an e-mail address or eleven digits of the file, when a file that was read has no
people, and when one takes longer than anybody would wait. Every find is kept in var/fuzz with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from must.collection.adapters.staff_files import PLAINLY
from must.core.common.refusals import Refusal

SEEDS: Final = Path("tests/data/staff")
FINDS: Final = Path("var/fuzz")
PATIENCE: Final = 20.0
"""Seconds of CPU for one file of a few kilobytes."""

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
LONG_NUMBER = re.compile(r"\d{11}")
_XML_TOKEN = re.compile(rb'<[^<>]*>|"[^"]*"|\d+')
_XML_VALUE = re.compile(rb'(?<==")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)')

WORDS: Final = (
    b"", b"0", b"-1", b"1", b"1048577", b"99999999999999999999", b"1e400", b"nan", b"true", b"hidden", b"A1", b"XFD1048576", b"A0",
    b"s", b"e", b"d", b"b", b"str", b"inlineStr", b"2026-02-30", b"#REF!", b"kari@enheten.example", b"01017012345", b"&lt;", b"&x;",
    b"<f/>", b"<!DOCTYPE x>", b"<x>", b"</x>", b"<row/>", b'<c t="s"><v>9</v></c>', b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe5",
    "\u200b".encode(), b'"', b'""', b";", b",", b"\t", b"\r", b"\n", b"\0", b"sep=;\n", b"=1+1", b"@x", b"E-post", b"Kode",
    b"Avdelingskode", b"Fornavn", b"-", b" ", b"_x000D_", b"veryHidden", b"/", b"../../x", b"yyyy-mm-dd", b"0%",
)  # fmt: skip
"""What breaks readers, put in at random."""


PLAIN: Final = tuple(word for word in WORDS if word.isascii() and not set(word) & set(b'<>&"\0'))
"""Those that break no XML."""


class Find(Exception):
    """Something that should not have happened."""


def mutated(files: Sequence[bytes], seed: int) -> bytes:
    """One of the files, changed a few times; always the same for a seed."""
    random = Random(seed)  # noqa: S311 (no secret)
    content = random.choice(files)
    if content.startswith(b"PK") and random.random() < 0.8:
        return _mutate_archive(content, random)
    for _ in range(_few(random)):
        content = random.choice(CHANGES)(content, random)
    return content


def _few(random: Random) -> int:
    """Mostly one change: where one is refused, others aren't looked at."""
    return 1 + min(int(random.expovariate(1)), 8)


def _flip(content: bytes, random: Random) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    start, end = sorted(random.randint(0, len(content)) for _ in range(2))
    return content[:start] + content[end:] if random.random() < 0.5 else content[:end]


def _repeat(content: bytes, random: Random) -> bytes:
    start, end = sorted(random.randint(0, len(content)) for _ in range(2))
    return content[:end] + content[start : min(end, start + 2000)] * random.randint(1, 3) + content[end:]


def _put_in(content: bytes, random: Random) -> bytes:
    place = random.randint(0, len(content))
    return content[:place] + random.choice(WORDS) + content[place:]


def _swap_lines(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    random.shuffle(lines)
    return b"".join(lines)


def _change_cell(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    row = random.randrange(len(lines))
    cells = lines[row].split(b";")
    cells[random.randrange(len(cells))] = random.choice(WORDS)
    lines[row] = b";".join(cells)
    return b"\n".join(lines)


def _change_encoding(content: bytes, random: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(random.choice(["cp1252", "utf-16", "utf-16-be", "utf-8-sig", "cp850"]), "replace")


def _change_token(content: bytes, random: Random) -> bytes:
    """Change one tag, attribute or number of XML."""
    tokens = list(_XML_TOKEN.finditer(content))
    if not tokens:
        return _put_in(content, random)
    token = random.choice(tokens)
    word = random.choice([random.choice(WORDS), b'"' + random.choice(WORDS) + b'"', random.choice(tokens).group() * random.randint(0, 3)])
    return content[: token.start()] + word + content[token.end() :]


def _change_value(content: bytes, random: Random) -> bytes:
    """Change what an attribute or an element holds, so that the XML stays well formed."""
    values = list(_XML_VALUE.finditer(content))
    if not values:
        return _change_token(content, random)
    value = random.choice(values)
    word = random.choice([random.choice(PLAIN), random.choice(values).group(), b"%d" % random.randint(-2, 40)])
    return content[: value.start()] + word + content[value.end() :]


Change = Callable[[bytes, Random], bytes]
CHANGES: Final[Sequence[Change]] = (*[_change_cell] * 6, _put_in, _put_in, _swap_lines, _flip, _cut, _repeat, _change_encoding)
XML_CHANGES: Final[Sequence[Change]] = (*[_change_value] * 12, _change_token, _change_token, _flip, _cut, _repeat, _put_in)


def _mutate_archive(content: bytes, random: Random) -> bytes:
    """Change members of a workbook and pack it again; where that can't be, change its bytes."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, RuntimeError):
        return _flip(content, random)
    for _ in range(_few(random)):
        members = _mutate_members(members, random)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    packed = file.getvalue()
    return _flip(packed, random) if random.random() < 0.1 else packed


def _mutate_members(members: Mapping[str, bytes], random: Random) -> dict[str, bytes]:
    changed = dict(members)
    sheets = [name for name in changed if "sheet" in name.lower() and name.endswith(".xml")]
    name = random.choice(sheets if sheets and random.random() < 0.6 else list(changed) or ["x"])
    match random.randrange(40):
        case 0:
            changed.pop(name, None)
        case 1:
            changed[random.choice(["xl/vbaProject.bin", "xl/x.zip", "xl/worksheets/sheet9.xml", "mimetype", name.upper()])] = b"PK\x03\x04"
        case 2:
            changed[random.choice(list(changed) or ["y"])] = changed.get(name, b"")
        case _:
            changed[name] = random.choice(XML_CHANGES)(changed.get(name, b""), random)
    return changed


def look(content: bytes) -> str:
    """Read a file; how that ended: "read", or the codes of its faults. Raises Find, or whatever the reader raised."""
    started = time.process_time()
    try:
        staff = PLAINLY.read(content, file="ansatte.xlsx", enterprise="Direktoratet")
        if not staff.people:
            raise Find("a file without people was read")
        return "read"
    except Refusal as refusal:
        words = " ".join(map(str, refusal.faults))
        if ADDRESS.search(words) or LONG_NUMBER.search(words):
            raise Find("a fault repeats an address or a long number") from None
        return ", ".join(sorted({fault.code for fault in refusal.faults}))
    finally:
        if time.process_time() - started > PATIENCE:
            raise Find(f"took longer than {PATIENCE:.0f} seconds")


def seeds() -> list[bytes]:
    """The real files, in an order that doesn't change."""
    return [path.read_bytes() for path in sorted(SEEDS.iterdir())]


def fuzz(seconds: float, first: int) -> tuple[Counter[str], int]:
    """Mutate and read until the time is over; how often each outcome came, and the number of finds."""
    files, outcomes, finds = seeds(), Counter[str](), 0
    ends, seed = time.monotonic() + seconds, first
    while not sum(outcomes.values()) + finds or time.monotonic() < ends:
        content = mutated(files, seed)
        try:
            outcomes[look(content)] += 1
        except Exception as error:  # whichever it is, it's a find
            finds += 1
            _keep(seed, content, error)
        seed += 1
    return outcomes, finds


def _keep(seed: int, content: bytes, error: Exception) -> None:
    FINDS.mkdir(parents=True, exist_ok=True)
    (FINDS / f"{seed}.bin").write_bytes(content)
    (FINDS / f"{seed}.txt").write_text("".join(traceback.format_exception(error)), "utf-8")
    print(f"seed {seed}: {type(error).__name__}; kept in {FINDS}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description="Mutates staff files for a time and reads each.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0, help="The first seed; each file has the next.")
    given = parser.parse_args()
    started = time.process_time()
    outcomes, finds = fuzz(given.seconds, given.seed)
    files = sum(outcomes.values()) + finds
    print(f"{files} files in {given.seconds:.0f} s ({files / given.seconds:.0f} a second, {time.process_time() - started:.0f} s of CPU)")
    print(f"{outcomes['read']} read; refused in {len(outcomes)} ways; {finds} finds")
    sys.exit(1 if finds else 0)


if __name__ == "__main__":
    main()
