"""Who may do what, by role; one class for each pattern of access.

The role belongs to the account. A superuser may do everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission

from backend.accounts.models import Role

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

ROOM = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
EVERYONE = frozenset(Role)


def role_of(user: Any) -> str | None:
    """Return the account's role; superusers count as supervisors; None for anonymous visitors."""
    if not user or not user.is_authenticated or not user.is_active:
        return None
    return Role.SUPERVISOR if user.is_superuser else user.role


class RolePermission(BasePermission):
    """Allows the roles in ``read`` to read and those in ``write`` to write."""

    read: frozenset[str] = EVERYONE
    write: frozenset[str] = frozenset()

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the account's role is among those that the class names."""
        allowed = self.read if request.method in SAFE_METHODS else self.write
        return role_of(request.user) in allowed


class IsStaffOfTheRoom(RolePermission):
    """The default: every role reads, the room (dispatcher, supervisor) writes."""

    write = ROOM


class RoomOnly(RolePermission):
    """Only the room: callers' words and numbers."""

    read = write = ROOM


class RoomAndPlanners(RolePermission):
    """The room writes; planners read as well."""

    read = ROOM | {Role.PLANNER}
    write = ROOM


class RoomAndCrews(RolePermission):
    """The room and crews; the view narrows a crew to its own units."""

    read = write = ROOM | {Role.CREW}


class SupervisorWrites(RolePermission):
    """Everyone reads; only supervisors change it."""

    write = frozenset({Role.SUPERVISOR})


class AnyRole(RolePermission):
    """Every role may read and write; the view narrows it to the account's own objects."""

    write = EVERYONE
