"""Writes the account under which the scripted incidents are opened."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from backend.accounts.actions import create_api_token, revoke_api_tokens
from backend.accounts.models import Role, User

DEMO_USERNAME = "demo-armada"


@transaction.atomic
def open_demo_account(*, now: datetime) -> str:
    """Make or find the script's own account (nobody can log in with it); return a fresh token."""
    user, created = User.objects.get_or_create(
        username=DEMO_USERNAME, defaults={"role": Role.DISPATCHER, "first_name": "Simulasi"}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    revoke_api_tokens(user=user, now=now)
    return create_api_token(user=user, now=now)


@transaction.atomic
def close_demo_account(*, now: datetime) -> None:
    """Revoke the tokens of the script's account."""
    user = User.objects.filter(username=DEMO_USERNAME).first()
    if user is not None:
        revoke_api_tokens(user=user, now=now)
