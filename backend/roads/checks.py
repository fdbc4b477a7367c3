"""System checks of this app: is a road network active, readable and what its checksum says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import DatabaseError

from backend.roads import queries
from backend.roads.models import Lane, RoadNetwork
from gis import network
from gis.errors import NetworkError

_IMPORT = "Run: manage.py import_road_network FILE --activate"


@register(Tags.database)
def check_network(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report a missing or damaged active network, and missing lanes; silent before migrations."""
    if not databases:
        return []
    try:
        row = RoadNetwork.objects.filter(is_active=True).first()
        has_lanes = Lane.objects.exists()
    except DatabaseError:
        return []
    messages = [_missing()] if row is None else _damage(row)
    if not has_lanes:
        hint = "Run: manage.py import_ferries"
        messages.append(Warning("No ferry lanes are loaded.", hint=hint, id="siaga.W021"))
    return messages


def _missing() -> CheckMessage:
    return Warning("No road network is active.", hint=_IMPORT, id="siaga.W020")


def _damage(row: RoadNetwork) -> list[CheckMessage]:
    folder = queries.network_folder(row)
    try:
        network.load(folder, verify=True)
        found = network.checksum(folder)
    except NetworkError as error:
        what = f"The active road network cannot be used: {error}"
        return [Error(what, hint=_IMPORT, id="siaga.E020")]
    if found != row.checksum:
        what = f"The folder {folder.name} holds another network than the active one."
        return [Error(what, hint=_IMPORT, id="siaga.E020")]
    return _age(folder)


def _age(folder: Path) -> list[CheckMessage]:
    if not network.is_of_older_format(folder):
        return []
    what = "The active road network was imported by an older version: its fords are roads all year."
    return [Info(what, hint=_IMPORT, id="siaga.I020")]
