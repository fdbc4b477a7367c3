"""Reads a place as ``/api/geocode/`` does and prints the same JSON."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.errors import NotReady
from backend.places import queries
from backend.places.answers import answer_document
from backend.rendering import dumps
from gis.geocoding import DEFAULT_LIMIT, geocode


class Command(BaseCommand):
    help = "Print what a caller's words mean, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        # A latitude comes first and is negative here; argparse has no public way to say so.
        parser._negative_number_matcher = re.compile(r"-\s*[\d.]")
        parser.add_argument("text", metavar="TEXT")
        parser.add_argument("--limit", type=int, default=DEFAULT_LIMIT)
        parser.add_argument("--area-hint", help="telephone area (0327, 0328) or area code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            gazetteer = queries.gazetteer()
        except NotReady as problem:
            raise CommandError(problem.detail) from problem
        answer = geocode(
            options["text"],
            gazetteer,
            area_hint=options["area_hint"],
            limit=max(1, options["limit"]),
        )
        self.stdout.write(dumps(answer_document(answer)).decode())
