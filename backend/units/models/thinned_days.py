"""Which days of which units have been thinned, and by how much."""

from __future__ import annotations

from django.db import models

from backend.units.models.units import Unit


class ThinnedDay(models.Model):
    """One unit's day (of UTC) whose track has lost the points that its shape does not need.

    A day is thinned once: points that arrive afterwards stay, so that no error adds up.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="thinned_days")
    day = models.DateField()
    thinned_at = models.DateTimeField()
    points_before = models.PositiveIntegerField()
    points_after = models.PositiveIntegerField()
    length_before_m = models.FloatField()
    length_after_m = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="thinned_day_once"),
            models.CheckConstraint(
                condition=models.Q(points_after__lte=models.F("points_before")),
                name="thinned_day_not_grown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"
