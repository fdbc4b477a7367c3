"""Prints the fastest way of a vehicle between two places; exit 3 if there is none."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language

from backend.errors import NotReady, Problem
from backend.places.answers import answer_document
from backend.rendering import dumps
from backend.roads import queries
from backend.roads.endpoints import read_end
from backend.roads.journeys import instructions_document, journey_document
from backend.roads.parameters import moment_of
from backend.roads.trial import trial_router
from gis.errors import GisError, NoRoadError
from gis.routing import Router
from gis.types import (
    GeocodeAnswer,
    Journey,
    NoWay,
    Place,
    Reachability,
    VehicleProfile,
)
from gis.wording import said

EXIT_UNRESOLVED, EXIT_NO_WAY = 2, 3


class Command(BaseCommand):
    help = "Print the fastest way from FROM to TO, each lon,lat or a place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A latitude is negative here; argparse has no public way to say that it is no option.
        parser._negative_number_matcher = re.compile(r"-\s*[\d.]")
        parser.add_argument("start", metavar="FROM")
        parser.add_argument("end", metavar="TO")
        parser.add_argument(
            "--vehicle", choices=[str(p) for p in VehicleProfile], default="ambulance"
        )
        parser.add_argument("--at", help="ISO 8601 with offset; default now")
        parser.add_argument(
            "--network", type=Path, metavar="FILE", help="route on this extract instead"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(
        self,
        *,
        start: str,
        end: str,
        vehicle: str,
        at: str | None,
        network: Path | None,
        format: str,
        **_: Any,
    ) -> None:
        now = timezone.now()
        try:
            moment = now if at is None else moment_of(at, "at")
            origin, destination = self._resolved(start), self._resolved(end)
            router = self._router(network, (origin, destination))
        except NotReady as error:
            raise CommandError(error.detail) from error
        except Problem as error:
            msg = f"--at: {error.detail}"
            raise CommandError(msg) from error
        except NoRoadError as error:
            no_road = NoWay(Reachability.UNREACHABLE, "no_road", str(error))
            self._print_refusal(no_road, get_language() or "id", format)
            raise SystemExit(EXIT_NO_WAY) from error
        except (GisError, OSError) as error:
            raise CommandError(str(error)) from error
        profile = VehicleProfile(vehicle)
        place = destination if destination.land_part is not None else destination.point
        found = router.route(origin.point, place, profile=profile, at=moment)
        language = get_language() or "id"
        if isinstance(found, NoWay):
            self._print_refusal(found, language, format)
            raise SystemExit(EXIT_NO_WAY)
        if format == "json":
            self.stdout.write(_json(found, profile, moment, language))
        else:
            self._print_journey(found, language)

    def _resolved(self, text: str) -> Place:
        """Return the place a text means; print the question or refusal and exit 2 otherwise."""
        found = read_end(text)
        if isinstance(found, GeocodeAnswer):
            self.stdout.write(dumps(answer_document(found)).decode())
            raise SystemExit(EXIT_UNRESOLVED)
        return found

    def _router(self, network: Path | None, ends: tuple[Place, Place]) -> Router:
        if network is None:
            return queries.router()
        return trial_router(network, (ends[0].point, ends[1].point))

    def _print_refusal(self, refusal: NoWay, language: str, format: str) -> None:
        detail = said(refusal.detail, language)
        if format == "json":
            document = {
                "code": refusal.code,
                "reason": refusal.code,
                "reachability": refusal.reachability,
                "detail": detail,
            }
            self.stdout.write(dumps(document).decode())
        else:
            self.stdout.write(f"{refusal.code}: {detail}")

    def _print_journey(self, journey: Journey, language: str) -> None:
        low, high = journey.duration_low_s / 60, journey.duration_high_s / 60
        self.stdout.write(
            f"{journey.duration_s / 60:.1f} min ({low:.0f}-{high:.0f}), "
            f"{journey.distance_m / 1000:.1f} km, {journey.reachability}"
        )
        for leg in journey.legs:
            names = f" [{' · '.join(leg.road_names)}]" if leg.road_names else ""
            self.stdout.write(
                f"  {leg.mode:<7} {leg.duration_s / 60:7.1f} min {leg.distance_m / 1000:7.1f} km"
                f"  {said(leg.name, language)}{names}"
            )
            if leg.note:
                self.stdout.write(f"{'':29}{said(leg.note, language)}")
        for note in journey.notes:
            self.stdout.write(f"  ! {said(note, language)}")


def _json(journey: Journey, profile: VehicleProfile, at: datetime, language: str) -> str:
    document = {"vehicle": profile, "at": at} | journey_document(journey, language)
    document["instructions"] = instructions_document(journey, language)
    return dumps(document).decode()
