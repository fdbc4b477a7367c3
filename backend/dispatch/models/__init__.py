"""Decisions, assignments, what crews must hear of them, and what their places suggest."""

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
    "StatusSuggestion",
]
