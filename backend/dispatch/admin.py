"""Decisions, assignments and notices in the admin, to look at; fence policies, to change."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from backend.accounts.models import User
from backend.dispatch import actions
from backend.dispatch.models import (
    Assignment,
    AssignmentStep,
    CrewNotice,
    Decision,
    FencePolicy,
    RedispatchPolicy,
    RoutingSnapshot,
    StatusSuggestion,
)
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


@admin.register(CrewNotice)
class CrewNoticeAdmin(ReadOnlyAdmin):
    """What crews had to hear, and when they did."""

    list_display = ("assignment", "kind", "created_at", "acknowledged_at", "by_voice")
    list_filter = ("kind", "by_voice")
    list_select_related = ("assignment",)


@admin.register(StatusSuggestion)
class StatusSuggestionAdmin(ReadOnlyAdmin):
    """What places suggested, and what became of it."""

    list_display = ("assignment", "status", "trigger", "at", "ending", "ended_at")
    list_filter = ("trigger", "ending")
    list_select_related = ("assignment",)


@admin.register(FencePolicy)
class FencePolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How large fences are, and whether they commit by themselves."""

    list_display = ("trigger", "commits", "radius_m", "margin_m", "dwell_s", "updated_at")
    fields = (
        "trigger",
        *actions.POLICY_FIELDS,
        "source",
        "updated_at",
        "updated_by",
    )
    readonly_fields = ("trigger", "source", "updated_at", "updated_by")

    def save_model(self, request: HttpRequest, obj: FencePolicy, form: Any, change: bool) -> None:
        """Store the change as the signed-in account."""
        actions.save_policy(
            trigger=obj.trigger,
            changes={name: getattr(obj, name) for name in actions.POLICY_FIELDS},
            by=cast("User", request.user),
            now=timezone.now(),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: each trigger has its row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a trigger without a row would have no fences."""
        return False


@admin.register(RedispatchPolicy)
class RedispatchPolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whether units may be called off for more urgent incidents."""

    list_display = ("category", "priority", "rule", "updated_at", "updated_by")
    fields = ("category", "priority", "rule", "updated_at", "updated_by")
    readonly_fields = ("updated_at", "updated_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep what a row is about; only its rule changes."""
        return ("updated_at", "updated_by", *(("category", "priority") if obj else ()))

    def save_model(
        self, request: HttpRequest, obj: RedispatchPolicy, form: Any, change: bool
    ) -> None:
        """Store the change as the signed-in account."""
        saved = actions.save_redispatch_rule(
            category=obj.category,
            priority=obj.priority,
            rule=obj.rule,
            by=cast("User", request.user),
            now=timezone.now(),
        )
        obj.pk = saved.pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only for a category's own rule: every priority keeps one."""
        return super().has_delete_permission(request, obj) and (obj is None or bool(obj.category))


@admin.register(RoutingSnapshot)
class RoutingSnapshotAdmin(ReadOnlyAdmin):
    """Lanes, land and closures as decisions cite them."""

    list_display = ("checksum", "kind", "kept_at")
    list_filter = ("kind",)
    exclude = ("content",)
