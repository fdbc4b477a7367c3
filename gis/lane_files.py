"""Reads the table of ferry lanes into records, with every defect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from gis.crossings import SEA_HIGH, SEA_LOW, Lane, Span
from gis.layer_files import Defect, FieldReader, read_table

LANE_CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_COLUMNS = (
    *("code", "name", "from_port", "to_port", "carries_vehicles", "on_demand", "distance_m"),
    *("duration_low_s", "duration_likely_s", "duration_high_s", "speed_kmh", "mean_wait_s"),
    *("certainty", "source", "year"),
)
_WEEKS_S = 60 * 86_400.0


@dataclass(frozen=True, slots=True)
class LaneRecord:
    """A lane and the newest year among its sources, None where that is not known."""

    lane: Lane
    year: int | None


def read_lanes(
    path: Path, *, ports: Collection[str]
) -> tuple[tuple[LaneRecord, ...], list[Defect]]:
    """Return the lanes of a file and every defect; ``ports`` are the codes that lanes may name."""
    rows, defects = read_table(path, columns=_COLUMNS)
    records = []
    for fields in rows:
        record = _lane(fields)
        for end in (record.lane.from_quay, record.lane.to_quay):
            if end and end not in ports:
                fields.defects.append(Defect(fields.file, fields.label, f"no port {end}"))
        if record.lane.from_quay == record.lane.to_quay:
            what = "begins and ends at the same port"
            fields.defects.append(Defect(fields.file, fields.label, what))
        defects += fields.defects
        if not fields.defects:
            records.append(record)
    for code, times in Counter(record.lane.code for record in records).items():
        if times > 1:
            defects.append(Defect(path.name, code, f"code occurs {times} times"))
    return tuple(records), defects


def _lane(fields: FieldReader) -> LaneRecord:
    lane = Lane(
        code=fields.text("code", pattern=LANE_CODE, longest=80),
        name=fields.text("name", longest=160),
        from_quay=fields.text("from_port", longest=64),
        to_quay=fields.text("to_port", longest=64),
        carries_vehicles=_flag(fields, "carries_vehicles"),
        distance_m=fields.number("distance_m", low=1, high=1e6),
        speed_kmh=fields.number("speed_kmh", low=1, high=150),
        duration=_duration(fields),
        mean_wait_s=fields.number("mean_wait_s", low=0, high=_WEEKS_S),
        on_demand=_flag(fields, "on_demand"),
        source=fields.text("source", optional=True),
        certainty=fields.text("certainty", optional=True, longest=80),
    )
    return LaneRecord(lane, fields.optional_whole("year"))


def _flag(fields: FieldReader, name: str) -> bool:
    value = fields.flag(name)
    if value is None:
        fields.defects.append(Defect(fields.file, fields.label, f"{name} is missing"))
    return bool(value)


def _duration(fields: FieldReader) -> Span | None:
    """Return the sourced crossing; an end of the range that no source states is estimated."""
    low, likely, high = (
        fields.optional_number(f"duration_{end}_s", low=1, high=_WEEKS_S)
        for end in ("low", "likely", "high")
    )
    if likely is None:
        if low is not None or high is not None:
            what = "duration_low_s or duration_high_s without duration_likely_s"
            fields.defects.append(Defect(fields.file, fields.label, what))
        return None
    span = Span(
        SEA_LOW * likely if low is None else low,
        likely,
        SEA_HIGH * likely if high is None else high,
    )
    if not span.low_s <= span.likely_s <= span.high_s:
        what = "durations are not in the order low, likely, high"
        fields.defects.append(Defect(fields.file, fields.label, what))
    return span
