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
    phonetrack,
    ulogger,
)
from backend.units.protocols.reading import Dialect

TEXT, JSON = "text/plain; charset=utf-8", "application/json"

DIALECTS: dict[str, Dialect] = {
    "osmand": Dialect(osmand.read, b"OK", TEXT, addresses=phonetrack.addresses("traccar")),
    "owntracks": Dialect(
        owntracks.read,
        b"[]",
        JSON,
        unseal=owntracks.unseal,
        seal=owntracks.seal,
        addresses=phonetrack.addresses("owntracks"),
    ),
    "overland": Dialect(
        overland.read, b'{"result":"ok"}', JSON, addresses=phonetrack.addresses("overland")
    ),
    "gpslogger": Dialect(
        # PhoneTrack's template for the OsmAnd app is in m/s and percent too.
        gpslogger.read,
        b"OK",
        TEXT,
        addresses=phonetrack.addresses("gpslogger", "osmand", "locusmap"),
    ),
    "gprmc": Dialect(gprmc.read, b"OK", TEXT, addresses=phonetrack.addresses("opengts")),
    "home_assistant": Dialect(
        home_assistant.read, b"{}", JSON, addresses=(home_assistant.WEBHOOK,)
    ),
    "cot": Dialect(cot.read, b"", TEXT),
    "ulogger": Dialect(
        ulogger.read, ulogger.ANSWER, JSON, addresses=phonetrack.addresses("ulogger")
    ),
}
"""Name in the address -> how it is read and what a client must be answered."""
INGEST = "/ingest/"
OTHER_ADDRESSES: dict[str, str] = {
    address: name for name, dialect in DIALECTS.items() for address in dialect.addresses
}
"""Beginning of an address without its first slash -> dialect."""


def addressed(path: str) -> tuple[str, str] | None:
    """Return the dialect and the secret (maybe empty) that an address names; None if it is none."""
    if path.startswith(INGEST):
        name, _, secret = path.removeprefix(INGEST).removesuffix("/").partition("/")
        name = name.lower()
        return (name, secret) if name in DIALECTS and "/" not in secret else None
    for address, name in OTHER_ADDRESSES.items():
        if path.startswith(address, 1):
            secret = path[1 + len(address) :].partition("/")[0]
            return (name, secret) if secret else None
    return None
