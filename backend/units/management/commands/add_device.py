"""Gives a unit a tracking device and prints its secret once, alone on the last line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.errors import NotFound
from backend.units import actions, queries


class Command(BaseCommand):
    help = "Add a tracking device to a unit; the secret is shown only now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit_code", metavar="UNIT_CODE")
        parser.add_argument(
            "--priority", type=int, default=1, help="1 is heard first (default); 2 fills its gaps"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["priority"] <= 9:
            msg = f"priority {options['priority']} is not between 1 and 9"
            raise CommandError(msg)
        try:
            unit = queries.unit_by_code(options["unit_code"])
        except NotFound as error:
            msg = f"there is no unit {options['unit_code']!r}"
            raise CommandError(msg) from error
        device, secret = actions.add_device(
            unit=unit, by=None, now=timezone.now(), priority=options["priority"]
        )
        self.stdout.write(f"Device {device.identifier} of unit {unit.code}.")
        self.stdout.write("HTTP Basic: this name and the secret. The secret, shown only this once:")
        self.stdout.write(secret)
