"""Reads a folder of place files into records: facilities, ports, stations, settlements.

The four tables are points with a code; what they must agree with (kecamatan, land parts) is handed
in as sets of codes, so that this module needs no boundaries of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from gis.boundary_files import KECAMATAN_CODE, files_checksum, point_of
from gis.layer_files import Defect, FieldReader, read_table
from gis.types import LonLat, UnitKind

FACILITIES_FILE = "facilities.csv"
PORTS_FILE = "ports.csv"
STATIONS_FILE = "stations.csv"
SETTLEMENTS_FILE = "settlements.csv"
FILES = (FACILITIES_FILE, PORTS_FILE, STATIONS_FILE, SETTLEMENTS_FILE)

FACILITY_KINDS = frozenset({"hospital", "puskesmas"})
STATION_KINDS = FACILITY_KINDS | {
    *("pustu", "fire_post", "port", "police", "water_police"),
    *("bpbd", "red_cross", "sar"),
}
CONFIDENCES = frozenset({"A", "B", "C", "none"})
"""A published, B beside a mapped thing, C derived, none: no position published."""
CONFIRMED_CONFIDENCES = frozenset({"A", "B"})
PLACE_CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PLACES_BOX = (113.0, -8.0, 117.0, -4.5)
"""West, south, east, north of every place; wider than the regency: Jangkar lies in Situbondo."""

_BASIC = ("code", "name", "lon", "lat", "kecamatan_code")
_RATED = (*_BASIC, "kind", "confidence", "source")
"""Columns that the tables share."""


@dataclass(frozen=True, slots=True)
class FacilityRecord:
    """A hospital or puskesmas."""

    code: str
    name: str
    kind: str
    point: LonLat
    kecamatan_code: str
    confidence: str
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class PortRecord:
    """A harbour; ``kecamatan_code`` is empty and ``land_part`` None outside the regency."""

    code: str
    name: str
    point: LonLat
    land_part: int | None
    kecamatan_code: str
    confidence: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class StationRecord:
    """Where units stand; not ``confirmed`` where the point is only near it or its kecamatan's seat.

    ``unit_kinds`` are the kinds known or taken to stand there.
    """

    code: str
    name: str
    kind: str
    point: LonLat
    kecamatan_code: str
    confidence: str
    confirmed: bool
    unit_kinds: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """A named settlement point."""

    code: str
    name: str
    point: LonLat
    kecamatan_code: str


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """Everything that one folder of places says. ``checksum`` is a SHA-256 of its files."""

    facilities: tuple[FacilityRecord, ...]
    ports: tuple[PortRecord, ...]
    stations: tuple[StationRecord, ...]
    settlements: tuple[SettlementRecord, ...]
    checksum: str = ""


class _Placed(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def kecamatan_code(self) -> str: ...
    @property
    def point(self) -> LonLat: ...


_Record = TypeVar("_Record", bound=_Placed)


def read_places(folder: Path) -> tuple[PlaceSet, list[Defect]]:
    """Return what the files of a folder say, and every defect of form."""
    facilities, bad_facilities = _read(folder / FACILITIES_FILE, (*_RATED, "owner"), _facility)
    ports, bad_ports = _read(
        folder / PORTS_FILE, (*_BASIC, "land_part", "confidence", "source", "note"), _port
    )
    stations, bad_stations = read_stations(folder / STATIONS_FILE)
    settlements, bad_settlements = _read(folder / SETTLEMENTS_FILE, _BASIC, _settlement)
    places = PlaceSet(
        facilities=facilities,
        ports=ports,
        stations=stations,
        settlements=settlements,
        checksum=files_checksum(folder, FILES),
    )
    return places, bad_facilities + bad_ports + bad_stations + bad_settlements


def read_stations(path: Path) -> tuple[tuple[StationRecord, ...], list[Defect]]:
    """Return what a file of stations says, and every defect of form."""
    return _read(path, (*_RATED, "confirmed", "unit_kinds", "note"), _station)


def station_defects(
    stations: Sequence[StationRecord], *, kecamatan_codes: Collection[str]
) -> list[Defect]:
    """Return every code that occurs twice or names no kecamatan, and every point far off."""
    return list(_table_defects(STATIONS_FILE, stations, kecamatan_codes))


def place_defects(
    places: PlaceSet, *, kecamatan_codes: Collection[str], land_parts: Collection[int]
) -> list[Defect]:
    """Return every code that occurs twice or names nothing, and every point far off.

    Parameters
    ----------
    kecamatan_codes, land_parts
        What the boundaries in use know.
    """
    tables: tuple[tuple[str, Sequence[_Placed]], ...] = (
        (FACILITIES_FILE, places.facilities),
        (PORTS_FILE, places.ports),
        (STATIONS_FILE, places.stations),
        (SETTLEMENTS_FILE, places.settlements),
    )
    defects = [
        d for file, records in tables for d in _table_defects(file, records, kecamatan_codes)
    ]
    for port in places.ports:
        if port.land_part is not None and port.land_part not in land_parts:
            defects.append(Defect(PORTS_FILE, port.code, f"no land part {port.land_part}"))
    return defects


def _table_defects(
    file: str, records: Sequence[_Placed], kecamatan_codes: Collection[str]
) -> Iterable[Defect]:
    west, south, east, north = PLACES_BOX
    for code, times in Counter(record.code for record in records).items():
        if times > 1:
            yield Defect(file, code, f"code occurs {times} times")
    for record in records:
        if record.kecamatan_code and record.kecamatan_code not in kecamatan_codes:
            yield Defect(file, record.code, f"no kecamatan {record.kecamatan_code}")
        if not (west <= record.point.lon <= east and south <= record.point.lat <= north):
            where = f"{record.point.lon}, {record.point.lat}"
            yield Defect(file, record.code, f"lies far outside the regency, at {where}")


def _read(
    path: Path, columns: Iterable[str], make: Callable[[FieldReader], _Record]
) -> tuple[tuple[_Record, ...], list[Defect]]:
    rows, defects = read_table(path, columns=columns)
    records = []
    for fields in rows:
        record = make(fields)
        defects += fields.defects
        if not fields.defects:
            records.append(record)
    return tuple(records), defects


def _facility(fields: FieldReader) -> FacilityRecord:
    return FacilityRecord(
        code=fields.text("code", pattern=PLACE_CODE, longest=64),
        name=fields.text("name", longest=120),
        kind=_one_of(fields, "kind", FACILITY_KINDS),
        point=point_of(fields),
        kecamatan_code=fields.text("kecamatan_code", pattern=KECAMATAN_CODE),
        confidence=_one_of(fields, "confidence", CONFIDENCES),
        owner=fields.text("owner", optional=True, longest=80),
        source=fields.text("source", optional=True),
    )


def _port(fields: FieldReader) -> PortRecord:
    return PortRecord(
        code=fields.text("code", pattern=PLACE_CODE, longest=64),
        name=fields.text("name", longest=120),
        point=point_of(fields),
        land_part=fields.optional_whole("land_part"),
        kecamatan_code=fields.text("kecamatan_code", optional=True, pattern=KECAMATAN_CODE),
        confidence=_one_of(fields, "confidence", CONFIDENCES),
        source=fields.text("source", optional=True),
        note=fields.text("note", optional=True),
    )


def _station(fields: FieldReader) -> StationRecord:
    kinds = tuple(fields.text("unit_kinds", optional=True).split(";"))
    kinds = tuple(kind.strip() for kind in kinds if kind.strip())
    for kind in sorted(set(kinds) - set(UnitKind)):
        fields.defects.append(Defect(fields.file, fields.label, f"unknown kind of unit {kind!r}"))
    confidence = _one_of(fields, "confidence", CONFIDENCES)
    confirmed = bool(fields.flag("confirmed"))
    if confirmed and confidence not in CONFIRMED_CONFIDENCES:
        what = f"confirmed with confidence {confidence!r}"
        fields.defects.append(Defect(fields.file, fields.label, what))
    return StationRecord(
        code=fields.text("code", pattern=PLACE_CODE, longest=64),
        name=fields.text("name", longest=120),
        kind=_one_of(fields, "kind", STATION_KINDS),
        point=point_of(fields),
        kecamatan_code=fields.text("kecamatan_code", pattern=KECAMATAN_CODE),
        confidence=confidence,
        confirmed=confirmed,
        unit_kinds=kinds,
        source=fields.text("source", optional=True),
        note=fields.text("note", optional=True),
    )


def _settlement(fields: FieldReader) -> SettlementRecord:
    return SettlementRecord(
        code=fields.text("code", pattern=PLACE_CODE, longest=24),
        name=fields.text("name", longest=120),
        point=point_of(fields),
        kecamatan_code=fields.text("kecamatan_code", pattern=KECAMATAN_CODE),
    )


def _one_of(fields: FieldReader, name: str, choices: Collection[str]) -> str:
    value = fields.text(name)
    if value and value not in choices:
        what = f"{name} {value!r} is not one of {', '.join(sorted(choices))}"
        fields.defects.append(Defect(fields.file, fields.label, what))
    return value
