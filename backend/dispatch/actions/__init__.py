"""Writes decisions, assignments, what crews must hear, and what places suggest."""

from backend.dispatch.actions.assigning import assign_units, lock_for_assignment, record_decision
from backend.dispatch.actions.diverting import divert_unit, lock_for_divert
from backend.dispatch.actions.fences import follow_units
from backend.dispatch.actions.networks import delete_network
from backend.dispatch.actions.notices import acknowledge_notice, ring_changed
from backend.dispatch.actions.policies import (
    POLICY_FIELDS,
    drop_redispatch_rule,
    save_policy,
    save_redispatch_rule,
    seed_policies,
    seed_redispatch_rules,
)
from backend.dispatch.actions.steps import set_assignment_status
from backend.dispatch.actions.suggested_steps import accept_suggestion
from backend.dispatch.actions.suggestions import dismiss_suggestion
from backend.dispatch.actions.watching import forget_scene

__all__ = [
    "POLICY_FIELDS",
    "accept_suggestion",
    "acknowledge_notice",
    "assign_units",
    "delete_network",
    "dismiss_suggestion",
    "divert_unit",
    "drop_redispatch_rule",
    "follow_units",
    "forget_scene",
    "lock_for_assignment",
    "lock_for_divert",
    "record_decision",
    "ring_changed",
    "save_policy",
    "save_redispatch_rule",
    "seed_policies",
    "seed_redispatch_rules",
    "set_assignment_status",
]
