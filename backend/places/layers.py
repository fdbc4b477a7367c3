"""The map layers as GeoJSON bytes, made once in each process for each change of the data.

A layer is asked for at every start of a console, so its whole answer is kept, compressed too; a
box picks the features by their true shape, not by their bounds: an archipelago's bounds are sea.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from backend.changes.epoch_cache import EpochCache
from backend.errors import NotReady
from backend.places.models import (
    Desa,
    Facility,
    Island,
    Kecamatan,
    LandPart,
    Neighbour,
    Port,
    Settlement,
)
from backend.places.parameters import Box
from backend.rendering import dumps

BASEMAP_TOLERANCE_DEG = 0.0002
"""About 22 m: coasts of the land layer are simplified this much, for drawing only."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A FeatureCollection ready to send."""

    body: bytes
    compressed: bytes
    etag: str


class Layer:
    """The features of one layer in the order of their codes."""

    def __init__(self, rows: Iterable[tuple[dict[str, Any], Any]]) -> None:
        listed = list(rows)
        self._shapes = np.array([shape for _, shape in listed], dtype=object)
        self._features = [_feature(properties, shape) for properties, shape in listed]
        self._tree = shapely.STRtree(self._shapes)
        self.whole = _answer(self._features)

    def within(self, box: Box) -> Answer:
        """Return the features that touch a box."""
        hits = self._tree.query(shapely.box(*box), predicate="intersects")
        return _answer([self._features[i] for i in sorted(hits)])


def layer(name: str) -> Layer:
    """Return a layer of ``LAYERS``.

    Raises
    ------
    NotReady
        If it has no rows; the detail says which command to run.
    """
    return _layers[name].get()


def _answer(features: list[bytes]) -> Answer:
    body = b'{"type":"FeatureCollection","features":[' + b",".join(features) + b"]}"
    tag = hashlib.sha256(body).hexdigest()[:32]
    return Answer(body, gzip.compress(body, compresslevel=6, mtime=0), f'W/"{tag}"')


def _feature(properties: dict[str, Any], shape: Any) -> bytes:
    head = dumps({"type": "Feature", "id": properties["code"], "properties": properties})
    geometry: str = shapely.to_geojson(shape)
    return head[:-1] + b',"geometry":' + geometry.encode() + b"}"


Rows = Iterator[tuple[dict[str, Any], Any]]


def _rows(rows: QuerySet[Any], *fields: str, shape: str = "geometry") -> Rows:
    """Yield the named fields of each row as properties, beside its shape."""
    annotated = rows.annotate(wkb=AsWKB(F(shape)))
    for *values, wkb in annotated.values_list(*fields, "wkb"):
        plain = [round(value, 4) if isinstance(value, float) else value for value in values]
        yield dict(zip(fields, plain, strict=True)), shapely.from_wkb(bytes(wkb))


def _kecamatan() -> Rows:
    return _rows(Kecamatan.objects.all(), "code", "name", "bps_code", "bps_name", "area_km2")


def _desa() -> Rows:
    fields = ("code", "name", "kecamatan_code", "bps_code", "bps_name", "area_km2")
    return _rows(Desa.objects.all(), *fields)


def _islands() -> Rows:
    fields = ("code", "name", "populated", "kecamatan_code", "land_part", "distance_to_land_m")
    return _rows(Island.objects.all(), *fields, "area_km2", shape="point")


def _facilities() -> Rows:
    fields = ("code", "name", "kind", "confidence", "kecamatan_code", "owner")
    return _rows(Facility.objects.all(), *fields, shape="point")


def _ports() -> Rows:
    fields = ("code", "name", "confidence", "kecamatan_code", "land_part", "contact", "note")
    return _rows(Port.objects.all(), *fields, shape="point")


def _settlements() -> Rows:
    return _rows(Settlement.objects.all(), "code", "name", "kecamatan_code", shape="point")


def _neighbours() -> Rows:
    return _rows(Neighbour.objects.all(), "code", "name")


def _land() -> Rows:
    fields = ("number", "name", "island_code", "populated", "area_km2")
    for properties, shape in _rows(LandPart.objects.all(), *fields):
        simple = shapely.set_precision(shapely.simplify(shape, BASEMAP_TOLERANCE_DEG), 1e-5)
        properties["code"] = str(properties["number"])
        properties["name"] = properties["name"] or None
        properties["island_code"] = properties["island_code"] or None
        yield properties, shape if simple.is_empty else simple


LAYERS: dict[str, tuple[Callable[[], Rows], str, str]] = {
    "kecamatan": (_kecamatan, "boundaries", "import_boundaries"),
    "desa": (_desa, "boundaries", "import_boundaries"),
    "islands": (_islands, "boundaries", "import_boundaries"),
    "land": (_land, "boundaries", "import_boundaries"),
    "neighbours": (_neighbours, "boundaries", "import_boundaries"),
    "facilities": (_facilities, "places", "import_places"),
    "ports": (_ports, "places", "import_places"),
    "settlements": (_settlements, "places", "import_places"),
}
"""Name of each layer, how its rows are read, the epoch it follows and the command that loads it."""


def _builder(rows: Callable[[], Rows], command: str) -> Callable[[], Layer]:
    def build() -> Layer:
        listed = list(rows())
        if not listed:
            sentence = _("Data belum dimuat: jalankan manage.py %(command)s")
            if command == "import_boundaries":
                sentence = _("Data batas wilayah belum dimuat: jalankan manage.py %(command)s")
            raise NotReady(sentence % {"command": command})
        return Layer(listed)

    return build


_layers = {
    name: EpochCache(_builder(rows, command), epoch)
    for name, (rows, epoch, command) in LAYERS.items()
}
