"""Stations as a layer, made once in each process for each import."""

from __future__ import annotations

import shapely
from django.utils.translation import gettext as _

from backend.changes.epoch_cache import EpochCache
from backend.errors import NotReady
from backend.places.layers import Layer
from backend.units.models import Station

STATIONS_EPOCH = "stations"
_FIELDS = ("code", "name", "kind", "kecamatan_code", "confidence", "confirmed", "phone", "source")


def station_layer() -> Layer:
    """Return the layer of stations.

    Raises
    ------
    NotReady
        If there are none; the detail says which command to run.
    """
    return _layer.get()


def _build() -> Layer:
    rows = [
        ({name: getattr(station, name) for name in _FIELDS}, _shape(station))
        for station in Station.objects.all()
    ]
    if not rows:
        raise NotReady(_("Pos belum dimuat: jalankan manage.py import_stations"))
    return Layer(rows)


def _shape(station: Station) -> shapely.Point:
    return shapely.Point(station.point.x, station.point.y)


_layer = EpochCache(_build, STATIONS_EPOCH)
