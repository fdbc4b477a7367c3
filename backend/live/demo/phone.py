"""A phone on board: sends fixes as the Traccar Client app does and keeps what it cannot send."""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from backend.live.demo.motion import Motion
from backend.live.demo.wire import Request, Send
from gis.types import LonLat

KNOTS_PER_MPS = 1.943844
METRES_PER_DEGREE = 111_320.0
QUEUE_LIMIT = 500
"""Fixes that a phone keeps while it has no connection; the oldest go first."""


@dataclass
class Phone:
    """The state of one phone. ``is_json``: the newer app (9 and later), else the query form."""

    identifier: str
    interval_s: float
    is_json: bool
    random: random.Random
    battery_pct: float = 90.0
    offline_until: datetime | None = None
    queue: deque[Request] = field(default_factory=lambda: deque(maxlen=QUEUE_LIMIT))

    def take_fix(self, motion: Motion, now: datetime) -> None:
        """Measure as a phone does, some metres off, and put the fix in the queue."""
        accuracy_m = self.random.uniform(4, 14)
        point = self._measured(motion.point, accuracy_m)
        self.battery_pct = max(15.0, self.battery_pct - self.interval_s / 1200)
        build = _json_request if self.is_json else _query_request
        self.queue.append(build(self, motion, point, accuracy_m, now))

    def send_queue(self, send: Send, now: datetime) -> int:
        """Send what waits, oldest first; return how many the server took.

        A record that was not taken stays at the head of the queue, as in the app.
        """
        if self.offline_until is not None and now < self.offline_until:
            return 0
        sent = 0
        while self.queue:
            try:
                answer = send(self.queue[0])
            except ConnectionError:
                break
            if not answer.is_good:
                break
            self.queue.popleft()
            sent += 1
        return sent

    def _measured(self, point: LonLat, accuracy_m: float) -> LonLat:
        spread_deg = accuracy_m / 3 / METRES_PER_DEGREE
        return LonLat(
            round(point.lon + self.random.gauss(0, spread_deg), 7),
            round(point.lat + self.random.gauss(0, spread_deg), 7),
        )


def _query_request(
    phone: Phone, motion: Motion, point: LonLat, accuracy_m: float, now: datetime
) -> Request:
    """Return the request of the app up to version 8: all in the query, speed in knots."""
    values = {
        "id": phone.identifier,
        "timestamp": int(now.timestamp()),
        "lat": point.lat,
        "lon": point.lon,
        "speed": round(motion.speed_mps * KNOTS_PER_MPS, 6),
        "bearing": round(motion.heading_deg or 0.0, 1),
        "altitude": 10.0,
        "accuracy": round(accuracy_m, 1),
        "batt": round(phone.battery_pct, 1),
    }
    return Request("POST", f"/ingest/osmand?{urlencode(values)}")


def _json_request(
    phone: Phone, motion: Motion, point: LonLat, accuracy_m: float, now: datetime
) -> Request:
    """Return the request of the app from version 9 on: JSON, speed in m/s, battery 0 to 1."""
    fix_time = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    coords = {
        "latitude": point.lat,
        "longitude": point.lon,
        "accuracy": round(accuracy_m, 1),
        "speed": round(motion.speed_mps, 2),
        "heading": -1 if motion.heading_deg is None else round(motion.heading_deg, 1),
        "altitude": 10.0,
    }
    location = {
        "timestamp": fix_time,
        "coords": coords,
        "is_moving": motion.speed_mps > 1,
        "battery": {"level": round(phone.battery_pct / 100, 2), "is_charging": False},
        "extras": {},
    }
    body = json.dumps({"location": location, "device_id": phone.identifier}).encode()
    return Request("POST", "/ingest/osmand", {"Content-Type": "application/json"}, body)
