"""A directory that appears whole or not at all, also where several processes make the same one and any of them is killed."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def claimed(target: Path) -> Iterator[Path]:
    """An empty directory beside `target` that nobody else has meanwhile; `put` gives it its name.

    Whoever else wants to make `target` waits until this block ends. What somebody left who was killed is emptied and used again, so that
    nothing is left once `target` has been made; whatever else bears one of our hidden names is removed, else `target` could never be made.
    A link is removed itself, and what it leads to left alone. The directory above must be there.
    """
    making = _making(target)
    descriptor = _lock(making)
    try:
        with suppress(OSError):  # it is in nobody's way unless `target` is made anew
            _remove(_outdated(target))
        for path in making.iterdir():
            _remove(path)
        yield making
    finally:
        with suppress(OSError):  # it got its name, or something was written into it before the block failed
            making.rmdir()
        os.close(descriptor)


def put(target: Path) -> None:
    """Have what was made inside `claimed` take the place of `target`, whatever is there already."""
    outdated = _outdated(target)
    with suppress(FileNotFoundError):
        target.rename(outdated)
    _making(target).rename(target)
    shutil.rmtree(outdated, ignore_errors=True)


def _making(target: Path) -> Path:
    return target.with_name(f".making-{target.name}")


def _outdated(target: Path) -> Path:
    return target.with_name(f".outdated-{target.name}")


def _lock(directory: Path) -> int:
    """Make a directory unless it is there, and lock it. It may get its name while we wait: then it is another one that we want."""
    while True:
        if directory.is_symlink() or not directory.is_dir():
            with suppress(IsADirectoryError):  # somebody else has just made it
                directory.unlink(missing_ok=True)
        with suppress(FileNotFoundError, FileExistsError, NotADirectoryError):  # somebody else has removed or put something there
            directory.mkdir(exist_ok=True)
            descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is(descriptor, directory):
                return descriptor
            os.close(descriptor)


def _is(descriptor: int, directory: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), directory.lstat())
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or write it anew: nobody ever sees half of it. What somebody left who was killed is gone afterwards."""
    with claimed(path) as directory:
        making = directory / path.name
        making.write_bytes(content)
        making.replace(path)


def is_about_one(error: OSError, directory: Path) -> bool:
    """Whether an error concerns what couldn't be written alone, and not all that is to be written into the directory.

    A disk that has no room for one report may have some for less, so that is never about one.
    """
    if error.errno in _NO_ROOM:
        return False
    try:
        with TemporaryFile(dir=directory) as file:
            file.write(b"\0")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
