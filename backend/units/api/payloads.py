"""Reads what people send about units; every refusal names its field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import BadInput, Conflict, field_problem
from backend.units.models import COMMITTED_STATUSES, OWN_STATUSES, Status
from backend.units.queries.judgements import retention
from gis.fix_checks import BOX_DEG, LEAD_MAX_S
from gis.types import LonLat

REASON_MAX = 200
RADIUS_DEFAULT_M = 500.0
RADIUS_MAX_M = 20_000.0
TRACK_DEFAULT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RadioPosition:
    """A place told by radio: where, how exactly, when."""

    point: LonLat
    radius_m: float
    at: datetime


@dataclass(frozen=True, slots=True)
class ToldStatus:
    """What a unit is set to, why, and when it was pressed; without a time that is now."""

    status: Status
    reason: str
    at: datetime


def status_from(data: Any, now: datetime) -> ToldStatus:
    """Return the status of a request body; a press may be as old as it likes.

    Raises
    ------
    BadInput
        For an unknown status, an unusable reason, or a time that is ahead or none.
    Conflict
        For a status that only an assignment can give.
    """
    fields = _object(data)
    status, reason = fields.get("status"), fields.get("reason") or ""
    if status not in Status.values:
        refusal = field_problem("status", _("Status tidak dikenal."), allowed=sorted(OWN_STATUSES))
        raise refusal
    if status in COMMITTED_STATUSES:
        sentence = _("Status ini milik penugasan: ubah lewat penugasan unit, bukan di sini.")
        raise Conflict(sentence, errors={"status": [sentence]}, code="status_of_assignment")
    if not isinstance(reason, str) or len(reason) > REASON_MAX or not _is_clean(reason):
        sentence = _("Alasan harus berupa teks, paling banyak %(max)d huruf.")
        refusal = field_problem("reason", sentence % {"max": REASON_MAX})
        raise refusal
    if status == Status.OUT_OF_SERVICE and not reason.strip():
        refusal = field_problem("reason", _("Sebutkan mengapa unit tidak siap."))
        raise refusal
    return ToldStatus(Status(status), reason.strip(), _pressed_at(fields, now))


def radio_position_from(data: Any, now: datetime) -> RadioPosition:
    """Return the place of a request body; without a time it counts as now.

    Raises
    ------
    BadInput
        Naming each field that is missing or impossible.
    """
    fields = _object(data)
    errors: dict[str, list[str]] = {}
    lon, lat = _number(fields, "lon", errors), _number(fields, "lat", errors)
    radius_m = _number(fields, "radius_m", errors) if fields.get("radius_m") is not None else None
    radius_m = RADIUS_DEFAULT_M if radius_m is None else radius_m
    if "radius_m" not in errors and not 0 < radius_m <= RADIUS_MAX_M:
        errors["radius_m"] = [_("Harus lebih dari 0 dan paling banyak 20000 meter.")]
    if not errors:
        _check_place(lon, lat, errors)
    at = now
    if fields.get("time") is not None:
        at = _past_moment(fields["time"], now, errors)
    if errors:
        raise BadInput(_("Periksa isian yang disebut."), errors=errors)
    return RadioPosition(LonLat(lon, lat), radius_m, at)


def span_from(query: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """Return ``since`` and ``until`` of a query; by default the 24 hours up to now.

    Raises
    ------
    BadInput
        If one is no ISO time with an offset, or if they are the wrong way round.
    """
    until = _moment_of(query, "until") or now
    since = _moment_of(query, "since") or _a_day_before(until)
    if since > until:
        refusal = field_problem("since", _("Waktu awal harus sebelum waktu akhir."))
        raise refusal
    return since, until


def moment_from(value: Any) -> datetime | None:
    """Return an aware UTC moment from ISO 8601 text with an offset; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace(" ", "+"))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _a_day_before(until: datetime) -> datetime:
    earliest = datetime.min.replace(tzinfo=UTC)
    return max(until, earliest + TRACK_DEFAULT) - TRACK_DEFAULT


def _moment_of(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name, "")
    if not text:
        return None
    moment = moment_from(text)
    if moment is None:
        raise field_problem(
            name, _("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T01:00:00Z.")
        )
    return moment


def _object(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise field_problem(
            field="non_field_errors", sentence=_("Isi permintaan harus berupa objek JSON.")
        )
    return data


def _number(fields: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> float:
    """Return a finite number of the body, or note what is wrong with it."""
    value = fields.get(name)
    if value is None:
        errors[name] = [_("Wajib diisi.")]
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        errors[name] = [_("Harus berupa angka.")]
        return math.nan
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        errors[name] = [_("Harus berupa angka.")]
    return number


def _check_place(lon: float, lat: float, errors: dict[str, list[str]]) -> None:
    west, south, east, north = BOX_DEG
    if west <= lon <= east and south <= lat <= north:
        return
    if west <= lat <= east and south <= lon <= north:
        sentence = _("Bujur dan lintang tampak tertukar: mungkin lon=%(lon)s, lat=%(lat)s.")
        text = sentence % {"lon": lat, "lat": lon}
        errors["lon"] = errors["lat"] = [text]
        return
    if not west <= lon <= east:
        errors["lon"] = [
            _("Bujur harus antara %(low)d dan %(high)d.") % {"low": west, "high": east}
        ]
    if not south <= lat <= north:
        errors["lat"] = [
            _("Lintang harus antara %(low)d dan %(high)d.") % {"low": south, "high": north}
        ]


def _pressed_at(fields: Mapping[str, Any], now: datetime) -> datetime:
    """Return when it was pressed; up to the lead that clocks may have it counts as now."""
    if fields.get("at") is None:
        return now
    moment = moment_from(fields["at"])
    if moment is None:
        sentence = _("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T01:00:00Z.")
        raise field_problem(field="at", sentence=sentence)
    if moment > now + timedelta(seconds=LEAD_MAX_S):
        raise field_problem(field="at", sentence=_("Waktu ini belum tiba."))
    return min(moment, now)


def _past_moment(value: Any, now: datetime, errors: dict[str, list[str]]) -> datetime:
    """Return a moment that is not ahead; a small lead is cut as it is for trackers."""
    moment = moment_from(value)
    if moment is None:
        errors["time"] = [_("Harus waktu ISO 8601 dengan zona, misalnya 2026-11-25T01:00:00Z.")]
        return now
    if moment > now + timedelta(seconds=LEAD_MAX_S):
        errors["time"] = [_("Waktu ini belum tiba.")]
    if moment < now - retention():
        errors["time"] = [_("Waktu ini terlalu lama berlalu.")]
    return min(moment, now)


def _is_clean(words: str) -> bool:
    return all(letter.isprintable() or letter in "\n\t" for letter in words)
