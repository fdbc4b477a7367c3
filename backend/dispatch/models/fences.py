"""Where units are known to be inside a fence, and what that suggests or commits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.dispatch.models.assignments import Assignment, AssignmentStatus
from backend.units.models import Unit


class Trigger(models.TextChoices):
    """What a unit did at a fence."""

    LEFT_STATION = "left_station", _("Meninggalkan pos")
    ENTERED_SCENE = "entered_scene", _("Tiba di lokasi kejadian")
    ENTERED_FACILITY = "entered_facility", _("Tiba di faskes")


class FenceKind(models.TextChoices):
    """What a fence is around."""

    STATION = "station", _("Pos")
    SCENE = "scene", _("Lokasi kejadian")
    FACILITY = "facility", _("Faskes")


class FencePolicy(models.Model):
    """How large the fences of one trigger are, and whether it may commit a status by itself."""

    trigger = models.CharField(max_length=16, choices=Trigger, primary_key=True)
    commits = models.BooleanField(_("menetapkan sendiri"), default=False)
    radius_m = models.FloatField(_("jari-jari (m)"))
    margin_m = models.FloatField(_("ambang keluar (m)"))
    """A unit has left only beyond the radius and this margin, by more than its accuracy."""
    dwell_s = models.FloatField(_("lama di luar (detik)"))
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["trigger"]
        verbose_name_plural = "fence policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(radius_m__gt=0, radius_m__lte=5000), name="fence_radius"
            ),
            models.CheckConstraint(
                condition=Q(margin_m__gte=0, margin_m__lte=1000), name="fence_margin"
            ),
            models.CheckConstraint(
                condition=Q(dwell_s__gte=30, dwell_s__lte=60), name="fence_dwell"
            ),
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by=None)
                | Q(updated_at__isnull=False, updated_by__isnull=False),
                name="fence_policy_updated_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.trigger


class FencePresence(models.Model):
    """A unit is inside a fence. The row goes when the unit has left it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="fence_presences")
    kind = models.CharField(max_length=8, choices=FenceKind)
    key = models.CharField(max_length=64)
    """Code of the station or facility, number of the incident."""
    entered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Time of the newest fix that was compared with the fence."""
    outside_since = models.DateTimeField(null=True, blank=True)
    """Time of the first fix of those that clearly lay outside, one after another."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "key"], name="one_presence_per_fence")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.kind} {self.key}"


class StatusSuggestion(models.Model):
    """A status that the place of a unit speaks for; the crew or the room takes it or not."""

    class Ending(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("Diterima")
        DISMISSED = "dismissed", _("Ditolak")
        OVERTAKEN = "overtaken", _("Tersusul")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="suggestions")
    status = models.CharField(max_length=16, choices=AssignmentStatus)
    trigger = models.CharField(max_length=16, choices=Trigger)
    place = models.CharField(max_length=200, blank=True)
    """Name of the station or facility, or the place of the incident."""
    at = models.DateTimeField()
    """Time of the fix that speaks for it."""
    created_at = models.DateTimeField()
    ending = models.CharField(max_length=9, choices=Ending, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(ended_at=None), name="one_open_suggestion"
            ),
            models.CheckConstraint(
                condition=Q(ending="", ended_at=None, ended_by=None)
                | Q(ending="overtaken", ended_at__isnull=False)
                | Q(
                    ending__in=["taken", "dismissed"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="suggestion_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.status}?"
