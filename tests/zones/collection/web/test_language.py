"""Which language a reader gets."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from must.core.common.languages import Language
from must.ui.language import COOKIE, asked_language, language_of, remember_language


def chosen(address: str = "/", cookie: str = "", browser: str = "") -> Language:
    request = RequestFactory().get(address, headers={"Accept-Language": browser} if browser else {})
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return language_of(request)


@pytest.mark.parametrize(
    ("browser", "language"),
    [
        ("", "nb"),
        ("nn-NO,nn;q=0.9,nb;q=0.8", "nn"),
        ("no", "nb"),
        ("nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.6,en-US;q=0.5,en;q=0.4", "nb"),
        ("se;q=1.0, en;q=0.3, nn;q=0.7", "nn"),
        ("en-GB", "en"),
        ("de-DE,de", "nb"),
        ("nn;q=0", "nb"),
        ("nn;q=much", "nb"),
        (",;q=,;;", "nb"),
    ],
)
def test_the_browser_s_wish_is_heard(browser: str, language: str) -> None:
    assert chosen(browser=browser) == language


def test_the_address_comes_before_the_choice_made_before_and_that_before_the_browser() -> None:
    assert chosen("/?language=en", cookie="nn", browser="nb") is Language.EN
    assert chosen(cookie="nn", browser="en") is Language.NN
    assert chosen("/?language=xx", cookie="yy", browser="en") is Language.EN


def test_an_address_in_a_mail_asks_shortly() -> None:
    assert chosen("/?en", cookie="nn", browser="nb") is Language.EN
    assert chosen("/?xx", cookie="nn", browser="nb") is Language.NN
    assert chosen("/?en&language=nn", browser="nb") is Language.NN
    assert chosen("/?en=1", browser="nb") is Language.NB
    assert asked_language(RequestFactory().get("/?nn")) is Language.NN
    assert asked_language(RequestFactory().get("/?wide")) is None


def test_what_is_remembered_says_nothing_but_the_language() -> None:
    request, response = RequestFactory().get("/?language=nn"), HttpResponse()
    assert asked_language(request) is Language.NN
    remember_language(response, Language.NN)
    cookie = response.cookies[COOKIE]
    assert cookie.value == "nn"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == cookie["expires"] == ""
