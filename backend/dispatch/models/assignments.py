"""Decisions (who was recommended, from what) and assignments (who was sent, how far they are)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.dispatch.models.snapshots import RoutingSnapshot
from backend.incidents.models import Incident
from backend.roads.models import RoadNetwork
from backend.units.models import COMMITTED_STATUSES, Unit


class Decision(models.Model):
    """A recommendation as it was shown, with its inputs, so that it can be explained later."""

    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    network = models.ForeignKey(RoadNetwork, null=True, on_delete=models.PROTECT)
    """A network that a decision cites is never deleted."""
    computed_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    inputs = models.JSONField()
    answer = models.JSONField()
    """As it was shown, but for the lines: their checksums stand for them."""
    code_version = models.CharField(max_length=64, blank=True)
    """Of the code that answered; empty for decisions from before it was kept."""
    sea = models.ForeignKey(RoutingSnapshot, null=True, on_delete=models.PROTECT, related_name="+")
    land = models.ForeignKey(RoutingSnapshot, null=True, on_delete=models.PROTECT, related_name="+")
    closures = models.ForeignKey(
        RoutingSnapshot, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class AssignmentStatus(models.TextChoices):
    """Where an assignment stands: queued, one of the committed states, or ended."""

    QUEUED = "queued", _("Antre")
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
    CLEARED = "cleared", _("Selesai")
    CANCELLED = "cancelled", _("Dibatalkan")
    DIVERTED = "diverted", _("Dialihkan")


ACTIVE_STATUSES = tuple(str(status) for status in COMMITTED_STATUSES)
ENDED_STATUSES = (
    AssignmentStatus.CLEARED,
    AssignmentStatus.CANCELLED,
    AssignmentStatus.DIVERTED,
)


class Assignment(models.Model):
    """One unit on one incident, with its own times and status."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=16, choices=AssignmentStatus)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(status__in=ACTIVE_STATUSES),
                name="one_active_assignment_per_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "incident"],
                condition=Q(ended_at__isnull=True),
                name="one_open_assignment_per_unit_and_incident",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(s) for s in ENDED_STATUSES], ended_at__isnull=False)
                | (~Q(status__in=[str(s) for s in ENDED_STATUSES]) & Q(ended_at__isnull=True)),
                name="assignment_ended_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} on {self.incident_id}"


class AssignmentStep(models.Model):
    """One status an assignment took: when it happened and when it was recorded."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=16, choices=AssignmentStatus)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200, blank=True)
    """Why, for a correction (a step back) and for an ending before the scene."""
    is_correction = models.BooleanField(default=False)

    class Meta:
        ordering = ["assignment", "id"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.status}"
