"""Connects what happens below this app with what it does here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from backend.accounts.models import User
from backend.dispatch import actions
from backend.incidents.models import Incident
from backend.incidents.signals import incident_changed


def connect() -> None:
    """Connect every receiver, once."""
    incident_changed.connect(_on_incident_changed, dispatch_uid="dispatch.ring_changed")


def seed_policies(**_: Any) -> None:
    """Store the fence policies that are missing."""
    actions.seed_policies()


def _on_incident_changed(
    *, incident: Incident, changed: Iterable[str], by: User | None, now: datetime, **_: Any
) -> None:
    actions.ring_changed(incident=incident, changed=changed, by=by, now=now)
