"""Reads the location of a request: a pin, words, or nothing; refuses what cannot be a place.

Nothing is corrected silently. A pin outside the box of incidents is kept (and marked later); one
outside the operating box, in which no unit of the regency ever moves, is refused as a slip.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import BadInput, field_problem
from gis.types import LonLat

OPERATING_BOX_DEG = (111.0, -9.0, 118.0, -4.0)
"""West, south, east, north: where units of the regency may be, patient transfers included."""
PIN_RADIUS_M = 25.0
"""How far the place may lie from a pin that was set or typed."""
RADIUS_MAX_M = 300_000.0
"""Wider than the regency's longest island chain, Sapeken to Sakala."""
TEXT_LENGTH_MAX = 2_000
GEOMETRY_TYPES = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)
_SHORT_TEXTS = {"kind": 16, "label": 200, "code": 64, "read_as": 80}


@dataclass(frozen=True, slots=True)
class GivenLocation:
    """What a request says of a place. Without a point the words are still to be read.

    ``land_part`` and ``island_code`` say which island was chosen where several are possible.
    """

    point: LonLat | None = None
    text: str = ""
    radius_m: float = PIN_RADIUS_M
    kind: str = ""
    label: str = ""
    code: str = ""
    read_as: str = ""
    land_part: int | None = None
    island_code: str = ""


def read_location(value: Any, *, field: str = "location") -> GivenLocation:
    """Return what the location of a request says; ``null`` is an unknown place.

    Accepts ``{"lon", "lat"}`` (with the further members of a candidate, if one was chosen), a
    GeoJSON Point, and ``{"text"}``, alone or beside a pin. A third coordinate is dropped.

    Raises
    ------
    BadInput
        Naming the field; with a ``suggestion`` where another reading lies in the regency.
    """
    if value is None:
        return GivenLocation()
    if not isinstance(value, dict):
        raise field_problem(
            field, _("Lokasi harus objek: {lon, lat}, Point GeoJSON, {text}, atau null.")
        )
    text = _text(value, "text", TEXT_LENGTH_MAX, field)
    point = _point(value, field)
    if point is None:
        if "text" not in value and value:
            raise field_problem(field, _("Lokasi harus memuat lon dan lat, Point, atau text."))
        return GivenLocation(text=text)
    return GivenLocation(
        point=point,
        text=text,
        radius_m=_radius_m(value, field),
        land_part=_land_part(value, field),
        island_code=_island_code(value),
        **{name: _text(value, name, length, field) for name, length in _SHORT_TEXTS.items()},
    )


def read_point(lon: Any, lat: Any, *, field: str = "location") -> LonLat:
    """Return a pin whose two numbers lie in the operating box.

    Raises
    ------
    BadInput
        Naming the field; swapped numbers and a lost minus sign are offered back, never repaired.
    """
    if not (_is_number(lon) and _is_number(lat)):
        raise field_problem(field, _("Bujur dan lintang harus dua bilangan: [lon, lat]."))
    lon, lat = float(lon), float(lat)
    if _in_operating_box(lon, lat):
        return LonLat(lon, lat)
    raise _misplaced(lon, lat, field)


def _misplaced(lon: float, lat: float, field: str) -> BadInput:
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return field_problem(field, _("Bujur dan lintang harus bilangan biasa."))
    suggestion = next(
        (
            {"lon": x, "lat": y}
            for x, y in ((lat, lon), (lon, -lat), (lat, -lon))
            if _in_operating_box(x, y)
        ),
        None,
    )
    values = {"lon": f"{lon:.10g}", "lat": f"{lat:.10g}"}
    if abs(lat) > 90:
        sentence = _("Lintang %(lat)s tidak mungkin; urutannya [lon, lat].") % values
    elif abs(lon) > 180:
        sentence = _("Bujur %(lon)s tidak mungkin; urutannya [lon, lat].") % values
    else:
        sentence = (
            _("Titik %(lon)s, %(lat)s jauh di luar wilayah kerja; urutannya [lon, lat].") % values
        )
    if suggestion is None:
        return field_problem(field, sentence)
    offer = _("Apakah maksudnya bujur %(lon).10g, lintang %(lat).10g?") % suggestion
    return field_problem(field, f"{sentence} {offer}", suggestion=suggestion)


def _point(value: dict[str, Any], field: str) -> LonLat | None:
    if "type" in value or "coordinates" in value:
        if value.get("type") != "Point":
            raise field_problem(field, _("Hanya Point GeoJSON yang diterima sebagai lokasi."))
        coordinates = value.get("coordinates")
        if not isinstance(coordinates, list) or len(coordinates) not in {2, 3}:
            raise field_problem(field, _("Point harus memuat dua bilangan: [lon, lat]."))
        return read_point(coordinates[0], coordinates[1], field=field)
    if "lon" in value or "lat" in value:
        return read_point(value.get("lon"), value.get("lat"), field=field)
    return None


def _text(value: dict[str, Any], name: str, length: int, field: str) -> str:
    text = value.get(name)
    if text is None:
        return ""
    if not isinstance(text, str) or "\x00" in text:
        raise field_problem(field, _("%(name)s harus teks.") % {"name": name})
    if len(text) > length:
        raise field_problem(
            field,
            _("%(name)s terlalu panjang: paling banyak %(length)d huruf.")
            % {"name": name, "length": length},
        )
    return text


def _radius_m(value: dict[str, Any], field: str) -> float:
    radius = value.get("radius_m")
    if radius is None:
        return PIN_RADIUS_M
    if not _is_number(radius) or not 0 <= radius <= RADIUS_MAX_M:
        raise field_problem(field, _("radius_m harus 0 sampai 300000 meter."))
    return float(radius)


def _land_part(value: dict[str, Any], field: str) -> int | None:
    number = value.get("land_part")
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 1_000_000:
        raise field_problem(field, _("land_part harus nomor daratan."))
    return number


def _island_code(value: dict[str, Any]) -> str:
    """Return the code of the island that a chosen candidate names, in any of its forms."""
    island = value.get("island_code") or value.get("island")
    code = island.get("code") if isinstance(island, dict) else island
    return code if isinstance(code, str) and len(code) <= 11 else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _in_operating_box(lon: float, lat: float) -> bool:
    west, south, east, north = OPERATING_BOX_DEG
    return west <= lon <= east and south <= lat <= north
