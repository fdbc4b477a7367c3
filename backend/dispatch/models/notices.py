"""What a crew must hear, and whether it has."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.dispatch.models.assignments import Assignment


class CrewNotice(models.Model):
    """Rings on the crew's page until the crew has heard it or the room has told it by voice."""

    class Kind(models.TextChoices):
        """What there is to hear."""

        NEW = "new", _("Penugasan baru")
        CHANGED = "changed", _("Kejadian berubah")
        CANCELLED = "cancelled", _("Penugasan dibatalkan")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=9, choices=Kind)
    changed = models.JSONField(default=list)
    """Names of what changed of the incident since the crew last heard of it."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    """When it was heard: the time of the press, which may have reached us later."""
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_voice = models.BooleanField(default=False)
    """The room told the crew, by telephone or radio."""
    superseded_at = models.DateTimeField(null=True, blank=True)
    """When a later notice, or the end of the assignment, made it pointless."""

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(acknowledged_at=None, superseded_at=None),
                name="one_open_notice_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="notice_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=Q(by_voice=False) | Q(acknowledged_at__isnull=False),
                name="notice_by_voice_is_heard",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(superseded_at=None),
                name="notice_heard_or_superseded",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["new", "changed", "cancelled"]), name="notice_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"
