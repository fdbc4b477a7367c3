"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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


def missing_data() -> list[str]:
    """Return what has to be loaded first, as sentences for people with the command of each."""
    sentences = []
    if not _has_boundaries():
        sentences.append(_("Data batas wilayah belum dimuat: jalankan manage.py import_boundaries"))
    if not _has_network():
        sentences.append(
            _(
                "Belum ada jaringan jalan aktif: jalankan "
                "manage.py import_road_network FILE --activate"
            )
        )
    return sentences


def _has_boundaries() -> bool:
    return Kecamatan.objects.exists() and Desa.objects.exists()


def _has_network() -> bool:
    return RoadNetwork.objects.filter(is_active=True).exists()


def _missing() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        reasons = []
        if not _has_boundaries():
            reasons.append("boundaries are not loaded: run manage.py import_boundaries")
        if not _has_network():
            reasons.append(
                "no active road network: run manage.py import_road_network FILE --activate"
            )
    except DatabaseError:
        return ["the database does not answer or its tables are missing: run manage.py migrate"]
    return reasons
