"""Synthetic employees who answer over HTTP with the links from their mails, as a browser without a screen or scripts would.

Most go through the form in one go. Some leave and go on elsewhere with their code, some lose it and start again, a few withdraw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import Enum
from queue import SimpleQueue
from urllib.parse import urlsplit

import numpy as np

from must.world.answers import Answers
from must.world.browser import Browser, Form, Page

THREADS = 4
CODE = re.compile(r"data-code>([^<]+)<")
FIELD = "answer."
"""What the name of an item's radio buttons begins with."""
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (a field's name)


Known = dict[tuple[str, frozenset[tuple[str, str]]], Form]
"""The form's pages as others have found them: by path, and by what they gave on the first page, the background. It decides what the
pages after it ask."""


class Way(Enum):
    """How somebody goes about it; the value is how common it is, in per cent."""

    STRAIGHT = 93
    """from the first page to the last"""
    ELSEWHERE = 4
    """leaves after some pages and goes on in another browser, with the code"""
    AGAIN = 2
    """leaves after some pages, has lost the code, and starts again"""
    WITHDRAWS = 1
    """answers everything, then takes it back"""


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who answers. link: as it stands in the mail."""

    link: str
    answers: Answers
    way: Way

    @property
    def start_page(self) -> str:
        return urlsplit(self.link).path

    @property
    def secret(self) -> str:
        return urlsplit(self.link).fragment


class FormChanged(Exception):
    """The form didn't do what a respondent expects of it."""


def ways(count: int, *, seed: int) -> Sequence[Way]:
    """A way for each of `count` respondents, in the shares that are theirs, but each at least once. Equal arguments give equal ways."""
    rare = [way for way in Way if way is not Way.STRAIGHT for _ in range(max(1, round(count * way.value / 100)))]
    every = [*rare, *[Way.STRAIGHT] * (count - len(rare))][:count]
    return [every[index] for index in np.random.default_rng(seed).permutation(count)]


def answer_all(origin: str, respondents: Sequence[Respondent], progress: Callable[[int], None], *, hurried: bool) -> None:
    """Have everybody answer, a few at a time.

    progress: told how many have. hurried: those who go straight send page after page without looking at each first, which takes half the
    requests. Raises whatever stopped the first who couldn't.
    """
    browsers: SimpleQueue[Browser] = SimpleQueue()
    for _ in range(THREADS):
        browsers.put(Browser(origin))
    known: Known = {}

    def one(respondent: Respondent) -> None:
        browser = browsers.get()
        try:
            if hurried and respondent.way is Way.STRAIGHT:
                answer_in_a_hurry(browser, respondent, known)
            else:
                answer(browser, respondent)
        finally:
            browser.forget()
            browsers.put(browser)

    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(one, respondent) for respondent in respondents]
        try:
            for done, future in enumerate(as_completed(waiting), start=1):
                future.result()
                progress(done)
        finally:
            pool.shutdown(cancel_futures=True)
            while not browsers.empty():
                browsers.get().close()


def answer(browser: Browser, respondent: Respondent) -> None:
    """One person's visit, in the way that is theirs."""
    page = start(browser, respondent)
    code = code_on(page)
    page = browser.get(f"{respondent.start_page}page/1")
    if respondent.way in (Way.ELSEWHERE, Way.AGAIN):
        page = _fill(browser, page, respondent.answers)
        _expect(browser.submit(page.form(page.path), {"go": "leave"}), "pause")
        browser.forget()
        if respondent.way is Way.ELSEWHERE:
            page = resume(browser, respondent, code)
        else:
            start(browser, respondent)
            page = browser.get(f"{respondent.start_page}page/1")
    while "/page/" in page.path:
        page = _fill(browser, page, respondent.answers)
    _expect(page, "done")
    if respondent.way is Way.WITHDRAWS:
        question = browser.get(f"{respondent.start_page}withdraw")
        _expect(browser.submit(question.form("/withdraw"), {}), "withdrawn")


def answer_in_a_hurry(browser: Browser, respondent: Respondent, known: Known) -> None:
    """One person's visit, page after page as others have found them (`known`; it grows), and looking only where they differ."""
    door = browser.get(respondent.start_page).form("/start")
    browser.send(door, {"link": respondent.secret})
    token, path = dict(door.given)[TOKEN], f"{respondent.start_page}page/1"
    beginning: frozenset[tuple[str, str]] | None = None
    while "/page/" in path:
        page = (path, beginning or frozenset())
        if page not in known:
            known[page] = browser.get(path).form(path)
        form = known[page].with_given(TOKEN, token)
        given = _given(form, respondent.answers)
        beginning = frozenset(given.items()) if beginning is None else beginning
        went = browser.send(form, {**given, "go": "next"})
        path = urlsplit(_fill(browser, browser.get(path), respondent.answers).path).path if went == path else went
    _expect(browser.get(path), "done")


def start(browser: Browser, respondent: Respondent) -> Page:
    """Start with the link; the page that shows the code."""
    door = browser.get(respondent.start_page)
    return _expect(browser.submit(door.form("/start"), {"link": respondent.secret}), "code")


def resume(browser: Browser, respondent: Respondent, code: str) -> Page:
    """Go on in a new browser with link and code; the page where the form goes on."""
    door = browser.get(f"{respondent.start_page}continue")
    return _expect(browser.submit(door.form("/continue"), {"link": respondent.secret, "code": code}), r"page/\d+")


def code_on(page: Page) -> str:
    """The code that a page shows. Raises FormChanged when it shows none."""
    if (shown := CODE.search(page.body)) is None:
        raise FormChanged(f"{page.path} shows no code")
    return shown[1].strip()


def _fill(browser: Browser, page: Page, answers: Answers) -> Page:
    """Answer what a page asks, as far as there is an answer, and go on: to the next page, or to the follow-ups that this one opened."""
    form = page.form(urlsplit(page.path).path)
    return _expect(browser.submit(form, {**_given(form, answers), "go": "next"}), r"(page/\d+|done)")


def _given(form: Form, answers: Answers) -> Mapping[str, str]:
    """The answers to what the form asks."""
    return {field: str(answers[item]) for field in form.choices if (item := field.removeprefix(FIELD)) in answers}


def _expect(page: Page, ending: str) -> Page:
    if page.status != 200 or not re.search(rf"/{ending}$", urlsplit(page.path).path):
        raise FormChanged(f"{page.path} (status {page.status}) isn't …/{ending}")
    return page
