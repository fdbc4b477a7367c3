"""Accounts with one role each, API tokens, and answers kept for repeated writes."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does; permissions follow from it (``backend.permissions``)."""

    DISPATCHER = "dispatcher", _("Petugas 112")
    SUPERVISOR = "supervisor", _("Pengawas")
    PLANNER = "planner", _("Perencana")
    CREW = "crew", _("Awak unit")
    AGENCY = "agency", _("Instansi")


class User(AbstractUser):
    """A person's account."""

    role = models.CharField(max_length=16, choices=Role, default=Role.PLANNER)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known")
        ]


def secret_digest(secret: str) -> str:
    """Return the hash that is stored of a machine-made secret.

    The secrets have 256 random bits, so a plain SHA-256 cannot be guessed back; the slow hashes
    for human passwords would cost more than the request itself.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    """A secret with which a program acts as an account. Only the hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    latest_use_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.pk} of {self.user_id}"


class StoredAnswer(models.Model):
    """The answer to a write that carried an ``Idempotency-Key``; a repeat gets it again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="stored_answer_once_per_key")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
