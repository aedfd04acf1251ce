"""What processes cost: seconds of CPU (user and system) of a process and all that it started, read from outside."""

from __future__ import annotations

from pathlib import Path

import psutil


def cpu_seconds(process: psutil.Process) -> float:
    """Of a process and its descendants since they began, those that have ended included."""
    own = process.cpu_times()
    return own.children_user + own.children_system + sum(_alone(each) for each in (process, *process.children(recursive=True)))


def started_here(word: str) -> psutil.Process:
    """The process among our own children that has `word` in its command, an application before its colon.

    Raises ValueError unless there is just one.
    """
    (found,) = (child for child in psutil.Process().children() if any(part.split(":")[0] == word for part in child.cmdline()))
    return found


def megabytes_at_most(process: psutil.Process) -> float:
    """The most that a process has had resident at one time."""
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def _alone(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
