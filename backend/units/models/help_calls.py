"""A crew's call for help, and the presses that made it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.units.models.devices import Device
from backend.units.models.units import Unit


class HelpCall(models.Model):
    """A crew pressed panic, on its page or on a tracker. It alarms until the room has closed it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="help_calls")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL)
    """The tracker that sent it; None from the crew's page."""
    source = models.CharField(max_length=16)
    """The dialect it came by, or ``crew``."""
    pressed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    fix_time = models.DateTimeField(null=True)
    """Of the place below, which may be older than the press."""
    latest_pressed_at = models.DateTimeField()
    """Of the newest press: trackers repeat their alarm, and people press again."""
    rang_at = models.DateTimeField()
    """When it last began to ring: a press long after the acknowledgement rings again."""
    times_pressed = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)
    """What of the press could not be used."""
    lon_e6 = models.IntegerField(null=True)
    lat_e6 = models.IntegerField(null=True)
    accuracy_m = models.FloatField(null=True)
    event_id = models.CharField(max_length=128, blank=True)
    """The client's own name of the press: a repeat is the same call."""
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pressed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "event_id"], condition=~Q(event_id=""), name="help_call_once"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(closed_at=None), name="one_open_help_call"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="help_call_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="help_call_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(fix_time=None, lon_e6=None, lat_e6=None)
                | Q(fix_time__isnull=False, lon_e6__isnull=False, lat_e6__isnull=False),
                name="help_call_place_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.pressed_at:%H:%M:%S}"

    @property
    def is_ringing(self) -> bool:
        """Tell whether the room has yet to acknowledge it, or it was pressed again since."""
        return self.acknowledged_at is None or self.acknowledged_at < self.rang_at


class HelpPress(models.Model):
    """A press that has a name of its own, so that its repeat never opens another call."""

    call = models.ForeignKey(HelpCall, on_delete=models.CASCADE, related_name="presses")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    event_id = models.CharField(max_length=128)
    pressed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "event_id"], name="help_press_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.event_id}"
