"""The start page of a demo: where everything is. Written as a file, and served with what it leads to."""

from __future__ import annotations

import os
import posixpath
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from must.world.processes import HOST

TEMPLATES: Final = Path(__file__).parent / "templates"
SHOWN: Final = ("", "index.html", "publications", "reports", "earlier", "mails")
"""What is served. The same folder holds keys, secrets and the database's passwords."""


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A unit in the list of reports. addresses: by form; empty where it has no report."""

    name: str
    level: int
    addresses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRound:
    """What the page says of a round. publication, list: addresses. reports: those listed on the page itself."""

    year: int
    form: str
    questions: int
    invited: int
    mails: int
    publication: str
    list: str | None = None
    reports: tuple[ReportLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Something that one can look at. address: None where it can't be opened in a browser."""

    what: str
    where: str
    address: str | None = None


def write_start_page(
    directory: Path, *, enterprise: str, rounds: Sequence[HeldRound], places: Sequence[Place], open_links: Sequence[str] = ()
) -> None:
    """Write `<directory>/index.html`. open_links: personal links of a round that is open, for whoever wants to try."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((TEMPLATES / "start.css").read_text("utf-8"))  # noqa: S704 (our own file)
    words = {"enterprise": enterprise, "rounds": rounds, "places": places, "open_links": open_links, "style": style}
    (directory / "index.html").write_text(templates.get_template("start.html").render(words), "utf-8")


@contextmanager
def served(directory: Path, port: int) -> Iterator[None]:
    """Serve what may be shown of `directory` on this machine while the block runs."""
    with ThreadingHTTPServer((HOST, port), partial(_Files, directory=str(directory))) as server:
        thread = threading.Thread(target=server.serve_forever, name="start page", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Files(SimpleHTTPRequestHandler):
    """Files of the folders in `SHOWN`, and nothing else."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = posixpath.normpath(unquote(urlsplit(self.path).path))
        if path.strip("/").split("/")[0] not in SHOWN:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        return "text/plain; charset=utf-8" if str(path).endswith(".eml") else super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the demo's own words."""
