"""What a unit can be doing, and the words for statuses and kinds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gis.types import UnitKind


class Status(models.TextChoices):
    """Unit and assignment status; the codes never change, the labels may."""

    AVAILABLE = "available", _("Siaga")
    RETURNING = "returning", _("Kembali")
    DISPATCHED = "dispatched", _("Ditugaskan")
    ACKNOWLEDGED = "acknowledged", _("Diterima")
    EN_ROUTE = "en_route", _("Menuju lokasi")
    STAGING = "staging", _("Siaga dekat lokasi")
    AWAITING_BOAT = "awaiting_boat", _("Menunggu kapal")
    AT_SEA = "at_sea", _("Di laut")
    ON_SCENE = "on_scene", _("Di lokasi")
    AT_PATIENT = "at_patient", _("Bersama pasien")
    TRANSPORTING = "transporting", _("Membawa pasien")
    AT_HOSPITAL = "at_hospital", _("Di faskes")
    DELAYED = "delayed", _("Tertunda")
    OUT_OF_SERVICE = "out_of_service", _("Tidak siap")
    OFF_DUTY = "off_duty", _("Lepas tugas")


AVAILABLE_STATUSES = frozenset({Status.AVAILABLE, Status.RETURNING})
COMMITTED_STATUSES = (
    Status.DISPATCHED,
    Status.ACKNOWLEDGED,
    Status.EN_ROUTE,
    Status.STAGING,
    Status.AWAITING_BOAT,
    Status.AT_SEA,
    Status.ON_SCENE,
    Status.AT_PATIENT,
    Status.TRANSPORTING,
    Status.AT_HOSPITAL,
)
OWN_STATUSES = frozenset(
    {
        Status.AVAILABLE,
        Status.RETURNING,
        Status.DELAYED,
        Status.OUT_OF_SERVICE,
        Status.OFF_DUTY,
    }
)
"""What a unit may be set to by itself; the committed ones belong to its assignment."""

KIND_LABELS = {
    UnitKind.AMBULANCE: _("Ambulans"),
    UnitKind.FIRE_TRUCK: _("Mobil pemadam"),
    UnitKind.RESCUE: _("Penyelamat"),
    UnitKind.POLICE: _("Polisi"),
    UnitKind.BOAT: _("Perahu"),
    UnitKind.SEA_AMBULANCE: _("Ambulans laut"),
    UnitKind.MOTORCYCLE: _("Sepeda motor"),
}
KIND_CHOICES = [(kind.value, label) for kind, label in KIND_LABELS.items()]
