"""Reads which road networks are still needed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from backend.dispatch.models import Decision
from backend.roads.models import RoadNetwork


def unneeded_networks() -> QuerySet[RoadNetwork]:
    """Return the networks that are inactive and that no decision cites, oldest first."""
    cited = Decision.objects.filter(network=OuterRef("pk"))
    return RoadNetwork.objects.filter(~Exists(cited), is_active=False).order_by("pk")
