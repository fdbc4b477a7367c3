"""One request of every client, as each really sends it: all say the same moment of one unit.

``amb-01`` in Sumenep town, 25 November 2026 at 08:00:00 WIB, driving east at 12 m/s, 8 m accurate,
14 m high, battery at 67 %. The exceptions of a client stand beside its request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from django.test import Client

from backend.units.protocols.reading import Post

T = 1_795_568_400
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TRACCAR: dict[str, Any] = {
    "location": {
        "timestamp": "2026-11-25T01:00:00.000Z",
        "coords": {
            "latitude": -7.0167,
            "longitude": 113.8667,
            "accuracy": 8,
            "speed": 12,
            "heading": 90,
            "altitude": 14,
        },
        "is_moving": True,
        "odometer": 15230,
        "event": "motionchange",
        "battery": {"level": 0.67, "is_charging": False},
        "activity": {"type": "in_vehicle"},
        "extras": {},
        "_": "&id=fire-02&lat=-7.0&lon=113.0&timestamp=2026-11-25T01:00:00.000Z&",
    },
    "device_id": "amb-01",
}
OWNTRACKS: dict[str, Any] = {
    "_type": "location",
    "tid": "A1",
    "topic": "owntracks/psc/amb-01",
    "lat": -7.0167,
    "lon": 113.8667,
    "tst": T,
    "created_at": T + 2,
    "vel": 43,
    "cog": 90,
    "acc": 8,
    "alt": 14,
    "batt": 67,
    "bs": 1,
    "conn": "m",
    "t": "u",
    "_id": "5f0c1a2b",
}
FEATURE: dict[str, Any] = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [113.8667, -7.0167]},
    "properties": {
        "timestamp": "2026-11-25T01:00:00Z",
        "altitude": 14,
        "speed": 12,
        "course": 90,
        "horizontal_accuracy": 8,
        "vertical_accuracy": 5,
        "speed_accuracy": 0.5,
        "course_accuracy": 2.1,
        "motion": ["driving"],
        "battery_state": "unplugged",
        "battery_level": 0.67,
        "wifi": "",
        "device_id": "amb-01",
    },
}
HOME_ASSISTANT: dict[str, Any] = {
    "type": "update_location",
    "data": {
        "gps": [-7.0167, 113.8667],
        "gps_accuracy": 8,
        "battery": 67,
        "speed": 12,
        "altitude": 14,
        "course": 90,
        "vertical_accuracy": 5,
    },
}
COT = (
    '<event version="2.0" uid="amb-01" type="a-f-G-U-C" how="m-g" time="2026-11-25T01:00:00.000Z"'
    ' start="2026-11-25T01:00:00.000Z" stale="2026-11-25T01:02:00.000Z">'
    '<point lat="-7.0167" lon="113.8667" hae="9999999.0" ce="8.0" le="9999999.0"/>'
    '<detail><contact callsign="AMB-01"/><track speed="12.0" course="90.0"/>'
    '<status battery="67"/></detail></event>'
)
GPSLOGGER = (
    "lat=-7.0167&lon=113.8667&sat=9&desc=&alt=14.0&acc=8.0&dir=90.0&prov=gps&spd_kph=43.2&spd=12.0"
    "&timestamp=1795568400&timeoffset=2026-11-25T08%3A00%3A00.000%2B07%3A00"
    "&time=2026-11-25T01%3A00%3A00.000Z&starttimestamp=1795566000&date=2026-11-25&batt=67"
    "&ischarging=false&aid=abc&ser=amb-01&act=&filename=20261125&profile=Default+Profile&hdop=&vdop="
    "&pdop=&dist=1520&"
)
GPRMC = (
    "id=amb-01&dev=amb-01&acct=amb-01&batt=67&code=0xF020&alt=14.0"
    "&gprmc=$GPRMC,010000,A,701.00200,S,11352.00200,E,21.598272,90.000000,251126,,*39"
)


@dataclass(frozen=True)
class Request:
    """One request; ``told`` is what it says otherwise than the moment that all share."""

    dialect: str
    query: str = ""
    body: str = ""
    method: str = "POST"
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    told: dict[str, float | None] = field(default_factory=dict)

    def send(self, client: Client, *, secret: str = "", **headers: str) -> Any:
        path = f"/ingest/{self.dialect}{'/' if secret else ''}{secret}"
        return client.generic(
            self.method,
            f"{path}?{self.query}" if self.query else path,
            self.body,
            content_type=self.content_type,
            **self.headers,  # type: ignore[arg-type]
            **headers,  # type: ignore[arg-type]
        )

    def post(self) -> Post:
        query = dict(parse_qsl(self.query, keep_blank_values=True))
        return Post(query, self.body.encode(), {}, float(T), self.query)


GOLDEN: dict[str, Request] = {
    "traccar client 8": Request(
        "osmand",
        query="id=amb-01&timestamp=1795568400&lat=-7.0167&lon=113.8667&speed=23.326128"
        "&bearing=90.0&altitude=14.0&accuracy=0.0&batt=67.0",
        told={"accuracy_m": None},  # a pure GPS fix is sent as 0.0
    ),
    "osmand form": Request(
        "osmand",
        body="id=amb-01&timestamp=2026-11-25T01%3A00%3A00Z&location=-7.0167,113.8667"
        "&speed=23.326128&heading=90",
        content_type=FORM,
        told={"accuracy_m": None, "altitude_m": None, "battery_pct": None},
    ),
    "osmand app": Request(
        "osmand",
        query="deviceid=amb-01&lat=-7.0167&lon=113.8667&timestamp=1795568400000&hdop=8.0"
        "&altitude=14.0&speed=12.0",
        method="GET",
        told={"heading_deg": None, "battery_pct": None},
    ),
    "traccar client 9": Request("osmand", body=json.dumps(TRACCAR)),
    "owntracks": Request("owntracks", body=json.dumps(OWNTRACKS)),
    "gpslogger": Request("gpslogger", query=GPSLOGGER),
    "gpslogger opengts": Request(
        "gprmc",
        query=GPRMC,
        method="GET",
        told={"accuracy_m": None, "speed_mps": 40 / 3.6},  # 21.598272 knots
    ),
    "overland": Request("overland", body=json.dumps({"locations": [FEATURE]})),
    "home assistant": Request("home_assistant", body=json.dumps(HOME_ASSISTANT)),
    "ulogger": Request(
        "ulogger",
        body=f"action=addpos&lat=-7.0167&lon=113.8667&time={T}&altitude=14&accuracy=8&speed=12"
        "&bearing=90&trackid=1&provider=gps",
        content_type=FORM,
        told={"battery_pct": None},
    ),
    "cot": Request("cot", body=COT, content_type="application/xml", told={"altitude_m": None}),
}
ANSWERS: dict[str, bytes] = {
    "osmand": b"OK",
    "owntracks": b"[]",
    "overland": b'{"result":"ok"}',
    "gpslogger": b"OK",
    "gprmc": b"OK",
    "home_assistant": b"{}",
    "cot": b"",
    "ulogger": b'{"error":false,"trackid":1}',
}
