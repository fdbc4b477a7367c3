"""Stations, units, their tracking devices, and what those devices sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.places.models import Confidence
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


class Station(models.Model):
    """Where units stand."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)
    kecamatan_code = models.CharField(max_length=8)
    confidence = models.CharField(max_length=4, choices=Confidence)
    confirmed = models.BooleanField()
    """False: no published coordinate; the point is its kecamatan's seat."""
    phone = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200, blank=True)
    port_code = models.CharField(max_length=64, blank=True)
    """For stations of boats: the port where they lie."""
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """What is dispatched: a vehicle or boat with its crew."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=KIND_CHOICES)
    capabilities = models.JSONField(default=list, blank=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="units")
    phone = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.OFF_DUTY)
    status_since = models.DateTimeField()
    status_reason = models.CharField(max_length=200, blank=True)
    resting_since = models.DateTimeField(null=True, blank=True)
    """When its last assignment ended."""
    crew = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="units")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="unit_status_known"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in UnitKind]), name="unit_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitStatusChange(models.Model):
    """One change of a unit's status: who, when, why."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=16, choices=Status)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["unit", "at", "id"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.status}"


UNPROVABLE = "api"
"""In place of a digest: no secret has it, since digests are 64 hexadecimal digits."""


class Device(models.Model):
    """A tracker. It proves itself by its secret; one marked ``identifier_only`` by its name."""

    identifier = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="devices")
    secret_digest = models.CharField(max_length=64, blank=True, db_index=True)
    identifier_only = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=1)
    """1 is heard first; a lower one moves the marker only while the higher are stale."""
    interval_s = models.FloatField(null=True, blank=True)
    """Its usual time between fixes, learned; None until two fixes are known."""
    latest_fix_time = models.DateTimeField(null=True, blank=True)
    """Of its newest trusted fix."""
    latest_contact_at = models.DateTimeField(null=True, blank=True)
    """When anything came from it, by the server's clock."""
    link_lost_at = models.DateTimeField(null=True, blank=True)
    battery_pct = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["identifier"]
        constraints = [
            models.CheckConstraint(
                condition=Q(identifier_only=True) | ~Q(secret_digest=""),
                name="device_has_a_proof",
            )
        ]

    def __str__(self) -> str:
        return self.identifier


class Position(models.Model):
    """An accepted fix. Fix time and received time are never mixed."""

    class Verdict(models.TextChoices):
        """What became of the fix."""

        LIVE = "live"
        HISTORY = "history"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="positions")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL)
    """None: told by radio."""
    fix_time = models.DateTimeField()
    stated_time = models.DateTimeField()
    """The device's own time; later than the fix time by the small lead that was cut, if any."""
    received_at = models.DateTimeField()
    lon_e6 = models.IntegerField()
    lat_e6 = models.IntegerField()
    point = models.PointField(srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    altitude_m = models.FloatField(null=True)
    battery_pct = models.FloatField(null=True)
    event_id = models.CharField(max_length=128, blank=True)
    source = models.CharField(max_length=16)
    """The dialect it came by, ``api``, or ``radio``."""
    trusted = models.BooleanField(default=True)
    """False for mock locations: shown, never used for a recommendation."""
    verdict = models.CharField(max_length=8, choices=Verdict)
    note = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "fix_time"], name="position_unit_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "stated_time", "lon_e6", "lat_e6"], name="position_once"
            ),
            models.UniqueConstraint(
                fields=["device", "event_id"],
                condition=~Q(event_id=""),
                name="position_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fix_time:%H:%M:%S}"


class LatestPosition(models.Model):
    """The newest fix of a unit that moves its marker, apart from the unit's own row.

    A ping locks only this row, a status change only the unit's.
    """

    unit = models.OneToOneField(
        Unit, on_delete=models.CASCADE, primary_key=True, related_name="latest_position"
    )
    position = models.ForeignKey(Position, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    fix_time = models.DateTimeField()
    received_at = models.DateTimeField()
    point = models.PointField(srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    source = models.CharField(max_length=16)
    trusted = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fix_time:%H:%M:%S}"


class QuarantinedItem(models.Model):
    """What an authenticated sender sent and the map must not show, with the reason."""

    device = models.ForeignKey(
        Device, null=True, on_delete=models.CASCADE, related_name="quarantine"
    )
    """None: a program sent it for a unit that does not exist, or in no readable form."""
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    """Whose program sent it, where no device did."""
    source = models.CharField(max_length=16)
    reason = models.CharField(max_length=32)
    detail = models.CharField(max_length=200, blank=True)
    fix_time = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    content = models.TextField()
    """The item as it came, cut at 64 KiB."""
    content_digest = models.CharField(max_length=64)
    """So that a phone's retries of one bad item are kept once."""
    times_received = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["device", "received_at"], name="quarantine_device_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "reason", "content_digest"], name="quarantine_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.reason}"
