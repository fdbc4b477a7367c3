"""What decisions were made from, kept once for all decisions that cite the same."""

from __future__ import annotations

from django.db import models


class RoutingSnapshot(models.Model):
    """Lanes, land or closures as a router had them; named by what they say, never changed.

    Lanes are replaced by imports and closures are lifted: a decision cites the snapshot instead.
    """

    class Kind(models.TextChoices):
        """What it holds."""

        SEA = "sea"
        LAND = "land"
        CLOSURES = "closures"

    checksum = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the canonical JSON."""
    kind = models.CharField(max_length=8, choices=Kind)
    content = models.BinaryField()
    """The canonical JSON, compressed with zlib."""
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "kept_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.checksum[:16]}"
