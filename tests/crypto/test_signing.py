"""Signatures and derived keys: made for one key, one statement and one purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from must.crypto.contexts import context
from must.crypto.derivation import derived_key
from must.crypto.errors import BadKey, KeyExists, NoKey, NotSigned
from must.crypto.rings import KeyRing
from must.crypto.sealing import PrivateKey
from must.crypto.signing import SigningKey, VerifyKey

OWN = PrivateKey.generate()
STATEMENT = context("publication", document=b"figures")


def test_what_was_signed_is_accepted_and_nothing_else() -> None:
    signer = SigningKey.of(OWN)
    signature = signer.sign(STATEMENT)
    signer.public.check(signature, STATEMENT)
    VerifyKey(signer.public.raw).check(signature, STATEMENT)
    for wrong in (STATEMENT + b"x", STATEMENT[:-1], context("publication", document=b"Figures"), b""):
        with pytest.raises(NotSigned):
            signer.public.check(signature, wrong)
    for wrong in (b"", signature[:-1], signature + b"x", signature[1:], b"\x22" + signature[1:], bytes(len(signature))):
        with pytest.raises(NotSigned):
            signer.public.check(wrong, STATEMENT)


def test_another_ring_signs_nothing_in_this_ones_name() -> None:
    with pytest.raises(NotSigned):
        SigningKey.of(OWN).public.check(SigningKey.of(PrivateKey.generate()).sign(STATEMENT), STATEMENT)


def test_a_process_has_one_signing_key_and_it_is_not_shown() -> None:
    assert SigningKey.of(OWN) == SigningKey.of(PrivateKey(OWN.raw))
    assert "_key" not in repr(SigningKey.of(OWN))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x21", bytes(33), b"\x21" + bytes(31), b"\x22" + SigningKey.of(OWN).public.raw[1:]],
    ids=["nothing", "a version alone", "no version", "too short", "another version"],
)
def test_what_is_no_key_is_refused(raw: bytes) -> None:
    with pytest.raises(BadKey):
        VerifyKey(raw)


def test_a_ring_knows_whose_signatures_it_checks(tmp_path: Path) -> None:
    worker, operator = KeyRing.create(tmp_path / "worker"), KeyRing.create(tmp_path / "operator", own=False)
    with pytest.raises(NoKey):
        operator.signer("worker")
    operator.trust_signer("worker", worker.signing_key.public)
    KeyRing(tmp_path / "operator").signer("worker").check(worker.signing_key.sign(STATEMENT), STATEMENT)
    with pytest.raises(KeyExists):
        operator.trust_signer("worker", worker.signing_key.public)
    with pytest.raises(NoKey):
        _ = operator.signing_key


def test_a_derived_key_is_of_one_secret_and_one_purpose() -> None:
    first, other = context("first", round=b"1"), context("first", round=b"2")
    keys = [derived_key(secret, context=purpose) for secret in (b"s" * 32, b"t" * 32) for purpose in (first, other)]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}
    assert derived_key(b"s" * 32, context=first) == keys[0]
