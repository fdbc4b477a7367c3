"""Turns a timed journey into the legs that people see, with lines and turns where asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from gis.access import NOTED_FROM_M, SHOWN_FROM_M, access_s
from gis.crossings import BOARDING_BOAT_S, LANDING_S, Lane, Span
from gis.journey_steps import Afloat, Estimate, Gap, Ride, Sail, Stop, Voyage, straight_m
from gis.path_drawing import PathResult
from gis.road_stretches import stretches_of
from gis.road_travel import RoadTravel
from gis.ship_notes import afloat_notes, sail_notes, ship_note
from gis.types import Journey, Leg, LegMode, LonLat, RoadStretch
from gis.wording import Wording

Line = tuple[tuple[float, float], ...]


def draw_journey(estimate: Estimate, roads: RoadTravel | None) -> Journey:
    """Return an estimate as a journey with its legs.

    Parameters
    ----------
    roads
        The roads it was planned on; None for a boat.
    """
    legs: list[Leg] = []
    notes: list[str] = list(estimate.notes)
    closures = set(estimate.closures)
    if estimate.turnout_s > 0:
        legs.append(_leg(LegMode.TURNOUT, Span.exact(estimate.turnout_s), 0.0, Wording("turnout")))
    for step in estimate.steps:
        if isinstance(step, Ride):
            ridden, touched = _ride_legs(step, roads)
            legs += ridden
            closures |= touched
            if step.gap is not None:
                across_m = straight_m(step.gap.near, step.gap.far)
                notes.append(Wording("road_gap", distance=round(across_m)))
        elif isinstance(step, Sail):
            legs += _sail_legs(step)
            notes += sail_notes(step)
        elif isinstance(step, Afloat):
            legs += _afloat_legs(step)
            notes += afloat_notes(step)
        else:
            legs += _voyage_legs(step)
    if len(closures) > len(estimate.closures):
        notes.append(Wording("slowed_road"))
    notes += _far_from_road(estimate)
    span = estimate.span
    return Journey(
        reachability=estimate.reachability,
        legs=tuple(legs),
        duration_s=span.likely_s,
        duration_low_s=span.low_s,
        duration_high_s=span.high_s,
        distance_m=sum(leg.distance_m for leg in legs),
        notes=tuple(dict.fromkeys(notes)),
        closures=tuple(sorted(closures)),
    )


def _ride_legs(ride: Ride, roads: RoadTravel | None) -> tuple[list[Leg], set[int]]:
    """Return the legs of a ride, and the closures that slow it."""
    if ride.straight or roads is None:
        return _straight_legs(ride), set()
    legs: list[Leg] = []
    touched: set[int] = set()
    if ride.start.access_m >= SHOWN_FROM_M:
        legs.append(_access_leg(ride.start, outward=True))
    for start, end, road_s in _driven(ride):
        if isinstance(road_s, Gap):
            legs.append(_gap_leg(road_s))
            continue
        path = roads.path(start, end)
        if path is not None and path.distance_m > 0:
            legs.append(_road_leg(road_s, path, stretches_of(roads.network, path)))
            touched |= _closures_on(roads, path)
    if ride.end.access_m >= SHOWN_FROM_M:
        legs.append(_access_leg(ride.end, outward=False))
    return legs, touched


def _driven(ride: Ride) -> list[tuple[Stop, Stop, float | Gap]]:
    """Return the parts of a ride between its two accesses: roads with their time, and a gap."""
    gap = ride.gap
    if gap is None:
        return [(ride.start, ride.end, ride.road_s)]
    return [
        (ride.start, gap.near, gap.before_s),
        (gap.near, gap.far, gap),
        (gap.far, ride.end, gap.after_s),
    ]


def _gap_leg(gap: Gap) -> Leg:
    across_m = straight_m(gap.near, gap.far)
    line = (_xy(gap.near.point), _xy(gap.far.point))
    name = Wording("access_across_gap")
    return _leg(LegMode.ACCESS, Span.on_land(access_s(across_m)), across_m, name, line)


def _straight_legs(ride: Ride) -> list[Leg]:
    apart_m = straight_m(ride.start, ride.end)
    if apart_m < SHOWN_FROM_M:
        return []
    if ride.end.quay is not None:
        name = Wording("access_to_quay", quay=ride.end.quay.name)
    else:
        name = Wording("access_straight")
    line = (_xy(ride.start.point), _xy(ride.end.point))
    return [_leg(LegMode.ACCESS, Span.on_land(access_s(apart_m)), apart_m, name, line)]


def _access_leg(stop: Stop, *, outward: bool) -> Leg:
    assert stop.snap is not None  # noqa: S101  (a stop with access has a road)
    road, place = (stop.snap.lon, stop.snap.lat), _xy(stop.point)
    if stop.quay is not None:
        name = Wording("access_from_quay" if outward else "access_to_quay", quay=stop.quay.name)
    else:
        name = Wording("access_to_road" if outward else "access_to_place")
    line = (place, road) if outward else (road, place)
    return _leg(LegMode.ACCESS, Span.on_land(access_s(stop.access_m)), stop.access_m, name, line)


def _road_leg(road_s: float, path: PathResult, stretches: Sequence[RoadStretch]) -> Leg:
    lengths_m: dict[str, float] = {}
    for stretch in stretches:
        lengths_m[stretch.name] = lengths_m.get(stretch.name, 0.0) + stretch.distance_m
    named = {name: length_m for name, length_m in lengths_m.items() if name}
    longest = max(named, key=lambda name: named[name], default="")
    span = Span.on_land(road_s)
    return Leg(
        mode=LegMode.ROAD,
        duration_s=span.likely_s,
        distance_m=path.distance_m,
        name=longest or Wording("road"),
        points=path.points,
        duration_low_s=span.low_s,
        duration_high_s=span.high_s,
        road_names=tuple(dict.fromkeys(path.road_names)),
        stretches=tuple(stretches),
    )


def _sail_legs(sail: Sail) -> list[Leg]:
    passage, lane, ship = sail.passage, sail.passage.lane, sail.likely
    landing = Wording("landing", quay=passage.end.name)
    wait = Wording("wait", lane=lane.name)
    under_way = _leg(
        LegMode.SEA,
        sail.crossing,
        passage.path.distance_m,
        lane.name,
        passage.path.points,
        note=_crossing_note(lane),
        lane=lane.code,
        until=passage.end.code,
    )
    return [
        _leg(LegMode.WAIT, sail.waiting, 0.0, wait, note=ship_note(sail), lane=lane.code),
        replace(
            under_way,
            leaves_at=ship.leaves_at.astimezone(UTC),
            arrives_at=ship.arrives_at.astimezone(UTC),
        ),
        _leg(LegMode.WAIT, Span.exact(LANDING_S), 0.0, landing, lane=lane.code),
    ]


def _afloat_legs(afloat: Afloat) -> list[Leg]:
    lane, quay = afloat.lane, afloat.end
    return [
        _leg(
            LegMode.SEA,
            afloat.crossing,
            afloat.path.distance_m,
            Wording("aboard", lane=lane.name),
            afloat.path.points,
            note=Wording("aboard_left"),
            lane=lane.code,
            until=quay.code,
        ),
        _leg(
            LegMode.WAIT,
            Span.exact(LANDING_S),
            0.0,
            Wording("landing", quay=quay.name),
            lane=lane.code,
        ),
    ]


def _crossing_note(lane: Lane) -> str:
    if lane.duration is None and not lane.has_timetable:
        return Wording("lane_estimated", speed=f"{lane.speed_kmh:g}")
    return Wording("lane_sourced", source=lane.source) if lane.source else ""


def _voyage_legs(voyage: Voyage) -> list[Leg]:
    legs = []
    path = voyage.path
    if voyage.start_m >= SHOWN_FROM_M:
        quay = voyage.start_quay
        name = Wording("access_to_quay", quay=quay.name) if quay else Wording("access_to_shore")
        line = (_xy(voyage.start), path.points[0])
        span = Span.on_land(access_s(voyage.start_m))
        legs.append(_leg(LegMode.ACCESS, span, voyage.start_m, name, line))
    if voyage.boards:
        legs.append(_leg(LegMode.WAIT, Span.exact(BOARDING_BOAT_S), 0.0, Wording("boarding")))
    note = Wording("boat_speed", speed=f"{voyage.speed_kmh:g}")
    until = None if voyage.quay is None else voyage.quay.code
    legs.append(
        _leg(
            LegMode.SEA,
            voyage.crossing,
            path.distance_m,
            _voyage_name(voyage),
            path.points,
            note=note,
            until=until,
        )
    )
    if voyage.lands:
        landing = (
            Wording("landing", quay=voyage.quay.name) if voyage.quay else Wording("landing_beach")
        )
        legs.append(_leg(LegMode.WAIT, Span.exact(LANDING_S), 0.0, landing))
    if voyage.end_m >= SHOWN_FROM_M:
        quay = voyage.quay
        name = Wording("access_from_quay", quay=quay.name) if quay else Wording("access_from_shore")
        line = (path.points[-1], _xy(voyage.end))
        span = Span.on_land(access_s(voyage.end_m))
        legs.append(_leg(LegMode.ACCESS, span, voyage.end_m, name, line))
    return legs


def _voyage_name(voyage: Voyage) -> Wording:
    if not voyage.lands:
        return Wording("sail_at_sea")
    if voyage.quay is None:
        return Wording("sail_beach")
    return Wording("sail", quay=voyage.quay.name)


def _far_from_road(estimate: Estimate) -> list[str]:
    rides = [step for step in estimate.steps if isinstance(step, Ride) and not step.straight]
    notes: list[str] = []
    for ride in rides:
        if ride.start.quay is None and ride.start.access_m > NOTED_FROM_M:
            notes.append(Wording("start_far", distance=round(ride.start.access_m)))
        if ride.end.quay is None and ride.end.access_m > NOTED_FROM_M:
            notes.append(Wording("snapped_far", distance=round(ride.end.access_m)))
    return notes


def _closures_on(roads: RoadTravel, path: PathResult) -> set[int]:
    touched = roads.weights.touched
    return {i for piece in path.pieces for i in touched.get(piece.segment, ())}


def _leg(
    mode: LegMode,
    span: Span,
    length_m: float,
    name: str,
    points: Line = (),
    *,
    note: str = "",
    lane: str | None = None,
    until: str | None = None,
) -> Leg:
    return Leg(
        mode=mode,
        duration_s=span.likely_s,
        distance_m=length_m,
        name=name,
        points=points,
        note=note,
        duration_low_s=span.low_s,
        duration_high_s=span.high_s,
        lane=lane,
        until=until,
    )


def _xy(point: LonLat) -> tuple[float, float]:
    return point.lon, point.lat
