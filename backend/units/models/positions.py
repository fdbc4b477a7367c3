"""Accepted fixes and the one of each unit that holds its marker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.units.models.devices import Device
from backend.units.models.units import Unit
from gis.types import LonLat


class Position(models.Model):
    """An accepted fix. Fix time and received time are never mixed.

    On PostgreSQL the table is partitioned by month of ``stated_time``, which is why every unique
    constraint names it. The place is kept in millionths of a degree: two integers are what repeats
    are recognised by, and nothing asks for positions by area.
    """

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
                fields=["device", "event_id", "stated_time"],
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
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    fix_time = models.DateTimeField()
    received_at = models.DateTimeField()
    lon_e6 = models.IntegerField()
    lat_e6 = models.IntegerField()
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    source = models.CharField(max_length=16)
    trusted = models.BooleanField(default=True)
    note = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fix_time:%H:%M:%S}"

    @property
    def point(self) -> LonLat:
        """Where the marker stands."""
        return LonLat(self.lon_e6 / 1e6, self.lat_e6 / 1e6)
