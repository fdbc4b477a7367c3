"""Prints each step with the time it took, and remembers by checksum what need not run again."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print the step's name, run the block, print how long it took."""
    print(f"-- {name} ...", flush=True)
    began = time.perf_counter()
    yield
    print(f"-- {name}: {time.perf_counter() - began:.1f} s", flush=True)


def checksum(paths: Iterable[Path], *, salt: str = "") -> str:
    """Return one SHA-256 over the names and contents of files and of all files in folders."""
    digest = hashlib.sha256(salt.encode())
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def run_if_changed(
    name: str, *, stamp: Path, key: str, is_done: Callable[[], bool], run: Callable[[], object]
) -> bool:
    """Run a step unless its stamp holds ``key`` and ``is_done`` agrees; return whether it ran."""
    if stamp.exists() and stamp.read_text() == key and is_done():
        return False
    with timed(name):
        run()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return True


def fail(message: str) -> int:
    """Print a message for a person to standard error; return the exit status 1."""
    print(f"\n{message}", file=sys.stderr, flush=True)
    return 1
