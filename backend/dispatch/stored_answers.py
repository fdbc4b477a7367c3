"""An answer as it is stored: plain values, each line replaced by its checksum."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from backend.dispatch.kept_values import canonical


def stored_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept: inputs redraw the lines, checksums tell whether the same."""
    stored: dict[str, Any] = _stored(answer)
    return stored


def _stored(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(_entry(key, item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [_stored(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _entry(key: str, value: Any) -> tuple[str, Any]:
    if key != "geometry" or value is None:
        return key, _stored(value)
    return "geometry_sha256", hashlib.sha256(canonical(value)).hexdigest()
