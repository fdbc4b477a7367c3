"""Recomputes the hash chain of the event log; exit 1 names the first event that does not hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.incidents import queries
from backend.incidents.models import IncidentEvent


class Command(BaseCommand):
    help = "Check that no event of the log was changed, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        defect = queries.log_defect()
        if defect is not None:
            msg = f"the event log does not hold at event {defect.sequence}: {defect.reason}"
            raise CommandError(msg)
        self.stdout.write(f"{IncidentEvent.objects.count()} events, chain intact")
