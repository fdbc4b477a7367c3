"""Turns records into entries: a named place with its pin, its circle and what it lies within."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from shapely.geometry import MultiPolygon, Polygon

from gis.boundary_files import AreaRecord, IslandRecord, NeighbourRecord
from gis.extent import area_km2, clustered, covering_m, inner_point
from gis.land import LandPart
from gis.location import Locator, polygons_of
from gis.names import close_sound, normalise, written_key
from gis.phrases import NAME_KIND_WORDS
from gis.places import PointRecord, RoadRecord
from gis.projection import distance_m
from gis.regency import REGENCY, desa_word
from gis.types import AreaRef, Location, LonLat

ISLAND_WITHOUT_SHORE_M = 500.0
"""Radius of an island that has no land part of its own and no area in the register."""
SETTLEMENT_RADIUS_M = 700.0
"""GeoNames points lie some hundred metres off."""
OFF_SHORE_M = 1_000.0
"""A named point this near to a shore belongs to it: ports lie in water."""

Container = tuple[str, str]
"""Kind and code of a place that another one lies within."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies on one inhabited land part: a point there and the circle around it."""

    land_part: int
    island: AreaRef | None
    point: LonLat
    radius_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A named place. Two entries are equal only if they are the same object."""

    kind: str
    """kecamatan, desa, island, port, facility, road, landmark, settlement, regency, neighbour."""
    code: str | None
    name: str
    label: str
    names: tuple[str, ...]
    point: LonLat
    radius_m: float
    bps_code: str = ""
    kecamatan: AreaRef | None = None
    desa: AreaRef | None = None
    island: AreaRef | None = None
    within: frozenset[Container] = frozenset()
    """The places that a caller may name to say which one is meant."""
    spots: tuple[Spot, ...] = ()
    """One for each inhabited land part it lies on, the largest first."""
    inhabited: bool = True
    area_km2: float = 0.0
    fills: tuple[Container, ...] = field(default=())
    """For an island: the desa or kecamatan to which all of it belongs."""

    @property
    def on_mainland(self) -> bool:
        """Whether its pin stands on no island."""
        return self.island is None


class EntryMaker:
    """Makes entries, given the polygons and names of all areas."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self._land = locator.land
        self._kecamatan_of_part: dict[int, set[str]] = {}
        self._desa_of_part: dict[int, set[str]] = {}
        for desa in locator.desa:
            for number in locator.pieces_by_land(desa.code):
                self._desa_of_part.setdefault(number, set()).add(desa.code)
                self._kecamatan_of_part.setdefault(number, set()).add(desa.kecamatan_code)

    def regency(self) -> Entry:
        """Return the regency itself: too wide a place for any unit."""
        middle = LonLat(114.9, -6.2)
        names = (REGENCY.name, f"Kabupaten {REGENCY.name}", f"Kab {REGENCY.name}")
        return Entry(
            kind="regency",
            code=REGENCY.code,
            bps_code=REGENCY.code.replace(".", ""),
            name=REGENCY.name,
            label=names[1],
            names=names,
            point=middle,
            radius_m=200_000.0,
        )

    def neighbour(self, record: NeighbourRecord) -> Entry:
        """Return a neighbouring regency: a place to which a call may belong."""
        plain = record.name.removeprefix("Kabupaten ")
        middle = record.polygon.representative_point()
        point = LonLat(middle.x, middle.y)
        names = (plain, record.name, f"Kab {plain}")
        radius_m = covering_m(record.polygon, point)
        return Entry("neighbour", record.code, plain, record.name, names, point, radius_m)

    def kecamatan(self, record: AreaRecord) -> Entry:
        """Return a kecamatan, its pin on the island of the same name if there is one."""
        pieces = self._locator.pieces_by_land(record.code)
        spots = self._spots(pieces)
        namesake = self._namesake(record)
        if namesake:
            spots = sorted(spots, key=lambda spot: spot.land_part != namesake.land_part)
        point = namesake.point if namesake else self._pin(record, spots)
        return Entry(
            kind="kecamatan",
            code=record.code,
            bps_code=record.bps_code,
            name=record.name,
            label=f"Kecamatan {record.name}",
            names=_distinct(record.name, record.bps_name),
            point=point,
            radius_m=covering_m(record.polygon, point),
            kecamatan=AreaRef(record.code, record.name),
            island=spots[0].island if spots else None,
            within=frozenset(self._shared_islands(pieces, self._kecamatan_of_part)),
            spots=tuple(spots),
            area_km2=area_km2(record.polygon),
        )

    def desa(self, record: AreaRecord) -> Entry:
        """Return a desa or kelurahan, its pin on the largest inhabited land it has."""
        pieces = self._locator.pieces_by_land(record.code)
        spots = self._spots(pieces)
        point = self._pin(record, spots)
        kecamatan = self._locator.kecamatan_ref(record.kecamatan_code)
        suffix = f", Kecamatan {kecamatan.name}" if kecamatan else ""
        within = {("kecamatan", record.kecamatan_code)}
        within |= self._shared_islands(pieces, self._desa_of_part)
        return Entry(
            kind="desa",
            code=record.code,
            bps_code=record.bps_code,
            name=record.name,
            label=f"{desa_word(record.code)} {record.name}{suffix}",
            names=_distinct(record.name, record.bps_name),
            point=point,
            radius_m=covering_m(record.polygon, point),
            kecamatan=kecamatan,
            desa=AreaRef(record.code, record.name),
            island=spots[0].island if spots else None,
            within=frozenset(within),
            spots=tuple(spots),
            area_km2=area_km2(record.polygon),
        )

    def island(self, record: IslandRecord) -> Entry:
        """Return an island; its circle covers its shore where the map has one."""
        part = self._land.part(record.land_part) if record.land_part is not None else None
        own = part is not None and part.island_code == record.code
        radius_m = ISLAND_WITHOUT_SHORE_M
        if record.area_km2:
            radius_m = max(radius_m, 1_500 * math.sqrt(record.area_km2 / math.pi))
        if part is not None and own:
            radius_m = covering_m(part.polygon, record.point)
        ref = AreaRef(record.code, record.name)
        fills = self._fills(record, own)
        kecamatan = next((code for kind, code in fills if kind == "kecamatan"), None)
        kecamatan_ref = self._locator.kecamatan_ref(kecamatan) if kecamatan else None
        plain = record.name.removeprefix("Pulau ")
        desa = self._locator.inside(record.point)
        return Entry(
            kind="island",
            code=record.code,
            name=record.name,
            label=f"{record.name}, Kecamatan {kecamatan_ref.name}"
            if kecamatan_ref
            else record.name,
            names=_distinct(plain, record.name),
            point=record.point,
            radius_m=radius_m,
            kecamatan=kecamatan_ref,
            desa=desa.desa if desa and any(kind == "desa" for kind, _ in fills) else None,
            island=ref,
            within=frozenset(fills),
            spots=(Spot(part.number, ref, record.point, radius_m),) if part and own else (),
            inhabited=record.populated,
            area_km2=record.area_km2 or 0.0,
            fills=fills,
        )

    def point(self, record: PointRecord, kind: str) -> Entry:
        """Return a port or facility; its stated kecamatan counts, its point tells the rest."""
        place = self._locator.locate(record.point)
        kecamatan = self._locator.kecamatan_ref(record.kecamatan_code) or place.kecamatan
        label = record.name
        if kind == "port":
            label = f"Pelabuhan {record.name}"
        return self._pointlike(record, kind, label, place, kecamatan, record.radius_m)

    def landmark(self, record: PointRecord) -> Entry:
        """Return a landmark that a supervisor added, or a settlement."""
        place = self._locator.locate(record.point)
        kecamatan = self._locator.kecamatan_ref(record.kecamatan_code) or place.kecamatan
        kind, label, radius_m = "landmark", record.name, record.radius_m
        if record.settlement:
            kind, label = "settlement", f"Dusun {record.name}"
            radius_m = max(radius_m, SETTLEMENT_RADIUS_M)
        return self._pointlike(record, kind, label, place, kecamatan, radius_m)

    def roads(self, record: RoadRecord) -> list[Entry]:
        """Return one entry for each road of this name: lines far apart are different roads."""
        entries = []
        for lines in clustered(record.lines):
            vertices = [vertex for line in lines for vertex in line]
            point = vertices[len(vertices) // 2]
            radius_m = max(distance_m(point.lon, point.lat, v.lon, v.lat) for v in vertices)
            place = self._locator.locate(point)
            named = PointRecord("", record.name, point)
            entries.append(
                self._pointlike(named, "road", record.name, place, place.kecamatan, radius_m)
            )
        return entries

    def _pointlike(
        self,
        record: PointRecord,
        kind: str,
        label: str,
        place: Location,
        kecamatan: AreaRef | None,
        radius_m: float,
    ) -> Entry:
        within: set[Container] = set()
        if kecamatan:
            within.add(("kecamatan", kecamatan.code))
            if kecamatan.name not in label:
                label = f"{label}, Kecamatan {kecamatan.name}"
        if place.desa:
            within.add(("desa", place.desa.code))
        part = self._part_at_or_beside(record.point)
        island = self._locator.island_ref(part)
        if island:
            within.add(("island", island.code))
        spot = (
            Spot(part.number, island, record.point, radius_m) if part and part.populated else None
        )
        return Entry(
            kind=kind,
            code=record.code or None,
            name=record.name,
            label=label,
            names=point_names(record.name),
            point=record.point,
            radius_m=radius_m,
            kecamatan=kecamatan,
            desa=place.desa,
            island=island,
            within=frozenset(within),
            spots=(spot,) if spot else (),
        )

    def _part_at_or_beside(self, point: LonLat) -> LandPart | None:
        """Return the land part of a named point; ports lie in water just off their shore."""
        found = self._land.nearest(point)
        return found[0] if found and found[1] <= OFF_SHORE_M else None

    def _spots(self, pieces: dict[int, list[Polygon]]) -> list[Spot]:
        """Return one spot for each inhabited land part, the largest piece of land first.

        Land of which the register knows no inhabitants counts as well where it is larger than all
        that is known as inhabited: the register is incomplete (Guwa-Guwa).
        """
        found = []
        for number, polygons in pieces.items():
            piece = max(polygons, key=lambda polygon: polygon.area)
            point = inner_point(piece)
            radius_m = covering_m(MultiPolygon(polygons), point)
            found.append((piece.area, Spot(number, self._island(number), point, radius_m)))
        found.sort(key=lambda pair: (-pair[0], pair[1].land_part))
        inhabited = [spot.land_part for _, spot in found if self._is_populated(spot)]
        if not inhabited:
            return []
        first = next(i for i, (_, spot) in enumerate(found) if spot.land_part == inhabited[0])
        return [s for i, (_, s) in enumerate(found) if i < first or s.land_part in inhabited]

    def _is_populated(self, spot: Spot) -> bool:
        return bool(self._land.part(spot.land_part).populated)

    def _island(self, number: int) -> AreaRef | None:
        return self._locator.island_ref(self._land.part(number))

    def _pin(self, record: AreaRecord, spots: list[Spot]) -> LonLat:
        """Return the point on the largest inhabited land, or on the largest piece of any."""
        if spots:
            return spots[0].point
        pieces = polygons_of(record.polygon)
        return inner_point(max(pieces, key=lambda piece: piece.area))

    def _namesake(self, record: AreaRecord) -> Spot | None:
        """Return the spot on the island that has the kecamatan's name, in either list."""
        names = {written_key(normalise(n).split()) for n in (record.name, record.bps_name) if n}
        for island in self._locator.islands.values():
            key = written_key(normalise(island.name.removeprefix("Pulau ")).split())
            if island.land_part is None or island.kecamatan_code != record.code:
                continue
            if key in names or close_sound(key) in map(close_sound, names):
                ref = AreaRef(island.code, island.name)
                return Spot(island.land_part, ref, island.point, 0.0)
        return None

    def _shared_islands(
        self, pieces: dict[int, list[Polygon]], owners: dict[int, set[str]]
    ) -> set[Container]:
        """Return the islands that an area lies on together with others of its kind."""
        refs = (self._island(number) for number in pieces if len(owners[number]) > 1)
        return {("island", ref.code) for ref in refs if ref}

    def _fills(self, record: IslandRecord, own: bool) -> tuple[Container, ...]:
        """Return the kecamatan and the desa to which the whole island belongs."""
        number = record.land_part
        if number is None or not own:
            return (("kecamatan", record.kecamatan_code),)
        fills = []
        for kind, owners in (("kecamatan", self._kecamatan_of_part), ("desa", self._desa_of_part)):
            codes = owners.get(number, set())
            if len(codes) == 1:
                fills.append((kind, next(iter(codes))))
        return tuple(fills)


def _distinct(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def point_names(name: str) -> tuple[str, ...]:
    """Return the names of a port, facility or road: all, without its kind word, in brackets."""
    parts = [part.strip() for part in re.split(r"[(),]", name) if part.strip()]
    names = [name, *parts]
    for part in (name, *parts):
        words = normalise(part).split()
        while words and words[0] in NAME_KIND_WORDS:
            words = words[1:]
            names.append(" ".join(words))
    return _distinct(*names)
