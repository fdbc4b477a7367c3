"""Gives an account an API token and prints its secret once, alone on the last line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.accounts import actions
from backend.accounts.models import User


class Command(BaseCommand):
    help = "Create an API token for an account; the secret is shown only now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            msg = f"there is no active account {options['username']!r}"
            raise CommandError(msg)
        secret = actions.create_api_token(user=user, now=timezone.now())
        self.stdout.write(f"API token of {user.username} ({user.role}), shown only this once:")
        self.stdout.write(secret)
