"""The wire formats of phones and trackers: one module for each, listed here and nowhere else.

A dialect reads a request into readings and says how it must be answered. It knows neither the
database nor the clock. To add one: write its module and name it in ``DIALECTS``.
"""

from __future__ import annotations

from backend.units.protocols import (
    cot,
    gprmc,
    gpslogger,
    home_assistant,
    osmand,
    overland,
    owntracks,
)
from backend.units.protocols.reading import Dialect

TEXT, JSON = "text/plain; charset=utf-8", "application/json"

DIALECTS: dict[str, Dialect] = {
    "osmand": Dialect(osmand.read, b"OK", TEXT),
    "owntracks": Dialect(owntracks.read, b"[]", JSON, unseal=owntracks.unseal, seal=owntracks.seal),
    "overland": Dialect(overland.read, b'{"result":"ok"}', JSON),
    "gpslogger": Dialect(gpslogger.read, b"OK", TEXT),
    "gprmc": Dialect(gprmc.read, b"OK", TEXT),
    "home_assistant": Dialect(
        home_assistant.read, b"{}", JSON, addresses=(home_assistant.WEBHOOK,)
    ),
    "cot": Dialect(cot.read, b"", TEXT),
}
"""Name in the address -> how it is read and what a client must be answered."""
INGEST = "/ingest/"


def addressed(path: str) -> tuple[str, str] | None:
    """Return the dialect and the secret (maybe empty) that an address names; None if it is none."""
    if path.startswith(INGEST):
        name, _, secret = path.removeprefix(INGEST).removesuffix("/").partition("/")
        name = name.lower()
        return (name, secret) if name in DIALECTS and "/" not in secret else None
    for name, dialect in DIALECTS.items():
        for address in dialect.addresses:
            secret = path.removeprefix(f"/{address}").removesuffix("/")
            if path.startswith(f"/{address}") and secret and "/" not in secret:
                return name, secret
    return None
