"""Too many attempts: a pause that is the same for every link, tells nobody anything, and is over by itself."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Event, Semaphore
from typing import Any

import pytest

from must.collection.actions.answers import Ticket, find_ticket
from must.collection.web import limits
from must.collection.web.limits import AT_ONCE, PLACES, RUNNING, Door, Limits, TooManyAttempts, Tries, by_lot
from must.core.common.languages import Language
from must.world.local import BLOCKING_THREADS
from tests.zones.collection.life import Life
from tests.zones.collection.web.visitor import Seen, Visitor

NewVisitor = Callable[..., Visitor]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRONG = "AAAAA-AAAAA"
UNKNOWN_LINK = "ABCDE-FGHJK-MNPQR-STVWX-YZ234"
FEW = 2
FIRST = "quantitative_demands_1"
PAUSE = {
    Language.NB: "Vent et minutt, og prøv igjen",
    Language.NN: "Vent eit minutt, og prøv igjen",
    Language.EN: "Wait a minute, then try again",
}
BY_CHANCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def steady() -> float:
    return 1.0


def admitted(tries: Tries, name: str, now: datetime = NOON) -> int:
    """How many tries the name gets before it is refused."""
    count = 0
    while tries.take(name, now=now):
        count += 1
    return count


def told(page: Seen, link: str) -> tuple[int, bytes, dict[str, str], list[str]]:
    """All that a page tells, but for the token that is always another and the link that was sent."""
    body = BY_CHANCE.sub(b"", page.body).replace(link.encode(), b"")
    headers = {name: value for name, value in page.response.items() if name != "Content-Length"}
    return page.status, body, headers, sorted(page.response.cookies)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link has only a few tries, each at the same price."""
    monkeypatch.setattr(limits, "AT_ONCE", FEW)
    monkeypatch.setattr(limits.limits, "tries", Tries(steady))


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows by one whenever a code is stretched."""
    done: list[None] = []
    real = hashlib.scrypt

    def counted(*arguments: Any, **options: Any) -> bytes:
        done.append(None)
        return real(*arguments, **options)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    return done


def test_a_name_has_so_many_tries_and_gets_one_more_a_minute() -> None:
    tries = Tries(steady)
    assert admitted(tries, "a") == AT_ONCE
    assert admitted(tries, "b") == AT_ONCE, "each name has its own"
    assert admitted(tries, "a", NOON + timedelta(seconds=59)) == 1
    assert admitted(tries, "a", NOON + timedelta(minutes=3)) == 2
    assert admitted(tries, "a", NOON + timedelta(days=1)) == AT_ONCE, "and never more than at first"


def test_being_refused_costs_nothing_and_a_clock_that_goes_back_gives_nothing() -> None:
    tries = Tries(steady)
    assert admitted(tries, "a") == AT_ONCE
    assert not any(tries.take("a", now=NOON - timedelta(hours=hour)) for hour in range(100))
    assert tries.take("a", now=NOON + timedelta(minutes=1))


def test_the_memory_is_bounded_and_holds_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    tries = Tries(steady)
    for name in ("one", "two", "one", "three", "four"):
        tries.take(name, now=NOON)
    assert len(tries._left) == 3
    assert admitted(tries, "one") == AT_ONCE - 2, "what was used last is kept"
    assert admitted(tries, "two") == AT_ONCE, "what was used first is forgotten"
    assert b"two" not in b"".join(tries._left)
    assert not set(tries._left) & set(Tries(steady)._left), "another process would keep other digests"


def test_threads_share_the_tries() -> None:
    tries = Tries(steady)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: tries.take("a", now=NOON), range(200)))
    assert sum(got) == AT_ONCE


@pytest.mark.promise("P07")
def test_the_number_of_tries_is_no_witness_of_somebody_elses() -> None:
    """Whoever has somebody's link uses up its tries and counts them: was there one less, since its owner has been here?"""

    def best_guess(price: Callable[[], float]) -> float:
        """How often the best rule there is tells a link that its owner has just used from one that nobody has."""
        counts: list[Counter[int]] = [Counter(), Counter()]
        for number in range(4000):
            tries, used = Tries(price), number % 2
            if used:
                tries.take("link", now=NOON)
            counts[used][admitted(tries, "link")] += 1
        return sum(max(one[count] for one in counts) for count in {*counts[0], *counts[1]}) / 4000

    assert best_guess(steady) == 1.0, "a plain counter tells it every time"
    lot = random.Random(4)  # noqa: S311 - as `by_lot`, but the same in every run
    assert best_guess(lambda: lot.expovariate(1.0)) < 0.6


def test_a_price_is_one_on_average_and_drawn_by_lot() -> None:
    prices = [by_lot() for _ in range(10_000)]
    assert 0.9 < sum(prices) / len(prices) < 1.1
    assert len(set(prices)) > 9_000
    assert limits.limits.tries.price is by_lot, "what the site uses"


@pytest.fixture
def ticket(door: Life) -> Ticket:
    found = find_ticket(door.survey, door.links[0])
    assert found is not None
    return found


def test_so_many_codes_are_stretched_at_once_and_so_many_may_wait(ticket: Ticket) -> None:
    inside, now_running, most, go_on = Semaphore(0), [0], [0], Event()

    def paid() -> float:
        inside.release()
        return 1.0

    doors = Limits(Tries(paid))

    def stretch() -> None:
        with doors.turn(Door.START, ticket, now=NOON):
            now_running[0] += 1
            most[0] = max(most[0], now_running[0])
            go_on.wait(20)
            now_running[0] -= 1

    with ThreadPoolExecutor(PLACES) as pool:
        waiting = [pool.submit(stretch) for _ in range(PLACES)]
        for _ in range(PLACES):  # until all of them are inside
            assert inside.acquire(timeout=20)
        with pytest.raises(TooManyAttempts), doors.turn(Door.START, ticket, now=NOON):
            pass
        go_on.set()
        for each in waiting:
            each.result()
    assert most[0] == RUNNING
    assert admitted(doors.tries, f"start {ticket.survey.id} {ticket.link}") == AT_ONCE - PLACES, "who found no place has paid nothing"


