"""So far the research zone is a start page and a health page, in three languages and nothing else."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client


@pytest.mark.django_db
def test_health_needs_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_start_page_says_where_one_is(client: Client, language: str) -> None:
    response = client.get("/", {"language": language})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language
    assert page.find("h1") is not None


@pytest.mark.parametrize("path", ["/admin/", "/login", "/s/abc/", "/nothing"])
def test_there_is_nothing_else(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
