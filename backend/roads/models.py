"""Imported road networks, ferry lanes, and what is closed or slowed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q


class RoadNetwork(models.Model):
    """An imported network in its folder; at most one is active."""

    name = models.CharField(max_length=120)
    folder = models.CharField(max_length=120)
    """Name below ``NETWORK_DIR``."""
    checksum = models.CharField(max_length=64)
    report = models.JSONField()
    ferries = models.JSONField(default=dict)
    """The extract's ferry ways as ``quays`` and ``lanes`` (``gis.osm_lanes``)."""
    imported_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="one_active_network"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class Lane(models.Model):
    """A ferry line between two ports, sailed both ways."""

    code = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=160)
    from_port = models.CharField(max_length=64)
    to_port = models.CharField(max_length=64)
    carries_vehicles = models.BooleanField()
    carries_stretchers = models.BooleanField(null=True)
    """Whether a patient can lie on board; null where nobody knows."""
    distance_m = models.FloatField()
    speed_kmh = models.FloatField()
    duration_low_s = models.FloatField(null=True)
    duration_likely_s = models.FloatField(null=True)
    duration_high_s = models.FloatField(null=True)
    mean_wait_s = models.FloatField()
    on_demand = models.BooleanField(default=False)
    timetable = models.JSONField(default=dict, blank=True)
    """When ships sail (``gis.timetable_documents``); empty where nobody knows."""
    parts = models.JSONField(default=list, blank=True)
    """Codes of the lanes that a ship of this one passes on its way."""
    certainty = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    contact = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_port=F("to_port")), name="lane_two_ports"),
            models.CheckConstraint(
                condition=Q(distance_m__gt=0, speed_kmh__gt=0, mean_wait_s__gte=0),
                name="lane_numbers_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FerryStop(models.Model):
    """A quay of the ferry feed that is none of the known ports."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    land_part = models.PositiveIntegerField(null=True)
    """Null outside the regency."""
    point = models.PointField(srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class LaneConfirmation(models.Model):
    """Somebody asked the port: the ships of a lane sail on a day.

    It lapses with the day. Who takes it back leaves the row, with their name.
    """

    lane = models.CharField(max_length=80)
    """Code of a lane, also of one that only the active network knows."""
    day = models.DateField()
    """In western Indonesian time."""
    note = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-confirmed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lane", "day"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_confirmation_a_day",
            ),
            models.CheckConstraint(condition=~Q(lane=""), name="confirmation_names_lane"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="confirmation_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.day}"


class Closure(models.Model):
    """A road, a lane, a zone, or all small boats, closed (factor null) or slowed (≥ 1) for a time.

    Small boats are the ferries that carry no vehicles, and the response boats.
    """

    class Kind(models.TextChoices):
        """What is closed."""

        ROAD = "road"
        LANE = "lane"
        ZONE = "zone"
        BOATS = "boats"

    kind = models.CharField(max_length=8, choices=Kind)
    geometry = models.GeometryField(srid=4326, null=True, blank=True)
    lane = models.CharField(max_length=80, blank=True)
    factor = models.FloatField(null=True, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__isnull=True) | Q(factor__gte=1), name="closure_factor"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="closure_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="closure_lifted_by_and_at",
            ),
            models.CheckConstraint(
                condition=(Q(kind="lane") & ~Q(lane="") & Q(geometry__isnull=True))
                | (Q(kind="boats") & Q(lane="") & Q(geometry__isnull=True))
                | (Q(kind__in=["road", "zone"]) & Q(lane="") & Q(geometry__isnull=False)),
                name="closure_names_its_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
