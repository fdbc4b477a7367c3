"""Who may see or change something of one unit: roles, and its own crew."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from backend.accounts.models import Role, User
from backend.permissions import ROOM, role_of
from backend.units import queries

TRACK_READERS = ROOM | {Role.PLANNER}


def require_role_or_crew(user: Any, codes: Collection[str], roles: frozenset[Any]) -> User:
    """Return the account if its role is among those named or it is the crew of all these units.

    Raises
    ------
    PermissionDenied
        With a sentence.
    """
    role = role_of(user)
    if role in roles or (role == Role.CREW and set(codes) <= queries.crew_unit_codes(user)):
        return account(user)
    raise PermissionDenied(_("Hanya ruang 112 dan awak unit ini yang boleh."))


def account(user: Any) -> User:
    """Return the logged-in account.

    Raises
    ------
    PermissionDenied
        For anybody else.
    """
    if not isinstance(user, User):
        raise PermissionDenied
    return user
