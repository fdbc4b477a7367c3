"""Reads coordinates and boxes out of query parameters; every refusal names its parameter."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from backend.errors import BadInput, field_problem
from gis.regency import in_box
from gis.types import LonLat

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LIMITS_DEG = {"lon": 180.0, "lat": 90.0}


def point_from(query: Mapping[str, str]) -> LonLat:
    """Return the point of the parameters ``lon`` and ``lat``.

    Raises
    ------
    BadInput
        If one is missing, no number, not finite or impossible; swapped values are recognised and
        the turned pair is offered.
    """
    values: dict[str, float] = {}
    errors: dict[str, list[str]] = {}
    for name in ("lon", "lat"):
        text = query.get(name, "").strip()
        value = number_from(text)
        if not text:
            errors[name] = [_("Wajib diisi.")]
        elif value is None:
            errors[name] = [_("Harus berupa angka, misalnya 113.8667.")]
        else:
            values[name] = value
    if len(values) == 2:
        _refuse_swapped(values["lon"], values["lat"])
    for name, value in values.items():
        if abs(value) > _LIMITS_DEG[name]:
            limit_deg = int(_LIMITS_DEG[name])
            errors[name] = [_("Harus antara -%(limit)d dan %(limit)d.") % {"limit": limit_deg}]
    if errors:
        raise BadInput(_("Koordinat tidak benar: periksa lon dan lat."), errors=errors)
    return LonLat(values["lon"], values["lat"])


def box_from(query: Mapping[str, str], name: str = "in_bbox") -> Box | None:
    """Return west, south, east, north of a box parameter; None where it is not given.

    Raises
    ------
    BadInput
        If it is not four finite degrees in this order.
    """
    if name not in query:
        return None
    parts = query[name].split(",")
    degrees = [value for part in parts if (value := number_from(part.strip())) is not None]
    if len(parts) != 4 or len(degrees) != 4:
        sentence = _("Harus empat angka: barat,selatan,timur,utara dalam derajat.")
        raise field_problem(name, sentence)
    west, south, east, north = degrees
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise field_problem(name, _("Derajat di luar jangkauan; bujur lebih dulu, lalu lintang."))
    if west > east or south > north:
        raise field_problem(name, _("Kotak terbalik: barat,selatan,timur,utara."))
    return west, south, east, north


def number_from(text: str) -> float | None:
    """Return a finite number written with a point; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _refuse_swapped(lon: float, lat: float) -> None:
    """Refuse a pair that lies in the regency only when it is turned."""
    if abs(lon) > 90 or abs(lat) > 180 or not in_box(LonLat(lat, lon)):
        return
    sentence = _("Bujur dan lintang tampak tertukar: mungkin lon=%(lon)s, lat=%(lat)s.")
    text = sentence % {"lon": lat, "lat": lon}
    raise BadInput(text, errors={"lon": [text], "lat": [text]}, turned={"lon": lat, "lat": lon})
