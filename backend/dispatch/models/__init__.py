"""Decisions and what they were made from, assignments, notices to crews, what places suggest."""

from backend.dispatch.models.assignments import (
    ACTIVE_STATUSES,
    ENDED_STATUSES,
    Assignment,
    AssignmentStatus,
    AssignmentStep,
    Decision,
)
from backend.dispatch.models.fences import FencePolicy, FencePresence, StatusSuggestion
from backend.dispatch.models.notices import CrewNotice
from backend.dispatch.models.redispatch import RedispatchPolicy
from backend.dispatch.models.snapshots import RoutingSnapshot

__all__ = [
    "ACTIVE_STATUSES",
    "ENDED_STATUSES",
    "Assignment",
    "AssignmentStatus",
    "AssignmentStep",
    "CrewNotice",
    "Decision",
    "FencePolicy",
    "FencePresence",
    "RedispatchPolicy",
    "RoutingSnapshot",
    "StatusSuggestion",
]
