"""Whether a unit may be called off one incident for a more urgent one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.incidents.models import Category


class RedispatchPolicy(models.Model):
    """What holds for the incident that would lose its unit, by its priority and category.

    A row without a category holds for every category that has none of its own.
    """

    class Rule(models.TextChoices):
        """Who decides."""

        ALLOWED = "allowed", _("Boleh")
        ASK = "ask", _("Tanya pengawas")
        NEVER = "never", _("Tidak boleh")

    category = models.CharField(_("kategori"), max_length=20, choices=Category, blank=True)
    priority = models.PositiveSmallIntegerField(_("prioritas"))
    rule = models.CharField(_("aturan"), max_length=8, choices=Rule)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["category", "priority"]
        verbose_name_plural = "redispatch policies"
        constraints = [
            models.UniqueConstraint(fields=["category", "priority"], name="one_redispatch_rule"),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="redispatch_priority"
            ),
            models.CheckConstraint(
                condition=Q(rule__in=["allowed", "ask", "never"]), name="redispatch_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(category="") | Q(category__in=Category.values),
                name="redispatch_category_known",
            ),
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by=None)
                | Q(updated_at__isnull=False, updated_by__isnull=False),
                name="redispatch_updated_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} P{self.priority}: {self.rule}"
