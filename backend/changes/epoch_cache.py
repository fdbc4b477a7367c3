"""Keeps one value built from the database in each process until an epoch says it is out of date."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from backend.changes.queries import epochs

T = TypeVar("T")

_caches: list[EpochCache[object]] = []


class EpochCache(Generic[T]):
    """A value that is rebuilt at the first use after one of its epochs has changed.

    Threads that ask while it is rebuilt wait for the one that builds. A value built while an epoch
    changed may mix old rows with new: it is built again before anyone sees it.

    Parameters
    ----------
    build
        Reads the database and returns the value; what it raises is not kept.
    names
        The epochs that the value depends on.
    """

    def __init__(self, build: Callable[[], T], *names: str) -> None:
        self._build = build
        self._names = names
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, ...], T] | None = None
        _caches.append(self)  # type: ignore[arg-type]

    def get(self) -> T:
        """Return the present value; one query when nothing has changed."""
        present = epochs(*self._names)
        kept = self._kept
        if kept is not None and kept[0] == present:
            return kept[1]
        with self._lock:
            present = epochs(*self._names)
            while self._kept is None or self._kept[0] != present:
                self._kept = (present, self._build())
                present = epochs(*self._names)
            return self._kept[1]

    def forget(self) -> None:
        """Drop the value, as if nothing had been built."""
        self._kept = None


def forget_all() -> None:
    """Drop every kept value of this process; tests that roll epochs back need it."""
    for cache in _caches:
        cache.forget()
