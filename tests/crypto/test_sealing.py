"""Sealing and envelopes: what was closed opens with its own key under its own context, and in no other way."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.crypto.contexts import context
from must.crypto.envelope import lock, new_key, unlock, unwrap, wrap
from must.crypto.errors import BadKey, CannotOpen
from must.crypto.padding import padded, unpadded
from must.crypto.sealing import OVERHEAD, PrivateKey, PublicKey

KEY, OTHER = PrivateKey.generate(), PrivateKey.generate()
LOCK, OTHER_LOCK = new_key(), new_key()
HERE, THERE = context("test", round="one"), context("test", round="two")

texts = st.binary(max_size=2000)
parts = st.dictionaries(st.sampled_from(["round", "response", "cell"]), st.one_of(st.text(), st.binary(), st.uuids()))


def every_damage(ciphertext: bytes) -> list[bytes]:
    """Cut at each length, one bit turned in each byte, and something added."""
    cut = [ciphertext[:length] for length in range(len(ciphertext))]
    turned = [ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :] for at in range(len(ciphertext))]
    return [*cut, *turned, ciphertext + b"\0"]


@given(texts)
@pytest.mark.promise("P22")
def test_what_is_sealed_opens(plaintext: bytes) -> None:
    sealed = KEY.public.seal(plaintext, context=HERE)
    assert KEY.open(sealed, context=HERE) == plaintext
    assert len(sealed) == len(plaintext) + OVERHEAD
    assert sealed != KEY.public.seal(plaintext, context=HERE)


@pytest.mark.promise("P22")
def test_sealed_for_one_key_and_context_opens_with_no_other() -> None:
    sealed = KEY.public.seal(b"an answer", context=HERE)
    for key, where in ((OTHER, HERE), (KEY, THERE), (KEY, b"")):
        with pytest.raises(CannotOpen):
            key.open(sealed, context=where)


def test_sealed_and_damaged_never_opens() -> None:
    for damaged in every_damage(KEY.public.seal(b"an answer", context=HERE)):
        with pytest.raises(CannotOpen):
            KEY.open(damaged, context=HERE)


def test_keys_survive_storage_and_others_are_refused() -> None:
    private, public = PrivateKey(KEY.raw), PublicKey(KEY.public.raw)
    assert private.open(public.seal(b"kept", context=HERE), context=HERE) == b"kept"
    assert private.public == public == KEY.public
    for wrong in (b"", KEY.raw[:-1], b"\x02" + KEY.raw[1:], KEY.raw + b"\0", KEY.public.raw):
        with pytest.raises(BadKey):
            PrivateKey(wrong)
    for wrong in (b"", KEY.public.raw[1:], KEY.public.raw[:-1], b"\x02" + KEY.public.raw[1:], b"\x01" + b"\xff" * 1216):
        with pytest.raises(BadKey):
            PublicKey(wrong)


def test_a_private_key_does_not_show_itself() -> None:
    assert KEY.raw.hex() not in repr(KEY)
    assert str(KEY.raw) not in repr(KEY)


@given(texts)
@pytest.mark.parametrize(("close", "reopen"), [(lock, unlock), (wrap, unwrap)])
def test_locked_and_wrapped_open_with_their_key_and_context_alone(close, reopen, plaintext: bytes) -> None:  # type: ignore[no-untyped-def]
    closed = close(plaintext, LOCK, context=HERE)
    assert reopen(closed, LOCK, context=HERE) == plaintext
    for key, where in ((OTHER_LOCK, HERE), (LOCK, THERE)):
        with pytest.raises(CannotOpen):
            reopen(closed, key, context=where)


@pytest.mark.parametrize(("close", "reopen"), [(lock, unlock), (wrap, unwrap)])
def test_locked_and_wrapped_never_open_damaged(close, reopen) -> None:  # type: ignore[no-untyped-def]
    for damaged in every_damage(close(b"an answer", LOCK, context=HERE)):
        with pytest.raises(CannotOpen):
            reopen(damaged, LOCK, context=HERE)


def test_an_envelopes_parts_cannot_be_exchanged() -> None:
    first, second = (wrap(text, LOCK, context=HERE) for text in (b"first", b"second"))
    wrapped = len(first) - len(lock(b"first", LOCK, context=HERE))
    with pytest.raises(CannotOpen):
        unwrap(first[:wrapped] + second[wrapped:], LOCK, context=HERE)


@given(parts, parts)
def test_different_contexts_have_different_bytes(first: dict[str, str | bytes | UUID], second: dict[str, str | bytes | UUID]) -> None:
    assert (context("test", **first) == context("test", **second)) == (first == second)
    assert context("test", **first) != context("other", **first)


def test_a_part_cannot_pretend_to_be_another() -> None:
    number = UUID(int=1)
    assert len({context("a", b=kind) for kind in (number, number.bytes, "x", b"x", "")}) == 5
    assert context("a", b="c", d="e") != context("a", b="cd", e="")


@given(st.binary(max_size=99))
def test_padding_has_one_length_and_comes_off(content: bytes) -> None:
    assert len(padded(content, 100)) == 100
    assert unpadded(padded(content, 100)) == content


def test_padding_refuses_what_does_not_fit_or_was_never_padded() -> None:
    with pytest.raises(ValueError, match="fit"):
        padded(b"x" * 100, 100)
    for content in (b"", b"\0" * 10, b"abc", b"abc\0"):
        with pytest.raises(CannotOpen):
            unpadded(content)
