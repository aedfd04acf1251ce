"""Key rings: private or refused, never overwritten, and gone when destroyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from must.crypto.errors import KeyExists, NoKey, RingRefused
from must.crypto.rings import KeyRing
from must.crypto.sealing import PrivateKey

ROUND = UUID(int=7)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    ring = KeyRing.create(tmp_path / "keys" / "web")
    ring.trust("mailer", PrivateKey.generate().public)
    ring.mint_round_key(ROUND)
    return tmp_path / "keys" / "web"


def test_a_ring_keeps_its_keys(directory: Path) -> None:
    first, again = KeyRing(directory), KeyRing(directory)
    assert first.private_key == again.private_key
    assert first.round_key(ROUND) == again.round_key(ROUND)
    assert first.peer("mailer") == again.peer("mailer")
    assert len(first.round_key(ROUND)) == 32


def test_everything_in_it_is_ours_alone(directory: Path) -> None:
    modes = {path.relative_to(directory).parts[0]: path.stat().st_mode & 0o777 for path in directory.iterdir()}
    assert modes == {"own.key": 0o600, "peers": 0o700, "rounds": 0o700}
    assert directory.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in directory.glob("*/*")} == {0o600}


LOOSE: dict[str, Callable[[Path], None]] = {
    "directory readable by the group": lambda ring: ring.chmod(0o750),
    "directory passable by all": lambda ring: ring.chmod(0o701),
    "key readable by the group": lambda ring: (ring / "own.key").chmod(0o640),
    "key readable by all": lambda ring: (ring / "own.key").chmod(0o604),
    "round key readable by all": lambda ring: (ring / "rounds" / f"{ROUND}.key").chmod(0o644),
    "rounds listable by all": lambda ring: (ring / "rounds").chmod(0o755),
    "peer writable by the group": lambda ring: (ring / "peers" / "mailer.pub").chmod(0o620),
    "another's directory": lambda ring: os.chown(ring, 12345, -1),
    "another's key": lambda ring: os.chown(ring / "own.key", 12345, -1),
    "a directory in place of a key": lambda ring: [(ring / "own.key").unlink(), os.mkfifo(ring / "own.key", 0o600)],
}


@pytest.mark.parametrize("loosen", LOOSE.values(), ids=LOOSE.keys())
def test_a_loose_ring_is_refused(directory: Path, loosen: Callable[[Path], None]) -> None:
    loosen(directory)
    with pytest.raises(RingRefused):
        KeyRing(directory)


@pytest.mark.parametrize("name", ["own.key", "rounds", f"rounds/{ROUND}.key", "peers/mailer.pub", "."])
def test_a_symbolic_link_is_refused(directory: Path, name: str, tmp_path: Path) -> None:
    (directory / name).resolve().rename(tmp_path / "elsewhere")
    directory.joinpath(name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RingRefused):
        KeyRing(directory)


def test_what_is_loosened_later_is_not_read(directory: Path) -> None:
    ring = KeyRing(directory)
    (directory / "own.key").chmod(0o644)
    with pytest.raises(RingRefused, match="chmod 0600"):
        _ = ring.private_key
    key = directory / "rounds" / f"{ROUND}.key"
    key.rename(directory / "moved")
    key.symlink_to(directory / "moved")
    with pytest.raises(RingRefused):
        ring.round_key(ROUND)


def test_no_ring_no_start(tmp_path: Path) -> None:
    with pytest.raises(RingRefused, match="isn't there"):
        KeyRing(tmp_path / "nothing")


def test_nothing_is_overwritten(directory: Path) -> None:
    ring = KeyRing(directory)
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
    with pytest.raises(KeyExists):
        ring.mint_round_key(ROUND)
    with pytest.raises(KeyExists):
        ring.trust("mailer", PrivateKey.generate().public)
    with pytest.raises(KeyExists):
        KeyRing.create(directory)
    assert {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()} == before


def test_of_many_who_mint_at_once_one_succeeds(directory: Path) -> None:
    ring, round_id = KeyRing(directory), uuid4()

    def mint_or_read(_: int) -> bytes:
        try:
            return ring.mint_round_key(round_id)
        except KeyExists:
            return ring.round_key(round_id)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(mint_or_read, range(32)))) == 1


def test_a_destroyed_key_is_overwritten_and_gone(directory: Path) -> None:
    ring = KeyRing(directory)
    key, path = ring.round_key(ROUND), directory / "rounds" / f"{ROUND}.key"
    os.link(path, directory / "rounds" / "witness")
    ring.destroy_round_key(ROUND)
    ring.destroy_round_key(ROUND)
    assert not path.exists()
    assert (directory / "rounds" / "witness").read_bytes() != key
    with pytest.raises(NoKey):
        ring.round_key(ROUND)


def test_a_ring_that_only_seals_has_no_key_of_its_own(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "operator", own=False)
    with pytest.raises(NoKey):
        _ = ring.private_key
    with pytest.raises(NoKey):
        ring.peer("worker")


def test_a_damaged_round_key_is_refused(directory: Path) -> None:
    (directory / "rounds" / f"{ROUND}.key").write_bytes(b"short")
    with pytest.raises(RingRefused, match="damaged"):
        KeyRing(directory).round_key(ROUND)


@pytest.mark.parametrize("name", ["", "../own", "a/b", "A", "a.b"])
def test_a_peers_name_is_a_plain_word(directory: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        KeyRing(directory).peer(name)
