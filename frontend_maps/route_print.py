"""The page of a route for paper: what a crew takes along where no network reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.dispatch.queries.assignments import visible_assignment
from backend.errors import NotFound, field_problem
from backend.incidents.queries import incident_feature
from backend.permissions import EVERYONE, role_of
from backend.places.models import Port
from backend.places.queries import gazetteer
from backend.roads import queries
from backend.roads.parameters import lonlat_from, moment_from, vehicle_from
from backend.units.queries.states import states_of
from frontend_maps.route_sketch import Mark, along, sketch
from frontend_maps.views import for_roles
from gis.crossings import BOAT_KMH
from gis.instructions import Instruction, instructions
from gis.routing import Router
from gis.types import Journey, LegMode, LonLat, NoWay, VehicleProfile
from gis.wording import said

MARKS_MAX = 40
"""More numbers than these on a sketch hide the way."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which way is printed, for whom; ``task`` is what the assignment says of the place."""

    origin: LonLat
    destination: LonLat
    profile: VehicleProfile
    at: datetime
    boat_kmh: float = BOAT_KMH["boat"]
    unit: str = ""
    task: dict[str, Any] | None = None


@for_roles(EVERYONE)
def route_print(request: HttpRequest) -> HttpResponse:
    """Show a route for printing: of an assignment, or from one point to another."""
    now = timezone.now()
    question = _question(request, now)
    router = queries.router()
    found = router.route(
        question.origin,
        question.destination,
        profile=question.profile,
        at=question.at,
        boat_kmh=question.boat_kmh,
    )
    language = get_language() or "id"
    if isinstance(found, NoWay):
        raise NotFound(said(found.detail, language), code=found.code)
    context = _context(question, found, router, language) | {"now": now}
    return render(request, "frontend_maps/route_print.html", context)


def navigation_links(place: LonLat) -> dict[str, str]:
    """Return the addresses that open a phone's navigation at a place; nothing is loaded by them."""
    pair = f"{place.lat:.6f},{place.lon:.6f}"
    return {
        "geo": f"geo:{pair}?q={pair}",
        "google": f"https://www.google.com/maps/dir/?api=1&destination={pair}&travelmode=driving",
    }


def distance_text(length_m: float, language: str) -> str:
    """Return a distance as people read it on paper, empty for none at all."""
    if length_m < 1:
        return ""
    if length_m < 995:
        return f"{round(length_m, -1) or 10:.0f} m"
    kilometres = f"{length_m / 1000:.1f} km"
    return kilometres if language == "en" else kilometres.replace(".", ",")


def _question(request: HttpRequest, now: datetime) -> Question:
    query = request.GET
    if number := query.get("assignment", ""):
        return _question_of(request, number, now)
    return Question(
        lonlat_from(query, "from"),
        lonlat_from(query, "to"),
        vehicle_from(query),
        moment_from(query, "at", now=now),
    )


def _question_of(request: HttpRequest, number: str, now: datetime) -> Question:
    """Return the way of an assignment's unit to its incident, as its reader may see it."""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise field_problem(field="assignment", sentence=_("Harus nomor penugasan."))
    assignment = visible_assignment(cast("User", request.user), int(number))
    feature = incident_feature(assignment.incident, role_of(request.user))
    if feature["geometry"] is None:
        raise NotFound(_("Tempat kejadian belum diketahui atau rahasia."))
    (unit,) = states_of([assignment.unit], now)
    station = assignment.unit.station
    home = None if station is None else LonLat(station.point.x, station.point.y)
    asked = lonlat_from(request.GET, "from") if request.GET.get("from") else None
    origin = asked or unit.point or home
    if origin is None:
        raise NotFound(_("Posisi unit belum diketahui: sebutkan titik berangkat."))
    lon, lat = feature["geometry"]["coordinates"][:2]
    return Question(
        origin,
        LonLat(lon, lat),
        unit.profile,
        now,
        boat_kmh=BOAT_KMH.get(str(unit.kind), BOAT_KMH["boat"]),
        unit=unit.code,
        task=feature["properties"],
    )


