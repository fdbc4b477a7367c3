"""Reads accounts."""

from __future__ import annotations

from typing import Any

from backend.accounts.models import StoredAnswer, User
from backend.permissions import role_of


def account_record(user: User) -> dict[str, Any]:
    """Return what an account may know of itself: its name, role and the units it crews."""
    return {
        "username": user.get_username(),
        "name": user.get_full_name(),
        "role": role_of(user),
        "units": sorted(user.units.values_list("code", flat=True)),
    }


def stored_answer(*, user: User, key: str) -> StoredAnswer | None:
    """Return the answer kept under a key of this account."""
    return StoredAnswer.objects.filter(user=user, key=key).first()
