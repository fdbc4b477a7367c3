"""µlogger: a form whose ``action`` says what it is about; only ``addpos`` moves a unit.

The app logs in and opens a track before it sends positions, and reads one object for all of it.
"""

from __future__ import annotations

from backend.units.protocols import gpslogger, reading
from backend.units.protocols.reading import Message, Post, Reading

ANSWER = b'{"error":false,"trackid":1}'


def read(post: Post) -> Message:
    """Return what a form says; speed is m/s, time seconds, as in every template."""
    fields = {**reading.fields_of(post.body.strip()), **post.query}
    action = fields.get("action", "addpos")
    if action == "addpos":
        return gpslogger.read(post)
    # Logging in holds a password, which is nobody's business here.
    return Message((Reading(content=f"action={reading.text(action)}"),))
