"""Islands drawn as text: the letters of a drawing on land parts of their own, joined by lanes.

    archipelago("a-b   c-d", islands={1: "ab", 2: "cd"}, roads=["ab", "cd"], lanes={"bc": {}})

Every column of text is 500 m; quays have the code of their letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import Polygon, box

from gis.closures import Closure
from gis.crossings import Lane, LaneClosure, Quay, SeaNetwork, Span
from gis.land import Land, LandPart
from gis.projection import distance_m
from gis.routing import Router
from gis.types import Journey, LonLat, NoWay, Place, UnitKind, UnitState, VehicleProfile
from tests.road_sketch import Sketch, letters, sketch

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""Ten in the morning, WIB."""
METRE_DEG = 1 / 111_195.0
MARGIN_M = 300.0
AMBULANCE = VehicleProfile.AMBULANCE


@dataclass(frozen=True)
class Archipelago:
    """A drawn router with short ways to ask it."""

    router: Router
    drawn: Sketch

    def __getitem__(self, letter: str) -> LonLat:
        return self.drawn.nodes[letter]

    def place(self, where: str | LonLat) -> Place:
        point = self[where] if isinstance(where, str) else where
        return self.router.place_at(point)

    def route(
        self,
        start: str | LonLat,
        end: str | LonLat,
        *,
        profile: VehicleProfile = AMBULANCE,
        at: datetime = AT,
    ) -> Journey | NoWay:
        origin = self[start] if isinstance(start, str) else start
        return self.router.route(origin, self.place(end), profile=profile, at=at)

    def journey(self, start: str | LonLat, end: str | LonLat, **options: Any) -> Journey:
        found = self.route(start, end, **options)
        assert isinstance(found, Journey), found
        return found

    def refusal(self, start: str | LonLat, end: str | LonLat, **options: Any) -> NoWay:
        found = self.route(start, end, **options)
        assert isinstance(found, NoWay), found
        return found

    def unit(self, code: str, where: str | LonLat | None, **fields: Any) -> UnitState:
        return unit(code, self[where] if isinstance(where, str) else where, **fields)


def archipelago(
    drawing: str,
    *,
    islands: Mapping[int, str],
    roads: Sequence[str],
    lanes: Mapping[str, Mapping[str, Any]] | None = None,
    quays: str = "",
    tags: Mapping[str, str] | None = None,
    closures: Iterable[Closure] = (),
    lane_closures: Iterable[LaneClosure] = (),
    spacing_m: float = 1000.0,
) -> Archipelago:
    """Return a router over a drawing; roads are primary, 55 km/h, unless ``tags`` say else."""
    places = letters(drawing, spacing_m=spacing_m)
    land = Land(_island(number, [places[x] for x in who]) for number, who in islands.items())
    highway = tags or {"highway": "primary"}
    drawn = sketch(drawing, ways=dict.fromkeys(roads, highway), land=land, spacing_m=spacing_m)
    ends = sorted({end for name in lanes or {} for end in name[:2]} | set(quays))
    sea = SeaNetwork(
        tuple(_quay(end, places[end], islands) for end in ends),
        tuple(_lane(name, places, fields) for name, fields in (lanes or {}).items()),
    )
    router = Router(drawn.network, sea, land, closures=closures, lane_closures=lane_closures)
    return Archipelago(router, drawn)


def unit(code: str, point: LonLat | None, **fields: Any) -> UnitState:
    """Return an available ambulance under way with a live position, unless told otherwise."""
    told: dict[str, Any] = {
        "kind": UnitKind.AMBULANCE,
        "profile": AMBULANCE,
        "status": "available",
        "at_station": False,
        "position_state": "live",
    }
    return UnitState(code=code, point=point, **(told | fields))


def modes(journey: Journey) -> list[str]:
    """Return the modes of a journey's legs in order."""
    return [str(leg.mode) for leg in journey.legs]


def _island(number: int, points: Sequence[LonLat]) -> LandPart:
    margin_deg = MARGIN_M * METRE_DEG
    lon, lat = [p.lon for p in points], [p.lat for p in points]
    shape: Polygon = box(
        min(lon) - margin_deg, min(lat) - margin_deg, max(lon) + margin_deg, max(lat) + margin_deg
    )
    return LandPart(number, f"Pulau {number}", None, True, (), shape)


def _quay(code: str, point: LonLat, islands: Mapping[int, str]) -> Quay:
    part = next((number for number, who in islands.items() if code in who), None)
    return Quay(code, f"Dermaga {code}", point, part)


def _lane(name: str, places: Mapping[str, LonLat], fields: Mapping[str, Any]) -> Lane:
    start, end = places[name[0]], places[name[1]]
    told: dict[str, Any] = {
        "carries_vehicles": True,
        "distance_m": distance_m(start.lon, start.lat, end.lon, end.lat),
        "duration": Span(1200.0, 1800.0, 2400.0),
        "mean_wait_s": 900.0,
        "source": "jadwal rekaan",
    }
    return Lane(name, f"Lintas {name}", name[0], name[1], **(told | fields))
