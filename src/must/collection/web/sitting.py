"""Whose answers a page of the form is about: a participant's attempt, or somebody's who only tries the form out. The pages are the same."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from django.http import HttpRequest, HttpResponse

from must.collection.actions.answers import Attempt, Decide, change_answers, read_answers
from must.collection.web.form import Page, pages
from must.collection.web.lengths import request_length
from must.collection.web.visit import address, round_page
from must.service.clock import clock


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the script of a page needs for saving while it is answered.

    attempt: tells whose page it is. draft_key: base64; the script keeps under it, in the browser, what isn't saved yet. length: of
    each of its requests, in bytes.
    """

    attempt: str
    draft_key: str = field(repr=False)
    length: int


class Sitting(Protocol):
    """One answering of a form, as the form's pages need it."""

    @property
    def form(self) -> tuple[Page, ...]:
        """The pages, in order."""

    def read(self) -> Mapping[str, int]:
        """The answers given so far, by item."""

    def change(self, decide: Decide) -> Mapping[str, int]:
        """Merge what `decide` says of the answers into them, and return them. Without changes: go on with this sitting."""

    def keeping(self, number: int) -> Keeping | None:
        """What the script of that page needs for saving by itself. None: it doesn't, and only the buttons save."""

    def address(self, name: str, **parts: object) -> str:
        """The path of another page."""

    def show(self, request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
        """A page of the form."""


@dataclass(frozen=True)
class Answering:
    """A participant's sitting: the answers are in the database, sealed. What raises AttemptGone there does so here."""

    attempt: Attempt

    @cached_property
    def form(self) -> tuple[Page, ...]:
        return pages(self.attempt.survey.instrument, self.attempt.survey.selection)

    def read(self) -> Mapping[str, int]:
        return read_answers(self.attempt)

    def change(self, decide: Decide) -> Mapping[str, int]:
        return change_answers(self.attempt, decide, now=clock().now())

    def keeping(self, number: int) -> Keeping:
        key = base64.b64encode(self.attempt.draft_key(number)).decode("ascii")
        return Keeping(self.attempt.mark, key, request_length(self.form[number - 1]))

    def address(self, name: str, **parts: object) -> str:
        return address(self.attempt.survey, name, **parts)

    def show(self, request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
        return round_page(request, self.attempt.survey, template, context)
