"""Trackers and how they prove themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.units.models.units import Unit

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
    latest_mock_at = models.DateTimeField(null=True, blank=True)
    """Fix time of its newest mock location."""
    latest_contact_at = models.DateTimeField(null=True, blank=True)
    """When anything came from it, by the server's clock."""
    link_lost_at = models.DateTimeField(null=True, blank=True)
    battery_pct = models.FloatField(null=True, blank=True)
    latest_source = models.CharField(max_length=16, blank=True)
    """The dialect in which it spoke last."""
    encryption_key = models.CharField(max_length=64, blank=True)
    """OwnTracks' secret of up to 32 bytes, if the phone encrypts; kept as it is, for it must be
    used."""
    unread_since = models.DateTimeField(null=True, blank=True)
    """Since when the phone sends what nobody can decrypt; None once something was read."""
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