def _context(question: Question, journey: Journey, router: Router, language: str) -> dict[str, Any]:
    steps = instructions(journey, language)
    place = question.destination
    links = navigation_links(place)
    code = segno.make(links["geo"], error="m")
    return {
        "question": question,
        "journey": journey,
        "origin_name": _name_of(question.origin),
        "place_name": _name_of(place),
        "arrives_at": question.at + timedelta(seconds=round(journey.duration_s)),
        "minutes": [
            round(seconds / 60)
            for seconds in (journey.duration_low_s, journey.duration_s, journey.duration_high_s)
        ],
        "steps": [(step.text, distance_text(step.distance_m, language)) for step in steps],
        "distance": distance_text(journey.distance_m, language),
        "notes": [said(note, language) for note in journey.notes],
        "sketch": mark_safe(sketch(journey, router.land, _marks(journey, steps, router))),  # noqa: S308  (escaped where it is drawn)
        "contacts": _contacts(journey, router),
        "links": links,
        "qr": mark_safe(code.svg_inline(border=1, omitsize=True)),  # noqa: S308  (black squares)
    }


def _name_of(point: LonLat) -> str:
    """Return desa, kecamatan and island of a point, empty where it lies in none."""
    location = gazetteer().locate(point)
    areas = (location.desa, location.kecamatan, location.island)
    return ", ".join(dict.fromkeys(area.name for area in areas if area is not None))


def _marks(journey: Journey, steps: Sequence[Instruction], router: Router) -> list[Mark]:
    points = [point for leg in journey.legs for point in leg.points]
    if not points:
        return []
    ends = [Mark(*points[0], "A", is_end=True), Mark(*points[-1], "B", is_end=True)]
    quays = {quay.code: quay for quay in router.sea.quays}
    named = [
        Mark(quays[code].point.lon, quays[code].point.lat, "", name=quays[code].name)
        for code in _quays_on(journey, router)
    ]
    return [*ends, *named, *list(_turns(journey, steps))[:MARKS_MAX]]


def _turns(journey: Journey, steps: Sequence[Instruction]) -> Iterator[Mark]:
    """Yield the number of each instruction of a road where the road begins that it names."""
    done_m: dict[int, float] = {}
    for number, step in enumerate(steps, start=1):
        leg = journey.legs[step.leg] if journey.legs else None
        if leg is None or leg.mode != LegMode.ROAD or step.distance_m <= 0:
            continue
        share = min(1.0, done_m.get(step.leg, 0.0) / max(leg.distance_m, 1.0))
        done_m[step.leg] = done_m.get(step.leg, 0.0) + step.distance_m
        if (at := along(leg.points, share)) is not None:
            yield Mark(at.lon, at.lat, str(number))


def _quays_on(journey: Journey, router: Router) -> list[str]:
    """Return the codes of the quays of a journey's ships, in order."""
    found: list[str] = []
    lanes = {lane.code: lane for lane in router.sea.lanes}
    for leg in journey.legs:
        if leg.mode == LegMode.SEA and leg.until is not None:
            lane = lanes.get(leg.lane or "")
            ends = () if lane is None else (lane.from_quay, lane.to_quay)
            found += [*(end for end in ends if end != leg.until), leg.until]
    return list(dict.fromkeys(found))


def _contacts(journey: Journey, router: Router) -> list[tuple[str, str]]:
    """Return whom to ask: each port of the way and each lane, with an empty text if unknown."""
    names = {quay.code: quay.name for quay in router.sea.quays}
    codes = _quays_on(journey, router)
    ports = dict(Port.objects.filter(code__in=codes).values_list("code", "contact"))
    used = {leg.lane for leg in journey.legs if leg.lane}
    lanes = [(lane.name, lane.contact) for lane in router.sea.lanes if lane.code in used]
    return [(names[code], ports.get(code, "")) for code in codes] + lanes
