"""A directory or file of results that appears whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from must.core.common.refusals import Fault, Refusal

_ENDINGS: Final = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the program; an interrupt from the keyboard is an exception already."""

_WORK: Final = re.compile(r"\.must-[0-9a-f]{16}")
"""The name of a directory that isn't whole yet."""


@contextmanager
def whole_directory(out: Path) -> Iterator[Path]:
    """A directory to write into, which becomes `out` when the block ends well. When it doesn't, nothing is left of it.

    Until then the directory lies beside `out` under a hidden name. Parents of `out` are made as needed. A block that is ended by a signal
    cleans up as well; what a run has left that was killed beyond that, the next one beside it removes.
    Raises Refusal when `out` is the current directory, when it is there already and isn't an empty one, and when it can't be written.
    """
    target = Path(os.path.realpath(out))
    if target == Path.cwd():  # it would be replaced, and whoever stands in it left nowhere
        raise Refusal(Fault("output.current", file=str(out)))
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise Refusal(Fault("output.exists", file=str(out)))
    base = next(parent for parent in target.parents if os.path.lexists(parent))
    work = base / f".must-{secrets.token_hex(8)}"
    made: list[Path] = []
    holding = -1
    heeded = [number for number in _ENDINGS if signal.getsignal(number) is not signal.SIG_IGN]  # nohup has one ignored
    with _signals(_end, *heeded):
        try:
            with _locked(base):
                _remove_leftovers(base)
                work.mkdir()
                holding = _lock(work)
            yield work
            _sync(work)
            _make_parents(target, made)
            work.rename(target)
        except BaseException as error:  # an interrupt and an ending leave nothing behind either
            with _signals(signal.SIG_IGN, signal.SIGINT, *_ENDINGS):
                shutil.rmtree(work, ignore_errors=True)
                for parent in reversed(made):
                    with suppress(OSError):  # somebody else has put something into it
                        parent.rmdir()
            if isinstance(error, OSError) and _is_about(error, work, target):
                details = {"reason": error.strerror or type(error).__name__}
                raise Refusal(Fault("output.unwritable", file=str(out), details=details)) from error
            raise
        finally:
            if holding != -1:
                os.close(holding)
    _sync_one(target.parent)


def write_once(out: Path, text: str) -> None:
    """Have a new file with this text. Raises Refusal when something is there already, and OSError when it can't be written."""
    work = out.with_name(f".must-{secrets.token_hex(8)}")
    try:
        work.write_text(text, "utf-8")
        _sync_one(work)
        os.link(work, out)  # unlike a rename, it never replaces anything
    except FileExistsError as error:
        raise Refusal(Fault("output.exists", file=str(out))) from error
    finally:
        work.unlink(missing_ok=True)
    _sync_one(out.parent)


def _remove_leftovers(base: Path) -> None:
    """Remove what killed runs of ours have left in `base`. A run that lives has its directory locked."""
    for path in base.iterdir():
        if _WORK.fullmatch(path.name) and path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.geteuid():
            with suppress(OSError):  # somebody is at it, or it can't be removed: then it isn't in our way either
                descriptor = _lock(path)
                try:
                    shutil.rmtree(path)
                finally:
                    os.close(descriptor)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Nobody else begins in that directory meanwhile, so that none is taken for a leftover before it has locked its own."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(directory: Path) -> int:
    """Lock a directory for as long as the descriptor is open, or the process lives. Raises BlockingIOError where another has it locked."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_about(error: OSError, work: Path, target: Path) -> bool:
    """Whether what the system refused was to write the results. A full disk names no file; what couldn't be read is named."""
    if error.filename is None:
        return True
    named = Path(str(error.filename))
    return named.is_relative_to(work) or named in target.parents


def _make_parents(target: Path, made: list[Path]) -> None:
    for parent in reversed(target.parents):
        if not parent.is_dir():
            parent.mkdir()
            made.append(parent)


def _sync(directory: Path) -> None:
    """Have everything in the directory on the disk before it gets its name."""
    for place, _, files in os.walk(directory):
        for file in files:
            _sync_one(Path(place, file))
        _sync_one(Path(place))


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers, *signals: signal.Signals) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
