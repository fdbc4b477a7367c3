"""Presses of the panic button, and the room's answers to them."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from tests.backend.units.conftest import KALIANGET

PRESS = {
    "event_id": "tekan-1",
    "pressed_at": "2026-11-25T07:59:30+07:00",
    "lon": KALIANGET[0],
    "lat": KALIANGET[1],
    "fix_time": "2026-11-25T00:59:00Z",
    "accuracy_m": 12,
}


def press(client: APIClient, code: str = "amb-01", **fields: Any) -> Any:
    """Press for a unit."""
    return client.post(f"/api/units/{code}/panic/", {**PRESS, **fields}, format="json")


def acknowledge(client: APIClient, call: int) -> Any:
    """Answer as the room."""
    return client.post(f"/api/help-calls/{call}/acknowledge/", {}, format="json")


def close(client: APIClient, call: int, note: str = "aman") -> Any:
    """Close as the room."""
    return client.post(f"/api/help-calls/{call}/close/", {"note": note}, format="json")
