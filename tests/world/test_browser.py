"""The screenless browser does what a browser does: cookies, hidden fields, redirects, one origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from must.world.browser import Browser

PAGE = """<!doctype html><form method="post" action="save?next=2">
<input type="hidden" name="token" value="a&amp;b">
<fieldset><input type="radio" name="q1" value="1">Aldri <input type="radio" name="q1" value="2">Ofte</fieldset>
<fieldset><input type="radio" name="q2" value="1" checked>Nei <input type="radio" name="q2" value="2">Ja</fieldset>
<fieldset disabled><input type="hidden" name="opened" value="more"><fieldset><input type="radio" name="q3" value="1"></fieldset></fieldset>
<input name="link" value="X"><button name="go" value="on">Videre</button><button>Send</button></form>"""


class Site(BaseHTTPRequestHandler):
    """Sets a cookie, shows a form, and says what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/away":
            return self.answer(302, "", ("Location", "http://elsewhere.example/"))
        if self.path == "/round":
            return self.answer(302, "", ("Location", "/round"))
        if self.path == "/out":
            return self.answer(200, "", ("Set-Cookie", "seen=; Max-Age=0"))
        return self.answer(200, PAGE + f"<p>{self.headers.get('Cookie')}</p>", ("Set-Cookie", "seen=1; HttpOnly; Path=/"))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(303, "", ("Location", "/done?" + sent + "&path=" + self.path.replace("?", "%3F")))

    def answer(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Browser(f"http://127.0.0.1:{server.server_port}") as browser:
            yield browser
        server.shutdown()


def test_a_form_is_sent_as_it_was_filled_in(browser: Browser) -> None:
    form = browser.get("/s/abc/").form("save")
    assert form.given == (("token", "a&b"), ("q2", "1"), ("link", "X"))
    assert form.choices == {"q1": ("1", "2"), "q2": ("1", "2")}
    assert (form.texts, form.buttons) == (("link",), (("go", "on"),))
    done = browser.submit(form, {"q1": "2", "link": "AAAAA-BBBBB", "go": "on"})
    sent = parse_qs(done.path.partition("?")[2])
    assert sent == {"token": ["a&b"], "q1": ["2"], "q2": ["1"], "link": ["AAAAA-BBBBB"], "go": ["on"], "path": ["/s/abc/save?next=2"]}


def test_cookies_are_kept_replaced_and_forgotten(browser: Browser) -> None:
    assert "<p></p>" in browser.get("/").body
    assert "<p>seen=1</p>" in browser.get("/").body
    browser.get("/out")
    assert browser.cookies == {}
    browser.get("/")
    browser.forget()
    assert "<p></p>" in browser.get("/").body


def test_what_a_browser_would_not_do_is_refused(browser: Browser) -> None:
    page = browser.get("/")
    for name, value in (("q9", "1"), ("q1", "3"), ("go", "back"), ("q3", "1"), ("token", "mine")):
        with pytest.raises(KeyError, match=f"{name}={value}"):
            browser.submit(page.form("save"), {name: value})
    with pytest.raises(LookupError, match="withdraw"):
        page.form("withdraw")
    with pytest.raises(ValueError, match="another site"):
        browser.get("/away")
    with pytest.raises(ValueError, match="redirects"):
        browser.get("/round")
