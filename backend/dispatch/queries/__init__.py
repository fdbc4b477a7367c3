"""Reads decisions, assignments, what crews must hear, and what places suggest."""

from backend.dispatch.queries.assignments import (
    active_assignments,
    assignment_record,
    assignments_for_display,
    decision_for,
    filtered_assignments,
    held_steps,
    open_assignments_of,
    seen_record,
    visible_assignment,
    visible_assignments,
    without_words,
)
from backend.dispatch.queries.networks import unneeded_networks
from backend.dispatch.queries.notices import (
    filtered_notices,
    queued_notice_record,
    visible_notice,
    visible_notices,
)
from backend.dispatch.queries.redispatch import redispatch_policies, redispatch_policy
from backend.dispatch.queries.suggestions import (
    check_suggestion_visible,
    policies_for_display,
    policy_of,
    policy_record,
)

__all__ = [
    "active_assignments",
    "assignment_record",
    "assignments_for_display",
    "check_suggestion_visible",
    "decision_for",
    "filtered_assignments",
    "filtered_notices",
    "held_steps",
    "open_assignments_of",
    "policies_for_display",
    "policy_of",
    "policy_record",
    "queued_notice_record",
    "redispatch_policies",
    "redispatch_policy",
    "seen_record",
    "unneeded_networks",
    "visible_assignment",
    "visible_assignments",
    "visible_notice",
    "visible_notices",
    "without_words",
]
