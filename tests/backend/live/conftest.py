"""Units, incidents and crews' notices for the feed, and readers that see them as events."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from backend.accounts.models import Role, User
from backend.changes.actions import record_changes
from backend.changes.models import Change
from backend.dispatch.models import Assignment, AssignmentStep, CrewNotice
from backend.incidents.models import Category, Incident
from backend.live.audience import Audience
from backend.live.feed import Feed
from backend.live.places import end_of, place_of
from backend.live.queries import latest_ids
from backend.places.models import Confidence
from backend.units.models import Device, HelpCall, LatestPosition, Station, Unit

Event = dict[str, Any]


class Room:
    """A small room: makes what changes, and asks the feed as somebody's eyes."""

    def __init__(self, user_of: Callable[..., User]) -> None:
        self.user_of = user_of
        self.by = user_of(Role.DISPATCHER)
        self.now = timezone.now()
        self.feed = Feed()

    def unit(self, code: str, status: str = "available", **values: Any) -> Unit:
        station, _ = Station.objects.get_or_create(
            code="pos",
            defaults={
                "name": "Pos Uji",
                "kind": "puskesmas",
                "kecamatan_code": "35.29.01",
                "confidence": Confidence.A,
                "confirmed": True,
                "point": Point(113.86, -7.01, srid=4326),
            },
        )
        defaults = {"name": code, "kind": "ambulance", "station": station, "phone": "0811000"}
        return Unit.objects.create(
            code=code, status=status, status_since=self.now, **(defaults | values)
        )

    def tracker(self, unit: Unit, fix_age_s: float, **values: Any) -> Device:
        at = self.now - timedelta(seconds=fix_age_s)
        device = Device.objects.create(
            identifier=unit.code,
            unit=unit,
            identifier_only=True,
            created_at=at,
            latest_fix_time=at,
            latest_contact_at=at,
            **values,
        )
        LatestPosition.objects.create(
            unit=unit,
            device=device,
            fix_time=at,
            received_at=at,
            lon_e6=113_860_000,
            lat_e6=-7_010_000,
            source="osmand",
        )
        return device

    def incident(self, number: str, category: str = Category.MEDICAL, **values: Any) -> Incident:
        defaults = {"priority": 1, "words": "dekat pasar", "created_by": self.by}
        return Incident.objects.create(
            number=number,
            category=category,
            created_at=self.now,
            updated_at=self.now,
            **(defaults | values),
        )

    def assignment(
        self, incident: Incident, unit: Unit, status: str = "dispatched", reason: str = ""
    ) -> Assignment:
        has_ended = status in {"cleared", "cancelled", "diverted"}
        made = Assignment.objects.create(
            incident=incident,
            unit=unit,
            status=status,
            created_at=self.now,
            created_by=self.by,
            ended_at=self.now if has_ended else None,
        )
        AssignmentStep.objects.create(
            assignment=made, status=status, at=self.now, recorded_at=self.now, reason=reason
        )
        return made

    def notice(self, assignment: Assignment, age_s: float, kind: str = "new") -> CrewNotice:
        return CrewNotice.objects.create(
            assignment=assignment, kind=kind, created_at=self.now - timedelta(seconds=age_s)
        )

    def help_call(self, unit: Unit, **values: Any) -> HelpCall:
        defaults: dict[str, Any] = {
            "source": "crew",
            "pressed_at": self.now,
            "latest_pressed_at": self.now,
            "rang_at": self.now,
            "received_at": self.now,
        }
        return HelpCall.objects.create(unit=unit, **(defaults | values))

    def audience(self, role: str, *units: Unit) -> Audience:
        user = self.user_of(role)
        for unit in units:
            unit.crew.add(user)
        return Audience(
            user=user,
            person_id=user.pk if role in {Role.CREW, Role.AGENCY} else None,
            role=role,
            language="id",
            units=frozenset(unit.code for unit in units),
        )

    def changed(self, kind: str, *keys: object) -> None:
        record_changes(kind=kind, keys=[str(key) for key in keys], now=self.now)

    def position(self) -> int:
        return max(latest_ids(1), default=0)

    def snapshot(self, audience: Audience) -> dict[str, Any]:
        (first, *_) = parsed(b"".join(self.feed.first(audience, None, self.position())))
        return dict(first["data"])

    def news(self, audience: Audience, kind: str, *keys: object) -> list[Event]:
        """Return what an open reader is told of a change."""
        before = self.position()
        self.changed(kind, *keys)
        rows = list(Change.objects.filter(pk__gt=before).values_list("pk", "kind", "key"))
        made = self.feed.deltas([_row(*row) for row in rows], [audience], after=before)
        return parsed(made[audience])

    def by_time(self, audience: Audience) -> list[Event]:
        return parsed(self.feed.by_time([audience], position=self.position())[audience])

    def resumed(self, audience: Audience, since: int) -> list[Event]:
        return parsed(b"".join(self.feed.first(audience, place_of(since), self.position())))

    def end(self) -> int:
        """Return the id of a reader that has read everything."""
        return end_of(self.position()).identity


def parsed(content: bytes) -> list[Event]:
    """Return the events in some bytes of the stream."""
    events = []
    for block in content.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":")
        if "data" in lines:
            data = json.loads(lines["data"])
            events.append({"id": int(lines["id"]), "event": lines["event"], "data": data})
    return events


def _row(pk: int, kind: str, key: str) -> Any:
    from backend.live.cursor import Row

    return Row(pk, kind, key)


@pytest.fixture
def scene(user_of: Callable[..., User], monkeypatch: pytest.MonkeyPatch) -> Room:
    """Return the room at a moment that stands still until a test moves it."""
    room = Room(user_of)
    monkeypatch.setattr(timezone, "now", lambda: room.now)
    return room


def later(room: Room, seconds: float) -> datetime:
    """Let time go by."""
    room.now += timedelta(seconds=seconds)
    return room.now
