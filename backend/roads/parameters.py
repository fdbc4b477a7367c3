"""Reads points, vehicles and moments out of query parameters; every refusal names its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from backend.errors import field_problem
from backend.places.parameters import number_from
from gis.errors import CoordinateError
from gis.regency import in_box
from gis.types import LonLat, VehicleProfile

_SPACE_FOR_PLUS = re.compile(r" (\d\d:?\d\d)$")
_FURTHEST = timedelta(days=366)


def lonlat_from(query: Mapping[str, str], name: str) -> LonLat:
    """Return the point of a parameter ``lon,lat``.

    Raises
    ------
    BadInput
        If it is missing, not two finite numbers or impossible; a turned pair is recognised.
    """
    text = query.get(name, "").strip()
    if not text:
        raise field_problem(name, _("Wajib diisi: bujur,lintang, misalnya 113.8667,-7.0167."))
    numbers = [number_from(part.strip()) for part in text.split(",")]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        raise field_problem(name, _("Harus dua angka: bujur,lintang, misalnya 113.8667,-7.0167."))
    return checked_point(numbers[0], numbers[1], name)


def checked_point(lon: float, lat: float, name: str) -> LonLat:
    """Return a point; BadInput that names the field if it is impossible or turned."""
    try:
        if abs(lon) <= 90 and abs(lat) <= 180 and in_box(LonLat(lat, lon)):
            sentence = _("Bujur dan lintang tampak tertukar: mungkin %(lon)s,%(lat)s.")
            text = sentence % {"lon": lat, "lat": lon}
            raise field_problem(name, text, turned={"lon": lat, "lat": lon})
        return LonLat(lon, lat)
    except CoordinateError as error:
        sentence = _("Koordinat tidak mungkin: %(error)s")
        raise field_problem(name, sentence % {"error": error}) from error


def vehicle_from(query: Mapping[str, str], name: str = "vehicle") -> VehicleProfile:
    """Return the vehicle of a parameter, an ambulance where it is not given."""
    text = query.get(name, "").strip() or str(VehicleProfile.AMBULANCE)
    try:
        return VehicleProfile(text)
    except ValueError:
        sentence = _("Kendaraan tidak dikenal; pilih salah satu: %(choices)s.")
        choices = ", ".join(VehicleProfile)
        raise field_problem(name, sentence % {"choices": choices}) from None


def moment_from(query: Mapping[str, str], name: str, *, now: datetime) -> datetime:
    """Return the moment of a parameter in UTC, ``now`` where it is not given.

    A plus sign that came as a space (an address that was not escaped) is read as what was meant.
    """
    text = query.get(name, "").strip()
    if not text:
        return now
    at = moment_of(_SPACE_FOR_PLUS.sub(r"+\1", text), name)
    if abs(at - now) > _FURTHEST:
        raise field_problem(name, _("Waktu terlalu jauh: paling banyak satu tahun dari sekarang."))
    return at


def moment_of(text: object, name: str) -> datetime:
    """Return an ISO 8601 moment with offset in UTC; BadInput that names the field otherwise."""
    try:
        at = parse_datetime(text) if isinstance(text, str) else None
        if at is not None and at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    sentence = _("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T08:00:00+07:00.")
    raise field_problem(name, sentence)
