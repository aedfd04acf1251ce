"""Processes are started apart from one another, watched, and ended by us alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from must.world.processes import MOST_ENDS, Child, NotHealthy, Processes, free_port, taken

SITE = """
import http.server, sys
class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Site).serve_forever()
"""


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def runs(pid: int) -> bool:
    """Whether a process runs: one that has ended may still have to be collected by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def python(processes: Processes, code: str, *arguments: str, **environment: str) -> Child:
    return processes.start("child", [sys.executable, "-c", code, *arguments], environment)


def test_a_healthy_process_runs_until_it_is_stopped(tmp_path: Path) -> None:
    port = free_port()
    with Processes(tmp_path) as processes:
        child = python(processes, SITE, str(port))
        child.wait_until_healthy(port)
        assert taken(port)
        processes.check()
    assert child.popen.returncode == -signal.SIGTERM
    assert not taken(port)


def test_one_that_ends_again_and_again_is_told_with_its_log(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        child = python(processes, "import sys; print('no key ring'); sys.exit(3)")
        with pytest.raises(NotHealthy, match=r"exit code 3(.|\n)*no key ring"):
            child.wait_until_healthy(free_port())
        with pytest.raises(NotHealthy):
            processes.check()
        assert child.log.read_text().split("\n") == ["no key ring"] * MOST_ENDS + [""]


def test_a_killed_one_is_started_again_however_often_and_what_it_had_started_ends(tmp_path: Path) -> None:
    port = free_port()
    family = f"import subprocess; print('family', subprocess.Popen(['sleep', '600']).pid, flush=True){SITE}"
    with Processes(tmp_path) as processes:
        child = python(processes, family, str(port))
        for _ in range(MOST_ENDS + 1):
            child.wait_until_healthy(port)
            os.kill(child.popen.pid, signal.SIGKILL)
            wait_for(lambda before=child.popen: child.popen is not before)  # type: ignore[misc]
        child.wait_until_healthy(port)
        processes.check()
        *orphans, living = [int(line.split()[1]) for line in child.log.read_text().splitlines() if line.startswith("family")]
        wait_for(lambda: not any(map(runs, orphans)))
        assert runs(living)
    wait_for(lambda: not runs(living))


def test_one_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("must.world.processes.GRACE", 0.2)
    port = free_port()
    with Processes(tmp_path) as processes:
        child = python(processes, f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN){SITE}", str(port))
        child.wait_until_healthy(port)
    assert child.popen.returncode == -signal.SIGKILL


def test_no_secret_of_ours_reaches_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUST_COLLECTION_KEYS", "/ours")
    with Processes(tmp_path) as processes:
        child = python(processes, "import os; print(sorted(os.environ))", MUST_OTHER="x")
        child.popen.wait()
    assert "MUST_OTHER" in child.tail()
    assert "MUST_COLLECTION_KEYS" in os.environ
    assert "MUST_COLLECTION_KEYS" not in child.tail()
