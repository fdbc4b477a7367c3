"""Decisions and assignments in the admin: to look at, changed only through the API."""

from __future__ import annotations

from django.contrib import admin

from backend.dispatch.models import Assignment, AssignmentStep, Decision
from backend.incidents.admin import ReadOnlyAdmin


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    """The steps of an assignment, corrections beside the originals."""

    model = AssignmentStep
    can_delete = False
    extra = 0
    readonly_fields = ("status", "at", "recorded_at", "by", "reason", "is_correction")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Assignments by time."""

    list_display = ("id", "unit", "incident", "status", "created_at", "created_by", "ended_at")
    list_filter = ("status",)
    list_select_related = ("unit", "incident", "created_by")
    inlines = (StepInline,)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Recommendations as they were shown, with their inputs."""

    list_display = ("id", "incident", "computed_at", "by", "network")
    list_select_related = ("incident", "by", "network")
