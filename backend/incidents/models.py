"""Calls, incidents, and the event log that says who changed what.

A call is one contact with one caller; an incident is the event itself. They are apart: most calls
are no incident, and an incident may have several calls.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What an incident is; after the launch statement of 112 Sumenep."""

    MEDICAL = "medical", _("Medis")
    FIRE = "fire", _("Kebakaran")
    TRAFFIC_ACCIDENT = "traffic_accident", _("Kecelakaan lalu lintas")
    CRIME = "crime", _("Kejahatan")
    PUBLIC_ORDER = "public_order", _("Ketertiban umum")
    TERRORISM = "terrorism", _("Terorisme")
    DISASTER = "disaster", _("Bencana")
    DOMESTIC_VIOLENCE = "domestic_violence", _("Kekerasan dalam rumah tangga")
    RESCUE = "rescue", _("Penyelamatan")
    OTHER = "other", _("Lainnya")


PRIORITY_PROPOSED = {
    Category.MEDICAL: 2,
    Category.FIRE: 1,
    Category.TRAFFIC_ACCIDENT: 2,
    Category.CRIME: 2,
    Category.PUBLIC_ORDER: 3,
    Category.TERRORISM: 1,
    Category.DISASTER: 1,
    Category.DOMESTIC_VIOLENCE: 2,
    Category.RESCUE: 2,
    Category.OTHER: 3,
}
"""The priority that an incident gets while nobody has said one; 1 is the highest."""

CONFIDENTIAL_CATEGORIES = frozenset({Category.DOMESTIC_VIOLENCE, Category.TERRORISM})


class Incident(models.Model):
    """An event that needs help. Its place may be unknown; the caller's words stay verbatim."""

    class State(models.TextChoices):
        """Whether the room still works on it."""

        OPEN = "open", _("Terbuka")
        CLOSED = "closed", _("Selesai")

    number = models.CharField(max_length=20, unique=True)
    category = models.CharField(max_length=20, choices=Category)
    priority = models.PositiveSmallIntegerField()
    description = models.TextField(blank=True)
    words = models.TextField(blank=True)
    """What the caller said of the place, never changed by a geocoder."""
    point = models.PointField(srid=4326, null=True, blank=True)
    radius_m = models.FloatField(null=True, blank=True)
    place_kind = models.CharField(max_length=16, blank=True)
    place_label = models.CharField(max_length=200, blank=True)
    place_code = models.CharField(max_length=64, blank=True)
    read_as = models.CharField(max_length=80, blank=True)
    kecamatan_code = models.CharField(max_length=8, blank=True)
    kecamatan_name = models.CharField(max_length=80, blank=True)
    desa_code = models.CharField(max_length=13, blank=True)
    desa_name = models.CharField(max_length=80, blank=True)
    island_code = models.CharField(max_length=11, blank=True)
    island_name = models.CharField(max_length=80, blank=True)
    land_part = models.PositiveIntegerField(null=True, blank=True)
    land_part_confirmed = models.BooleanField(default=False)
    """The words name the island, or a person chose it: its circle needs no further question."""
    at_sea = models.BooleanField(default=False)
    outside_regency = models.BooleanField(default=False)
    needs_confirmation = models.BooleanField(default=False)
    """The place is outside the regency, or ambiguous: a person must confirm it."""
    confidential = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "priority", "created_at"], name="incident_board")]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="incident_priority"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="incident_category_known"
            ),
            models.CheckConstraint(
                condition=Q(point__isnull=True, radius_m__isnull=True)
                | Q(point__isnull=False, radius_m__gte=0),
                name="incident_point_with_radius",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
                name="incident_closed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CallOutcome(models.TextChoices):
    """How the contact ended."""

    EMERGENCY = "emergency", _("Darurat")
    PRANK = "prank", _("Iseng")
    GHOST = "ghost", _("Tanpa suara")
    INFORMATION = "information", _("Minta informasi")
    DUPLICATE = "duplicate", _("Laporan ganda")
    TRANSFERRED = "transferred", _("Dialihkan")
    TEST = "test", _("Uji coba")


class Call(models.Model):
    """One contact from one caller."""

    words = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    """As it was given."""
    phone_e164 = models.CharField(max_length=20, blank=True, db_index=True)
    area_hint = models.CharField(max_length=8, blank=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome, blank=True)
    """Empty while the call goes on."""
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    received_at = models.DateTimeField(db_index=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", *CallOutcome.values]), name="call_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(incident__isnull=True)
                | Q(outcome__in=["emergency", "duplicate", "transferred"]),
                name="call_no_emergency_no_incident",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="call_ended_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class IncidentEvent(models.Model):
    """One line of the event log: chained by hashes, never changed, never deleted."""

    sequence = models.PositiveBigIntegerField(unique=True)
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="events"
    )
    """None for events of a call that is no incident."""
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    payload = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="event_sequence_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class EventChain(models.Model):
    """The head of the event log: one row, locked by each writer, always last in its transaction."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_event_chain")]

    def __str__(self) -> str:
        return f"chain at {self.sequence}"


class IncidentCounter(models.Model):
    """The last number given out on a day (WIB)."""

    day = models.DateField(primary_key=True)
    latest = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.latest}"