def test_a_process_has_threads_beside_those_that_stretch_codes() -> None:
    assert RUNNING < PLACES < BLOCKING_THREADS


def test_a_place_is_given_back_whatever_happens(ticket: Ticket) -> None:
    doors = Limits(Tries(steady))
    for _ in range(PLACES + 1):
        with pytest.raises(ZeroDivisionError), doors.turn(Door.START, ticket, now=NOON):
            raise ZeroDivisionError
    while doors.tries.take(f"start {ticket.survey.id} {ticket.link}", now=NOON):
        pass
    for _ in range(PLACES + 1):
        with pytest.raises(TooManyAttempts), doors.turn(Door.START, ticket, now=NOON):
            pass
    with ExitStack() as turns:
        for _ in range(RUNNING):
            turns.enter_context(doors.turn(Door.CONTINUE, ticket, now=NOON))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("language", list(Language))
def test_after_too_many_codes_one_waits_and_then_the_right_one_opens(door: Life, visitor: NewVisitor, language: Language) -> None:
    link, browser = door.links[0], visitor(language.value)
    code = visitor().start(link).code
    for _ in range(FEW):
        assert browser.resume(link, WRONG).status == 422
    page = browser.resume(link, code)
    assert page.status == 429
    assert page.response["Retry-After"] == "60"
    assert PAUSE[language] in page.text
    assert page.fields()["link"] == [link], "what was typed is there still"
    assert page.fields()["code"] == [code]
    assert not page.soup.select("[aria-invalid]"), "it isn't called wrong"
    door.clock.set(door.now + timedelta(minutes=1))
    assert browser.resume(link, code).path.endswith("/page/1")


@pytest.mark.usefixtures("few")
def test_whoever_uses_up_a_links_tries_hinders_no_browser_that_has_started(door: Life, visitor: NewVisitor) -> None:
    link, mine = door.links[0], visitor()
    code = mine.start(link).code
    for _ in range(FEW + 1):
        visitor().resume(link, WRONG)
        visitor().start(link)
    assert visitor().resume(link, WRONG).status == visitor().start(link).status == 429
    for page in (mine.start(link), mine.get("continue"), mine.send(mine.get(), "continue", {"link": link}), mine.get("page/1")):
        assert page.path.endswith("/page/1")
    assert mine.get("code").code == code


@pytest.mark.usefixtures("few")
def test_starting_and_continuing_are_counted_apart_and_each_link_for_itself(door: Life, visitor: NewVisitor) -> None:
    first, second = door.links[:2]
    assert [visitor().start(first).status for _ in range(FEW + 1)] == [200, 200, 429]
    assert [visitor().resume(first, WRONG).status for _ in range(FEW + 1)] == [422, 422, 429]
    assert visitor().start(second).status == 200
    door.clock.set(door.now + timedelta(minutes=1))
    assert visitor().start(first).status == 200


@pytest.mark.usefixtures("few")
@pytest.mark.promise("P07")
@pytest.mark.parametrize("name", ["start", "continue"])
def test_the_pause_is_the_same_for_a_link_with_answers_and_for_one_without(door: Life, visitor: NewVisitor, name: str) -> None:
    answered, unused = door.links[:2]
    door.answer(answered, {FIRST: 5})
    said = {}
    for link in (answered, unused):
        pages = [visitor().start(link) if name == "start" else visitor().resume(link, WRONG) for _ in range(FEW + 2)]
        assert [page.status for page in pages[FEW:]] == [429, 429]
        said[link] = [told(page, link) for page in pages[FEW:]]
    assert said[answered] == said[unused]


@pytest.mark.promise("P07")
def test_a_code_is_stretched_once_for_each_link_that_we_know_and_never_for_another(
    door: Life, visitor: NewVisitor, stretched: list[None]
) -> None:
    answered, started, unused = door.links[:3]
    door.answer(answered, {FIRST: 5})
    door.answer(answered, {FIRST: 4})
    door.start(started)
    other = Life().invited().links[0]
    assert door.survey.takes_answers(door.now)  # go on as the web
    cost = {}
    for link in (answered, started, unused, other, UNKNOWN_LINK, "", "nonsense"):
        stretched.clear()
        assert visitor().resume(link, WRONG).status == 422
        cost[link] = len(stretched)
    assert cost == {answered: 1, started: 1, unused: 1, other: 0, UNKNOWN_LINK: 0, "": 0, "nonsense": 0}


@pytest.mark.usefixtures("few")
def test_an_unknown_link_is_never_asked_to_wait(visitor: NewVisitor, stretched: list[None]) -> None:
    for _ in range(FEW + 3):
        assert visitor().resume(UNKNOWN_LINK, WRONG).status == visitor().start(UNKNOWN_LINK).status == 422
    assert stretched == []


@pytest.mark.usefixtures("few")
def test_who_must_wait_may_change_the_language_and_loses_nothing(door: Life, visitor: NewVisitor) -> None:
    link, browser = door.links[0], visitor()
    pages = [browser.resume(link, WRONG) for _ in range(FEW + 1)]
    page = browser.send(pages[-1], "continue", {"language": "en"})
    assert page.language == "en"
    assert page.fields()["link"] == [link]
    assert page.fields()["code"] == [WRONG]
