"""Replaces the stations by a checked file: all or nothing."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.changes.actions import bump_epoch
from backend.errors import Conflict
from backend.units.models import Station, Unit
from backend.units.queries.stations import STATIONS_EPOCH
from gis.place_files import StationRecord

logger = logging.getLogger(__name__)

_FIELDS = [
    "name",
    "kind",
    "kecamatan_code",
    "confidence",
    "confirmed",
    "source",
    "port_code",
    "point",
]


@transaction.atomic
def import_stations(
    *, records: Sequence[StationRecord], by: User | None, now: datetime
) -> dict[str, int]:
    """Put the stations in the place of the old ones; return how many there are of each kind.

    Raises
    ------
    Conflict
        If a station is missing that is a unit's home; nothing changes.
    """
    codes = {record.code for record in records}
    homeless = Unit.objects.exclude(station_id__in=codes).values_list("code", "station_id")
    if homeless:
        code, station = homeless[0]
        raise Conflict(
            _("Pos %(station)s tidak ada dalam berkas, padahal pangkalan unit %(unit)s.")
            % {"station": station, "unit": code}
        )
    Station.objects.exclude(code__in=codes).delete()
    Station.objects.bulk_create(
        [_station(record) for record in records],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_FIELDS,
    )
    bump_epoch(STATIONS_EPOCH)
    logger.info("stations replaced: %s rows at %s by %s", len(records), now, by and by.pk)
    return dict(Counter(record.kind for record in records))


def _station(record: StationRecord) -> Station:
    return Station(
        code=record.code,
        name=record.name,
        kind=record.kind,
        kecamatan_code=record.kecamatan_code,
        confidence=record.confidence,
        confirmed=record.confirmed,
        source=record.source,
        port_code=record.code.removeprefix("port-") if record.kind == "port" else "",
        point=Point(record.point.lon, record.point.lat, srid=4326),
    )
