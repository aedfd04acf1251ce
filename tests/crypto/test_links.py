"""Links and codes: typed as people type, and derived so that nothing leads back or sideways."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.crypto.errors import NotACode, NotALink
from must.crypto.links import ALPHABET, Code, Link, cookie_key, pepper_check, self_key, slot_ref, ticket_tag

ROUND, OTHER_ROUND = UUID(int=1), UUID(int=2)
PEPPER, OTHER_PEPPER = b"p" * 32, b"q" * 32

links = st.text(ALPHABET, min_size=25, max_size=25).map(Link)


@given(links)
def test_the_shown_form_is_read_back(link: Link) -> None:
    assert Link.parse(link.grouped) == link
    assert [len(group) for group in link.grouped.split("-")] == [5] * 5


@given(links, st.data())
def test_it_is_read_however_it_is_typed(link: Link, data: st.DataObject) -> None:
    typed = ""
    for character in link.characters:
        alike = {"0": "0oO", "1": "1iIlL"}.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(["", "", "", " ", "-", "\u2011", "\u00a0", "\n"])) + data.draw(st.sampled_from(alike))
    assert Link.parse(typed) == link


@pytest.mark.parametrize(
    "text", ["", "A" * 24, "A" * 26, "U" * 25, "ſ" * 25, "ı" * 25, "٠" * 25, "\0" + "A" * 25, "A" * 24 + "!", "Å" * 25]
)
def test_what_is_not_a_link_is_refused(text: str) -> None:
    with pytest.raises(NotALink) as caught:
        Link.parse(text)
    assert caught.value.args == ()


@pytest.mark.parametrize("text", ["", "A" * 9, "A" * 11, "UUUUU-UUUUU"])
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(NotACode):
        Code.parse(text)


def test_minted_secrets_have_their_length_and_differ() -> None:
    minted = {Link.mint() for _ in range(1000)}
    assert len(minted) == 1000
    assert {len(link.characters) for link in minted} == {25}
    assert {character for link in minted for character in link.characters} == set(ALPHABET)
    assert len(Code.mint().grouped) == 11


def test_a_secret_does_not_show_itself() -> None:
    link, code = Link.mint(), Code.mint()
    for secret in (link, code):
        assert secret.characters not in f"{secret!r} {secret}"


def test_every_derivation_depends_on_all_that_it_names() -> None:
    link, other = Link("0" * 25), Link("0" * 24 + "1")
    code, other_code = Code("0" * 10), Code("0" * 9 + "1")
    derived = [
        *(ticket_tag(which, round_id=where) for which in (link, other) for where in (ROUND, OTHER_ROUND)),
        *(
            slot_ref(which, pepper=pepper, round_id=where)
            for which in (link, other)
            for pepper in (PEPPER, OTHER_PEPPER)
            for where in (ROUND, OTHER_ROUND)
        ),
        self_key(link, code, pepper=PEPPER, round_id=ROUND),
        self_key(other, code, pepper=PEPPER, round_id=ROUND),
        self_key(link, other_code, pepper=PEPPER, round_id=ROUND),
        self_key(link, code, pepper=OTHER_PEPPER, round_id=ROUND),
        self_key(link, code, pepper=PEPPER, round_id=OTHER_ROUND),
        *(
            derive(pepper=pepper, round_id=where)
            for derive in (cookie_key, pepper_check)
            for pepper in (PEPPER, OTHER_PEPPER)
            for where in (ROUND, OTHER_ROUND)
        ),
    ]
    assert len(set(derived)) == len(derived)
    assert {len(value) for value in derived} == {32}


def test_derivations_stay_what_they_are() -> None:
    """Rounds that are open while a new version is installed must still know their links: a change here needs a new label."""
    link, code = Link("ABCDE12345ABCDE12345ABCDE"), Code("ABCDE12345")
    assert ticket_tag(link, round_id=ROUND).hex() == "d70c5706e0a857a36d85cf4a550d90a22b609ce0b24328f444e125fa220de737"
    assert slot_ref(link, pepper=PEPPER, round_id=ROUND).hex() == "01b7559d0281955a1b309391b8f27070734865b5598f263fdb5157a3b9a0c774"
    assert self_key(link, code, pepper=PEPPER, round_id=ROUND).hex() == "c476b71cdef98aa736bbabbbaf7274bcc2dfcaf8f4059ca9991dbed8078f9b62"


ADDRESS = "https://must.example/s/abcd2345/?nb#ABCDE-12345-FGHJK-67890-MNPQR"
PASTED = {
    "as it came": ADDRESS,
    "without the address": "ABCDE-12345-FGHJK-67890-MNPQR",
    "quoted": f"> {ADDRESS}",
    "quoted and wrapped": "> > https://must.example/s/abcd2345/?nb#ABCDE-12345-\r\n> > FGHJK-67890-MNPQR",
    "wrapped inside a group": "https://must.example/s/abcd2345/?nb#ABCDE-123\n45-FGHJK-67890-MNPQR",
    "wrapped, in a field that drops line breaks": "https://must.example/s/abcd2345/?nb#ABCDE-12345-> FGHJK-67890-MNPQR",
    "wrapped behind the mark": "https://must.example/s/abcd2345/?nb#\nABCDE-12345-FGHJK-67890-MNPQR",
    "quoted-printable that nobody decoded": "https://must.example/s/abcd2345/?nb#ABCDE-12345-=\r\nFGHJK-67890-MNPQR",
    "in angle brackets": f"<{ADDRESS}>",
    "at the end of a sentence": f"Gå til {ADDRESS}.",
    "in brackets, with a comma": f"({ADDRESS}), og så",
    "the line before it too": f"Tegnene etter #:\n{ADDRESS}",
    "the next line too, in a field that drops line breaks": f"{ADDRESS}Spør siden",
    "in capitals": ADDRESS.upper(),
    "in small letters": ADDRESS.lower(),
    "with soft breaks": "https://must.example/s/abcd2345/?nb#ABCDE-\u200b12345-\u200bFGHJK-\u00ad67890-\ufeffMNPQR",
    "with hyphens made beautiful": ADDRESS.replace("-", "\u2011"),
    "a scanner's address": (
        "https://eur02.safelinks.example/?url=https%3A%2F%2Fmust.example%2Fs%2Fabcd2345%2F%3Fnb%23ABCDE-12345-FGHJK-67890-MNPQR"
        "&data=05%7C02%7Cperson%40kyst.example%7C0A1B2C3D4E5F60718293A4B5C6D7E8F9%7C0&sdata=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&reserved=0"
    ),
    "another scanner's address": "https://defense.example/v3/__https://must.example/s/abcd2345/?nb*ABCDE-12345-FGHJK-67890-MNPQR__;Iw!!AbCdEf$",
    "the characters in angle brackets": "<ABCDE-12345-FGHJK-67890-MNPQR>.",
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_a_link_survives_what_mail_programs_do_to_it(pasted: str) -> None:
    assert Link.find(pasted).characters == "ABCDE12345FGHJK67890MNPQR"


@given(links, st.data())
def test_a_link_is_found_wherever_its_address_is_broken(link: Link, data: st.DataObject) -> None:
    address = f"https://must.example/s/abcd2345/?nb#{link.grouped}"
    where = data.draw(st.integers(address.index("#") + 1, len(address)))
    between = data.draw(st.sampled_from(["\n", "\r\n", "\r\n> ", "\n> > ", " ", "> ", "=\r\n", "\u200b"]))
    assert Link.find(address[:where] + between + address[where:]) == link
    assert Link.find(link.grouped) == link


@pytest.mark.parametrize(
    "pasted", ["", "#", ADDRESS[:-1], "https://must.example/s/abcd2345/", "A" * 26, ADDRESS.replace("R", "U"), "#" + "Å" * 25, "*" * 30]
)
def test_what_holds_no_link_is_refused(pasted: str) -> None:
    with pytest.raises(NotALink):
        Link.find(pasted)
