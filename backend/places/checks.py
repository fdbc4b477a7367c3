"""System checks of this app: are boundaries and places loaded.

They warn and do not fail: ``migrate`` runs database checks too, and must run before an import can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from backend.places import queries


@register(Tags.database)
def check_boundaries(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report boundaries or places that are not loaded; silent before the first migration."""
    if not databases:
        return []
    try:
        boundaries = queries.boundaries_loaded()
        places = queries.latest_import("places") is not None
    except DatabaseError:
        return []
    messages: list[CheckMessage] = []
    if not boundaries:
        messages.append(
            Warning(
                "Boundaries are not loaded.",
                hint="Run: manage.py import_boundaries",
                id="siaga.W010",
            )
        )
    if not places:
        messages.append(
            Warning(
                "Facilities, ports and settlements are not loaded.",
                hint="Run: manage.py import_places",
                id="siaga.W011",
            )
        )
    return messages
