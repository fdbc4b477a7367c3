"""Stations and the units that stand there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q

from backend.places.models import Confidence
from backend.units.models.statuses import KIND_CHOICES, Status
from gis.types import UnitKind


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
