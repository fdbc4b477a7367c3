"""Child processes that never outlive their parent."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.steps import ROOT

PR_SET_PDEATHSIG = 1
STOP_LIMIT_S = 8.0


@dataclass(frozen=True)
class Child:
    """A running process with the name it is reported by."""

    name: str
    process: subprocess.Popen[bytes]


def start(
    name: str, command: list[str], environment: Mapping[str, str], *, folder: Path = ROOT
) -> Child:
    """Start a process in a session of its own, so that only its parent decides when it stops.

    Should the parent be killed outright, the kernel ends the child (``PR_SET_PDEATHSIG``).
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )
    return Child(name, process)


def stop(children: Iterable[Child]) -> None:
    """Ask all to end, the latest started first; kill what has not ended after a few seconds."""
    running = [child for child in reversed(list(children)) if child.process.poll() is None]
    for child in running:
        child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_LIMIT_S
    for child in running:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
