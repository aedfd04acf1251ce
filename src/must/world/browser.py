"""A respondent's browser without a screen: pages, forms and cookies over one kept-alive connection, standard library only."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from types import TracebackType
from urllib.parse import urlencode, urljoin, urlsplit

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
TAG = re.compile(r"<(fieldset|/fieldset|input|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*"([^"]*)")?""")
MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page, without what is disabled.

    given: names and values that it sends as it stands: hidden fields, ticked radio buttons, filled text fields.
    choices: its radio buttons, name → values. texts: names of its text fields. buttons: names and values of its named buttons.
    """

    action: str
    given: tuple[tuple[str, str], ...]
    choices: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The body that is sent once `values` are filled in. Raises KeyError for a value that the form can't take."""
        for name, value in values.items():
            if name not in self.texts and value not in self.choices.get(name, ()) and (name, value) not in self.buttons:
                raise KeyError(f"{self.action} has no place for {name}={value}")
        return urlencode([*((name, value) for name, value in self.given if name not in values), *values.items()])

    def with_given(self, name: str, value: str) -> Form:
        """The same form with another value in one of the fields that it sends as it stands."""
        return replace(self, given=tuple((each, value if each == name else own) for each, own in self.given))


@dataclass(frozen=True)
class Page:
    """What the server answered, in the end, and where."""

    status: int
    path: str
    body: str

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        return tuple(_form(urljoin(self.path, _attributes(head).get("action", "")), content) for head, content in FORM.findall(self.body))

    def form(self, ending: str) -> Form:
        """The form that is sent to an address with that ending. Raises LookupError when the page has none."""
        for form in self.forms:
            if urlsplit(form.action).path.endswith(ending):
                return form
        raise LookupError(f"{self.path} (status {self.status}) has no form for …{ending}, only {[form.action for form in self.forms]}")


class Browser:
    """One person's browser at one origin (`http://host:port`). It keeps cookies, follows redirects, and never leaves the origin."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.cookies: dict[str, str] = {}
        self._connection = HTTPConnection(urlsplit(origin).netloc, timeout=60)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def forget(self) -> None:
        """Become another person's browser, on the same connection."""
        self.cookies.clear()

    def get(self, path: str) -> Page:
        return self._follow("GET", path, None)

    def submit(self, form: Form, values: Mapping[str, str]) -> Page:
        """Fill in a form and send it. Raises KeyError for a value that the form can't take."""
        return self._follow("POST", form.action, form.filled(values))

    def send(self, form: Form, values: Mapping[str, str]) -> str:
        """Fill in a form and send it without looking at what follows; where that is. Raises ValueError where nothing follows."""
        status, location, _ = self._request("POST", form.action, form.filled(values))
        if location is None:
            raise ValueError(f"{form.action} (status {status}) leads nowhere")
        return urlsplit(urljoin(form.action, location)).path

    def _follow(self, method: str, path: str, body: str | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, location, content = self._request(method, path, body)
            if location is None:
                return Page(status, path, content)
            target = urlsplit(urljoin(self.origin + path, location))
            if f"{target.scheme}://{target.netloc}" != self.origin:
                raise ValueError(f"{path} sends to another site: {location}")
            method, path, body = "GET", target.path + (f"?{target.query}" if target.query else ""), None
        raise ValueError(f"too many redirects at {path}")

    def _request(self, method: str, path: str, body: str | None) -> tuple[int, str | None, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.origin}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        with self._connection.getresponse() as response:
            for line in response.headers.get_all("Set-Cookie", []):
                self._keep(line)
            return response.status, response.headers.get("Location"), response.read().decode("utf-8")

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.coded_value
            else:
                self.cookies.pop(name, None)


def _form(action: str, content: str) -> Form:
    given: list[tuple[str, str]] = []
    choices: dict[str, tuple[str, ...]] = {}
    texts: list[str] = []
    buttons: list[tuple[str, str]] = []
    for kind, name, value, ticked in _controls(content):
        if kind == "radio":
            choices[name] = (*choices.get(name, ()), value)
        elif kind == "submit":
            buttons.append((name, value))
        elif kind != "hidden":
            texts.append(name)
        if kind != "submit" and (kind != "radio" or ticked):
            given.append((name, value))
    return Form(action, tuple(given), choices, tuple(texts), tuple(buttons))


def _controls(content: str) -> Iterator[tuple[str, str, str, bool]]:
    """Kind, name, value and whether it is ticked, of each named control that isn't in a disabled fieldset."""
    disabled: list[bool] = []
    for tag, head in TAG.findall(content):
        attributes = _attributes(head)
        if tag == "fieldset":
            disabled.append("disabled" in attributes)
        elif tag == "/fieldset":
            disabled.pop()
        elif "name" in attributes and not any(disabled):
            kind = attributes.get("type", "submit" if tag == "button" else "text")
            yield kind, attributes["name"], attributes.get("value", ""), "checked" in attributes


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
