"""Describes the live feed in the OpenAPI document, since it is no view of the REST framework."""

from __future__ import annotations

from typing import Any

_TEXT = """Server-sent events, each with `id`, `event` and one line of JSON `data`.

The stream begins with a `snapshot` (with `Last-Event-ID`, with what was missed) and goes on with
`unit`, `incident`, `assignment`, `closure` and `alarm`. Each carries the whole present state of one
object, keyed by its `id`; `"removed": true` (of an alarm `"active": false`) takes it away, an
incident together with its assignments. Ids rise; they are to be sent back and not to be computed
with. A comment comes every 10 s while nothing happens. What is told depends on the account's role.
"""


def add_live_feed(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add ``/api/live/`` to the document."""
    result["paths"]["/api/live/"] = {
        "get": {
            "operationId": "live",
            "summary": "Everything that changes, as it changes",
            "description": _TEXT,
            "tags": ["live"],
            "parameters": [
                {
                    "in": "header",
                    "name": "Last-Event-ID",
                    "schema": {"type": "string"},
                    "description": "The id of the latest event that was read as a whole.",
                }
            ],
            "security": [{"tokenAuth": []}, {"cookieAuth": []}],
            "responses": {
                "200": {
                    "content": {"text/event-stream": {"schema": {"type": "string"}}},
                    "description": "The stream; it does not end by itself.",
                },
                "401": {"description": "Nobody is logged in, or the token is not known."},
            },
        }
    }
    return result
