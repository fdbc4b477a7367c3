"""Ferry lanes, their quays, closures and networks in the admin, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backend.roads.models import Closure, FerryStop, Lane, RoadNetwork


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that come from imports or from the console."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Lane)
class LaneAdmin(ReadOnly):
    """Lanes come from ``import_ferries``."""

    list_display = (
        *("code", "name", "carries_vehicles", "carries_stretchers", "on_demand"),
        *("certainty", "year", "contact", "source"),
    )
    list_filter = ("carries_vehicles", "carries_stretchers", "on_demand", "certainty")
    search_fields = ("code", "name", "source")


@admin.register(FerryStop)
class FerryStopAdmin(ReadOnly):
    """Quays of the ferry feed that are no known ports."""

    list_display = ("code", "name", "land_part")
    exclude = ("point",)


@admin.register(Closure)
class ClosureAdmin(ReadOnly):
    """Closures are opened and lifted on the console."""

    list_display = ("id", "kind", "lane", "factor", "from_at", "until_at", "reason", "lifted_at")
    list_filter = ("kind",)
    exclude = ("geometry",)


@admin.register(RoadNetwork)
class RoadNetworkAdmin(ReadOnly):
    """Networks come from ``import_road_network``."""

    list_display = ("id", "name", "checksum", "is_active", "imported_at")
    exclude = ("ferries",)
