"""Lets the feed cut a connection whose reader has stopped reading.

Ending the response is not enough: its last bytes wait for a reader who never takes them, and the
connection lives on. ASGI has no word for this, so the server's own transport is used where it can
be found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HANG_UP = "siaga112.hang_up"
"""The key in the ASGI scope under which the view finds the function."""


def hang_up_of(send: Callable[..., Any]) -> dict[str, Callable[[], None]]:
    """Return what to add to the scope: nothing where the server shows no transport."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    abort = getattr(transport, "abort", None)
    return {HANG_UP: abort} if callable(abort) else {}
