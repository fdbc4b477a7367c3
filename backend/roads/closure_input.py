"""Checks what a client says of a closure; every refusal names its field."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from backend.errors import field_problem
from backend.roads.models import Closure
from backend.roads.parameters import checked_point, moment_of
from gis.regency import in_box
from gis.types import LonLat

TYPES: Mapping[str, frozenset[str]] = {
    Closure.Kind.ROAD: frozenset({"Point", "LineString", "MultiLineString"}),
    Closure.Kind.ZONE: frozenset({"Polygon", "MultiPolygon"}),
}
"""What a closure of each kind is drawn as."""
VERTICES_MAX = 5_000
FACTOR_MAX = 1_000.0
TEXT_MAX = 200
NUMBER_MAX = 1e12
_PLACE = re.compile(r"\[(-?[\d.]+(?:e-?\d+)?) (-?[\d.]+(?:e-?\d+)?)\]")
"""Where GEOS says that a shape is not valid."""


@dataclass(frozen=True, slots=True)
class ClosureInput:
    """A closure as a client asks for it, checked."""

    kind: Closure.Kind
    geometry: GEOSGeometry | None
    lane: str
    factor: float | None
    from_at: datetime
    until_at: datetime | None
    reason: str
    source: str


def read_closure(body: Any, *, lanes: Collection[str], now: datetime) -> ClosureInput:
    """Return the closure of a request body.

    Parameters
    ----------
    lanes
        Codes of the lanes that can be closed.

    Raises
    ------
    BadInput
        Naming the first field that is wrong.
    """
    if not isinstance(body, Mapping):
        raise field_problem(
            field="non_field_errors", sentence=_("Isi permintaan harus berupa objek JSON.")
        )
    kind = _kind(body.get("kind"))
    from_at = now if body.get("from") is None else moment_of(body["from"], "from")
    until_at = None if body.get("until") is None else moment_of(body["until"], "until")
    if until_at is not None and until_at <= from_at:
        _refuse("until", _("Harus sesudah waktu mulai."))
    if until_at is not None and until_at <= now:
        _refuse("until", _("Waktu ini sudah lewat."))
    return ClosureInput(
        kind=kind,
        geometry=_geometry(body, kind),
        lane=_lane(body, kind, lanes),
        factor=_factor(body.get("factor")),
        from_at=from_at,
        until_at=until_at,
        reason=_text(body, "reason", required=True),
        source=_text(body, "source"),
    )


def _refuse(field: str, sentence: str) -> NoReturn:
    raise field_problem(field, sentence)


def _kind(value: Any) -> Closure.Kind:
    if not isinstance(value, str) or value not in Closure.Kind.values:
        choices = ", ".join(Closure.Kind.values)
        _refuse("kind", _("Pilih salah satu: %(choices)s.") % {"choices": choices})
    return Closure.Kind(value)


def _lane(body: Mapping[str, Any], kind: Closure.Kind, lanes: Collection[str]) -> str:
    value = body.get("lane")
    if kind != Closure.Kind.LANE:
        if value not in (None, ""):
            _refuse("lane", _("Hanya untuk penutupan lintasan (kind lane)."))
        return ""
    if not isinstance(value, str) or value not in lanes:
        _refuse("lane", _("Lintasan ini tidak dikenal."))
    return value


def _factor(value: Any) -> float | None:
    if value is None:
        return None
    if not _is_number(value):
        _refuse("factor", _("Harus angka, atau null untuk ditutup."))
    if not 1.0 <= value <= FACTOR_MAX:
        _refuse("factor", _("Harus antara 1 dan 1000, atau null untuk ditutup."))
    return float(value)


def _text(body: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = body.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str) or "\x00" in value:
        _refuse(name, _("Harus berupa teks."))
    value = value.strip()
    if required and not value:
        _refuse(name, _("Wajib diisi."))
    if len(value) > TEXT_MAX:
        _refuse(name, _("Paling banyak 200 huruf."))
    return value


def _geometry(body: Mapping[str, Any], kind: Closure.Kind) -> GEOSGeometry | None:
    value = body.get("geometry")
    if kind == Closure.Kind.LANE:
        if value is not None:
            _refuse("geometry", _("Lintasan disebut dengan lane, bukan geometry."))
        return None
    if kind == Closure.Kind.BOATS:
        if value is not None:
            _refuse("geometry", _("Penutupan semua perahu kecil (kind boats) tidak digambar."))
        return None
    allowed = TYPES[kind]
    if not isinstance(value, Mapping) or str(value.get("type")) not in allowed:
        choices = ", ".join(sorted(allowed))
        _refuse("geometry", _("Harus geometri GeoJSON: %(choices)s.") % {"choices": choices})
    _check_coordinates(value.get("coordinates"))
    shape = _shape(value)
    _check_form(shape)
    return GEOSGeometry(shape.wkb_hex, srid=4326)


def _shape(value: Mapping[str, Any]) -> BaseGeometry:
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(dict(value))))
    except (shapely.GEOSException, ValueError, TypeError) as error:
        if "closed linestring" in str(error):
            _refuse("geometry", _("Garis tepi harus berakhir di titik awalnya."))
        _refuse("geometry", _("Geometri GeoJSON tidak dapat dibaca."))
    if shape is None or shape.is_empty or (shape.geom_type != "Point" and shape.length == 0):
        _refuse("geometry", _("Geometri kosong."))
    return shape


def _check_form(shape: BaseGeometry) -> None:
    """Refuse an area whose line crosses itself, saying where, and other impossible areas."""
    if shape.is_valid:
        return
    why = shapely.is_valid_reason(shape)
    at = _PLACE.search(why)
    if at is None or "ntersection" not in why:
        _refuse("geometry", _("Bentuk tidak sah: %(why)s") % {"why": why})
    lon, lat = round(float(at[1]), 6), round(float(at[2]), 6)
    sentence = _("Garis tepi memotong dirinya sendiri di %(lon)s,%(lat)s. Gambar ulang areanya.")
    text = sentence % {"lon": lon, "lat": lat}
    raise field_problem(field="geometry", sentence=text, crosses_at={"lon": lon, "lat": lat})


def _check_coordinates(coordinates: Any) -> None:
    """Refuse coordinates that are no pairs of numbers in the regency's box."""
    count = 0
    for pair in _pairs(coordinates, depth=4):
        count += 1
        point = checked_point(pair[0], pair[1], "geometry")
        if not in_box(LonLat(point.lon, point.lat)):
            _refuse("geometry", _("Di luar wilayah Kabupaten Sumenep."))
        if count > VERTICES_MAX:
            sentence = _("Terlalu banyak titik: paling banyak %(most)s.")
            _refuse("geometry", sentence % {"most": VERTICES_MAX})
    if count == 0:
        _refuse("geometry", _("Geometri kosong."))


def _pairs(value: Any, *, depth: int) -> Iterator[tuple[float, float]]:
    if isinstance(value, list) and value and all(_is_number(part) for part in value):
        if len(value) not in (2, 3):
            _refuse("geometry", _("Setiap titik harus dua angka: bujur,lintang."))
        yield float(value[0]), float(value[1])
    elif isinstance(value, list) and depth > 0:
        for part in value:
            yield from _pairs(part, depth=depth - 1)
    else:
        _refuse("geometry", _("Setiap titik harus dua angka: bujur,lintang."))


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < NUMBER_MAX  # false for NaN too
