"""The wire formats of phones and trackers: one module for each, listed here and nowhere else.

A dialect reads a request into readings and says how it must be answered. It knows neither the
database nor the clock. To add one: write its module and name it in ``DIALECTS``.
"""

from __future__ import annotations

from backend.units.protocols import osmand, owntracks
from backend.units.protocols.reading import Dialect

DIALECTS: dict[str, Dialect] = {
    "osmand": Dialect(osmand.read, b"OK", "text/plain; charset=utf-8"),
    "owntracks": Dialect(owntracks.read, b"[]", "application/json"),
}
"""Name in the address -> how it is read and what a client must be answered."""
