"""Deletes inactive road networks that no decision cites; the others can still be replayed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import IntegrityError
from django.db.models import ProtectedError

from backend.dispatch import actions, queries


class Command(BaseCommand):
    help = "Delete inactive road networks that no decision cites, with their folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would go")

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        found = list(queries.unneeded_networks())
        for network in found:
            told = f"network {network.pk} {network.name} ({network.folder})"
            if dry_run:
                self.stdout.write(f"would delete {told}")
                continue
            try:
                actions.delete_network(network=network)
            except (ProtectedError, IntegrityError, ValueError):  # needed again in the meantime
                self.stdout.write(f"kept {told}: in use")
            else:
                self.stdout.write(f"deleted {told}")
        if not found:
            self.stdout.write("nothing to delete")
