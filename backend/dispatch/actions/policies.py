"""Writes what supervisors decide: about fences, and about calling units off."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts.models import User
from backend.dispatch.fence_defaults import FENCE_DEFAULTS
from backend.dispatch.models import FencePolicy, RedispatchPolicy
from backend.dispatch.redispatch import RULE_DEFAULTS

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


@transaction.atomic
def save_redispatch_rule(
    *, category: str, priority: int, rule: str, by: User, now: datetime
) -> RedispatchPolicy:
    """Decide what holds for incidents of a priority, or of a category at that priority."""
    policy, _made = RedispatchPolicy.objects.update_or_create(
        category=category,
        priority=priority,
        defaults={"rule": rule, "updated_at": now, "updated_by": by},
    )
    logger.info("redispatch policy %s was set by %s", policy, by.pk)
    return policy


@transaction.atomic
def drop_redispatch_rule(*, policy: RedispatchPolicy, by: User) -> None:
    """Let a category follow the rule of its priority again."""
    logger.info("redispatch policy %s was dropped by %s", policy, by.pk)
    policy.delete()


def seed_redispatch_rules() -> None:
    """Store the rule of every priority that nobody has stored yet; runs after each migration."""
    rows = [
        RedispatchPolicy(category="", priority=priority, rule=rule)
        for priority, rule in RULE_DEFAULTS.items()
    ]
    RedispatchPolicy.objects.bulk_create(rows, ignore_conflicts=True)


def seed_policies(**_: Any) -> None:
    """Store the defaults of triggers that nobody has stored yet; runs after each migration."""
    rows = [
        FencePolicy(trigger=trigger, **asdict(numbers))
        for trigger, numbers in FENCE_DEFAULTS.items()
    ]
    FencePolicy.objects.bulk_create(rows, ignore_conflicts=True)
