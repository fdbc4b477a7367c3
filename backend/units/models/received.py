"""What senders sent: whole requests with their verdicts, and items kept aside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.units.models.devices import Device


class QuarantinedItem(models.Model):
    """What an authenticated sender sent and the map must not show, with the reason."""

    class Settlement(models.TextChoices):
        """What a supervisor decided."""

        RELEASED = "released"
        DISCARDED = "discarded"

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
    fix_values = models.JSONField(null=True, blank=True)
    """What else a fix says, for the position that a release makes of it: speed, heading, altitude,
    battery, event, mock, note."""
    content = models.TextField()
    """The item as it came, cut at 64 KiB."""
    content_digest = models.CharField(max_length=64)
    """So that a phone's retries of one bad item are kept once."""
    times_received = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()
    stated_time = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settlement = models.CharField(max_length=9, choices=Settlement, blank=True)

    class Meta:
        indexes = [models.Index(fields=["device", "received_at"], name="quarantine_device_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "reason", "content_digest"], name="quarantine_once"
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settled_at=None, settled_by=None)
                | (~Q(settlement="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="quarantine_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.reason}"


class ReceivedRequest(models.Model):
    """A request of an authenticated sender as it came, and what became of each item in it.

    Kept for ``RAW_RETENTION_HOURS``, so that the platform can say of every fix what became of it
    and why.
    """

    device = models.ForeignKey(
        Device, null=True, on_delete=models.CASCADE, related_name="received_requests"
    )
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    source = models.CharField(max_length=16)
    """The dialect it came by, or ``api``."""
    received_at = models.DateTimeField()
    query = models.TextField(blank=True)
    body = models.BinaryField()
    """With the sender's secret blotted out."""
    outcomes = models.JSONField()
    """One object an item, in the order sent: verdict, reason, note, fix_time; verdict null for one
    that only showed life."""
    live = models.PositiveIntegerField(default=0)
    history = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    quarantine = models.PositiveIntegerField(default=0)
    contact = models.PositiveIntegerField(default=0)
    """How many items had each verdict; together they are all items of the request."""

    class Meta:
        indexes = [
            models.Index(fields=["device", "received_at"], name="received_device_time"),
            models.Index(fields=["received_at"], name="received_time"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.received_at:%H:%M:%S}"
