"""Writes tracks, gaps, trips and stops as JSON members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.units.queries.track_places import Namer
from backend.units.queries.track_reading import Row, UnitTrack
from gis.tracks import Gap, LeftOut, Piece
from gis.trips import Stop, Trip
from gis.types import LonLat


def point_feature(row: Row, segment: int | None, left_out: LeftOut | None) -> dict[str, Any]:
    """Return a position as a GeoJSON feature; null means unknown."""
    return {
        "type": "Feature",
        "id": row.id,
        "geometry": {"type": "Point", "coordinates": [row.lon_e6 / 1e6, row.lat_e6 / 1e6]},
        "properties": {
            "fix_time": row.fix_time,
            "received_at": row.received_at,
            "speed_mps": row.speed_mps,
            "heading_deg": row.heading_deg,
            "accuracy_m": row.accuracy_m,
            "altitude_m": row.altitude_m,
            "battery_pct": row.battery_pct,
            "source": row.source,
            "trusted": row.trusted,
            "verdict": row.verdict,
            "note": row.note,
            "segment": segment,
            "left_out": left_out,
        },
    }


def point_features(track: UnitTrack) -> list[dict[str, Any]]:
    """Return all positions of a track as features."""
    split = track.split
    shown = zip(track.rows, split.segments, split.left_out, strict=False)
    return [point_feature(*point) for point in shown]


def gap_of(gap: Gap) -> dict[str, Any]:
    """Return a gap with its straight distance, which is no distance driven."""
    return {
        "from": gap.start.time,
        "to": gap.end.time,
        "seconds": gap.seconds,
        "distance_m": round(gap.distance_m, 1),
        "reason": gap.reason,
    }


def counts_of(track: UnitTrack) -> dict[str, int]:
    """Return how many points there are, and how many are no part of the line by what reason."""
    reasons = [reason for reason in track.split.left_out if reason is not None]
    return {"all": len(track.rows)} | {
        reason.value: reasons.count(reason) for reason in LeftOut if reason in reasons
    }


def trip_of(trip: Trip, name_of: Namer) -> dict[str, Any]:
    """Return a trip in metres, seconds and metres a second."""
    average = trip.average_speed_mps
    top = trip.top_speed_mps
    return {
        "start_at": trip.start_at,
        "end_at": trip.end_at,
        "start": _place(trip.start, name_of),
        "end": _place(trip.end, name_of),
        "duration_s": trip.duration_s,
        "distance_m": round(trip.distance_m, 1),
        "idle_time_s": trip.idle_time_s,
        "top_speed_mps": None if top is None else round(top, 2),
        "average_speed_mps": None if average is None else round(average, 2),
        "gap_s": trip.gap_s,
        "gap_distance_m": round(trip.gap_distance_m, 1),
    }


def stop_of(stop: Stop, name_of: Namer) -> dict[str, Any]:
    """Return a stop."""
    return {
        "start_at": stop.start_at,
        "end_at": stop.end_at,
        "place": _place(stop.place, name_of),
        "duration_s": stop.duration_s,
        "gap_s": stop.gap_s,
    }


def totals_of(trips: Sequence[Trip], stops: Sequence[Stop]) -> dict[str, Any]:
    """Return the sums of a span."""
    tops = [trip.top_speed_mps for trip in trips if trip.top_speed_mps is not None]
    return {
        "trips": len(trips),
        "stops": len(stops),
        "distance_m": round(sum(trip.distance_m for trip in trips), 1),
        "trip_time_s": sum(trip.duration_s for trip in trips),
        "stop_time_s": sum(stop.duration_s for stop in stops),
        "idle_time_s": sum(trip.idle_time_s for trip in trips),
        "top_speed_mps": round(max(tops), 2) if tops else None,
    }


def display_feature(track: UnitTrack, pieces: Sequence[Piece]) -> dict[str, Any]:
    """Return a unit's lines with the time of each vertex in seconds since 1970.

    A line needs two positions: a piece of one fix has it twice. The geometry is null without any.
    """
    drawn = [piece if len(piece) > 1 else piece * 2 for piece in pieces]
    lines = [[[fix.lon, fix.lat] for fix in piece] for piece in drawn]
    shown = zip(track.rows, track.split.left_out, strict=False)
    return {
        "type": "Feature",
        "id": track.unit.code,
        "geometry": {"type": "MultiLineString", "coordinates": lines} if lines else None,
        "properties": {
            "unit": track.unit.code,
            "name": track.unit.name,
            "kind": track.unit.kind,
            "points": counts_of(track),
            "vertices": sum(len(line) for line in lines),
            "coordinateProperties": {
                "times": [[fix.time.timestamp() for fix in piece] for piece in drawn]
            },
            "gaps": [gap_of(gap) for gap in track.split.gaps],
            "told": [
                {
                    "at": row.fix_time,
                    "lon": row.lon_e6 / 1e6,
                    "lat": row.lat_e6 / 1e6,
                    "radius_m": row.accuracy_m,
                }
                for row, reason in shown
                if reason is LeftOut.RADIO
            ],
        },
    }


def _place(place: LonLat, name_of: Namer) -> dict[str, Any]:
    return {"lon": round(place.lon, 6), "lat": round(place.lat, 6), "name": name_of(place)}
