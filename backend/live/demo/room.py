"""What the demo does as a dispatcher, over the API with a token."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from backend.live.demo.wire import Answer, Request, Send


class Room:
    """The calls of the API that the demo needs; each returns whether it was taken."""

    def __init__(self, send: Send, token: str) -> None:
        self._send = send
        self._headers = {
            "Authorization": f"Token {token}",
            "Content-Type": "application/json",
            "Accept-Language": "id",
        }

    def open_incident(self, content: dict[str, Any]) -> Answer:
        """Open an incident."""
        return self._write("POST", "/api/incidents/", content)

    def open_incidents(self) -> list[dict[str, Any]]:
        """Return the properties of the open incidents, newest first."""
        query = urlencode({"state": "open", "limit": 200})
        answer = self._send(Request("GET", f"/api/incidents/?{query}", self._headers))
        if not answer.is_good:
            return []
        return [feature["properties"] for feature in json.loads(answer.body)["features"]]

    def close_incident(self, number: str) -> Answer:
        """Close an incident."""
        return self._write("PATCH", f"/api/incidents/{quote(number)}/", {"state": "closed"})

    def end_assignment(self, assignment_id: int) -> bool:
        """Clear an assignment, or cancel it where it has not reached the scene."""
        path = f"/api/assignments/{assignment_id}/status/"
        reason = "simulasi berakhir"
        for status in ("cleared", "cancelled"):
            answer = self._write("POST", path, {"status": status, "reason": reason})
            if answer.is_good:
                self._tell_by_voice(json.loads(answer.body or b"{}"))
                return True
        return False

    def set_available(self, unit_code: str) -> Answer:
        """Tell that a unit is back at its station."""
        path = f"/api/units/{quote(unit_code)}/status/"
        return self._write("POST", path, {"status": "available"})

    def _tell_by_voice(self, assignment: dict[str, Any]) -> None:
        """Answer what would ring for ever: the demo's crews are nobody."""
        for notice in assignment.get("notices", []):
            if notice["acknowledged_at"] is None:
                path = f"/api/notices/{notice['id']}/acknowledge/"
                self._write("POST", path, {"by_voice": True})

    def _write(self, method: str, path: str, content: dict[str, Any]) -> Answer:
        return self._send(Request(method, path, self._headers, json.dumps(content).encode()))
