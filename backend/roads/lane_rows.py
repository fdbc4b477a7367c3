"""Lanes as rows of the database and as the lanes that the router sails, both ways."""

from __future__ import annotations

from django.contrib.gis.geos import Point

from backend.roads.models import FerryStop, Lane
from gis import crossings
from gis.crossings import Quay, Span
from gis.timetable_documents import timetable_document, timetables_from_document
from gis.types import LonLat


def row_of(lane: crossings.Lane, *, year: int | None = None) -> Lane:
    """Return an unsaved row for a lane; ``year`` is the newest among its sources."""
    span = lane.duration
    return Lane(
        code=lane.code,
        name=lane.name,
        from_port=lane.from_quay,
        to_port=lane.to_quay,
        carries_vehicles=lane.carries_vehicles,
        carries_stretchers=lane.carries_stretchers,
        distance_m=lane.distance_m,
        speed_kmh=lane.speed_kmh,
        duration_low_s=None if span is None else span.low_s,
        duration_likely_s=None if span is None else span.likely_s,
        duration_high_s=None if span is None else span.high_s,
        mean_wait_s=lane.mean_wait_s or 0.0,
        on_demand=lane.on_demand,
        timetable=timetable_document(lane.outward, lane.homeward),
        parts=list(lane.parts),
        certainty=lane.certainty,
        source=lane.source,
        year=year,
        contact=lane.contact,
    )


def lane_of(row: Lane) -> crossings.Lane:
    """Return the lane of a row; one whose ships sail one way only may be sailed that way only."""
    outward, homeward = timetables_from_document(row.timetable)
    return crossings.Lane(
        code=row.code,
        name=row.name,
        from_quay=row.from_port,
        to_quay=row.to_port,
        carries_vehicles=row.carries_vehicles,
        carries_stretchers=row.carries_stretchers,
        distance_m=row.distance_m,
        speed_kmh=row.speed_kmh,
        duration=_duration(row),
        mean_wait_s=row.mean_wait_s,
        on_demand=row.on_demand,
        outward=outward,
        homeward=homeward,
        both_ways=(outward is None) == (homeward is None),
        parts=tuple(row.parts),
        source=row.source,
        certainty=row.certainty,
        contact=row.contact,
    )


def stop_row(quay: Quay) -> FerryStop:
    """Return an unsaved row for a quay that is no known port."""
    point = Point(quay.point.lon, quay.point.lat, srid=4326)
    return FerryStop(code=quay.code, name=quay.name, land_part=quay.land_part, point=point)


def quay_of(row: FerryStop) -> Quay:
    """Return the quay of a row."""
    return Quay(row.code, row.name, LonLat(row.point.x, row.point.y), row.land_part)


def _duration(row: Lane) -> Span | None:
    low_s, likely_s, high_s = row.duration_low_s, row.duration_likely_s, row.duration_high_s
    if likely_s is None:
        return None
    guess = Span.at_sea(likely_s)
    return Span(
        guess.low_s if low_s is None else low_s,
        likely_s,
        guess.high_s if high_s is None else high_s,
    )
