"""The hash that chains one event of the log to the one before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST_HASH = "0" * 64
"""What the first event names as its predecessor."""


def plain_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload as any database gives it back: texts, numbers, lists and objects only."""
    plain: dict[str, Any] = json.loads(json.dumps(payload, default=str, allow_nan=False))
    return plain


def event_hash(
    *,
    sequence: int,
    incident: str | None,
    kind: str,
    at: datetime,
    by: int | None,
    payload: dict[str, Any],
    previous_hash: str,
) -> str:
    """Return the SHA-256 of an event's canonical JSON, the previous hash included.

    ``incident`` is its number and ``by`` the account's id; ``at`` counts to the microsecond.
    """
    content = {
        "sequence": sequence,
        "incident": incident,
        "kind": kind,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": by,
        "payload": payload,
        "previous_hash": previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
