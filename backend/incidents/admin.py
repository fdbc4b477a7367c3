"""Calls, incidents and the event log in the admin: to look at, changed only through the API."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backend.incidents.models import Call, Incident, IncidentEvent


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows; a change here would leave no event."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """Incidents by number."""

    list_display = ("number", "category", "priority", "state", "kecamatan_name", "created_at")
    list_filter = ("state", "category", "priority")
    search_fields = ("number", "words")


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """Calls by time."""

    list_display = ("id", "outcome", "incident", "received_at", "received_by")
    list_filter = ("outcome",)


@admin.register(IncidentEvent)
class IncidentEventAdmin(ReadOnlyAdmin):
    """The event log by sequence."""

    list_display = ("sequence", "kind", "incident", "at", "by")
    list_filter = ("kind",)
