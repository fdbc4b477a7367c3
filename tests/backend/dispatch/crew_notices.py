"""Notices as the crew's page and the room see them."""

from __future__ import annotations

from typing import Any


def notices(client: Any, assignment: int) -> list[dict[str, Any]]:
    """Return the notices of an assignment."""
    found: list[dict[str, Any]] = client.get(f"/api/assignments/{assignment}/").json()["notices"]
    return found


def ringing(client: Any, assignment: int) -> list[str]:
    """Return the kinds of those that ring."""
    return [one["kind"] for one in notices(client, assignment) if not one["acknowledged_at"]]


def heard(client: Any, notice_id: int, **body: Any) -> Any:
    """Answer one."""
    return client.post(f"/api/notices/{notice_id}/acknowledge/", body, format="json")
