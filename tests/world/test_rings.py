"""Each process has its own ring; the operator's opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from must.crypto.errors import NoKey
from must.crypto.rings import KeyRing
from must.world.rings import OTHER_ZONES, make_rings

COLLECTION = ("web", "mailer", "worker")


def test_no_two_processes_share_a_key(tmp_path: Path) -> None:
    make_rings(tmp_path)
    assert len({KeyRing(tmp_path / name).public_key.raw for name in (*COLLECTION, *OTHER_ZONES)}) == 5


def test_the_operator_seals_to_every_process_and_opens_nothing(tmp_path: Path) -> None:
    make_rings(tmp_path)
    operator = KeyRing(tmp_path / "operator")
    assert {operator.peer(name).raw for name in COLLECTION} == {KeyRing(tmp_path / name).public_key.raw for name in COLLECTION}
    with pytest.raises(NoKey):
        _ = operator.private_key


@pytest.mark.parametrize("zone", OTHER_ZONES)
def test_other_zones_know_no_key_of_collection(tmp_path: Path, zone: str) -> None:
    make_rings(tmp_path)
    for name in COLLECTION:
        with pytest.raises(NoKey):
            KeyRing(tmp_path / zone).peer(name)
