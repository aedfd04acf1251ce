"""A participant's browser without scripts, as seen from the tests: it follows the forms that the pages hold, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client


@dataclass(frozen=True)
class Seen:
    """A page as it came, after redirects. path: where it came from in the end."""

    status: int
    path: str
    body: bytes
    response: Any

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def language(self) -> str:
        html = self.soup.html
        assert html is not None
        return str(html["lang"])

    @property
    def code(self) -> str:
        """The code that the page shows."""
        shown = self.soup.find(attrs={"data-code": True})
        assert isinstance(shown, Tag)
        return shown.get_text().strip()

    def answers(self) -> dict[str, int]:
        """Which radio buttons are pressed."""
        pressed = self.soup.select('input[type="radio"][checked]')
        return {str(each["name"]).removeprefix("answer."): int(str(each["value"])) for each in pressed}

    def questions(self) -> list[str]:
        """Items that are shown: those of a closed follow-up set aren't."""
        shown = [each for each in self.soup.select("[data-question]") if each.find_parent("fieldset", hidden=True) is None]
        return [str(each["data-question"]) for each in shown]

    def fields(self) -> dict[str, list[str]]:
        """What the page's own form sends when nothing more is pressed."""
        form = self.soup.select_one("main form")
        assert form is not None
        sent: dict[str, list[str]] = {}
        for field in form.select("input[name]"):
            off = field.has_attr("disabled") or field.find_parent("fieldset", disabled=True) is not None
            if off or (field.get("type") == "radio" and not field.has_attr("checked")):
                continue
            sent.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
        return sent


class Visitor:
    """One browser. Its cookies are its own."""

    def __init__(self, code: str, language: str = "nb") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
        self.home = f"/s/{code}/"

    def get(self, name: str = "", **query: str) -> Seen:
        return self._seen(self.client.get(self.home + name, query, follow=True))

    def send(self, page: Seen, name: str, values: Mapping[str, str]) -> Seen:
        """Send a page's form to one of the round's addresses, with `values` typed, ticked or pressed."""
        sent = page.fields() | {field: [value] for field, value in values.items()}
        return self._seen(self.client.post(self.home + name, sent, follow=True))

    def start(self, link: str, **values: str) -> Seen:
        return self.send(self.get(), "start", {"link": link, **values})

    def resume(self, link: str, code: str) -> Seen:
        return self.send(self.get("continue"), "continue", {"link": link, "code": code})

    def press(self, page: Seen, go: str, answers: Mapping[str, int] | None = None) -> Seen:
        """Tick answers on a page of the form and press one of its buttons."""
        ticked = {f"answer.{item}": str(value) for item, value in (answers or {}).items()}
        return self.send(page, page.path.removeprefix(self.home), {**ticked, "go": go})

    def _seen(self, response: Any) -> Seen:
        redirects = getattr(response, "redirect_chain", [])
        path = redirects[-1][0] if redirects else response.request["PATH_INFO"]
        return Seen(response.status_code, path.partition("#")[0].partition("?")[0], response.content, response)
