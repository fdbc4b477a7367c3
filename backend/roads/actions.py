"""Imports and activates networks, replaces lanes, opens and lifts closures."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from backend.accounts.models import User
from backend.changes.actions import bump_epoch, record_change
from backend.changes.models import Change
from backend.places import actions as places
from backend.roads.lane_rows import row_of, stop_row
from backend.roads.models import Closure, FerryStop, Lane, LaneConfirmation, RoadNetwork
from backend.roads.sea_state import port_day
from gis import network as arrays
from gis.crossings import Quay
from gis.errors import NetworkError
from gis.gtfs_lanes import LaneRecord
from gis.network_import import ImportResult
from gis.osm_lanes import ferries_document
from gis.places import RoadRecord
from gis.types import LonLat

logger = logging.getLogger(__name__)


def store_network(
    *, result: ImportResult, name: str, by: User | None, now: datetime
) -> RoadNetwork:
    """Keep an imported network, inactive; one with the same roads and ferries is kept once.

    The arrays are written before the row, so that a row never names a folder that is not there.
    """
    folder, checksum = _write(result.network)
    ferries = ferries_document(result.lanes, result.quays)
    with transaction.atomic():
        for known in RoadNetwork.objects.filter(checksum=checksum, folder=folder):
            if known.ferries == json.loads(json.dumps(ferries)):
                return known
        row = RoadNetwork.objects.create(
            name=name,
            folder=folder,
            checksum=checksum,
            report=dict(result.report),
            ferries=ferries,
            imported_at=now,
        )
    logger.info("network %s imported by %s", row.pk, by and by.pk)
    return row


@transaction.atomic
def activate_network(*, network: RoadNetwork, by: User | None, now: datetime) -> RoadNetwork:
    """Make a network the one that everybody routes on, at the next request of every worker.

    The names of its roads become places that callers can name.
    """
    RoadNetwork.objects.filter(is_active=True).exclude(pk=network.pk).update(is_active=False)
    network.is_active = True
    network.activated_at = now
    network.save(update_fields=["is_active", "activated_at"])
    roads = arrays.load(settings.NETWORK_DIR / network.folder)
    places.replace_named_roads(roads=_named_roads(roads), by=by, now=now)
    bump_epoch("network")
    logger.info("network %s activated by %s", network.pk, by and by.pk)
    return network


@transaction.atomic
def replace_lanes(
    *, lanes: Iterable[LaneRecord], stops: Iterable[Quay], by: User | None, now: datetime
) -> int:
    """Put lanes and quays that are no ports in the place of the old ones; return how many lanes.

    A lane that stays keeps its row, and with it what hangs on its code.
    """
    bump_epoch("lanes")
    rows = [row_of(record.lane, year=record.year) for record in lanes]
    Lane.objects.exclude(code__in=[row.code for row in rows]).delete()
    Lane.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[field.name for field in Lane._meta.concrete_fields if not field.primary_key],
    )
    FerryStop.objects.all().delete()
    FerryStop.objects.bulk_create([stop_row(quay) for quay in stops])
    logger.info("%s lanes replaced at %s by %s", len(rows), now, by and by.pk)
    return len(rows)


@transaction.atomic
def open_closure(
    *,
    kind: Closure.Kind,
    geometry: GEOSGeometry | None,
    lane: str,
    factor: float | None,
    from_at: datetime,
    until_at: datetime | None,
    reason: str,
    source: str,
    by: User,
    now: datetime,
) -> Closure:
    """Close or slow a road, a lane or a zone for a time."""
    closure = Closure.objects.create(
        kind=kind,
        geometry=geometry,
        lane=lane,
        factor=factor,
        from_at=from_at,
        until_at=until_at,
        reason=reason,
        source=source,
        created_at=now,
        created_by=by,
    )
    _announce(closure, now)
    logger.info("closure %s opened by %s", closure.pk, by.pk)
    return closure


@transaction.atomic
def lift_closure(*, closure: Closure, by: User, now: datetime) -> Closure:
    """End a closure; lifting it again changes nothing."""
    lifted = Closure.objects.filter(pk=closure.pk, lifted_at=None).update(
        lifted_at=now, lifted_by=by
    )
    closure.refresh_from_db()
    if lifted:
        _announce(closure, now)
        logger.info("closure %s lifted by %s", closure.pk, by.pk)
    return closure


@transaction.atomic
def confirm_lane(*, lane: str, note: str, by: User, now: datetime) -> LaneConfirmation:
    """Note that a port says today's ships of a lane sail; again tells it anew.

    The epoch comes first: its row makes one of two people wait for the other.
    """
    bump_epoch("closures")
    _withdraw(lane, by, now)
    confirmation = LaneConfirmation.objects.create(
        lane=lane, day=port_day(now), note=note, confirmed_at=now, confirmed_by=by
    )
    logger.info("lane %s confirmed by %s", lane, by.pk)
    return confirmation


@transaction.atomic
def withdraw_confirmation(*, lane: str, by: User, now: datetime) -> bool:
    """Take back what was confirmed of a lane for today; False if nothing was."""
    withdrawn = _withdraw(lane, by, now)
    if withdrawn:
        bump_epoch("closures")
        logger.info("confirmation of lane %s withdrawn by %s", lane, by.pk)
    return withdrawn


def _withdraw(lane: str, by: User, now: datetime) -> bool:
    held = LaneConfirmation.objects.filter(lane=lane, day=port_day(now), withdrawn_at=None)
    return bool(held.update(withdrawn_at=now, withdrawn_by=by))


def _announce(closure: Closure, now: datetime) -> None:
    bump_epoch("closures")
    record_change(kind=Change.Kind.CLOSURE, key=str(closure.pk), now=now)


def _write(network: arrays.RoadNetwork) -> tuple[str, str]:
    """Write a network below ``NETWORK_DIR`` and return its folder's name and its checksum."""
    directory: Path = settings.NETWORK_DIR
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=directory) as beside:
        written = Path(beside) / "network"
        checksum = arrays.save(network, written)
        name = checksum[:16]
        place = directory / name
        if place.exists() and not _is_whole(place):
            shutil.rmtree(place, ignore_errors=True)  # another process may be clearing it too
        try:
            written.rename(place)
        except OSError:  # the same network is there already
            if not place.exists():
                raise
    return name, checksum


def _is_whole(folder: Path) -> bool:
    try:
        arrays.load(folder, verify=True)
    except NetworkError:
        return False
    return True


def _named_roads(network: arrays.RoadNetwork) -> list[RoadRecord]:
    """Return each road name of the network with the lines that bear it."""
    lines: dict[str, list[tuple[LonLat, ...]]] = {}
    for segment in range(network.segment_count):
        if name := network.name(segment):
            line = tuple(LonLat(float(lon), float(lat)) for lon, lat in network.line(segment))
            if len(line) > 1:
                lines.setdefault(name, []).append(line)
    return [RoadRecord(name, tuple(parts)) for name, parts in sorted(lines.items())]
