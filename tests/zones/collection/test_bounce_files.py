"""What lies in the Maildir in a report's place: whatever it is, the mailer neither follows it nor waits for it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from must.collection.adapters.bounces import read


def test_a_link_put_in_a_reports_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"something else")
    (tmp_path / "report").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="symbolic links"):
        read(tmp_path / "report")
    assert read(tmp_path / "outside") == b"something else"


def test_a_pipe_put_in_a_reports_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "report")
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read, pipe)
        try:
            with pytest.raises(OSError, match="not a plain file"):
                reading.result(timeout=10)
        finally:
            with suppress(OSError):  # nobody waits for a writer
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
