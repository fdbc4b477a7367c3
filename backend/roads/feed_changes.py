"""Tells what a feed of ferries changes in the lanes that are in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from backend.roads.lane_rows import lane_of, quay_of, row_of
from backend.roads.models import FerryStop, Lane
from gis import crossings
from gis.gtfs_feed import FerryFeed

_SAID = {"from_quay": "from", "to_quay": "to", "outward": "timetable", "homeward": "timetable"}


def change_lines(found: FerryFeed) -> list[str]:
    """Return a line for each lane that is added, removed or changed, and each quay that is new."""
    old = {row.code: row for row in Lane.objects.all()}
    new = {record.lane.code: row_of(record.lane, year=record.year) for record in found.lanes}
    known = {quay_of(row) for row in FerryStop.objects.all()}
    lines = [f"  added: {code}" for code in new if code not in old]
    lines += [f"  removed: {code}" for code in old if code not in new]
    for code, row in new.items():
        if code in old and (what := list(_differing(lane_of(old[code]), lane_of(row)))):
            lines.append(f"  changed: {code} ({', '.join(dict.fromkeys(what))})")
    lines += [
        f"  new quay: {quay.code} ({quay.name}), "
        + (f"land part {quay.land_part}" if quay.land_part else "outside the regency")
        for quay in found.quays
        if quay not in known
    ]
    return lines or ["  nothing differs from the lanes in use"]


def _differing(old: crossings.Lane, new: crossings.Lane) -> Iterator[str]:
    for each in fields(crossings.Lane):
        if getattr(old, each.name) != getattr(new, each.name):
            yield _SAID.get(each.name, each.name)
