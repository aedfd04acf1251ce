"""People who answer while everything around them is killed. As a browser they try again until they are told that a page is saved."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from http.client import HTTPException
from typing import Final, TypeVar

from must.world.answers import Answers
from must.world.browser import Browser, Page
from must.world.respondents import FIELD, FormChanged, Respondent

T = TypeVar("T")

THREADS: Final = 6
MOST_TRIES: Final = 300
PAUSE: Final = 0.1
"""Seconds before a browser tries again."""
STARTED: Final = re.compile(r"/(code|page/\d+)$")
SAVED: Final = re.compile(r"/(page/\d+|done)$")
"""Where somebody is sent whose page was saved. Elsewhere it wasn't."""


class Confirmed:
    """What people were told is saved, by link; and how many pages in all. Several threads write it."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, int]] = {}
        self.pages = 0
        self.trials = 0
        self._changed = threading.Condition()

    def saved(self, link: str, given: Mapping[str, int]) -> None:
        with self._changed:
            self.answers.setdefault(link, {}).update(given)
            self.pages += 1
            self._changed.notify_all()

    def failed(self) -> None:
        with self._changed:
            self.trials += 1

    def wait_for(self, pages: int) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self.pages >= pages, timeout=120):
                raise TimeoutError(f"only {self.pages} pages are saved")


class Visit:
    """One person's visit, in a browser of their own that stays open."""

    def __init__(self, origin: str, respondent: Respondent, confirmed: Confirmed) -> None:
        self.respondent = respondent
        self._browser = Browser(origin)
        self._confirmed = confirmed
        self._pages: list[str] = []

    def close(self) -> None:
        self._browser.close()

    def answer(self) -> None:
        """Go through the form, page by page."""
        self._again(self._start)
        path = f"{self.respondent.start_page}page/1"
        while "/page/" in path:
            path = self.save(path, self.respondent.answers)

    def save(self, path: str, answers: Answers) -> str:
        """Answer a page; where it goes on."""
        form = self._again(lambda: self._shown(path).form(path))
        given = {field: answers[item] for field in form.choices if (item := field.removeprefix(FIELD)) in answers}
        values = {**{field: str(value) for field, value in given.items()}, "go": "next"}
        target = self._again(lambda: self._sent(lambda: self._browser.send(form, values)))
        self._confirmed.saved(self.respondent.link, {field.removeprefix(FIELD): value for field, value in given.items()})
        if path not in self._pages:
            self._pages.append(path)
        return target

    def change(self, path: str) -> None:
        """Change one's mind about the first question of a page."""
        form = self._again(lambda: self._shown(path).form(path))
        field, offered = next(iter(form.choices.items()))
        other = next(value for value in offered if (field, value) not in form.given)
        self.save(path, {field.removeprefix(FIELD): int(other)})

    def read(self) -> Answers:
        """All that the form shows as answered."""
        shown: dict[str, int] = {}
        for path in self._pages:
            form = self._again(lambda path=path: self._shown(path)).form(path)  # type: ignore[misc]
            ticked = {name: value for name, value in form.given if name in form.choices}
            shown |= {name.removeprefix(FIELD): int(value) for name, value in ticked.items()}
        return shown

    def _start(self) -> None:
        """Start with the link; or go on, where only the way back to the browser was cut off."""
        door = self._browser.get(self.respondent.start_page).form("/start")
        page = self._browser.submit(door, {"link": self.respondent.secret})
        if page.status != 200 or not STARTED.search(page.path):
            raise FormChanged(f"no start at {page.path} (status {page.status})")

    def _shown(self, path: str) -> Page:
        page = self._browser.get(path)
        if page.status != 200 or page.path != path:
            raise FormChanged(f"{path} isn't shown but {page.path} (status {page.status})")
        return page

    def _sent(self, send: Callable[[], str]) -> str:
        if not SAVED.search(target := send()):
            raise FormChanged(f"a page wasn't saved: {target}")
        return target

    def _again(self, step: Callable[[], T]) -> T:
        """Take a step, again and again while the site can't."""
        for _ in range(MOST_TRIES):
            try:
                return step()
            except (OSError, HTTPException, ValueError, LookupError, FormChanged):
                self._browser.close()
                self._confirmed.failed()
                time.sleep(PAUSE)
        return step()


def set_going(pool: ThreadPoolExecutor, visits: Sequence[Visit]) -> list[Future[None]]:
    """Have everybody answer, a few at a time."""
    return [pool.submit(visit.answer) for visit in visits]


def finish(going: Sequence[Future[None]], pool: ThreadPoolExecutor) -> None:
    """Wait until everybody is through. Raises what stopped the first who couldn't."""
    try:
        for each in as_completed(going):
            each.result()
    finally:
        pool.shutdown(cancel_futures=True)
