"""System checks of this app: demo passwords, stations far from every road, trackers, partitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from backend.accounts.models import User
from backend.errors import NotReady
from backend.roads.queries import router
from backend.units.demo import DEMO_PASSWORD, DEMO_USERS
from backend.units.models import Device, Station
from backend.units.queries.partitions import is_partitioned, month_of, months_with_partition
from gis.snapping import Snapper
from gis.types import LonLat, VehicleProfile

NEAR_ROAD_M = 1_000.0
"""Beyond this the first kilometre at walking pace decides when a unit arrives."""
_BOAT_STATIONS = frozenset({"port", "water_police"})
_NAMED_MAX = 12


@register(Tags.security, deploy=True)
def check_demo_passwords_before_deployment(**_: Any) -> list[CheckMessage]:
    """Refuse accounts that still have the demo password (``check --deploy``)."""
    return _demo_password_errors()


@register(Tags.database)
def check_demo_passwords(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse accounts that still have the demo password (``check --database default``)."""
    return _demo_password_errors() if databases else []


@register(Tags.database)
def check_stations(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of missing stations, and of those that no road comes near."""
    if not databases:
        return []
    try:
        stations = list(Station.objects.all())
        if not stations:
            hint = "Run: manage.py import_stations"
            return [Warning("No stations are loaded.", hint=hint, id="siaga.W030")]
        far = _far_from_roads(stations)
    except (DatabaseError, NotReady):
        return []
    if not far:
        return []
    named = ", ".join(far[:_NAMED_MAX]) + (" ..." if len(far) > _NAMED_MAX else "")
    return [
        Warning(
            f"{len(far)} stations lie more than {NEAR_ROAD_M:.0f} m from every road of their "
            f"island: {named}.",
            hint="Check the positions, or import a road network that covers their islands.",
            id="siaga.W031",
        )
    ]


@register(Tags.database)
def check_partitions(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn when next month's positions would all land in the default partition."""
    if not databases:
        return []
    try:
        is_missing = is_partitioned() and month_of(timezone.now()).later(1) not in set(
            months_with_partition()
        )
    except DatabaseError:
        return []
    if not is_missing:
        return []
    return [
        Warning(
            "There is no partition for the positions of next month.",
            hint="Run manage.py prune_positions daily; it makes them ahead.",
            id="siaga.W032",
        )
    ]


@register(Tags.database)
def check_devices_known_by_name(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Warn of trackers that prove themselves by their name alone, outside a demonstration."""
    if not databases or settings.DEBUG or settings.DEMO:
        return []
    try:
        rows = Device.objects.filter(identifier_only=True, revoked_at=None).order_by("identifier")
        names = list(rows.values_list("identifier", flat=True))
    except DatabaseError:
        return []
    if not names:
        return []
    named = ", ".join(names[:_NAMED_MAX]) + (" ..." if len(names) > _NAMED_MAX else "")
    return [
        Warning(
            f"{len(names)} trackers are believed by their name alone: {named}. Whoever knows a "
            "unit's code can move it.",
            hint="Set the secret in each phone, then clear identifier_only "
            "(PATCH /api/devices/NAME/), or revoke the tracker.",
            id="siaga.W033",
        )
    ]


def _demo_password_errors() -> list[CheckMessage]:
    if settings.DEBUG:
        return []
    try:
        users = list(User.objects.filter(username__in=DEMO_USERS, is_active=True))
    except DatabaseError:
        return []
    weak = sorted(user.username for user in users if user.check_password(DEMO_PASSWORD))
    if not weak:
        return []
    return [
        Error(
            f"Accounts with the demo password while DEBUG is off: {', '.join(weak)}.",
            hint="Run manage.py changepassword for each, or deactivate them in the admin pages.",
            id="siaga.E030",
        )
    ]


def _far_from_roads(stations: Sequence[Station]) -> list[str]:
    """Return the codes of land stations without a road within reach; quays need none."""
    roads = router()
    snapper = Snapper(roads.network, roads.land)
    return [
        station.code
        for station in stations
        if station.kind not in _BOAT_STATIONS
        and snapper.snap(
            LonLat(station.point.x, station.point.y),
            profile=VehicleProfile.AMBULANCE,
            limit_m=NEAR_ROAD_M,
        )
        is None
    ]
