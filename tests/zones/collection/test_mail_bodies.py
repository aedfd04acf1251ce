"""What a mail is made of: text that stands on its own, and HTML of which mail programs drop nothing that matters."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from bs4 import BeautifulSoup, Comment, Tag

from must.collection.adapters.mail import Frame, compose
from must.collection.adapters.mail_bodies import COLUMNS, Bodies, Words, bodies
from must.core.common.languages import Language, Text
from must.core.instrument.texts import load_texts

KINDS = ("invitation", "reminder", "resend")
EVERY = [(kind, language) for kind in KINDS for language in Language]
TITLE = Text("Undersøkelsen", "Undersøkinga", "The survey")
WORDS = Words("Ås & Sønner <tilsyn>", "15. mars 2026", "16")
ORIGIN = "https://must.kyst.example"
LINK = f"{ORIGIN}/s/abcd2345/?nb#AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"

LAID_OUT_BY_TABLES = ("display:flex", "display:grid", "position:", "float:", "background-image", "url(", "@import", "var(", "calc(")
"""What some mail program drops, and what would fetch something."""


def written(kind: str, language: Language) -> Bodies:
    return bodies(getattr(load_texts("must-2026").emails, kind), WORDS, title=TITLE, link=LINK, language=language)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_text_stands_on_its_own(kind: str, language: Language) -> None:
    mail = written(kind, language)
    lines = mail.text.splitlines()
    assert lines.count(LINK) == 1, "alone on its line"
    assert mail.text.count(LINK) == 1
    assert all(len(line) <= COLUMNS for line in lines)
    email_text = getattr(load_texts("must-2026").emails, kind)
    said = " ".join(mail.text.split())
    filled = {"enterprise": WORDS.enterprise, "closes": WORDS.closes, "minutes": WORDS.minutes}
    for part in (email_text.greeting, *email_text.body, email_text.action, *email_text.closing):
        assert part[language].format_map(filled) in said
    assert "25" in said.partition(LINK)[2], "what to type when the page asks"


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_both_parts_say_the_same(kind: str, language: Language) -> None:
    mail = written(kind, language)
    page = BeautifulSoup(mail.html, "html.parser").get_text(" ")
    shown = " ".join(page.split())
    for paragraph in mail.text.split("\n\n"):
        assert " ".join(paragraph.partition(f":\n{LINK}")[0].split()) in shown, paragraph


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_mail_programs_drop_nothing_that_matters(kind: str, language: Language) -> None:
    mail = written(kind, language)
    soup = BeautifulSoup(mail.html, "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == language
    assert not soup.select("script, link, img, iframe, object, form, input, svg, video, base")
    assert not [needle for needle in LAID_OUT_BY_TABLES if needle in mail.html.replace(": ", ":")]
    assert {str(tag["href"]) for tag in soup.select("[href]")} == {LINK}
    assert not soup.select("[src], [background], [srcset], [ping]")
    tables = soup.select("table")
    assert all(table["role"] == "presentation" for table in tables)
    assert tables[0]["lang"] == language, "Gmail drops <html>"
    assert len(mail.html.encode()) < 100_000, "Gmail cuts off what is longer"


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_without_its_style_element_the_mail_looks_the_same_in_daylight(kind: str, language: Language) -> None:
    soup = BeautifulSoup(written(kind, language).html, "html.parser")
    (style,) = soup.select("style")
    assert re.sub(r":root \{[^}]*\}", "", style.get_text()).strip().startswith("@media (prefers-color-scheme: dark)")
    assert style.get_text().count("@media") == 1
    for paragraph in soup.select("p, h1, a"):
        styles = " ".join(str(each.get("style", "")) for each in (paragraph, *paragraph.parents) if isinstance(each, Tag))
        assert all(f"{what}:" in styles for what in ("font-family", "font-size", "line-height", "color", "margin")), paragraph


def test_the_button_is_one_without_padding_round_corners_or_colours_of_its_own() -> None:
    """Outlook for Windows pads cells, not links; where colours are taken away, words with an underline are left."""
    soup = BeautifulSoup(written("invitation", Language.NB).html, "html.parser")
    button = soup.select("a")[0]
    assert button.parent is not None
    assert button.parent["bgcolor"] == "#0d7a5f"
    assert "mso-padding-alt:14px 24px" in str(button.parent["style"])
    assert button.get_text() == "Gå til undersøkelsen"


def test_the_preheader_is_hidden_and_nothing_follows_it_in_a_list() -> None:
    soup = BeautifulSoup(written("reminder", Language.NB).html, "html.parser")
    hidden = soup.select_one("body > div")
    assert hidden is not None
    style = str(hidden["style"])
    assert all(way in style for way in ("display:none", "max-height:0", "overflow:hidden", "opacity:0", "mso-hide:all"))
    assert hidden.get_text().startswith("Har du svart, eller vil du ikke delta, trenger du ikke gjøre noe.")
    assert len(hidden.get_text()) > 250
    assert not re.search(r"\w", hidden.get_text().rpartition(".")[2])


def test_conditional_comments_are_whole() -> None:
    comments = [
        str(each)
        for each in BeautifulSoup(written("resend", Language.NB).html, "html.parser").find_all(string=lambda s: isinstance(s, Comment))
    ]
    assert len(comments) == 3
    assert all(each.startswith("[if mso]>") and each.endswith("<![endif]") for each in comments)
    assert "".join(comments).count("<td>") == "".join(comments).count("</td>") == 1


def test_a_name_cannot_become_markup() -> None:
    assert "Ås &amp; Sønner &lt;tilsyn&gt;" in written("invitation", Language.NB).html


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_on_the_wire_it_is_seven_bits_and_no_line_is_long(kind: str, language: Language) -> None:
    """A server that has nothing to write anew breaks no link. The link itself isn't even broken softly."""
    mail = compose(
        getattr(load_texts("must-2026").emails, kind),
        WORDS,
        frame=Frame(TITLE, ORIGIN, None),
        link=LINK,
        language=language,
        to="a@b.example",
        now=datetime(2026, 3, 2, 12, tzinfo=UTC),
    )
    raw = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg] # as Django's own SMTP backend calls it
    assert raw.isascii()
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    assert raw.split(b"\r\n").count(LINK.encode()) == 1
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"quoted-printable"}
    assert parts[0].get_content().replace("\r\n", "\n") == mail.body
