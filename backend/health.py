"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from backend.places.models import Desa, Kecamatan
from backend.rendering import dumps
from backend.roads.models import RoadNetwork


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    return HttpResponse(dumps({"status": "ok"}), content_type="application/json")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, boundaries and active network are usable, else 503 with reasons."""
    reasons = _missing()
    return HttpResponse(
        dumps({"status": "not_ready" if reasons else "ready", "reasons": reasons}),
        status=503 if reasons else 200,
        content_type="application/json",
    )


def _missing() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        reasons = []
        if not (Kecamatan.objects.exists() and Desa.objects.exists()):
            reasons.append("boundaries are not loaded: run manage.py import_boundaries")
        if not RoadNetwork.objects.filter(is_active=True).exists():
            reasons.append(
                "no active road network: run manage.py import_road_network FILE --activate"
            )
    except DatabaseError:
        return ["the database does not answer or its tables are missing: run manage.py migrate"]
    return reasons
