"""Lets the writers of one process take turns where the database knows one writer only.

SQLite makes a second writer sleep and try again, up to a tenth of a second a time, and whoever
comes later may go first. Waiting here instead costs nothing and keeps the order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
R = TypeVar("R")

_turn = threading.Lock()


def in_turn(write: Callable[P, R]) -> Callable[P, R]:
    """Run a write of its own transaction in turn with the others of this process.

    Inside another transaction it runs at once: that one holds the database already.
    """

    @wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return write(*args, **kwargs)
        with _turn:
            return write(*args, **kwargs)

    return run
