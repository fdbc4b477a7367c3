"""Loads the demo: stations if there are none, invented units with devices, one user a role."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.units.actions.demo import load_demo_accounts, load_demo_units
from backend.units.demo import DEMO_CREW_UNIT, DEMO_PASSWORD, DEMO_UNITS, DEMO_USERS
from backend.units.models import Station


class Command(BaseCommand):
    help = "Load demo units, devices and users; what exists stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Station.objects.exists():
            call_command("import_stations", stdout=self.stdout, stderr=self.stderr)
        known = set(Station.objects.values_list("code", flat=True))
        missing = sorted({unit.station for unit in DEMO_UNITS} - known)
        if missing:
            msg = f"the demo units need stations that are not loaded: {', '.join(missing)}"
            raise CommandError(msg)
        now = timezone.now()
        units = load_demo_units(units=DEMO_UNITS, by=None, now=now)
        users = load_demo_accounts(
            roles=DEMO_USERS, password=DEMO_PASSWORD, crew_unit=DEMO_CREW_UNIT, now=now
        )
        self.stdout.write(f"{len(units)} demo units and {len(users)} demo users added.")
        self.stdout.write(f"Users {', '.join(DEMO_USERS)}; the password of each: {DEMO_PASSWORD}")
