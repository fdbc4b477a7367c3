"""Keeps whole requests as they came, with the verdict on each item, until their time has passed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, quote_plus, unquote

import orjson

from backend.units.actions.outcomes import Outcome
from backend.units.actions.rows import insert_rows
from backend.units.models import ReceivedRequest

BLOT = "***"
_FIELDS = (
    "device",
    "account",
    "source",
    "received_at",
    "query",
    "body",
    "outcomes",
    "live",
    "history",
    "duplicate",
    "quarantine",
    "contact",
)
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as it came; ``device_id`` is None for a program with an account."""

    device_id: int | None
    query: str
    body: bytes

    def without(self, secret: str) -> Raw:
        """Return the request with a secret blotted out, however it is written."""
        if not secret:
            return self
        query = blotted(self.query, secret)
        body = self.body
        if body:
            words = body.decode("utf-8", "surrogateescape")
            body = blotted(words, secret).encode("utf-8", "surrogateescape")
        return replace(self, query=query, body=body)


@dataclass(frozen=True, slots=True)
class Received:
    """A request and what became of it."""

    raw: Raw
    account_id: int | None
    source: str
    now: datetime
    outcomes: Sequence[Outcome]


def keep_received(requests: Sequence[Received]) -> None:
    """Append one row for each request, with one statement."""
    insert_rows(ReceivedRequest, _FIELDS, [_row(request) for request in requests])


def _row(request: Received) -> list[object]:
    counts = Counter(outcome.verdict or "contact" for outcome in request.outcomes)
    told = [
        {
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            "note": outcome.note,
            "fix_time": outcome.fix_time,
        }
        for outcome in request.outcomes
    ]
    return [
        request.raw.device_id,
        request.account_id,
        request.source,
        request.now,
        request.raw.query.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        request.raw.body,
        orjson.dumps(told, option=orjson.OPT_UTC_Z).decode(),
        *(counts[name] for name in _FIELDS[7:]),
    ]


def blotted(words: str, secret: str) -> str:
    """Blot a secret out of text where it stands plainly, or written with escapes."""
    for written in {secret, quote(secret, safe=""), quote_plus(secret), _in_json(secret)}:
        words = words.replace(written, BLOT)
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote(words, errors="replace"))
    return plain.replace(secret, BLOT) if secret in plain else words


def _in_json(secret: str) -> str:
    return json.dumps(secret, ensure_ascii=False)[1:-1]
