"""Mails as people see them, and asking for one's link: in a browser, through the mail server, in three languages."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from must.collection.adapters.mail_bodies import Words, bodies
from must.core.common.languages import Language, Text
from must.core.instrument.texts import load_texts
from must.world.local import BIN, LocalWorld
from must.world.mailbox import Mail
from must.world.rounds import Enterprise, Round
from must.world.telling import Telling
from tests.e2e.conftest import NARROW, PLAN, WIDE, NewContext, axe_findings, sticks_out

LANGUAGES = ("nb", "nn", "en")
PEOPLE_EACH = 5
TICK = "from must.collection.actions.due import do_what_is_due; from must.service.clock import clock; do_what_is_due(now=clock().now())"
"""What the worker does every minute."""

NOT_A_PAGE = {"region", "landmark-one-main"}
"""What axe misses in a mail: the landmarks are the mail program's."""

SENT = {"nb": "Sjekk e-posten din", "nn": "Sjekk e-posten din", "en": "Check your e-mail"}


@dataclass(frozen=True)
class Post:
    """What a small round sent: mails by kind and language. home: the address of its start page."""

    home: str
    mails: Mapping[tuple[str, str], Mail]


def person(number: int, language: str) -> str:
    return f"person{number}.{language}@skatt.example"


def ask(page: Page, home: str, email: str) -> None:
    """From the start page to the answer, as somebody does who has lost their link."""
    page.goto(home)
    page.locator('[data-link] a[href$="/resend"]').click()
    page.locator("#email").fill(email)
    page.locator("main form button").click()
    page.wait_for_url(re.compile("/resent$"))


@pytest.fixture(scope="module")
def post(world: LocalWorld, chromium: Browser) -> Post:
    """Invitations; then one person of each language asks, and somebody who isn't invited; then reminders."""
    staff_file = world.directory / "staff-mails.csv"
    people = [f"{person(number, language)};{language};Skatt" for number in range(PEOPLE_EACH) for language in LANGUAGES]
    staff_file.write_text("\n".join(["E-post;Språk;Avdeling", *people]), "utf-8")
    round_ = Round(world, Enterprise("Skatteverket på Ytre Nesøya", staff_file), PLAN, Telling(io.StringIO()))
    found = {("invitation", mail.recipient): mail for mail in round_.open()}
    home = f"{world.origin('collection')}/s/{round_.code}/"
    before = world.mailbox.count
    for language in LANGUAGES:
        context = chromium.new_context(locale=language)
        page = context.new_page()
        for email in ("nobody@skatt.example", person(0, language)):
            ask(page, home, email)
            assert page.locator("h1").inner_text() == SENT[language]
        context.close()
    world.run(BIN / "django-admin", "shell", "-c", TICK, environment=world.environment("collection", "worker"))
    assert world.mailbox.wait_for(before + len(LANGUAGES), seconds=60)
    found |= {("resend", mail.recipient): mail for mail in world.mailbox.mails(after=before)}
    opened = world.clock.now()
    found |= {("reminder", mail.recipient): mail for mail in round_.remind()}
    world.clock.set(opened)
    return Post(home, {(kind, language): found[kind, person(0, language)] for kind in KINDS for language in LANGUAGES})


KINDS = ("invitation", "resend", "reminder")


def findings(page: Page) -> list[tuple[str, list[Any]]]:
    return [finding for finding in axe_findings(page) if finding[0] not in NOT_A_PAGE]


def test_who_has_lost_their_link_gets_it_by_mail_and_it_opens_the_form(context: NewContext, post: Post) -> None:
    for language in LANGUAGES:
        mail = post.mails["resend", language]
        assert mail.links == post.mails["invitation", language].links, "the same link"
        page = context(locale="fr-FR").new_page()
        page.set_content(mail.html)
        page.locator("a").first.click()
        page.wait_for_url(re.compile(rf"/\?{language}$"))
        assert page.evaluate("document.documentElement.lang") == language
        page.locator("form#door button").first.click()
        page.wait_for_url(re.compile("/code$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_mails_are_easy_to_read_on_any_screen(context: NewContext, post: Post, width: int, scheme: str) -> None:
    """The HTML part as it came, in a browser that stands for the mail program."""
    page = context(width, color_scheme=scheme).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for (kind, language), mail in post.mails.items():
        page.set_content(mail.html)
        assert (findings(page), sticks_out(page)) == ([], False), (kind, language)
        button = page.locator("a").first.bounding_box()
        assert button is not None
        assert button["height"] >= 44
        preheader = page.locator("body > div").first
        assert preheader.is_hidden()
    assert asked == [], "a mail fetches nothing"


@pytest.mark.parametrize("kind", ["invitation", "resend", "reminder"])
def test_a_name_without_a_blank_is_broken_where_the_screen_ends(context: NewContext, kind: str) -> None:
    """As long as a name may be, everywhere where an instrument's words may have it; and an address of such a host."""
    name = "samfunnssikkerhetsogberedskapsorganisasjon" * 4
    text = Text(name, name, name)
    email = replace(getattr(load_texts("must-2026").emails, kind), closing=(text,))
    words, link = Words(f"Direktoratet for {name}", "15. mars 2026", "16"), f"https://{name}.example/s/abcd2345/?nb#AAAAA"
    page = context(NARROW).new_page()
    page.set_content(bodies(email, words, title=text, link=link, language=Language.NB).html)
    shown = [page.locator(part).inner_text() for part in ("h1", "td.words >> nth=0", "td.words >> nth=1", "td.quiet")]
    assert all(name in part for part in shown)
    assert not sticks_out(page)


def test_mails_are_whole_where_the_style_element_is_dropped(context: NewContext, post: Post) -> None:
    """Some programs drop <style>, <head> and the body's own attributes, and put the rest into a page of their own."""
    page = context(NARROW).new_page()
    for mail in post.mails.values():
        inner = re.search(r"<body[^>]*>(.*)</body>", mail.html, re.S)
        assert inner is not None
        page.set_content(f'<!doctype html><html lang="fr"><title>Mail</title><main>{inner[1]}</main></html>')
        assert (findings(page), sticks_out(page)) == ([], False)
        assert page.locator("table").first.get_attribute("lang") in LANGUAGES


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_text_part_is_as_good(context: NewContext, post: Post, width: int) -> None:
    """In a program that shows text alone, its addresses can be opened and nothing sticks out."""
    page = context(width).new_page()
    for mail in post.mails.values():
        assert len(mail.links) == 1
        page.set_content(f'<pre style="white-space:pre-wrap;overflow-wrap:anywhere;font:16px monospace">{escape(mail.text)}</pre>')
        assert not sticks_out(page)
        shown = page.locator("pre").inner_text()
        assert mail.links[0] in shown.splitlines()


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_the_page_for_asking_can_be_used_by_everybody(context: NewContext, post: Post, width: int, scheme: str) -> None:
    page = context(width, color_scheme=scheme).new_page()
    for language in LANGUAGES:
        for name in ("resend", "resent"):
            page.goto(f"{post.home}{name}?language={language}")
            assert (axe_findings(page), sticks_out(page)) == ([], False), (name, language)
    page.goto(f"{post.home}resend?language=nb")
    field = page.get_by_role("textbox", name="E-postadressen din på jobben")
    field.press("Enter")
    assert page.url.endswith("/resend?language=nb"), "the browser itself asks for an address"


def test_it_works_without_scripts(context: NewContext, post: Post) -> None:
    page = context(java_script_enabled=False).new_page()
    ask(page, post.home, "nobody@skatt.example")
    assert page.locator("h1").inner_text() == SENT["nb"]
