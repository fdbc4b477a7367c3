"""The way between a place and the road network, straight across its own land part.

The first three kilometres are driven or ridden slowly, the rest is walked: nobody knows the
paths there, so one rule serves vehicles and boat crews alike.
"""

from __future__ import annotations

DRIVEN_KMH = 10.0
DRIVEN_UP_TO_M = 3_000.0
WALKED_KMH = 4.0
SHOWN_FROM_M = 1.0
"""A shorter way is no leg and takes no time: the place stands on the road."""
NOTED_FROM_M = 200.0
"""From here on the answer says how far the place is from the road."""


def access_s(distance_m: float) -> float:
    """Return the seconds for a straight way off the network: 10 km/h up to 3 km, then 4 km/h."""
    if distance_m < SHOWN_FROM_M:
        return 0.0
    driven_m = min(distance_m, DRIVEN_UP_TO_M)
    walked_m = distance_m - driven_m
    return driven_m / (DRIVEN_KMH / 3.6) + walked_m / (WALKED_KMH / 3.6)
