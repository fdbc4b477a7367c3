"""Prints who could be at a place first; exit 3 if nobody can, 2 if the place is not sure."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.dispatch import recommendation, tables
from backend.errors import NotReady
from backend.places.answers import answer_document
from backend.places.queries import gazetteer
from backend.rendering import dumps
from gis.geocoding import geocode
from gis.types import Candidate, GeocodeAnswer, UnitKind

EXIT_UNRESOLVED, EXIT_NOBODY = 2, 3


class Command(BaseCommand):
    help = "Print the units that could be at PLACE first, with their legs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A latitude comes first and is negative here; argparse has no public way to say so.
        parser._negative_number_matcher = re.compile(r"-\s*[\d.]")
        parser.add_argument("place", metavar="PLACE", help="as a dispatcher would say or paste it")
        parser.add_argument("--kind", action="append", choices=[str(kind) for kind in UnitKind])
        parser.add_argument("--limit", type=int, default=recommendation.LIMIT_DEFAULT)
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(
        self, *, place: str, kind: list[str] | None, limit: int, format: str, **_: Any
    ) -> None:
        if not 1 <= limit <= recommendation.LIMIT_MAX:
            msg = f"--limit must be 1 to {recommendation.LIMIT_MAX}"
            raise CommandError(msg)
        now = timezone.now()
        try:
            answer = recommendation.nearest(
                candidate=self._resolved(place, format),
                at=now,
                now=now,
                limit=limit,
                kinds=[UnitKind(name) for name in kind] if kind else None,
                with_phones=True,
            )
        except NotReady as problem:
            raise CommandError(problem.detail) from problem
        if format == "json":
            self.stdout.write(dumps(answer).decode())
        else:
            self.stdout.write(tables.answer_table(answer))
        if not answer["recommended"]:
            raise SystemExit(EXIT_NOBODY)

    def _resolved(self, text: str, format: str) -> Candidate:
        """Return what the words mean; print the question or refusal and exit 2 otherwise."""
        answer = geocode(text, gazetteer())
        if answer.outcome != "ask" and len(answer.candidates) == 1:
            return answer.candidates[0]
        self.stdout.write(_question(answer, format))
        raise SystemExit(EXIT_UNRESOLVED)


def _question(answer: GeocodeAnswer, format: str) -> str:
    document = answer_document(answer)
    return dumps(document).decode() if format == "json" else tables.question(document)
