"""Each process has its own ring; the operator's opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from must.crypto.errors import NoKey
from must.crypto.rings import KeyRing
from must.world.rings import COLLECTION, OTHER_ZONES, make_rings


def test_rings_know_their_peers_and_share_no_key(tmp_path: Path) -> None:
    make_rings(tmp_path)
    own = {name: KeyRing(tmp_path / name).public_key.raw for name in (*COLLECTION, *OTHER_ZONES)}
    assert len(set(own.values())) == 5
    for holder in (*COLLECTION, "operator"):
        assert {peer: KeyRing(tmp_path / holder).peer(peer).raw for peer in COLLECTION} == {peer: own[peer] for peer in COLLECTION}


def test_the_operator_only_seals(tmp_path: Path) -> None:
    make_rings(tmp_path)
    with pytest.raises(NoKey):
        _ = KeyRing(tmp_path / "operator").private_key


@pytest.mark.parametrize("zone", OTHER_ZONES)
def test_other_zones_know_no_key_of_collection(tmp_path: Path, zone: str) -> None:
    make_rings(tmp_path)
    with pytest.raises(NoKey):
        KeyRing(tmp_path / zone).peer("worker")
