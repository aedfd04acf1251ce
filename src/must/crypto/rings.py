"""Key rings: the keys of one process, as files that nobody else may read.

    <ring>/own.key            this process's private key (not in an operator's ring, which only seals)
    <ring>/peers/<name>.pub   public keys of the processes that it seals to
    <ring>/peers/<name>.sig   public keys of the processes whose signatures it checks
    <ring>/rounds/<id>.key    this process's secret of one round

Directories are 0700 and files 0600, all ours, none a symbolic link; anything looser stops the program. Destroying a key overwrites its file
before removing it; a copying or journaling disk may keep the old bytes all the same, so rings belong on a disk that is itself encrypted.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import UUID

from must.crypto.envelope import KEY, new_key
from must.crypto.errors import KeyExists, NoKey, RingRefused
from must.crypto.sealing import PrivateKey, PublicKey
from must.crypto.signing import SigningKey, VerifyKey

_OWN = "own.key"
_PEER_NAME = re.compile(r"[a-z]{1,20}")


class KeyRing:
    """A process's keys. Raises RingRefused when the directory isn't private."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        if not os.path.lexists(directory):
            raise RingRefused(f"{directory} isn't there")
        _check(directory)
        for path in _below(directory):
            with suppress(FileNotFoundError):  # another thread's new key, gone under its unfinished name
                _check(path)

    def __repr__(self) -> str:
        return f"KeyRing({str(self._directory)!r})"

    @classmethod
    def create(cls, directory: Path, *, own: bool = True) -> KeyRing:
        """Make a new ring, with a key pair of its own unless it shall only seal. Raises KeyExists when the directory is there already."""
        try:
            directory.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            raise KeyExists(str(directory)) from None
        (directory / "peers").mkdir(mode=0o700)
        (directory / "rounds").mkdir(mode=0o700)
        if own:
            _write_new(directory / _OWN, PrivateKey.generate().raw)
        return cls(directory)

    @cached_property
    def private_key(self) -> PrivateKey:
        """This process's own key. Raises NoKey in a ring that only seals."""
        return PrivateKey(_read(self._directory / _OWN))

    @property
    def public_key(self) -> PublicKey:
        return self.private_key.public

    @property
    def signing_key(self) -> SigningKey:
        """This process's own, derived from its private key. Raises NoKey in a ring that only seals."""
        return SigningKey.of(self.private_key)

    def trust(self, name: str, key: PublicKey) -> None:
        """Note a peer's public key. Raises KeyExists: a peer's key is never replaced in silence."""
        _write_new(self._peer_file(name, "pub"), key.raw)

    def peer(self, name: str) -> PublicKey:
        """A peer's public key. Raises NoKey."""
        return PublicKey(_read(self._peer_file(name, "pub")))

    def trust_signer(self, name: str, key: VerifyKey) -> None:
        """Note the key that checks a peer's signatures. Raises KeyExists."""
        _write_new(self._peer_file(name, "sig"), key.raw)

    def signer(self, name: str) -> VerifyKey:
        """The key that checks a peer's signatures. Raises NoKey."""
        return VerifyKey(_read(self._peer_file(name, "sig")))

    def mint_round_key(self, round_id: UUID) -> bytes:
        """Make and keep this process's secret of a round, 32 bytes. It is on the disk when this returns. Raises KeyExists."""
        key = new_key()
        _write_new(self._round_file(round_id), key)
        return key

    def round_key(self, round_id: UUID) -> bytes:
        """This process's secret of a round. Raises NoKey when it was never minted here or was destroyed."""
        key = _read(self._round_file(round_id))
        if len(key) != KEY:
            raise RingRefused(f"{self._round_file(round_id)} is damaged")
        return key

    def destroy_round_key(self, round_id: UUID) -> None:
        """Overwrite and remove the secret. Doing it again changes nothing."""
        path = self._round_file(round_id)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(os.fstat(descriptor).st_size))
            file.flush()
            os.fsync(descriptor)
        path.unlink()
        _sync(path.parent)

    def _round_file(self, round_id: UUID) -> Path:
        return self._directory / "rounds" / f"{round_id}.key"

    def _peer_file(self, name: str, kind: str) -> Path:
        if not _PEER_NAME.fullmatch(name):
            raise ValueError(f"not a peer's name: {name!r}")
        return self._directory / "peers" / f"{name}.{kind}"


def _below(directory: Path) -> Iterator[Path]:
    for part in (_OWN, "peers", "rounds"):
        path = directory / part
        if os.path.lexists(path):
            yield path
            if stat.S_ISDIR(path.lstat().st_mode):
                yield from path.iterdir()


def _check(path: Path) -> None:
    """Raises RingRefused unless `path` is a directory or plain file of ours that nobody else may touch."""
    _check_stat(path, path.lstat())


def _check_stat(path: Path, found: os.stat_result) -> None:
    expected = {stat.S_IFDIR: 0o700, stat.S_IFREG: 0o600}.get(stat.S_IFMT(found.st_mode))
    if expected is None:
        raise RingRefused(f"{path} is neither a directory nor a plain file")
    if found.st_uid != os.geteuid():
        raise RingRefused(f"{path} belongs to another user: chown it to the one that runs this process")
    if stat.S_IMODE(found.st_mode) != expected:
        raise RingRefused(f"{path} has mode {stat.S_IMODE(found.st_mode):04o}: chmod {expected:04o} it")


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NoKey(path.name) from None
    except OSError as error:
        raise RingRefused(f"{path} can't be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        _check_stat(path, os.fstat(descriptor))
        return file.read()


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that wasn't there, whole and on the disk, or raise KeyExists. A reader never sees half of it."""
    part = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(part, path)  # unlike a rename, it fails where the name is taken
    except FileExistsError:
        raise KeyExists(path.name) from None
    finally:
        part.unlink()
    _sync(path.parent)


def _sync(directory: Path) -> None:
    """Make a directory's changed entries last through a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
