"""What the demo does as a dispatcher when it ends an assignment that nobody ended."""

from __future__ import annotations

import json

from backend.live.demo.room import Room
from backend.live.demo.wire import Answer, Request

NOTICES = [
    {"id": 7, "acknowledged_at": "2026-11-25T01:00:00Z"},
    {"id": 8, "acknowledged_at": None},
]


def ended(refused: str) -> list[tuple[str, object]]:
    """Return what was posted after the end, where one of the two endings is refused."""
    posted = []

    def send(request: Request) -> Answer:
        body = json.loads(request.body)
        posted.append((request.path, body.get("status", body)))
        if body.get("status") == refused:
            return Answer(409)
        return Answer(200, json.dumps({"notices": NOTICES}).encode())

    Room(send, "token").end_assignment(5)
    return posted


def test_what_would_ring_for_ever_is_told_by_voice() -> None:
    assert ended(refused="cleared") == [
        ("/api/assignments/5/status/", "cleared"),
        ("/api/assignments/5/status/", "cancelled"),
        ("/api/notices/8/acknowledge/", {"by_voice": True}),
    ]


def test_a_cleared_one_is_not_cancelled_as_well() -> None:
    assert [what for _, what in ended(refused="")] == ["cleared", {"by_voice": True}]
