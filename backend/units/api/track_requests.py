"""Reads what is asked of tracks: which units, which span, by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from backend.errors import field_problem
from backend.units import queries
from backend.units.api.access import TRACK_READERS, require_role_or_crew
from backend.units.api.payloads import span_from
from backend.units.models import Unit
from backend.units.queries.track_reading import READ_MAX, TooManyPointsError, UnitTrack, read_tracks

UNITS_MAX = 20

SPAN_PARAMETERS = [
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="default: a day before"),
    OpenApiParameter("until", OpenApiTypes.DATETIME, description="default: now"),
]


def unit_and_span(request: Request, code: str) -> tuple[Unit, datetime, datetime]:
    """Return the unit and the span of a request by somebody who may read its track.

    Raises
    ------
    NotFound
        If there is no such unit.
    PermissionDenied
        For other roles and other crews.
    BadInput
        Naming the end of the span that cannot be read.
    """
    unit = queries.unit_by_code(code)
    require_role_or_crew(request.user, [code], TRACK_READERS)
    since, until = span_from(request.query_params, timezone.now())
    return unit, since, until


def units_and_span(request: Request) -> tuple[list[Unit], datetime, datetime]:
    """Return the units that ``units`` names, in its order, and the span.

    Raises
    ------
    PermissionDenied
        For other roles, and for a crew that names another unit than its own.
    BadInput
        Naming ``units`` if it is empty, too long or names an unknown one; or an end of the span.
    """
    words = request.query_params.get("units", "")
    codes = list(dict.fromkeys(code.strip() for code in words.split(",") if code.strip()))
    require_role_or_crew(request.user, codes, TRACK_READERS)
    found = queries.units_by_code(codes[:UNITS_MAX])
    if sentence := _refusal_of(codes, found):
        raise field_problem(field="units", sentence=sentence)
    since, until = span_from(request.query_params, timezone.now())
    return [found[code] for code in codes], since, until


def whole_tracks(units: list[Unit], since: datetime, until: datetime) -> list[UnitTrack]:
    """Return all points of a span.

    Raises
    ------
    BadInput
        Naming the span, if it holds too many points.
    """
    try:
        return read_tracks(units, since, until)
    except TooManyPointsError as error:
        sentence = _("Lebih dari %(max)d titik dalam rentang ini: persempit waktu atau unitnya.")
        raise field_problem(field="since", sentence=sentence % {"max": READ_MAX}) from error


def _refusal_of(codes: Sequence[str], found: Mapping[str, Unit]) -> str:
    """Say what is wrong with the codes of a request; empty: nothing."""
    if not codes:
        return _("Sebut kode unit, dipisah koma, misalnya amb-01,fire-01.")
    if len(codes) > UNITS_MAX:
        return _("Paling banyak %(max)d unit sekaligus.") % {"max": UNITS_MAX}
    unknown = next((code for code in codes if code not in found), None)
    if unknown is None:
        return ""
    return _("Unit %(code)s tidak ada.") % {"code": unknown[: queries.CODE_MAX]}
