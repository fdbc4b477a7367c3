"""Writes what supervisors decide about fences."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts.models import User
from backend.dispatch.fence_defaults import FENCE_DEFAULTS
from backend.dispatch.models import FencePolicy

logger = logging.getLogger(__name__)

POLICY_FIELDS = ("commits", "radius_m", "margin_m", "dwell_s")
"""What a supervisor may change."""


@transaction.atomic
def save_policy(
    *, trigger: str, changes: Mapping[str, Any], by: User, now: datetime
) -> FencePolicy:
    """Change how large the fences of a trigger are, or whether it commits by itself."""
    policy = FencePolicy.objects.select_for_update().get(trigger=trigger)
    for name, value in changes.items():
        setattr(policy, name, value)
    policy.updated_at, policy.updated_by = now, by
    policy.save()
    logger.info("fence policy %s was changed by %s", trigger, by.pk)
    return policy


def seed_policies(**_: Any) -> None:
    """Store the defaults of triggers that nobody has stored yet; runs after each migration."""
    rows = [
        FencePolicy(trigger=trigger, **asdict(numbers))
        for trigger, numbers in FENCE_DEFAULTS.items()
    ]
    FencePolicy.objects.bulk_create(rows, ignore_conflicts=True)
