"""Who else could help where no unit can, or none soon: with distance and contact.

Health facilities on the same land come first, then the villages' boats at the nearest ports, then
the services that answer by telephone everywhere.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.places.models import Facility, Port
from gis.land import Land
from gis.projection import distance_m
from gis.types import LonLat, Place

FACILITIES_SHOWN = 3
PORTS_SHOWN = 2

_SERVICES = (
    ("Basarnas", "search_and_rescue", "115"),  # national emergency number of Basarnas
    ("Polairud", "marine_police", "110"),  # national emergency number of the police
    ("TNI AL", "navy", "VHF 16"),  # marine distress and calling channel (ITU Radio Regulations)
    ("Tagana / BPBD", "volunteers", "117"),  # national disaster number of BNPB
)


def substitutes(place: Place, land: Land | None) -> list[dict[str, Any]]:
    """Return name, kind, distance in metres (null for a service) and contact (null if unknown)."""
    return [
        *_facilities(place, land),
        *_ports(place),
        *(
            {"name": name, "kind": kind, "distance_m": None, "contact": contact}
            for name, kind, contact in _SERVICES
        ),
    ]


def _facilities(place: Place, land: Land | None) -> list[dict[str, Any]]:
    found = []
    for name, kind, point in Facility.objects.values_list("name", "kind", "point"):
        here = LonLat(point.x, point.y)
        is_elsewhere = not _same_land(here, place, land)
        found.append((is_elsewhere, _gap_m(place, here), name, kind))
    return [
        {
            "name": name,
            "kind": kind,
            "distance_m": round(gap_m),
            "contact": None,
            "same_land": not is_elsewhere,
        }
        for is_elsewhere, gap_m, name, kind in sorted(found)[:FACILITIES_SHOWN]
    ]


def _ports(place: Place) -> list[dict[str, Any]]:
    found = sorted(
        (_gap_m(place, LonLat(point.x, point.y)), name, contact)
        for name, contact, point in Port.objects.values_list("name", "contact", "point")
    )
    return [
        {
            "name": _("Perahu warga di %(port)s") % {"port": name},
            "kind": "village_boat",
            "distance_m": round(gap_m),
            "contact": contact or None,
        }
        for gap_m, name, contact in found[:PORTS_SHOWN]
    ]


def _same_land(point: LonLat, place: Place, land: Land | None) -> bool:
    if land is None or place.land_part is None:
        return False
    part = land.part_at(point)
    return part is not None and part.number == place.land_part


def _gap_m(place: Place, point: LonLat) -> float:
    return distance_m(place.point.lon, place.point.lat, point.lon, point.lat)
