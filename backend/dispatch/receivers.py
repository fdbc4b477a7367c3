"""Connects what happens below this app with what it does here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.apps.registry import Apps

from backend.accounts.models import User
from backend.dispatch import actions
from backend.incidents.models import Incident
from backend.incidents.signals import incident_changed
from backend.units.models import Position
from backend.units.signals import markers_moved


def connect() -> None:
    """Connect every receiver, once."""
    markers_moved.connect(_on_markers_moved, dispatch_uid="dispatch.follow_units")
    incident_changed.connect(_on_incident_changed, dispatch_uid="dispatch.ring_changed")


def seed_policies(apps: Apps | None = None, **_: Any) -> None:
    """Store the policies that are missing, once their tables are there.

    ``apps`` are the models as far as the database has been migrated; None after a flush.
    """
    if apps is None or "fencepolicy" in apps.all_models["dispatch"]:
        actions.seed_policies()
    if apps is None or "redispatchpolicy" in apps.all_models["dispatch"]:
        actions.seed_redispatch_rules()


def _on_incident_changed(
    *, incident: Incident, changed: Iterable[str], by: User | None, now: datetime, **_: Any
) -> None:
    names = set(changed)
    if "place" in names:
        actions.forget_scene(incident=incident, now=now)
    actions.ring_changed(incident=incident, changed=names, by=by, now=now)


def _on_markers_moved(*, positions: Sequence[Position], now: datetime, **_: Any) -> None:
    actions.follow_units(positions=positions, now=now)
