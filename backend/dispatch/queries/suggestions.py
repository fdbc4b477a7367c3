"""Reads what places suggest, and the fences that they are compared with."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.models import Role, User
from backend.dispatch.models import AssignmentStatus, FencePolicy, StatusSuggestion
from backend.dispatch.models.fences import Trigger
from backend.errors import NotFound
from backend.permissions import ROOM, role_of


def check_suggestion_visible(user: User, suggestion_id: int) -> None:
    """Raise unless the account may act on a suggestion: the room on any, a crew on its own.

    Raises
    ------
    NotFound
        Also for one that the account may not see.
    """
    if not _visible(user).filter(pk=suggestion_id).exists():
        sentence = _("Saran %(id)s tidak ada.") % {"id": suggestion_id}
        raise NotFound(sentence, errors={"id": [sentence]})


def suggestion_record(suggestion: StatusSuggestion) -> dict[str, Any]:
    """Return a suggested status with what speaks for it; a confidential place is not named."""
    is_scene = suggestion.trigger == Trigger.ENTERED_SCENE
    is_hidden = is_scene and suggestion.assignment.incident.confidential
    return {
        "id": suggestion.pk,
        "status": suggestion.status,
        "status_label": str(AssignmentStatus(suggestion.status).label),
        "trigger": suggestion.trigger,
        "trigger_label": str(Trigger(suggestion.trigger).label),
        "place": "" if is_hidden else suggestion.place,
        "at": suggestion.at,
    }


def policy_record(policy: FencePolicy) -> dict[str, Any]:
    """Return how large the fences of a trigger are, and whether it commits by itself."""
    return {
        "trigger": policy.trigger,
        "trigger_label": str(Trigger(policy.trigger).label),
        "commits": policy.commits,
        "radius_m": policy.radius_m,
        "margin_m": policy.margin_m,
        "dwell_s": policy.dwell_s,
        "source": policy.source,
        "updated_at": policy.updated_at,
        "updated_by": policy.updated_by.get_username() if policy.updated_by else None,
    }


def policies_for_display() -> QuerySet[FencePolicy]:
    """Return the policy of every trigger; one query."""
    return FencePolicy.objects.select_related("updated_by").order_by("trigger")


def policy_of(trigger: str) -> FencePolicy:
    """Return one policy.

    Raises
    ------
    NotFound
        Naming the trigger.
    """
    found = (
        policies_for_display().filter(trigger=trigger).first() if trigger.isprintable() else None
    )
    if found is None:
        sentence = _("Pemicu %(trigger)s tidak ada.") % {"trigger": trigger[:40]}
        raise NotFound(sentence, errors={"trigger": [sentence]})
    return found


def _visible(user: User) -> QuerySet[StatusSuggestion]:
    found = StatusSuggestion.objects.all()
    role = role_of(user)
    if role in ROOM:
        return found
    return found.filter(assignment__unit__crew=user) if role == Role.CREW else found.none()
