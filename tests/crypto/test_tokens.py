"""Words for ids: they lead back with the key alone, and whatever the mails' servers do to their case."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.crypto.contexts import context
from must.crypto.errors import NotAToken
from must.crypto.sealing import PrivateKey
from must.crypto.tokens import SIGNS, Tokens

OWN = PrivateKey.generate()
TOKENS = Tokens(OWN, context=context("test"))


@given(st.uuids())
def test_a_token_leads_back_to_its_id_in_any_case(id_: UUID) -> None:
    token = TOKENS.token(id_)
    assert re.fullmatch(SIGNS, token)
    assert TOKENS.read(token) == TOKENS.read(token.upper()) == id_


def test_a_token_says_nothing_without_the_key_and_belongs_to_its_purpose() -> None:
    id_ = uuid4()
    token = TOKENS.token(id_)
    assert Tokens(OWN, context=context("another")).token(id_) != token
    assert Tokens(PrivateKey.generate(), context=context("test")).read(token) != id_


@pytest.mark.parametrize("text", ["", "a" * 25, "a" * 27, "1" * 26, "ä" * 26, "a" * 25 + "\n", "a" * 25 + "="])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(NotAToken):
        TOKENS.read(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_a_guess_is_some_id_and_no_error(guess: str) -> None:
    assert isinstance(TOKENS.read(guess), UUID)
